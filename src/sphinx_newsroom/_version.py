"""The version, of the package that is installed; apart from ``setup``, so that whoever asks imports nothing else."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("sphinx-newsroom")
