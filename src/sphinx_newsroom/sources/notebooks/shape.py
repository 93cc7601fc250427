"""Whether a notebook is one in all that is shown of it, so that no reader of it stops the whole build.

A notebook that nbformat cannot read would be taken for reStructuredText by nbsphinx, and one whose parts
are of other types than they should be ends the build with an error of its own.

Source: nbformat 4.5, https://nbformat.readthedocs.io/en/latest/format_description.html.
"""

from __future__ import annotations

import binascii
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

DEEPEST = 100
"""How many lists and mappings may stand one within the other."""

_HALF = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")
_Check = Callable[[Any], bool]

_FORMAT = 4
"""The major version of the notebook format that Jupyter has written since 2014."""


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
    metadata = notebook.get("metadata", {})
    if not isinstance(metadata, dict):
        return "metadata is not a mapping"
    return next(iter((*_wrong_metadata(metadata), *_wrong_cells(notebook["cells"]))), "")


def _wrong_metadata(metadata: Mapping[str, Any]) -> Iterator[str]:
    for name, keys in (("kernelspec", ("name", "display_name")), ("language_info", ("name",))):
        found = metadata.get(name)
        if name in metadata and not (isinstance(found, dict) and all(isinstance(found.get(key), str) for key in keys)):
            yield f"metadata.{name} is not a mapping with {' and '.join(keys)}"
    language = metadata.get("language_info", {})
    yield from _wrong(metadata, "metadata", _METADATA)
    yield from _wrong(language if isinstance(language, dict) else {}, "metadata.language_info", _LANGUAGE)


def _wrong_cells(cells: list[Any]) -> Iterator[str]:
    for number, cell in enumerate(cells, 1):
        where = f"cell {number}"
        if not isinstance(cell, dict) or cell.get("cell_type") not in ("markdown", "code", "raw"):
            yield f"{where} is no text cell, code cell or raw cell"
            continue
        if not _is_lines(cell.get("source")):
            yield f"{where} has no text as its source"
        if cell["cell_type"] == "code" and "execution_count" not in cell:
            yield f"{where} has no execution_count"
        yield from _wrong(cell, where, _CELL)
        if isinstance(cell.get("metadata"), dict):
            yield from _wrong(cell["metadata"], f"{where}: metadata", _CELL_METADATA)
        if cell["cell_type"] == "code" and isinstance(cell.get("outputs"), list):
            for output in cell["outputs"]:
                yield from _wrong_output(output, where)


def _wrong_output(output: Any, where: str) -> Iterator[str]:
    kind = output.get("output_type") if isinstance(output, dict) else None
    needed = _OUTPUTS.get(kind) if isinstance(kind, str) else None
    if needed is None:
        yield f"{where} has an output that is none"
        return
    for key in needed:
        if key not in output:
            yield f"{where} has an output without {key}"
    yield from _wrong(output, f"{where}: output", needed)


def _wrong(found: Mapping[str, Any], where: str, checks: Mapping[str, _Check]) -> Iterator[str]:
    for key, check in checks.items():
        if key in found and not check(found[key]):
            yield f"{where}: {key} is not what it should be"


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", value) is not None


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict)


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


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
    return (
        _is_texts(value)
        and len(set(value)) == len(value)
        and not any(not tag or "," in tag or tag in _LISTS for tag in value)
    )


def _is_execution(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


def _never(value: Any) -> bool:
    return False


_LISTS = ("nbsphinx-toctree", "nbsphinx-gallery", "nbsphinx-link-gallery")
"""What makes nbsphinx put documents of the site into a list, which is for documents and not for releases."""
_METADATA: Mapping[str, _Check] = {
    "title": _is_text,
    "authors": _is_list,
    "orig_nbformat": _is_count,
    "widgets": _is_mapping,
}
_LANGUAGE: Mapping[str, _Check] = {
    "codemirror_mode": lambda value: isinstance(value, (str, dict)),
    "file_extension": _is_text,
    "mimetype": _is_text,
    "pygments_lexer": _is_text,
}
_CELL: Mapping[str, _Check] = {
    "id": _is_word,
    "metadata": _is_mapping,
    "attachments": _is_attachments,
    "outputs": _is_list,
    "execution_count": _is_count_or_none,
}
_CELL_METADATA: Mapping[str, _Check] = {
    "name": lambda value: isinstance(value, str) and bool(value),
    "tags": _is_tags,
    "jupyter": _is_mapping,
    "execution": _is_execution,
    "collapsed": _is_bool,
    "format": _is_text,
    "scrolled": lambda value: isinstance(value, bool) or value == "auto",
    **dict.fromkeys(_LISTS, _never),
}
_SHOWN: Mapping[str, _Check] = {"data": _is_bundle, "metadata": _is_mapping}
_OUTPUTS: Mapping[str, Mapping[str, _Check]] = {
    "display_data": _SHOWN,
    "execute_result": {**_SHOWN, "execution_count": _is_count_or_none},
    "stream": {"name": _is_text, "text": _is_lines},
    "error": {"ename": _is_text, "evalue": _is_text, "traceback": _is_texts},
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
