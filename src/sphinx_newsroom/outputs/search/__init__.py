"""The search index: static files that scripts in the browser read, and these scripts; ``index_files`` says in which form."""
