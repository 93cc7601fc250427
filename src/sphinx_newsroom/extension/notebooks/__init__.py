"""Notebooks: those of releases are shown cell by cell and never executed; nbsphinx runs those under ``docs/``.

This module computes a digest of the inputs of a notebook under ``docs/``, which runs again only when they change.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.sources.header import NOTEBOOK, is_notebook

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

ALWAYS = "always "
"""The prefix of the digest of a notebook that runs in every build that reads anything."""


def digest_of(env: BuildEnvironment, docname: str) -> str:
    """Return a digest of a notebook's file, the files next to it, the archive's data, and the version of Python.

    A notebook with the metadata ``"nbsphinx": {"execute": "always"}`` runs whenever a build reads anything.
    """
    path = Path(env.doc2path(docname))
    try:
        source = path.read_bytes()
        companions = sorted(file for file in path.parent.iterdir() if file.suffix != NOTEBOOK and file.is_file())
        files = [(file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in companions]
    except OSError:
        return ALWAYS  # the parser reports a file that can't be read
    made_of = fingerprint(source, files, domain_of(env).data_digest, sys.version_info[:2])
    return f"{ALWAYS}{made_of}" if _is_always(source) else made_of


def outdated_notebooks(env: BuildEnvironment, read: bool) -> Iterator[str]:
    """Yield the notebooks under ``docs/`` whose results are outdated; *read* means that the build reads anything."""
    before = domain_of(env).analyses
    for docname in env.found_docs:
        if docname.startswith("docs/") and is_notebook(env.doc2path(docname)):
            digest = digest_of(env, docname)
            if before.get(docname) != digest or (read and digest.startswith(ALWAYS)):
                yield docname


def _is_always(source: bytes) -> bool:
    try:
        execute = json.loads(source)["metadata"]["nbsphinx"]["execute"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    return bool(execute == "always")
