"""``newsroom ping``: tell the WebSub hub which feeds changed since it was told last."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.files import digest
from sphinx_newsroom.model.addresses import FEED_FORMATS
from sphinx_newsroom.operations.site.files import listed
from sphinx_newsroom.operations.site.places import Places
from sphinx_newsroom.outputs.feeds.websub import (
    TOGETHER,
    NoAnswerError,
    RefusedError,
    feed_address,
    feed_digests,
    note_told,
    tell,
    told,
)

EPILOG = """examples:
  newsroom ping            what changed since the last time, after the site was uploaded
  newsroom ping --all      every feed

The hub is newsroom_websub_hub in conf.py. Exits with 1 where it did not take an address;
the next call tells it again."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("--out", type=Path, metavar="DIR", help="the built site (default: _build/html)")
    parser.add_argument("--all", action="store_true", help="tell of every feed, changed or not")
    parser.add_argument(
        "--one-by-one", action="store_true", help="a request a feed, for a hub that reads one address of each"
    )


def run(args: argparse.Namespace) -> int:
    """Tell the hub; raises ConfigError where there is no hub, address or site."""
    settings = settings_of(args.root)
    if not settings.websub_hub or not settings.baseurl:
        missing = "newsroom_websub_hub" if not settings.websub_hub else "html_baseurl"
        raise ConfigError(f"{missing} is not set; set it in conf.py, build and publish the site, then tell the hub")
    places = Places((args.out or args.root / "_build" / "html").resolve())
    feeds = feed_digests(_files(places.out))
    if not feeds:
        raise ConfigError(f"{places.out} holds no built site; run `newsroom build` first, or give --out its folder")
    note = places.note("pinged")
    known = {} if args.all else told(note)
    changed = [path for path, digest in feeds.items() if known.get(path) != digest]
    # Feeds that are gone are forgotten, so that one that comes back is told again.
    done = {path: digest for path, digest in known.items() if path in feeds}
    batch = 1 if args.one_by_one else TOGETHER
    took, refused = _tell_all(
        settings.websub_hub, {feed_address(settings.baseurl, path): path for path in changed}, batch
    )
    for address, why in refused.items():
        print(f"newsroom: the hub did not take {address}: {why}", file=sys.stderr)
    note_told(note, done | {path: feeds[path] for path in took})
    print(f"the hub was told of {len(took)} feeds, of {len(changed)} that changed", file=sys.stderr)
    return 0 if len(took) == len(changed) else 1


def _tell_all(hub: str, paths: Mapping[str, str], batch: int) -> tuple[list[str], dict[str, str]]:
    """Those of *paths* (by address) that the hub was told of, so many at a time, and what it refuses, with why.

    Where it refuses several together, it is told of each by itself: one may be wrong, or it takes one a request.
    """
    took: list[str] = []
    refused: dict[str, str] = {}
    waiting = [tuple(paths)[at : at + batch] for at in range(0, len(paths), batch)]
    while waiting:
        addresses = waiting.pop(0)
        try:
            tell(hub, addresses)
        except RefusedError as error:
            if len(addresses) == 1:
                refused[addresses[0]] = str(error)
            else:
                waiting[:0] = [(address,) for address in addresses]
        except NoAnswerError as error:  # nor will it answer for the hundreds that may follow
            print(f"newsroom: {hub} does not answer: {error}", file=sys.stderr)
            break
        else:
            took += [paths[address] for address in addresses]
    return took, refused


def _files(site: Path) -> Mapping[str, str]:
    """The files of a site with their digests: those that its list tells, else those of its feeds as they are read."""
    found = listed(site)
    if found is None:  # built by Sphinx alone
        paths = (path for name in FEED_FORMATS for path in site.rglob(name))
        found = {path.relative_to(site).as_posix(): digest(path.read_bytes()) for path in paths if path.is_file()}
    return found
