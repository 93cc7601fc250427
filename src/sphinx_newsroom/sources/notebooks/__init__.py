"""Notebooks as sources of releases: their header, what is one, and what of it may be shown."""
