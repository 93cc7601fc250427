"""What programs read that know nothing of the archive: Markdown beside the pages, ``llms.txt``, a list of changes."""
