"""The parsers of external text by their outermost function: texts, headers, notebooks, imports, the ledger, pages.

A subject maps a text to a function to time; everything else that the parser needs is prepared before.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from sphinx_newsroom import allowed, config
from sphinx_newsroom.archive.index import Entry
from sphinx_newsroom.archive.source_file import targets_of
from sphinx_newsroom.importers import documents, drafts
from sphinx_newsroom.importers.records import read
from sphinx_newsroom.interface import Interface
from sphinx_newsroom.ledger import events as ledger_file
from sphinx_newsroom.ledger.events import Event, Ledger, head_text
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Membership, Mention, Name, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.operations.verify import text_on_page
from sphinx_newsroom.outputs import mail as news
from sphinx_newsroom.outputs.differences import differences
from sphinx_newsroom.outputs.feeds import content, items
from sphinx_newsroom.outputs.search.index_files import Document, YearPart, group_files, section
from sphinx_newsroom.sources import edits, header, notebook, publishable
from sphinx_newsroom.sources import notebook as notebooks
from sphinx_newsroom.text import suggest
from sphinx_newsroom.text.compiled import compile_text, plain_text
from sphinx_newsroom.text.naming import Names, find
from sphinx_newsroom.text.statements import statements
from sphinx_newsroom.text.words.tokens import Mark, Where

Prepared = Callable[[str], Callable[[], object]]
SETTINGS = config.Settings()
DATE = dt.date(2031, 6, 21)
REGISTRY = Registry(
    {
        one.id: one
        for one in (
            Organization("khc", "Kelmark Harbour Company", "KHC", (Name("Harbour Company"), Name("Bank"))),
            Organization("finance", "Ministry of Finance of Kelmark", "MFK"),
            Organization("un", "United Nations", "UN", (Name("Организация Объединённых Наций", "ru"),)),
            Organization("kyiv", "Київ", None, (), "city"),
            Organization("a", "A", "A1"),
        )
    },
    {
        one.id: one
        for one in (
            Official("jane-roe", "Jane Roe", memberships=(Membership("Director", "khc"),)),
            Official("j-r-r-roe", "John Ronald Roe", memberships=(Membership("Minister of Finance", "finance"),)),
            Official("petrenko", "Іван Петренко", memberships=(Membership("президент", "kyiv"),)),
        )
    },
    {},
)
"""A few records, with names from the fragments."""
NAMES = Names(REGISTRY)
_SPEAKERS = re.compile("(?P<official>Jane Roe|Roe|Петренко)|(?P<organization>Kelmark Harbour Company|KHC)")
_REFUSED = (header.HeaderError, UnicodeEncodeError, ValueError)


def release(language: str = "en") -> Release:
    return Release(ReleaseId("2031/a"), "A title", DATE, "releases/2031/a.md", language=language)


def plain(read_text: Callable[[str], object]) -> Prepared:
    """Return a subject for a parser that takes only the text, and may reject it."""

    def prepare(text: str) -> Callable[[], object]:
        def work() -> object:
            with suppress(*_REFUSED):
                return read_text(text)
            return None

        return work

    return prepare


def within(make: Callable[[str], str], read_text: Callable[[str], object]) -> Prepared:
    """Return a subject for a parser of something that contains the text."""
    return lambda text: plain(read_text)(make(text))


def pieces(text: str, each: int = 20) -> list[str]:
    return [text[at : at + each] for at in range(0, len(text), each)]


def encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def marks_of(text: str) -> tuple[Mark, ...]:
    """Return marks of all kinds in turn, every hundred characters."""
    kinds: tuple[Where, ...] = ("heading", "link", "code", "preformatted")
    return tuple(Mark(at, min(at + 50, len(text)), kinds[at // 100 % 4]) for at in range(0, len(text), 100))


def mentions_of(text: str) -> tuple[Mention, ...]:
    """Return mentions found by a plain search, in the form that naming returns."""
    found = ((one, "jane-roe" if one["official"] else "khc") for one in _SPEAKERS.finditer(text))
    return tuple(Mention(id_, one.lastgroup, one[0], "name", "Director", *one.span()) for one, id_ in found)  # type: ignore[arg-type]


def markdown_file(yaml: str, body: str = "") -> str:
    return f"---\n{yaml}\n---\n{body}"


def listed(key: str) -> Callable[[str], str]:
    """Return a function that makes a header with the parts of a text as the items of a key."""
    return lambda text: markdown_file(
        f"title: A\ndate: 2031-06-21\n{key}:\n" + "".join(f"  - {json.dumps(one)}\n" for one in pieces(text))
    )


def notebook_file(kind: str) -> Callable[[str], str]:
    def make(text: str) -> str:
        more = {"execution_count": 1} if kind == "code" else {}
        cells = [
            {"cell_type": kind, "id": f"c{number}", "metadata": {}, "source": one, **more}
            | ({"outputs": [{"output_type": "stream", "name": "stdout", "text": one}]} if more else {})
            for number, one in enumerate(pieces(text, 200))
        ]
        head = {"newsroom": {"title": "A", "date": "2011-06-21"}}
        return json.dumps({"metadata": head, "nbformat": 4, "nbformat_minor": 5, "cells": cells}, indent=1)

    return make


def drawing(text: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg">{encodable(text)}</svg>'


def found(language: str) -> Prepared:
    return lambda text: lambda: find(NAMES, text, marks_of(text), release(language))


def said(language: str) -> Prepared:
    def prepare(text: str) -> Callable[[], object]:
        mentions = mentions_of(text)
        return lambda: statements(text, (), mentions, language)

    return prepare


def suggested(language: str) -> Prepared:
    def prepare(text: str) -> Callable[[], object]:
        sources = [suggest.Source(f"2031/{letter}", language, text) for letter in "ab"]
        return lambda: suggest.suggestions(sources, Registry({}, {}, {}))

    return prepare


def named(text: str) -> Callable[[], object]:
    """Return the reading of records whose names are parts of the text."""
    names = [name for piece in pieces(text) if (name := " ".join(piece.split()))]
    bodies = {f"o{number}": Organization(f"o{number}", name) for number, name in enumerate(names[::2])}
    people = {f"p{number}": Official(f"p{number}", name) for number, name in enumerate(names[1::2])}
    return lambda: Names(Registry(bodies, people, {}))


def changed(change: Callable[[str], str]) -> Prepared:
    def prepare(text: str) -> Callable[[], object]:
        after = change(text)
        return lambda: differences(text, after)

    return prepare


def mailed(text: str) -> object:
    leaving = news.unsubscribing("mailto:a@example.org", False, "a@example.org")
    line = news.Line(DATE, items.plain(text), "https://example.org/a", "A", items.plain(text), "en")
    one = news.News(DATE, DATE, (line,), (), (), Interface("en"))
    return news.message(one, SETTINGS, "a@example.org", leaving).as_bytes()


def searched(text: str) -> object:
    documents_ = [Document(half[:200], DATE, "en", half) for half in pieces(text, len(text) // 2 + 1)]
    return group_files("2031", [section(YearPart(2031, 2031), documents_)])


def chained(text: str) -> Callable[[], object]:
    """Return the reading of a ledger whose titles are parts of the text."""
    at = dt.datetime(2031, 1, 1, tzinfo=dt.UTC)
    more = {"revision": 1, "text": "0" * 64, "date": "2031-01-01", "language": "en"}
    events = [
        Event("published", at, ReleaseId(f"2031/r-{n}"), title=title, **more)  # type: ignore[arg-type]
        for n, title in enumerate(pieces(encodable(text), 200))
    ]
    one = Ledger().with_events(events)
    data, head = one.text().encode(), head_text(one.ends[0]).encode()
    return lambda: ledger_file.read(data, head)


def imported(make: Callable[[str], str], name: str) -> Prepared:
    return within(make, lambda text: list(read(documents.Document(name, text), drafts.Options())))


def rows(text: str) -> str:
    return "name,other_names,role\n" + "\n".join(",".join(pieces(piece)) for piece in pieces(text, 60))


def persons(text: str) -> str:
    found = [{"id": f"p{n}", "name": one, "other_names": [{"name": one}]} for n, one in enumerate(pieces(text, 40))]
    return json.dumps({"persons": found, "organizations": [], "memberships": []})


def built(make: Callable[[str], str], name: str) -> Prepared:
    """Return a subject that reads one release with Sphinx, with all transforms, and writes its page."""

    def prepare(text: str) -> Callable[[], object]:
        from sphinx.application import Sphinx
        from sphinx.util.docutils import docutils_namespace, patch_docutils

        folder = Path(tempfile.mkdtemp(prefix="newsroom-safety-"))
        for path, content_ in {
            "conf.py": 'project = "A"\nextensions = ["sphinx_newsroom"]\nhtml_theme = "sphinx_book_theme"\n',
            "index.md": "# A\n\nAn archive.\n",
            "officials/jane-roe.md": "---\nname: Jane Roe\n---\n",
            f"releases/2011/{name}": make(encodable(text)),
        }.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(content_, encoding="utf-8", newline="")

        def work() -> object:
            try:
                with patch_docutils(), docutils_namespace(), suppress(Exception):
                    Sphinx(folder, folder, folder / "o", folder / "d", "html", status=None, warning=None).build()
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            return None

        return work

    return prepare


def header_of(make: Callable[[str], str]) -> Prepared:
    return within(make, lambda source: header.parse_release("releases/2031/a.md", source, SETTINGS))


def as_text(text: str) -> str:
    return markdown_file("title: A title\ndate: 2011-06-21", text)


def all_subjects() -> Iterator[tuple[str, Prepared]]:
    """Yield every subject by name."""
    yield "text.compiled.plain_text", plain(lambda text: plain_text(text, "A title"))
    yield "text.compiled", plain(lambda text: compile_text(text, "A title"))
    for language in ("en", "uk", "ar", "de"):
        yield f"text.naming {language}", found(language)
    yield "text.naming of many records", named
    for language in ("en", "uk", "ru"):
        yield f"text.statements {language}", said(language)
    for language in ("en", "uk"):
        yield f"text.suggest {language}", suggested(language)
    yield "header as YAML", header_of(markdown_file)
    yield "header above a text", header_of(as_text)
    yield "header, a title", header_of(lambda text: markdown_file(f"title: {json.dumps(text)}\ndate: 2031-06-21"))
    for key in ("topics", "former_urls", "names"):
        yield f"header, {key}", header_of(listed(key))
    yield "scan of a text", within(as_text, lambda text: targets_of("releases/a.md", text, allowed.ALLOWED))
    yield "editor", within(as_text, lambda text: edits.with_values(text, {"summary": text[:5000]}))
    yield "digests", within(encodable, lambda text: digests(release(), as_text(text), None))
    yield "drawing", within(drawing, lambda text: publishable.fault(text.encode()))
    yield "notebook as JSON", plain(notebooks.notebook_of)
    yield "notebook of texts", within(notebook_file("markdown"), notebooks.node_of)
    yield "notebook of code", within(notebook_file("code"), lambda source: notebook.safe_notebook(source, "A"))
    yield "ledger as lines", within(encodable, lambda text: ledger_file.read(text.encode(), text.encode()))
    yield "ledger of titles", chained
    yield "entry", plain(lambda text: Entry.of(release(), text, marks_of(text), mentions_of(text), text))
    yield "differences, one change", changed(lambda text: f"{text} more")
    yield "differences, words turned", changed(lambda text: " ".join(["turned", *text.split(" ")[::-1]]))
    yield "feeds", plain(lambda text: content.portable(text, "https://example.org/a"))
    yield "search", plain(searched)
    yield "mail", plain(mailed)
    yield "words of a page", plain(lambda text: text_on_page(f'<h1>A</h1><div class="prose"><p>{text}</p></div>'))
    yield "import as it stands", imported(lambda text: text, "a")
    yield "import of a table", imported(rows, "a.csv")
    yield "import of Popolo", imported(persons, "a.json")
    yield "build of a release", built(as_text, "a.md")
    yield "build of a notebook", built(notebook_file("markdown"), "a.ipynb")
