"""The texts of an archive compiled: what each says, as HTML and as words, and whom it names."""

STORE = "newsroom.sqlite"
"""What the file is called in which builds keep what they read and compiled, beside what Sphinx keeps of documents."""
