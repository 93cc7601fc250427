"""Whether a notebook is one in all that is shown of it, so that no reader of it stops the whole build.

A notebook that nbformat cannot read would be taken for reStructuredText by nbsphinx, and one whose parts
are of other types than they should be ends the build with an error of its own.

Source: nbformat 4.5, https://nbformat.readthedocs.io/en/latest/format_description.html.
"""

from __future__ import annotations

import binascii
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

DEEPEST = 100
"""How many lists and mappings may stand one within the other."""

_HALF = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")

_FORMAT = 4
"""The major version of the notebook format that Jupyter has written since 2014."""


class _By(NamedTuple):
    """A mapping whose shape is one of several, by the value of a key."""

    key: str
    shapes: Mapping[str, Any]


def wrong_shape(notebook: Mapping[str, Any], text: str) -> str:
    """What of a notebook is not as nbformat 4 has it, in words; empty where all is.

    *text* is the file that it was read from.
    """
    if notebook.get("nbformat") != _FORMAT or not _is_count(notebook.get("nbformat_minor")):
        return "nbformat is not 4, or nbformat_minor no number"
    if _too_deep(notebook):
        return f"more than {DEEPEST} lists and mappings stand one within the other"
    if _HALF.search(text) and not _is_unicode(notebook):
        return "a text holds half of a character (a lone surrogate)"
    return next(_wrong(notebook, _NOTEBOOK, ""), "")


def _wrong(value: Any, shape: Any, where: str) -> Iterator[str]:
    """What is not as its shape: a mapping by its keys (those with ``!`` are needed), a list, a type, or a test."""
    if isinstance(shape, _By):
        kind = value.get(shape.key) if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in shape.shapes:
            yield f"{where} has no {shape.key} that there is"
        else:
            yield from _wrong(value, shape.shapes[kind], where)
    elif isinstance(shape, dict) and isinstance(value, dict):
        for key, inner in shape.items():
            name = key.rstrip("!")
            if name in value:
                yield from _wrong(value[name], inner, f"{where}, {name}" if where else name)
            elif name != key:
                yield f"{where} has no {name}"
    elif isinstance(shape, list) and isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _wrong(item, shape[0], f"{where.removesuffix('s')} {number}")
    elif not (isinstance(value, shape) if isinstance(shape, type) else callable(shape) and shape(value)):
        yield f"{where} is not what it should be"


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", value) is not None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_count_or_none(value: Any) -> bool:
    return value is None or _is_count(value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_lines(value: Any) -> bool:
    return isinstance(value, str) or _is_texts(value)


def _is_bundle(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_data(kind, data) for kind, data in value.items())


def _is_data(kind: str, data: Any) -> bool:
    if kind in ("image/png", "image/jpeg"):
        try:
            return _is_lines(data) and binascii.a2b_base64("".join(data)) is not None
        except ValueError:  # binascii.Error is one
            return False
    return _is_lines(data) or re.fullmatch(r"application/(?:.*\+)?json", kind) is not None


def _is_attachments(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_bundle, value.values()))


def _is_tags(value: Any) -> bool:
    plain = _is_texts(value) and len(set(value)) == len(value)
    return plain and not any(not tag or "," in tag or tag in _LISTS for tag in value)


def _is_execution(value: Any) -> bool:
    return isinstance(value, dict) and _is_texts(list(value.values()))


def _never(value: Any) -> bool:
    return False


_LISTS = ("nbsphinx-toctree", "nbsphinx-gallery", "nbsphinx-link-gallery")
"""What makes nbsphinx put documents of the site into a list, which is for documents and not for releases."""
_CELL = {
    "id": _is_word,
    "source!": _is_lines,
    "metadata": {
        "name": lambda value: isinstance(value, str) and bool(value),
        "tags": _is_tags,
        "jupyter": dict,
        "execution": _is_execution,
        "collapsed": bool,
        "format": str,
        "scrolled": lambda value: isinstance(value, bool) or value == "auto",
        **dict.fromkeys(_LISTS, _never),
    },
    "attachments": _is_attachments,
}
_SHOWN = {"data!": _is_bundle, "metadata!": dict}
_OUTPUTS = {
    "display_data": _SHOWN,
    "execute_result": {**_SHOWN, "execution_count!": _is_count_or_none},
    "stream": {"name!": str, "text!": _is_lines},
    "error": {"ename!": str, "evalue!": str, "traceback!": _is_texts},
}
_CODE = {**_CELL, "execution_count!": _is_count_or_none, "outputs": [_By("output_type", _OUTPUTS)]}
_NOTEBOOK = {
    "metadata": {
        "kernelspec": {"name!": str, "display_name!": str},
        "language_info": {
            "name!": str,
            "codemirror_mode": lambda value: isinstance(value, (str, dict)),
            **dict.fromkeys(("file_extension", "mimetype", "pygments_lexer"), str),
        },
        "title": str,
        "authors": list,
        "orig_nbformat": _is_count,
        "widgets": dict,
    },
    "cells": [_By("cell_type", {"markdown": _CELL, "raw": _CELL, "code": _CODE})],
}


def _too_deep(value: Any) -> bool:
    """Whether values stand deeper than they may; level by level, since to follow them down could be too deep itself."""
    level = [value]
    for _ in range(DEEPEST):
        below: list[Any] = []
        for item in level:
            if isinstance(item, (dict, list)):
                below.extend(item.values() if isinstance(item, dict) else item)
        level = below
        if not level:
            return False
    return True


def _is_unicode(notebook: Mapping[str, Any]) -> bool:
    try:
        json.dumps(notebook, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
