"""What is wrong in the text of a source, or points elsewhere, seen before it is parsed."""
