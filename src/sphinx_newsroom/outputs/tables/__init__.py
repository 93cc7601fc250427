"""The archive as tables: one declaration of all fields, and the database, Parquet and descriptions made of it."""
