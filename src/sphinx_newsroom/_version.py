"""The version: here and nowhere else, apart from ``setup``, so that whoever asks imports nothing else."""

from __future__ import annotations

__version__ = "0.2.0"
