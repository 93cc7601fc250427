"""The readers of release formats other than pages and captures: one module for each format."""
