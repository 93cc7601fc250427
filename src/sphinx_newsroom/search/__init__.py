"""The search index: static files that search.js reads; see :mod:`~sphinx_newsroom.search.index` for their form."""
