"""Analysis of a text: its plain words, the names in it, quotations with their speakers, and names without a record."""
