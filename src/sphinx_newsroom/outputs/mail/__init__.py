"""News by mail: what is new, as a message, and its way to a server."""
