"""What press lines say of a release, put where it belongs in the record of one."""

from __future__ import annotations

from sphinx_newsroom.importers.releases.incoming import Incoming, Options


def cleaned(found: Incoming, options: Options) -> Incoming:
    return found


def recognized(found: Incoming, options: Options) -> Incoming:
    return found
