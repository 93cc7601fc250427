"""Additions to a release's header that leave every other byte of its file as it was."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from sphinx_newsroom.sources.notebook import notebook_of
from sphinx_newsroom.sources.release_file import bounds, is_notebook
from sphinx_newsroom.sources.sheet import HeaderError


def with_item(path: str, source: str, key: str, item: object, *, first: bool = False) -> str:
    """The file *source* with *item* in the list *key* of its header, as the last or *first* one.

    Raises HeaderError where the header cannot be read.
    """
    if is_notebook(path):
        return _in_notebook(source, key, item, first)
    start, end, _ = bounds(source)
    found = _value(source[start:end], key)
    if found is None:
        return _added(source, end, f"{key}:\n  - {_flow(item)}\n")
    if not isinstance(found, yaml.SequenceNode) or not found.value:
        if isinstance(found, yaml.SequenceNode) and found.flow_style:
            place = start + found.start_mark.index + 1
            return source[:place] + _flow(item) + source[place:]
        raise HeaderError(1, f"{key} is no list that can be added to", f"write it as a list: {key}: [{_flow(item)}]")
    if found.flow_style:
        if first:
            place = start + found.start_mark.index + 1
            return f"{source[:place]}{_flow(item)}, {source[place:]}"
        place = start + found.value[-1].end_mark.index
        return f"{source[:place]}, {_flow(item)}{source[place:]}"
    indent = " " * found.start_mark.column
    if first:
        place = start + found.start_mark.index
        return f"{source[:place]}- {_flow(item)}\n{indent}{source[place:]}"
    place = source.find("\n", start + found.value[-1].end_mark.index)
    return f"{source[:place]}\n{indent}- {_flow(item)}{source[place:]}"


def with_key(path: str, source: str, key: str, value: object) -> str:
    """The file *source* with a key that its header does not have yet; raises HeaderError as :func:`with_item`."""
    if is_notebook(path):
        notebook = notebook_of(source)
        notebook["metadata"]["newsroom"][key] = value
        return _notebook_text(notebook)
    start, end, _ = bounds(source)
    if _value(source[start:end], key) is not None:
        raise HeaderError(1, f"the header has {key} already", "take it out first")
    if isinstance(value, dict):
        return _added(source, end, f"{key}:\n" + "".join(f"  {name}: {_flow(part)}\n" for name, part in value.items()))
    return _added(source, end, f"{key}: {_flow(value)}\n")


def _added(source: str, end: int, lines: str) -> str:
    before = source[:end]
    return before + ("" if before.endswith("\n") else "\n") + lines + source[end:]


def _value(header: str, key: str) -> yaml.Node | None:
    # Python's own loader: libyaml counts marks in bytes where a header has other than ASCII characters
    try:
        node = yaml.compose(header, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise HeaderError(1, f"the header is not YAML ({error})", "mend it first") from None
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


_PLAIN = re.compile(
    r"\d{4}-\d\d-\d\d|\d{4}/[a-z][a-z0-9-]*|(?!(?:true|false|null|yes|no|on|off|y|n)\b)[A-Za-z][\w./-]*", re.IGNORECASE
)


def _flow(value: object) -> str:
    """A value on one line of YAML: what could be read as something else stands in quotation marks."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    text = str(value)
    if _PLAIN.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def _in_notebook(source: str, key: str, item: object, first: bool) -> str:
    notebook: dict[str, Any] = notebook_of(source)
    items = notebook["metadata"]["newsroom"].setdefault(key, [])
    items.insert(0 if first else len(items), item)
    return _notebook_text(notebook)


def _notebook_text(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
