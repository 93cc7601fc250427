"""Releases and records in external formats, as written by `newsroom export`.

The same archive always gives the same bytes: an export is dated by its newest text.
"""
