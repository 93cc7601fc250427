"""The search index: static files that search.js reads; ``index_files`` says in which form."""
