"""Write the values of headers as YAML that looks hand-written: plain text if possible, short values on one line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from textwrap import TextWrapper
from typing import Any

import yaml

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.records import Name

Plain = str | list[Any] | dict[str, Any]
"""A value without its class: text, a list, or a mapping."""

WIDTH = 120
"""The maximum length of a line, above which a mapping is split."""
_SHORT = 88
"""The maximum length of a list of words, above which it is split."""

# Which text needs no quotation marks, in flow style or outside: nothing that YAML would take for an indicator.
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`=<~"
_SIGN = late_pattern(r": |:$| #|^---|^\.\.\.")
_FLOW_SIGN = late_pattern(r"[,\[\]{}?]|:(?![^\s,\[\]{}])|:[\"']")
# Controls, spaces other than the plain one, direction marks, surrogates: characters that editors don't show.
_UNSEEN = late_pattern(
    "[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
    "\ufff0-\uffff\ud800-\udfff]"
)
_WRAPPER = TextWrapper(WIDTH - 2, break_long_words=False, break_on_hyphens=False)
_DATE = late_pattern(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"})
_NUMBER = late_pattern(r"[-+]?(?:0[box])?[\d._]+(?:[eE][-+]?\d+)?|0x[\da-fA-F_]+")
_RESOLVERS: Mapping[str | None, Sequence[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers


def plain(value: object) -> Plain | None:
    """Convert a record's value to plain values without empty ones; a name without language and dates becomes text."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, Name) and not (value.language or value.start_date or value.end_date):
        return value.name
    if is_dataclass(value):
        return _keys((field.name, getattr(value, field.name)) for field in fields(value))
    if isinstance(value, Mapping):
        return _keys(value.items())
    if isinstance(value, (list, tuple)):
        if value and all(_is_pair(item) for item in value):
            return _keys(value)
        return [item for item in map(plain, value) if item is not None] or None
    return str(value)


def _is_pair(value: object) -> bool:
    """Whether it is a pair of key and text, as in a record's identifiers."""
    match value:
        case (str(), str()):
            return isinstance(value, tuple)
        case _:
            return False


def _keys(pairs: Any) -> dict[str, Any] | None:
    found = {str(key): plain(value) for key, value in pairs}
    return {key: value for key, value in found.items() if value is not None} or None


def scalar(value: str, *, flow: bool = False, key: str = "") -> str:
    """Return text as a YAML scalar, quoted if YAML would read it as something else, except dates."""
    # Dates aren't quoted: the reader takes the text as written, whatever YAML makes of it.
    if (key == "date" or key.endswith("_date")) and _DATE.fullmatch(value):
        return value
    signs = _SIGN.search(value) or _UNSEEN.search(value) or (flow and _FLOW_SIGN.search(value))
    if not value or value[0] in _INDICATORS or signs or value != value.strip() or _is_special(value):
        return _quoted(value)
    return value


def _is_special(value: str) -> bool:
    """Whether YAML 1.1 or 1.2 reads plain text as a number, date, boolean or null."""
    # A list, because PyYAML knows yes, no, on and off, and other YAML 1.1 parsers also y and n.
    if value[0].isalpha():
        return value.lower() in _WORDS
    candidates = [*_RESOLVERS.get(value[0], ()), *_RESOLVERS.get(None, ())]
    return any(pattern.match(value) for _, pattern in candidates) or bool(_NUMBER.fullmatch(value))


def _quoted(value: str) -> str:
    """Quote text with double quotation marks, escaping invisible characters."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'


def flow(value: Plain, key: str = "") -> str:
    """Return a value in flow style, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(name, flow=True)}: {flow(item, name)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value, flow=True, key=key)


def inline(key: str, value: Plain, width: int = WIDTH) -> str | None:
    """Return what follows ``key:`` on the same line, or None if the value needs several lines."""
    if isinstance(value, str):
        return scalar(value, key=key)
    if isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        return None
    written = flow(value)
    limit = width if isinstance(value, dict) else min(width, _SHORT)
    return written if len(key) + 2 + len(written) <= limit else None


def entry(key: str, value: Plain) -> str:
    """Return a key of a header with its value, as whole lines."""
    if isinstance(value, str) and "\n" in value and (lines := _literal(value)) is not None:
        return f"{scalar(key)}: |\n{lines}"
    if (short := inline(key, value)) is not None:
        return f"{scalar(key)}: {short}\n"
    return f"{scalar(key)}:\n" + block(value, "  ")


def _literal(value: str) -> str | None:
    """Return paragraphs as lines of a literal block; None if YAML would read them differently.

    The reader joins the lines of a paragraph and strips the last newline.
    """
    if value != value.strip() or any(_UNSEEN.search(line) or line != line.strip() for line in value.split("\n")):
        return None
    lines = [short for line in value.split("\n") for short in _WRAPPER.wrap(line) or [""]]
    return "".join(f"  {line}\n" if line else "\n" for line in lines)


def block(value: Plain, indent: str) -> str:
    """Return a list or mapping in block style."""
    if isinstance(value, dict):
        return "".join(
            indent + entry(key, item).replace("\n", f"\n{indent}").removesuffix(indent) for key, item in value.items()
        )
    return "".join(item_lines(item, indent) for item in value)


def item_lines(value: Plain, indent: str) -> str:
    """Return an item of a list, on one line if it fits, otherwise with one line per key."""
    if isinstance(value, str):
        return f"{indent}- {scalar(value)}\n"
    written = flow(value)
    if len(indent) + 2 + len(written) <= WIDTH or isinstance(value, list):
        return f"{indent}- {written}\n"
    lines = block(value, f"{indent}  ")
    return f"{indent}- {lines[len(indent) + 2 :]}"
