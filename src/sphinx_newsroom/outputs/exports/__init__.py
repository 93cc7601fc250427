"""Releases and records in the formats of others: what `newsroom export` writes.

The same archive gives the same bytes, so nothing has the moment at which it was made, but that of the newest text in it.
"""
