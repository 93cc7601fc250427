"""The texts of an archive compiled: what each says, as HTML and as words, and whom it names."""
