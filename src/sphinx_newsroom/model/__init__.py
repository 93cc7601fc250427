"""The frozen records of an archive and what follows from them; nothing here reads a file."""
