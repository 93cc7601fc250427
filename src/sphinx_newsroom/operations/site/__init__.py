"""The published site: built apart, verified, and put in the place of the one before as a whole."""
