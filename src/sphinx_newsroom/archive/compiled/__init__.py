"""The releases of an archive compiled: what each text says, as HTML and as words, and whom it names."""
