"""The archive as data for programs: bulk files, a file per release, a sitemap, redirects."""
