"""Names without a record, from looking for them to what becomes of them.

pool        the suggestions for an archive, with the names that have records
looking     an archive -> its pool
kept        the pool of the last look, for as long as nothing changed of which it was made
deciding    decisions -> files to write
sheet       suggestions as a table in which people decide
sentences   where a name stands, for who reads
"""
