"""Read an archive: its texts and records, what may be published now, what is withheld, and what is wrong."""
