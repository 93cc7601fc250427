"""The words of the guides, in one file that a page of theirs loads when somebody looks for something in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sphinx_newsroom._version import __version__
from sphinx_newsroom.model.addresses import PageName, url_of
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx.environment import BuildEnvironment

GUIDES = "_search/guides.js"


def outputs(env: BuildEnvironment, digests: Mapping[PageName, str], names: Sequence[PageName]) -> Iterator[Output]:
    """Title, address and words of each document of *names*, which were read from what has these *digests*.

    A script, since a page that is opened as a file can load nothing else.
    """

    def make() -> dict[str, bytes]:
        rows = [
            (env.titles[name].astext(), url_of(name), " ".join(env.get_doctree(name).astext().split()))
            for name in names
        ]
        text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        return {GUIDES: f"newsroom.guides({text});\n".encode("utf-8", "replace")}

    if names:
        known = [(name, digests.get(name), env.titles[name].astext()) for name in names]
        yield Output("guides", fingerprint(__version__, known), make)
