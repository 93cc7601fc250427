"""From a file to a record: its header, its text, and what of both may be used."""
