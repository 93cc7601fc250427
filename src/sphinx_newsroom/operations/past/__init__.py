"""A past on its way into the ledger: what was published before there was one, from git or from captures of pages."""
