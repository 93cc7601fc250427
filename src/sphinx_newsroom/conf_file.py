"""The file conf.py: its values are read, checked once, and frozen as settings."""

from __future__ import annotations

import re
import runpy
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from sphinx_newsroom.config import DECLARED, OPTIONS, Option, Settings
from sphinx_newsroom.interface import CatalogueError, Interfaces, catalogues_in
from sphinx_newsroom.setting_values import ConfigError, refuse_copied_sources, refuse_no_texts


def settings_from(get: Callable[[str, Any], Any], names: Iterable[str] = (), root: Path | None = None) -> Settings:
    """Check all values once and freeze them.

    *get* looks a name of conf.py up, with a default; *names* are all that conf.py has.  *root* is where the archive is,
    whose own catalogues stand in its `locale_dirs`.  Raises :class:`ConfigError`.
    """
    refuse_no_texts(get)
    if root:
        refuse_copied_sources(get, root)
    said = [(option, get(option.name, option.default)) for option in DECLARED]
    for option, value in said:
        _refuse_type(option, value)
    known = {option.name for option in OPTIONS}
    unknown = tuple(sorted(name for name in names if OURS.match(name) and name not in known))
    read = {option.field: option.read(option.name, value) for option, value in said}
    folders = [root / str(name) for name in get("locale_dirs", ["locales"])] if root else []
    try:
        interfaces = Interfaces(catalogues_in(folders))
    except CatalogueError as error:
        raise ConfigError(str(error)) from error
    return Settings(**read, unknown=unknown, interfaces=interfaces)


OURS = re.compile("new?s?_?roo?m_?", re.IGNORECASE)
"""How a name begins that is, or was to be, one of our settings."""


def _refuse_type(option: Option, value: Any) -> None:
    # True is an int in Python, and no count of anything.
    fits = isinstance(value, option.types) and (bool in option.types or not isinstance(value, bool))
    if option.types and not fits:
        wanted = " or ".join(_IN_WORDS[kind] for kind in option.types)
        raise ConfigError(f"{option.name} is {value!r}; write {wanted}")


_IN_WORDS: dict[type, str] = {
    str: "a text in quotation marks",
    int: "a whole number",
    bool: "True or False",
    list: "a list in brackets",
    dict: "keys and values in braces",
    type(None): "None",
}
"""What a value of a type looks like in conf.py."""


def settings_of(root: Path) -> Settings:
    """The settings of the archive in *root*, read from its conf.py without Sphinx; only builds show drafts.

    Raises :class:`ConfigError` where conf.py is missing, cannot run, or holds a wrong value.
    """
    return settings_in(names_in_conf(root), root)


def settings_in(names: Mapping[str, Any], root: Path) -> Settings:
    """The same, of the names that conf.py has; raises :class:`ConfigError` for a wrong value."""
    own = [name for name, value in names.items() if not isinstance(value, ModuleType)]
    return replace(settings_from(names.get, own, root), drafts=False)


def names_in_conf(root: Path) -> dict[str, Any]:
    """All names that the conf.py of the archive in *root* has once it was run.

    Raises :class:`ConfigError` where it is missing, fails, or ends the program.
    """
    conf = root / "conf.py"
    if not conf.is_file():
        raise ConfigError(
            f"no conf.py in {root}; `newsroom init` begins an archive, --root names one that is elsewhere"
        )
    try:
        # Sphinx gives conf.py the name `tags`, which one that asks for it needs.
        return runpy.run_path(str(conf), {"tags": frozenset()})
    except (Exception, SystemExit) as error:
        raise ConfigError(f"{conf}{_place(conf, error)}; mend it first") from error


def _place(conf: Path, error: BaseException) -> str:
    """The line of *conf* that failed, if it is one of its own, and why."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(conf)]
    if isinstance(error, SyntaxError) and error.filename == str(conf):
        lines, why = [error.lineno], error.msg
    else:
        why = str(error)
    line = f":{lines[-1]}:" if lines and lines[-1] else ""
    return f"{line} cannot be run: {type(error).__name__}: {why}"


def line_of_setting(root: Path, name: str) -> int:
    """The line of conf.py that sets a value, the first one where none does."""
    try:
        text = (root / "conf.py").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 1
    found = re.search(rf"^\s*{re.escape(name)}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else 1
