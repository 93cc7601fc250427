"""The formats that releases come in, but for pages and captures of them: a module a format."""
