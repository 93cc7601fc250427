"""Saved HTML pages: a release each, or a list of releases.

The reader is :mod:`sphinx_newsroom.importers.pages.reader`, which is imported late: what it reads with takes a
second to load.
"""
