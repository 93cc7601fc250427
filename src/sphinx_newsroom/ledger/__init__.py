"""The append-only ledger of what was published, and the checks of an archive against it."""
