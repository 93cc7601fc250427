"""``newsroom schema``: what a header may hold, as a JSON Schema for editors and other programs."""

from __future__ import annotations

import argparse
import json

from sphinx_newsroom.config import Settings, settings_of
from sphinx_newsroom.sources.header_keys import KEYS, schema_of

EPILOG = """examples:
  newsroom schema release > release.schema.json
  newsroom schema organization > organization.schema.json

In an archive, the types of releases are those of its conf.py; elsewhere the usual ones."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument(
        "kind", choices=(*KEYS, "alert"), help="whose header: that of a release or of a record; or an alert"
    )


def run(args: argparse.Namespace) -> int:
    """Print the schema; outside of an archive, with the defaults."""
    settings = settings_of(args.root) if args.root else Settings()
    print(json.dumps(schema_of(args.kind, settings), ensure_ascii=False, indent=2))
    return 0
