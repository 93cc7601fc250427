"""The search index: static files in the format of ``index_files``, and the scripts that read them in the browser."""
