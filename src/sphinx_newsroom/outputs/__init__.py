"""What readers get, built by pure functions from the archive: pages, feeds, search, data and mail."""
