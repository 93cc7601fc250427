"""Names without a record, from looking for them to what becomes of them.

pool        the suggestions for an archive, with the names that have records
looking     an archive -> its pool
kept        the pool of the last look, for as long as nothing changed of which it was made
matching    which of them somebody means who types a part of a name
deciding    decisions -> files to write
taking      decisions, under the lock of the archive, written at once
sheet       suggestions as a table in which people decide
sentences   where a name stands, for who reads
"""
