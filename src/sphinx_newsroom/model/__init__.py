"""The frozen records of an archive and what follows from them alone; nothing here reads a file."""
