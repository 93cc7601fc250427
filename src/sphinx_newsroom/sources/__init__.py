"""Read source files: headers become records, and texts and files are checked for what may be published."""
