"""Acts that change files, each a plan before it is carried out: publish, correct, move, verify, deploy."""
