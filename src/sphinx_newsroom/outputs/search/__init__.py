"""The search index: static files, whose form ``index_files`` tells, and the scripts that read them in the browser."""
