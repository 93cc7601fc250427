"""The output for readers, built from the archive by pure functions: pages, feeds, search, data and email."""
