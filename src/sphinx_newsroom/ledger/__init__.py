"""What was published: the append-only record, and what an archive is held to by it."""
