"""Saved HTML pages: each is a release or a list of releases.

Import :mod:`sphinx_newsroom.importers.pages.reader` late, since its dependencies take a second to load.
"""
