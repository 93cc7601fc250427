"""The ledger as a transparency log: its Merkle tree, tiles, signed checkpoints and proofs."""
