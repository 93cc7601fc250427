"""The archive as tables: the declaration of all fields, and the database, Parquet and descriptions built from it."""
