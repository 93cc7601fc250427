"""Releases and records in the formats of others: what `newsroom export` writes.

Records and texts in, bytes out: nothing here reads or writes a file but by what it is given.  The same archive gives
the same bytes, so nothing bears the moment at which it was made, but that of the newest thing in it.

chosen                      which texts: of years, of an edition, by id, in languages
news_items                  a text as news formats tell of it
ninjs, newsml, popolo, calendar_events      one format each; citations are those of `outputs.citations`
bag                         files with their digests (BagIt)
site_files                  which files of a built site belong to what was chosen
wacz                        these as a web archive that replays
"""
