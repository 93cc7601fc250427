"""The keys of headers and of alerts' files, each declared once, and the values that they take."""
