"""Releases and records in the formats of others: what `newsroom export` writes.

The same archive gives the same bytes: the moment in an export is that of the newest text in it.
"""
