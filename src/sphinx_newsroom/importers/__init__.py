"""Importing releases: what others have saved, fed or exported of them, as Markdown with a header."""
