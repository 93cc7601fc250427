"""Import releases and records from files that others have saved, published or exported.

Readers turn source files into drafts; plans show what would be written to the archive.
"""
