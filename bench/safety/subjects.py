"""Every function that reads text from outside: releases, records, headers, notebooks, imports, pages, the ledger, a query.

A subject takes a text and gives what is timed; what the reader is handed beside the text is made before.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from timing import Prepared

from sphinx_newsroom import allowed, config, diagnostics, files
from sphinx_newsroom.archive import headers as _headers  # noqa: F401  (loaded before any child is forked)
from sphinx_newsroom.archive.index import Entry, first_paragraph
from sphinx_newsroom.archive.loading import scan_body
from sphinx_newsroom.importers import documents as import_documents
from sphinx_newsroom.importers import drafts as import_drafts
from sphinx_newsroom.importers import read as read_import
from sphinx_newsroom.ledger import file as ledger_file
from sphinx_newsroom.ledger.log import note as log_note
from sphinx_newsroom.ledger.log import stamp as log_stamp
from sphinx_newsroom.ledger.structure import structure_of
from sphinx_newsroom.ledger.text_digest import canonical_body, digests
from sphinx_newsroom.model import ids, languages
from sphinx_newsroom.model.records import Membership, Mention, Name, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.operations.page_words import shown_on
from sphinx_newsroom.outputs.data import redirects
from sphinx_newsroom.outputs.differences import differences
from sphinx_newsroom.outputs.feeds import content as feed_content
from sphinx_newsroom.outputs.feeds import items as feed_items
from sphinx_newsroom.outputs.feeds import xml as feed_xml
from sphinx_newsroom.outputs.mail import news as mail
from sphinx_newsroom.outputs.mail import smtp
from sphinx_newsroom.outputs.search.documents import Document
from sphinx_newsroom.outputs.search.index_files import year_files
from sphinx_newsroom.outputs.search.tokens import tokens
from sphinx_newsroom.sources import edits, header, notebook, outline, safe_notebook, safety, svg, values, yaml_text
from sphinx_newsroom.sources.early_close import problem as closed_early
from sphinx_newsroom.sources.keys import KEYS
from sphinx_newsroom.sources.notebook_shape import wrong_shape
from sphinx_newsroom.sources.record_file import record_text
from sphinx_newsroom.sources.release_file import bounds
from sphinx_newsroom.sources.sheet import LONGEST_NAMED, RefusedError
from sphinx_newsroom.text import suggest
from sphinx_newsroom.text.inflection import inflections
from sphinx_newsroom.text.markdown import markdown_text
from sphinx_newsroom.text.naming import Names, find, to_link
from sphinx_newsroom.text.statements import statements
from sphinx_newsroom.text.statements.quotations import quotations
from sphinx_newsroom.text.suggest import decisions
from sphinx_newsroom.text.words import acronyms, folding
from sphinx_newsroom.text.words.tokens import Mark, Tokens

Reader = Callable[[str], object]
SETTINGS = config.Settings()
DATE = dt.date(2031, 6, 21)


def registry() -> Registry:
    """A few records, whose names the fragments have."""
    bodies = [
        Organization("khc", "Kelmark Harbour Company", "KHC", (Name("Harbour Company"), Name("Bank"))),
        Organization("finance", "Ministry of Finance of Kelmark", "MFK"),
        Organization("un", "United Nations", "UN", (Name("Организация Объединённых Наций", "ru"), Name("الأمم المتحدة", "ar"))),
        Organization("kyiv", "Київ", None, (), "city"),
        Organization("a", "A", "A1"),
    ]
    people = [
        Official("jane-roe", "Jane Roe", memberships=(Membership("Director", "khc"),)),
        Official("j-r-r-roe", "John Ronald Roe", memberships=(Membership("Minister of Finance", "finance"),)),
        Official("petrenko", "Іван Петренко", memberships=(Membership("президент", "kyiv"),)),
        Official("aa", "Aa Bb"),
    ]
    return Registry({one.id: one for one in bodies}, {one.id: one for one in people}, {})


REGISTRY = registry()
NAMES = Names(REGISTRY)


def release(text: str = "", language: str = "en", **more: Any) -> Release:
    return Release(ids_release("2031/a"), "A title", DATE, "releases/2031/a.md", language=language, **more)


def ids_release(name: str) -> Any:
    return name


# -- how a text is handed to a reader


def plainly(read: Reader) -> Prepared:
    return lambda text: lambda: read(text)


def raising(read: Reader, *errors: type[Exception]) -> Prepared:
    """A reader that may refuse its input by these errors, which is an outcome like any other."""

    def prepare(text: str) -> Callable[[], object]:
        def work() -> object:
            with suppress(*errors):
                return read(text)
            return None

        return work

    return prepare


def encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def marks_of(text: str) -> tuple[Mark, ...]:
    """A mark of each kind in turn, every hundred characters."""
    kinds = ("heading", "link", "code", "preformatted")
    return tuple(Mark(at, min(at + 50, len(text)), kinds[at // 100 % 4]) for at in range(0, len(text), 100))  # type: ignore[arg-type]


_SPEAKERS = re.compile(r"(?P<official>Jane Roe|Roe|Іван Петренко|Петренко|Aa\b)|(?P<organization>Kelmark Harbour Company|KHC|\bA\b)")


def mentions_of(text: str) -> tuple[Mention, ...]:
    """Mentions as naming gives them, found by a plain search."""
    return tuple(
        Mention("jane-roe" if found["official"] else "khc", found.lastgroup, found[0], "name", "Director", *found.span())  # type: ignore[arg-type]
        for found in _SPEAKERS.finditer(text)
    )


def markdown_file(yaml: str, body: str = "") -> str:
    return f"---\n{yaml}\n---\n{body}"


def quoted(text: str) -> str:
    return json.dumps(text)


def notebook_file(cells: list[dict[str, Any]], header_: dict[str, Any] | None = None) -> str:
    whole = {
        "metadata": {"newsroom": header_ or {"title": "A", "date": "2031-06-21"}},
        "nbformat": 4, "nbformat_minor": 5, "cells": cells,
    }
    return json.dumps(whole, indent=1)


def text_cells(text: str, each: int = 200) -> list[dict[str, Any]]:
    return [
        {"cell_type": "markdown", "id": f"c{at}", "metadata": {}, "source": [line + "\n" for line in text[at : at + each].split("\n")]}
        for at in range(0, len(text), each)
    ]


def code_cells(text: str, each: int = 200) -> list[dict[str, Any]]:
    output = lambda piece: {"output_type": "stream", "name": "stdout", "text": piece}  # noqa: E731
    return [
        {"cell_type": "code", "id": f"c{at}", "metadata": {}, "execution_count": 1, "source": text[at : at + each], "outputs": [output(text[at : at + each])]}
        for at in range(0, len(text), each)
    ]


def items(text: str, each: int = 20) -> list[str]:
    return [text[at : at + each] for at in range(0, len(text), each)]


# -- the subjects


def _found(text: str, language: str, marked: bool = False) -> Callable[[], object]:
    one, marks = release(language=language), marks_of(text) if marked else ()
    return lambda: find(NAMES, text, marks, one)


def _said(text: str, language: str) -> Callable[[], object]:
    mentions = mentions_of(text)
    return lambda: statements(text, (), mentions, language)


def _linked(text: str) -> Callable[[], object]:
    mentions = mentions_of(text)
    return lambda: to_link(text, marks_of(text), mentions, "all")


def _named_records(text: str) -> Callable[[], object]:
    """Records whose names are pieces of the text, all others the same."""
    names = [name for piece in items(text) if (name := " ".join(piece.split()))]
    bodies = {f"o{number}": Organization(f"o{number}", name) for number, name in enumerate(names[::2])}
    people = {f"p{number}": Official(f"p{number}", name) for number, name in enumerate(names[1::2])}
    return lambda: Names(Registry(bodies, people, {}))


def _long_name(text: str, kind: str) -> Callable[[], object]:
    name = " ".join(text.split())[:LONGEST_NAMED].strip() or "A"  # a longer one is refused with its header
    body, person = {"o": Organization("o", name, other_names=(Name(name, "uk"),))}, {"p": Official("p", name, other_names=(Name(name, "ru"),))}
    one = Registry(body, {}, {}) if kind == "organization" else Registry({}, person, {})
    text += " Київ"
    return lambda: find(Names(one), text, (), release(language="uk"))


def _suggested(text: str, language: str) -> Callable[[], object]:
    sources = [suggest.Source("2031/a", language, text), suggest.Source("2031/b", language, text)]
    return lambda: suggest.suggestions(sources, Registry({}, {}, {}))


def _changed(change: Callable[[str], str]) -> Prepared:
    def prepare(text: str) -> Callable[[], object]:
        after = change(text)
        return lambda: differences(text, after)

    return prepare


def _every(text: str, step: int, new: str) -> str:
    return new.join(items(text, step))


def _mailed(text: str) -> Callable[[], object]:
    leaving = smtp.unsubscribing("mailto:a@example.org", False, "a@example.org")
    line = mail.Line(DATE, feed_items.plain(text), "https://example.org/a", "A", feed_items.plain(text), "en")
    found = mail.News(DATE, DATE, (line,), (), ())
    return lambda: mail.message(found, SETTINGS, "a@example.org", leaving).as_bytes()


def _searched(text: str) -> Callable[[], object]:
    halves = [text[: len(text) // 2], text[len(text) // 2 :]]
    found = [Document(f"2031/{n}", half[:200], DATE, "press-release", "en", "", "", half, (), (), ()) for n, half in enumerate(halves)]
    return lambda: year_files(2031, found)


def _entry(text: str) -> Callable[[], object]:
    one, marks, mentions = release(), marks_of(text), mentions_of(text)
    return lambda: Entry.of(one, text, marks, mentions, text)


def _yaml(make: Callable[[str], str], kind: str = "release") -> Prepared:
    """A header with the text somewhere in it."""
    parse = {
        "release": lambda source: header.parse_release("releases/2031/a.md", source, SETTINGS),
        "organization": lambda source: header.parse_organization("organizations/a.md", source),
        "official": lambda source: header.parse_official("officials/a.md", source),
        "topic": lambda source: header.parse_topic("topics/a.md", source),
    }[kind]

    def prepare(text: str) -> Callable[[], object]:
        source = make(text)
        return lambda: parse(source)

    return prepare


def _notebook(cells: Callable[[str], list[dict[str, Any]]], read: Callable[[str], object]) -> Prepared:
    def prepare(text: str) -> Callable[[], object]:
        source = notebook_file(cells(text))
        return raising(read, header.HeaderError, UnicodeEncodeError)(source)

    return prepare


def _imported(make: Callable[[str], str], name: str) -> Prepared:
    def prepare(text: str) -> Callable[[], object]:
        document = import_documents.Document(name, make(text))
        return lambda: list(read_import(document, import_drafts.Options()))

    return prepare


def _rows(text: str) -> str:
    return "name,other_names,role\n" + "\n".join(",".join(items(piece, 20)) for piece in items(text, 60))


def _person_rows(text: str) -> str:
    persons = [{"id": f"p{n}", "name": piece, "other_names": [{"name": piece}]} for n, piece in enumerate(items(text, 40))]
    return json.dumps({"persons": persons, "organizations": [], "memberships": []})


def _one_person(text: str) -> str:
    person = {"id": "a", "name": text, "other_names": [{"name": piece} for piece in items(text)]}
    return json.dumps({"persons": [person], "organizations": [], "memberships": []})


def _ror(text: str) -> str:
    return json.dumps([{"id": "https://ror.org/01", "names": [{"value": piece, "types": ["label"]} for piece in items(text)], "status": "active"}])


def _wikidata(text: str) -> str:
    labels = {f"x{n}": {"language": "en", "value": piece} for n, piece in enumerate(items(text))}
    return json.dumps({"entities": {"Q1": {"id": "Q1", "type": "item", "labels": labels, "aliases": {"en": list(labels.values())}, "claims": {}}}})


def _digests(text: str) -> Callable[[], object]:
    source, one = markdown_file("title: A\ndate: 2031-06-21", text), release()
    return lambda: digests(one, source, None)


def _edited(text: str) -> Callable[[], object]:
    source = markdown_file("title: A\ndate: 2031-06-21\ntopics: [a]", text)
    return lambda: edits.with_item("releases/a.md", edits.changed(source, {"summary": text[:5000]}), "topics", "b")


def _edited_header(text: str) -> Callable[[], object]:
    source = markdown_file("title: A\ndate: 2031-06-21\nnames:\n" + "".join(f"  - {quoted(encodable(piece))}\n" for piece in items(text)))
    return raising(lambda source: edits.changed(source, {"names": items(encodable(text))[1:]}), header.HeaderError, ValueError)(source)


def _joined_record(text: str) -> Callable[[], object]:
    name = " ".join(encodable(text).split()) or "A"
    one = Organization("a", "A", other_names=tuple(map(Name, dict.fromkeys(items(name)))))
    source = record_text(one)
    return lambda: decisions.joined_text(source, one, decisions.joined_to(one, "New name"))


def _ledger(text: str) -> Callable[[], object]:
    data = encodable(text).encode()
    return lambda: ledger_file.read(data, data)


def _chained(text: str) -> Callable[[], object]:
    from sphinx_newsroom.ledger.events import Event, Ledger, head_text

    at = dt.datetime(2031, 1, 1, tzinfo=dt.UTC)
    titles = items(encodable(text), 200)
    events = [
        Event("published", at, ids_release(f"2031/r-{n}"), revision=1, text="0" * 64, title=title, date="2031-01-01", language="en")
        for n, title in enumerate(titles)
    ]
    one = Ledger().with_events(events)
    data, head = one.text().encode(), head_text(one.ends[0]).encode()
    return lambda: ledger_file.read(data, head)


@cache
def _scheme() -> tuple[str, ...]:
    return tuple(sorted(allowed.ALLOWED.directives))


def _refused_value(text: str) -> Callable[[], object]:
    def work() -> object:
        found = []
        for read in (lambda: values.day_of(text, "date"), lambda: values.moment_of(text, "date"), lambda: values.canonical_tag(text), lambda: values.image_path(text, "releases/a.md")):
            with suppress(ValueError, RefusedError):
                found.append(read())
        return found

    return work


# -- the build: one text read and written by Sphinx


def _built(body: Callable[[str], str], records: str = "", name: str = "a.md") -> Prepared:
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


def _as_release(text: str) -> str:
    return markdown_file("title: A title\ndate: 2011-06-21", text)


def _as_notebook(text: str) -> str:
    return notebook_file(text_cells(text, 1000), {"title": "A", "date": "2011-06-21"})


def all_subjects() -> Iterator[tuple[str, Prepared]]:
    """Every subject by name."""
    # texts
    yield "text.markdown", plainly(lambda text: markdown_text(text, "A title"))
    for language in ("en", "uk", "ar", "de"):
        yield f"text.naming.find {language}", lambda text, language=language: _found(text, language)
    yield "text.naming.find, marks", lambda text: _found(text, "en", marked=True)
    yield "text.naming.to_link", _linked
    yield "text.naming.Names of many records", _named_records
    yield "text.naming.Names of a long organization", lambda text: _long_name(text, "organization")
    yield "text.naming.Names of a long official", lambda text: _long_name(text, "official")
    for language in ("en", "uk", "ru"):
        yield f"text.statements {language}", lambda text, language=language: _said(text, language)
    yield "text.statements.quotations", plainly(lambda text: quotations(text, [(0, len(text))]))
    for language in ("en", "uk"):
        yield f"text.suggest {language}", lambda text, language=language: _suggested(text, language)
    yield "text.suggest.rejected_names", plainly(lambda text: decisions.with_rejected(text, (decisions.rejected_names(text) or ["a"])[0]))
    yield "text.suggest.joined_text", _joined_record
    yield "text.words.Tokens", plainly(lambda text: Tokens(text, marks_of(text)))
    yield "text.words.folding", plainly(lambda text: (folding.folded(text), folding.words_of(text), folding.as_written(text)))
    yield "text.words.acronyms", plainly(lambda text: (acronyms.is_acronym(text), acronyms.long_form("KHC", text)))
    for language in ("uk", "ru"):
        yield f"text.inflection {language}", plainly(lambda text, language=language: [inflections(" ".join(piece.split()) or "A", language, person=True) for piece in items(text, LONGEST_NAMED)])
    # headers and records
    yield "sources.header as YAML", _yaml(lambda text: markdown_file(text))
    yield "sources.header without an end", _yaml(lambda text: "---\n" + text)
    yield "sources.header above a text", _yaml(lambda text: markdown_file("title: A\ndate: 2031-06-21", text))
    yield "sources.header, title from the text", _yaml(lambda text: markdown_file("date: 2031-06-21", text))
    yield "sources.header, a title", _yaml(lambda text: markdown_file(f"title: {quoted(text)}\ndate: 2031-06-21\ndateline: {quoted(text)}"))
    yield "sources.header, a plain value", _yaml(lambda text: markdown_file(f"date: 2031-06-21\ntitle: {text}"))
    yield "sources.header, a date", _yaml(lambda text: markdown_file(f"title: A\ndate: {quoted(text)}\nembargo: {quoted(text)}\nlanguage: {quoted(text)}"))
    yield "sources.header, lists", _yaml(lambda text: markdown_file("title: A\ndate: 2031-06-21\ntopics:\n" + "".join(f"- {quoted(piece)}\n" for piece in items(text))))
    yield "sources.header, former_urls", _yaml(lambda text: markdown_file("title: A\ndate: 2031-06-21\nformer_urls:\n" + "".join(f"- {quoted(piece)}\n" for piece in items(text))))
    yield "sources.header, names", _yaml(lambda text: markdown_file("title: A\ndate: 2031-06-21\nnames:\n" + "".join(f"  {quoted(piece)}: null\n" for piece in items(text))))
    yield "sources.header, keys", _yaml(lambda text: markdown_file("".join(f"{quoted(piece)}: a\n" for piece in items(text))))
    yield "sources.header, organization", _yaml(lambda text: markdown_file(f"name: {quoted(text)}\nother_names:\n" + "".join(f"- {quoted(piece)}\n" for piece in items(text))), "organization")
    yield "sources.header, official", _yaml(lambda text: markdown_file(f"name: {quoted(text)}\nmemberships:\n" + "".join(f"- {{role: {quoted(piece)}, organization: a}}\n" for piece in items(text))), "official")
    yield "sources.header, topic", _yaml(lambda text: markdown_file(f"name: {quoted(text)}", text), "topic")
    yield "sources.values", _refused_value
    yield "sources.early_close", plainly(lambda text: closed_early("a.md", markdown_file("title: A", text), KEYS["release"]))
    yield "sources.release_file.bounds", raising(bounds, header.HeaderError)
    yield "sources.safety.scan", plainly(lambda text: safety.scan("releases/a.md", text))
    yield "sources.safety.scan_body", plainly(lambda text: scan_body("releases/a.md", markdown_file("title: A", text), allowed.ALLOWED))
    yield "sources.outline.heading_of", plainly(lambda text: outline.heading_of(text))
    yield "sources.outline.plain_words", plainly(lambda text: outline.plain_words(text.replace("\n", " ")))
    yield "sources.outline.under_title", plainly(lambda text: outline.under_title(text, text))
    yield "sources.edits, text", _edited
    yield "sources.edits, header", _edited_header
    yield "sources.yaml_text", plainly(lambda text: (yaml_text.scalar(text), yaml_text.entry("a", items(text)), yaml_text.entry("b", {"c": text})))
    yield "sources.svg", plainly(lambda text: svg.fault(encodable(text).encode()))
    yield "sources.svg within", plainly(lambda text: svg.fault(f'<svg xmlns="http://www.w3.org/2000/svg">{encodable(text)}</svg>'.encode()))
    yield "sources.svg attribute", plainly(lambda text: svg.fault(f'<svg xmlns="http://www.w3.org/2000/svg"><a href={quoted(encodable(text))} style={quoted(encodable(text))}/></svg>'.encode()))
    # notebooks
    yield "sources.notebook as JSON", raising(notebook.notebook_of, header.HeaderError)
    yield "sources.notebook.node_of", _notebook(text_cells, notebook.node_of)
    yield "sources.notebook header", lambda text: raising(notebook.node_of, header.HeaderError)(notebook_file([], {"title": "A", "names": items(text), "summary": text}))
    yield "sources.notebook.safe_notebook", _notebook(code_cells, lambda source: safe_notebook.safe_notebook(source, "A"))
    yield "sources.notebook.without_times", _notebook(code_cells, safe_notebook.without_times)
    yield "sources.notebook.shape", _notebook(code_cells, lambda source: wrong_shape(notebook.notebook_of(source), source))
    yield "sources.notebook.scan", _notebook(text_cells, lambda source: scan_body("releases/a.ipynb", source, allowed.ALLOWED))
    yield "sources.notebook.digests", _notebook(text_cells, lambda source: digests(replace(release(), path="releases/a.ipynb"), source, None))
    yield "sources.notebook.edits", _notebook(text_cells, lambda source: edits.with_key("releases/a.ipynb", source, "summary", "A"))
    # the ledger
    yield "ledger.canonical_body", plainly(canonical_body)
    yield "ledger.structure", plainly(structure_of)
    yield "ledger.digests", raising_prepared(_digests, UnicodeEncodeError)
    yield "ledger.file as lines", _ledger
    yield "ledger.file of titles", _chained
    yield "ledger.log.note", raising(lambda text: log_note.parse_note(text + "\n\n— a b\n"), log_note.NoteError)
    yield "ledger.log.note, text", raising(lambda text: log_note.parse_checkpoint(log_note.parse_note(text)), log_note.NoteError)
    yield "ledger.log.key", raising(log_note.parse_key, log_note.NoteError, UnicodeEncodeError)
    yield "ledger.log.stamp", raising(log_stamp.parse_stamp, ValueError)
    # the model and messages
    yield "model.ids", plainly(lambda text: (ids.slug(text), ids.latin(text), ids.free_id(text[:100], ())))
    yield "model.languages", plainly(lambda text: (languages.language_name(text), languages.direction(text)))
    yield "diagnostics.nearest", plainly(lambda text: (diagnostics.nearest(text, _scheme()), diagnostics.shown(text)))
    yield "files.mended", plainly(lambda text: (files.mended(text), files.as_text(encodable(text).encode())))
    # outputs
    yield "archive.index.Entry", _entry
    yield "archive.index.first_paragraph", plainly(lambda text: first_paragraph(text, marks_of(text)))
    yield "outputs.differences, one change", _changed(lambda text: text + " more")
    yield "outputs.differences, many changes", _changed(lambda text: _every(text, 101, " new "))
    yield "outputs.differences, lines", _changed(lambda text: _every(text, 301, "\n\n"))
    yield "outputs.differences, turned", _changed(lambda text: text[::-1])
    yield "outputs.differences, words turned", _changed(lambda text: " ".join(text.split(" ")[::-1]))
    yield "outputs.differences, numbered", _changed(lambda text: " ".join(f"{word}{number % 7}" for number, word in enumerate(text.split(" "))))
    yield "outputs.feeds.portable", plainly(lambda text: feed_content.portable(text, "https://example.org/a"))
    yield "outputs.feeds.portable, attribute", plainly(lambda text: feed_content.portable(f'<p><a href="{text}">a</a></p>', "https://example.org/a"))
    yield "outputs.feeds.values", plainly(lambda text: (feed_content.clean(text), feed_content.join("https://a.b/", text), feed_xml.html("a", text), feed_items.plain(text), feed_items.language_tag(text)))
    yield "outputs.search.tokens", plainly(tokens)
    yield "outputs.search.year_files", _searched
    yield "outputs.mail.message", raising_prepared(_mailed, UnicodeEncodeError, ValueError)
    yield "outputs.mail.checked", raising(lambda text: smtp.checked(text, "a"), Exception)
    yield "outputs.redirects.place", raising(redirects.place, ValueError)
    yield "operations.page_words", plainly(shown_on)
    yield "operations.page_words within", plainly(lambda text: shown_on(f'<h1>A</h1><div class="prose"><p>{text}</p></div>'))
    # imports
    yield "importers as they stand", _imported(lambda text: text, "a")
    yield "importers.csv", _imported(_rows, "a.csv")
    yield "importers.csv, one line", _imported(lambda text: "name\n" + text.replace("\n", " "), "a.csv")
    yield "importers.popolo", _imported(_person_rows, "a.json")
    yield "importers.popolo, one person", _imported(_one_person, "a.json")
    yield "importers.ror", _imported(_ror, "a.json")
    yield "importers.wikidata", _imported(_wikidata, "a.json")
    # the build
    yield "extension.mathml", plainly(mathml_fault)
    yield "build of a release", _built(_as_release)
    yield "build of a notebook", _built(_as_notebook, name="a.ipynb")


def raising_prepared(prepare: Prepared, *errors: type[Exception]) -> Prepared:
    """A subject whose making or reading may be refused by these errors."""

    def prepared(text: str) -> Callable[[], object]:
        try:
            work = prepare(text)
        except errors:
            return lambda: None

        def guarded() -> object:
            with suppress(*errors):
                return work()
            return None

        return guarded

    return prepared


def mathml_fault(code: str) -> str | None:
    from sphinx_newsroom.extension import mathml

    return mathml.fault(code)
