"""Other newsrooms' archives: fetched, checked, and kept in the repository, so that a build needs no network."""
