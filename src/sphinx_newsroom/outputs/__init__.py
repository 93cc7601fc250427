"""What readers get, as pure functions from the archive: pages, feeds, search, data and mail."""
