"""The hashes of the log as scripts, since a page that is opened as a file may load nothing else.

:file:`theme/static/newsroom/log.js` reads them; ``newsroom verify`` compares them with the tree.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from sphinx_newsroom.ledger.log.merkle import Tree
from sphinx_newsroom.ledger.log.note import base64_of
from sphinx_newsroom.ledger.log.tiles import HEIGHT, WIDTH, Tile, leaf_tiles, tile_bytes
from sphinx_newsroom.model.addresses import LOG, LOG_SCRIPT


def scripts(tree: Tree) -> Iterator[tuple[str, bytes]]:
    """All scripts of a tree, by their paths in the site."""
    yield LOG_SCRIPT, summit_script(tree)
    yield from ((script_path(tile), tile_script(tree, tile)) for tile in leaf_tiles(len(tree)) if tile.width == WIDTH)


def script_path(tile: Tile) -> str:
    """Where the script of a full tile of leaves stands in the site: ``log/hashes/0.js``."""
    return f"{LOG}/hashes/{tile.number}.js"


def summit_script(tree: Tree) -> bytes:
    """What a page needs to get from a line's tile to the root: the roots of all full tiles, and the last leaves."""
    full = len(tree) // WIDTH
    roots = tree.levels[HEIGHT][:full] if full else []
    last = tree.levels[0][full * WIDTH :]
    value = {"size": len(tree), "root": base64_of(tree.root()), "tiles": base64_of(b"".join(roots))}
    return _script("tree", value | {"last": base64_of(b"".join(last))})


def tile_script(tree: Tree, tile: Tile) -> bytes:
    """The hashes of a full tile of leaves."""
    return _script(tile.number, base64_of(tile_bytes(tree, tile)))


def _script(key: object, value: object) -> bytes:
    return f"newsroom.logData({json.dumps(key)}, {json.dumps(value)});\n".encode()
