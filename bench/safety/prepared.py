"""What each reader is given beside a text, made before it is timed."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from handed import (
    DATE,
    NAMES,
    SETTINGS,
    encodable,
    items,
    markdown_file,
    marks_of,
    mentions_of,
    notebook_file,
    quoted,
    raising,
    release,
    text_cells,
)
from timing import Prepared

from sphinx_newsroom import allowed
from sphinx_newsroom.archive.entries import Entry
from sphinx_newsroom.diagnostics import RefusedError
from sphinx_newsroom.importers import drafts as import_drafts
from sphinx_newsroom.importers.records import documents as import_documents
from sphinx_newsroom.importers.records import read as read_import
from sphinx_newsroom.interface import Interface
from sphinx_newsroom.ledger import file as ledger_file
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Name, Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs import mail
from sphinx_newsroom.outputs.differences import differences
from sphinx_newsroom.outputs.feeds import items as feed_items
from sphinx_newsroom.outputs.search.index_files import Document, YearPart, group_files, section
from sphinx_newsroom.sources import edits, header, values
from sphinx_newsroom.sources.edits import record_text
from sphinx_newsroom.sources.values import LONGEST_NAMED
from sphinx_newsroom.text import suggest
from sphinx_newsroom.text.naming import Names, find, to_link
from sphinx_newsroom.text.statements import statements

# -- the subjects


def found(text: str, language: str, marked: bool = False) -> Callable[[], object]:
    one, marks = release(language=language), marks_of(text) if marked else ()
    return lambda: find(NAMES, text, marks, one)


def said(text: str, language: str) -> Callable[[], object]:
    mentions = mentions_of(text)
    return lambda: statements(text, (), mentions, language)


def linked(text: str) -> Callable[[], object]:
    mentions = mentions_of(text)
    return lambda: to_link(text, marks_of(text), mentions, "all")


def named_records(text: str) -> Callable[[], object]:
    """Records whose names are pieces of the text, all others the same."""
    names = [name for piece in items(text) if (name := " ".join(piece.split()))]
    bodies = {f"o{number}": Organization(f"o{number}", name) for number, name in enumerate(names[::2])}
    people = {f"p{number}": Official(f"p{number}", name) for number, name in enumerate(names[1::2])}
    return lambda: Names(Registry(bodies, people, {}))


def long_name(text: str, kind: str) -> Callable[[], object]:
    name = " ".join(text.split())[:LONGEST_NAMED].strip() or "A"  # a longer one is refused with its header
    body, person = (
        {"o": Organization("o", name, other_names=(Name(name, "uk"),))},
        {"p": Official("p", name, other_names=(Name(name, "ru"),))},
    )
    one = Registry(body, {}, {}) if kind == "organization" else Registry({}, person, {})
    text += " Київ"
    return lambda: find(Names(one), text, (), release(language="uk"))


def suggested(text: str, language: str) -> Callable[[], object]:
    sources = [suggest.Source("2031/a", language, text), suggest.Source("2031/b", language, text)]
    return lambda: suggest.suggestions(sources, Registry({}, {}, {}))


def changed(change: Callable[[str], str]) -> Prepared:
    def prepare(text: str) -> Callable[[], object]:
        after = change(text)
        return lambda: differences(text, after)

    return prepare


def every(text: str, step: int, new: str) -> str:
    return new.join(items(text, step))


def mailed(text: str) -> Callable[[], object]:
    leaving = mail.unsubscribing("mailto:a@example.org", False, "a@example.org")
    line = mail.Line(DATE, feed_items.plain(text), "https://example.org/a", "A", feed_items.plain(text), "en")
    found = mail.News(DATE, DATE, (line,), (), (), Interface("en"))
    return lambda: mail.message(found, SETTINGS, "a@example.org", leaving).as_bytes()


def searched(text: str) -> Callable[[], object]:
    halves = [text[: len(text) // 2], text[len(text) // 2 :]]
    found = [Document(half[:200], DATE, "en", half) for half in halves]
    return lambda: group_files("2031", [section(YearPart(2031, 2031), found)])


def entry(text: str) -> Callable[[], object]:
    one, marks, mentions = release(), marks_of(text), mentions_of(text)
    return lambda: Entry.of(one, text, marks, mentions, text)


def yaml(make: Callable[[str], str], kind: str = "release") -> Prepared:
    """A header with the text somewhere in it."""
    parse = {
        "release": lambda source: header.parse_release("releases/2031/a.md", source, SETTINGS),
        "organization": lambda source: header.parse_record("organizations/a.md", source),
        "official": lambda source: header.parse_record("officials/a.md", source),
        "topic": lambda source: header.parse_record("topics/a.md", source),
    }[kind]

    def prepare(text: str) -> Callable[[], object]:
        source = make(text)
        return lambda: parse(source)

    return prepare


def in_notebook(cells: Callable[[str], list[dict[str, Any]]], read: Callable[[str], object]) -> Prepared:
    def prepare(text: str) -> Callable[[], object]:
        source = notebook_file(cells(text))
        return raising(read, header.HeaderError, UnicodeEncodeError)(source)

    return prepare


def imported(make: Callable[[str], str], name: str) -> Prepared:
    def prepare(text: str) -> Callable[[], object]:
        document = import_documents.Document(name, make(text))
        return lambda: list(read_import(document, import_drafts.Options()))

    return prepare


def rows(text: str) -> str:
    return "name,other_names,role\n" + "\n".join(",".join(items(piece, 20)) for piece in items(text, 60))


def person_rows(text: str) -> str:
    persons = [
        {"id": f"p{n}", "name": piece, "other_names": [{"name": piece}]} for n, piece in enumerate(items(text, 40))
    ]
    return json.dumps({"persons": persons, "organizations": [], "memberships": []})


def one_person(text: str) -> str:
    person = {"id": "a", "name": text, "other_names": [{"name": piece} for piece in items(text)]}
    return json.dumps({"persons": [person], "organizations": [], "memberships": []})


def ror(text: str) -> str:
    return json.dumps(
        [
            {
                "id": "https://ror.org/01",
                "names": [{"value": piece, "types": ["label"]} for piece in items(text)],
                "status": "active",
            }
        ]
    )


def wikidata(text: str) -> str:
    labels = {f"x{n}": {"language": "en", "value": piece} for n, piece in enumerate(items(text))}
    return json.dumps(
        {
            "entities": {
                "Q1": {
                    "id": "Q1",
                    "type": "item",
                    "labels": labels,
                    "aliases": {"en": list(labels.values())},
                    "claims": {},
                }
            }
        }
    )


def digested(text: str) -> Callable[[], object]:
    source, one = markdown_file("title: A\ndate: 2031-06-21", text), release()
    return lambda: digests(one, source, None)


def edited(text: str) -> Callable[[], object]:
    source = markdown_file("title: A\ndate: 2031-06-21\ntopics: [a]", text)
    return lambda: edits.with_item("releases/a.md", edits.changed(source, {"summary": text[:5000]}), "topics", "b")


def edited_header(text: str) -> Callable[[], object]:
    source = markdown_file(
        "title: A\ndate: 2031-06-21\nnames:\n" + "".join(f"  - {quoted(encodable(piece))}\n" for piece in items(text))
    )
    return raising(
        lambda source: edits.changed(source, {"names": items(encodable(text))[1:]}),
        header.HeaderError,
        ValueError,
    )(source)


def joined_record(text: str) -> Callable[[], object]:
    name = " ".join(encodable(text).split()) or "A"
    one = Organization("a", "A", other_names=tuple(map(Name, dict.fromkeys(items(name)))))
    source = record_text(one)
    return lambda: suggest.joined_text(source, one, suggest.joined_to(one, "New name"))


def ledger(text: str) -> Callable[[], object]:
    data = encodable(text).encode()
    return lambda: ledger_file.read(data, data)


def chained(text: str) -> Callable[[], object]:
    from sphinx_newsroom.ledger.events import Event, Ledger, head_text

    at = dt.datetime(2031, 1, 1, tzinfo=dt.UTC)
    titles = items(encodable(text), 200)
    events = [
        Event(
            "published",
            at,
            ReleaseId(f"2031/r-{n}"),
            revision=1,
            text="0" * 64,
            title=title,
            date="2031-01-01",
            language="en",
        )
        for n, title in enumerate(titles)
    ]
    one = Ledger().with_events(events)
    data, head = one.text().encode(), head_text(one.ends[0]).encode()
    return lambda: ledger_file.read(data, head)


@cache
def scheme() -> tuple[str, ...]:
    return tuple(sorted(allowed.ALLOWED.directives))


def refused_value(text: str) -> Callable[[], object]:
    def work() -> object:
        found = []
        for read in (
            lambda: values.day_of(text, "date"),
            lambda: values.moment_of(text, "date"),
            lambda: values.canonical_tag(text),
        ):
            with suppress(ValueError, RefusedError):
                found.append(read())
        return found

    return work


# -- the build: one text read and written by Sphinx


def built(body: Callable[[str], str], records: str = "", name: str = "a.md") -> Prepared:
    """The reading of one release by Sphinx, with all transforms, and the writing of its page."""

    def prepare(text: str) -> Callable[[], object]:
        from sphinx.application import Sphinx
        from sphinx.util.docutils import docutils_namespace, patch_docutils

        folder = Path(tempfile.mkdtemp(prefix="newsroom-safety-"))
        (folder / "releases/2031").mkdir(parents=True)
        (folder / "officials").mkdir()
        (folder / "conf.py").write_text(
            'project = "A"\nextensions = ["sphinx_newsroom"]\nhtml_theme = "sphinx_book_theme"\nnewsroom_link = "all"\n'
        )
        (folder / "index.md").write_text("# A\n\nAn archive.\n")
        (folder / "officials/jane-roe.md").write_text("---\nname: Jane Roe\n---\n")
        page = folder / "releases/2031" / name
        page.write_text(body(encodable(text)), encoding="utf-8", newline="")

        def work() -> object:
            try:
                with patch_docutils(), docutils_namespace(), suppress(Exception):
                    app = Sphinx(folder, folder, folder / "_out", folder / "_doc", "html", status=None, warning=None)
                    app.build()
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            return None

        return work

    return prepare


def as_release(text: str) -> str:
    return markdown_file("title: A title\ndate: 2011-06-21", text)


def as_notebook(text: str) -> str:
    return notebook_file(text_cells(text, 1000), {"title": "A", "date": "2011-06-21"})
