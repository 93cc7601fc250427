"""What a text says: its plain words, whom it names, who says what, and whom it names without a record."""
