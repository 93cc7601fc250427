"""Notebooks: those of releases by their cells, never executed; those under ``docs/`` by nbsphinx.

Here: of what the results of one under ``docs/`` are made, so that it is executed when that changes and not else.
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
"""What the digest of a notebook begins with that is executed whenever anything is read."""


def digest_of(env: BuildEnvironment, docname: str) -> str:
    """Of a notebook's file, of the files beside it, of the archive's data, and of what Python this is.

    One whose metadata say ``"nbsphinx": {"execute": "always"}`` is executed whenever a build reads anything.
    """
    path = Path(env.doc2path(docname))
    try:
        source = path.read_bytes()
        beside = sorted(file for file in path.parent.iterdir() if file.suffix != NOTEBOOK and file.is_file())
        files = [(file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in beside]
    except OSError:
        return ALWAYS  # the parser warns of a file that cannot be read
    made_of = fingerprint(source, files, domain_of(env).data_digest, sys.version_info[:2])
    return f"{ALWAYS}{made_of}" if _is_always(source) else made_of


def outdated_notebooks(env: BuildEnvironment, read: bool) -> Iterator[str]:
    """The notebooks under ``docs/`` that would give something else now; *read* says that a build reads anything."""
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
