"""Pages that are no documents, written in shells: what stands around them is rendered once for a kind and folder.

The shell is a page like any other, rendered by Sphinx with all that themes, overridden templates and
``html-page-context`` do to it, with slots in the places where pages of the kind differ.  What goes into these is made
without Sphinx (:mod:`.slots`), from our own templates: of one that an archive has put in the place of one of ours the
pages are written by Sphinx.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import jinja2

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_newsroom.model.addresses import PageName
    from sphinx_newsroom.outputs.pages import Page

MACROS = "newsroom/macros.html"
"""What the templates of all pages import."""

SLOTS, SHELL = "newsroom/slots.html", "newsroom/shell.html"
"""What the templates of pages extend where they go into a shell, and the shell itself."""

_SLOT = re.compile(r"newsroom-slot-(\w+)-")
_PAGE = "newsroom-slot-page-"

SLOTTED = ("release", "entity", "superseded", "year", "month", "type", "statements-year")
"""The templates of which there are many pages."""

IS_SHELL = "newsroom_shell"
"""What tells the page of a shell, of the kind and language that this names, in the context of a page."""

OURS = Path(__file__).parents[2] / "theme"
"""The folder of our own templates."""


class Shell(NamedTuple):
    """The page of a kind and folder with slots: a text before each, the slot's name, and the text after the last."""

    parts: tuple[tuple[str, str], ...]
    end: str

    @classmethod
    def of(cls, page: str) -> Shell:
        """A shell from its page."""
        *before, end = _SLOT.split(page)
        return cls(tuple(zip(before[::2], before[1::2], strict=True)), end)

    def filled(self, slots: Mapping[str, str]) -> str:
        """The page with what goes into its slots."""
        return "".join([*(text for before, name in self.parts for text in (before, slots[name])), self.end])


class ShellKey(NamedTuple):
    """Pages of what kind, language and folder a shell is for."""

    kind: str
    language: str
    folder: str

    @classmethod
    def of(cls, name: PageName, page: Page) -> ShellKey:
        """That of the shell for a page."""
        return cls(page.kind, page.language, name.rpartition("/")[0])


@dataclass
class Shells:
    """The shells of one build, each made when the first page asks for it."""

    builder: StandaloneHTMLBuilder
    made: dict[ShellKey, Shell] = field(default_factory=dict)
    _fitting: dict[str, bool] = field(default_factory=dict)

    def fits(self, page: Page) -> bool:
        """Whether pages of a kind differ in slots alone, and their template and all that it takes are our own."""
        if page.template not in self._fitting:
            names = f"newsroom/{page.template}.html", SHELL, SLOTS, MACROS
            self._fitting[page.template] = page.template in SLOTTED and all(map(self._is_ours, names))
        return self._fitting[page.template]

    def prepare(self, name: PageName, page: Page) -> None:
        """Make the shell of a page."""
        key = ShellKey.of(name, page)
        if key not in self.made:
            self.made[key] = self._shell(key)

    def _shell(self, key: ShellKey) -> Shell:
        place = Path(self.builder.doctreedir, "newsroom-shell.html")
        context = {IS_SHELL: (key.kind, key.language)}
        self.builder.handle_page(posixpath.join(key.folder, _PAGE), context, SHELL, outfilename=place)
        try:
            return Shell.of(place.read_text(encoding="utf-8"))
        finally:
            place.unlink()

    def _is_ours(self, template: str) -> bool:
        environment = self.builder.templates.environment
        assert environment.loader is not None
        place = environment.loader.get_source(environment, template)[1]
        return place is not None and OURS in Path(place).parents


def kept_templates(folder: Path, name: str) -> jinja2.BytecodeCache:
    """Where compiled templates are kept beside the doctrees; *name* tells environments apart that compile otherwise."""
    place = folder / "templates" / name
    place.mkdir(parents=True, exist_ok=True)
    return jinja2.FileSystemBytecodeCache(str(place))
