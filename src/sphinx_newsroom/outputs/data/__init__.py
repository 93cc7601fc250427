"""The archive as data for programs: bulk files, one file a release, a sitemap, redirects."""
