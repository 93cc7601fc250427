"""An archive as one value: what may be published now, what is withheld and what is wrong, by date and by name."""
