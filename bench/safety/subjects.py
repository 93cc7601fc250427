"""Every function that reads text from outside: releases, records, notebooks, imports, pages, the ledger, a query.

A subject takes a text and gives what is timed; what the reader is handed beside the text is made before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import prepared as of
from handed import (
    code_cells,
    drawing,
    encodable,
    items,
    markdown_file,
    marks_of,
    mathml_fault,
    notebook_file,
    plainly,
    quoted,
    raising,
    raising_prepared,
    release,
    text_cells,
)
from timing import Prepared

from sphinx_newsroom import allowed, diagnostics, files
from sphinx_newsroom.archive import headers as _headers  # noqa: F401  (loaded before any child is forked)
from sphinx_newsroom.archive.entries import first_paragraph
from sphinx_newsroom.archive.one_file import targets_of
from sphinx_newsroom.ledger.log import note as log_note
from sphinx_newsroom.ledger.log import stamp as log_stamp
from sphinx_newsroom.ledger.text_digest import digests, first_form, structure_of
from sphinx_newsroom.model import ids, languages
from sphinx_newsroom.operations.verify import shown_on
from sphinx_newsroom.outputs.data import redirects
from sphinx_newsroom.outputs.feeds import content as feed_content
from sphinx_newsroom.outputs.feeds import items as feed_items
from sphinx_newsroom.outputs.feeds import xml as feed_xml
from sphinx_newsroom.outputs.mail import smtp
from sphinx_newsroom.outputs.search.tokens import tokens
from sphinx_newsroom.sources import edits, header, outline, svg, yaml_text
from sphinx_newsroom.sources.early_close import problem as closed_early
from sphinx_newsroom.sources.keys.header_keys import KEYS
from sphinx_newsroom.sources.keys.sheet import LONGEST_NAMED
from sphinx_newsroom.sources.notebooks import header as notebook
from sphinx_newsroom.sources.notebooks import safe_notebook
from sphinx_newsroom.sources.notebooks.safe_notebook import wrong_shape
from sphinx_newsroom.sources.release_file import bounds
from sphinx_newsroom.text import suggest
from sphinx_newsroom.text.checks import faults
from sphinx_newsroom.text.checks.parsed import parsed
from sphinx_newsroom.text.inflection import inflections
from sphinx_newsroom.text.markdown import markdown_text
from sphinx_newsroom.text.statements.quotations import quotations
from sphinx_newsroom.text.words import acronyms, folding
from sphinx_newsroom.text.words.tokens import Tokens


def all_subjects() -> Iterator[tuple[str, Prepared]]:
    """Every subject by name."""
    # texts
    yield "text.markdown", plainly(lambda text: markdown_text(text, "A title"))
    for language in ("en", "uk", "ar", "de"):
        yield f"text.naming.find {language}", lambda text, language=language: of.found(text, language)
    yield "text.naming.find, marks", lambda text: of.found(text, "en", marked=True)
    yield "text.naming.to_link", of.linked
    yield "text.naming.Names of many records", of.named_records
    yield "text.naming.Names of a long organization", lambda text: of.long_name(text, "organization")
    yield "text.naming.Names of a long official", lambda text: of.long_name(text, "official")
    for language in ("en", "uk", "ru"):
        yield f"text.statements {language}", lambda text, language=language: of.said(text, language)
    yield "text.statements.quotations", plainly(lambda text: quotations(text, [(0, len(text))]))
    for language in ("en", "uk"):
        yield f"text.suggest {language}", lambda text, language=language: of.suggested(text, language)
    yield (
        "text.suggest.rejected_names",
        plainly(lambda text: suggest.with_rejected(text, (suggest.rejected_names(text) or ["a"])[0])),
    )
    yield "text.suggest.joined_text", of.joined_record
    yield "text.words.Tokens", plainly(lambda text: Tokens(text, marks_of(text)))
    yield (
        "text.words.folding",
        plainly(lambda text: (folding.folded(text), folding.words_of(text), folding.as_written(text))),
    )
    yield "text.words.acronyms", plainly(lambda text: (acronyms.is_acronym(text), acronyms.long_form("KHC", text)))
    for language in ("uk", "ru"):
        yield (
            f"text.inflection {language}",
            plainly(
                lambda text, language=language: [
                    inflections(" ".join(piece.split()) or "A", language, person=True)
                    for piece in items(text, LONGEST_NAMED)
                ]
            ),
        )
    # headers and records
    yield "sources.header as YAML", of.yaml(lambda text: markdown_file(text))
    yield "sources.header without an end", of.yaml(lambda text: "---\n" + text)
    yield "sources.header above a text", of.yaml(lambda text: markdown_file("title: A\ndate: 2031-06-21", text))
    yield "sources.header, title from the text", of.yaml(lambda text: markdown_file("date: 2031-06-21", text))
    yield (
        "sources.header, a title",
        of.yaml(lambda text: markdown_file(f"title: {quoted(text)}\ndate: 2031-06-21\ndateline: {quoted(text)}")),
    )
    yield "sources.header, a plain value", of.yaml(lambda text: markdown_file(f"date: 2031-06-21\ntitle: {text}"))
    yield (
        "sources.header, a date",
        of.yaml(
            lambda text: markdown_file(
                f"title: A\ndate: {quoted(text)}\nembargo: {quoted(text)}\nlanguage: {quoted(text)}"
            )
        ),
    )
    yield (
        "sources.header, lists",
        of.yaml(
            lambda text: markdown_file(
                "title: A\ndate: 2031-06-21\ntopics:\n" + "".join(f"- {quoted(piece)}\n" for piece in items(text))
            )
        ),
    )
    yield (
        "sources.header, former_urls",
        of.yaml(
            lambda text: markdown_file(
                "title: A\ndate: 2031-06-21\nformer_urls:\n" + "".join(f"- {quoted(piece)}\n" for piece in items(text))
            )
        ),
    )
    yield (
        "sources.header, names",
        of.yaml(
            lambda text: markdown_file(
                "title: A\ndate: 2031-06-21\nnames:\n" + "".join(f"  {quoted(piece)}: null\n" for piece in items(text))
            )
        ),
    )
    yield (
        "sources.header, keys",
        of.yaml(lambda text: markdown_file("".join(f"{quoted(piece)}: a\n" for piece in items(text)))),
    )
    yield (
        "sources.header, organization",
        of.yaml(
            lambda text: markdown_file(
                f"name: {quoted(text)}\nother_names:\n" + "".join(f"- {quoted(piece)}\n" for piece in items(text))
            ),
            "organization",
        ),
    )
    yield (
        "sources.header, official",
        of.yaml(
            lambda text: markdown_file(
                f"name: {quoted(text)}\nmemberships:\n"
                + "".join(f"- {{role: {quoted(piece)}, organization: a}}\n" for piece in items(text))
            ),
            "official",
        ),
    )
    yield "sources.header, topic", of.yaml(lambda text: markdown_file(f"name: {quoted(text)}", text), "topic")
    yield "sources.keys.values", of.refused_value
    yield (
        "sources.early_close",
        plainly(lambda text: closed_early("a.md", markdown_file("title: A", text), KEYS["release"])),
    )
    yield "sources.release_file.bounds", raising(bounds, header.HeaderError)
    yield "text.checks", plainly(lambda text: list(faults("releases/a.md", parsed(text), "A")))
    yield (
        "archive.one_file.targets_of",
        plainly(lambda text: targets_of("releases/a.md", markdown_file("title: A", text), allowed.ALLOWED)),
    )
    yield "sources.outline.heading_of", plainly(lambda text: outline.heading_of(text))
    yield "sources.outline.plain_words", plainly(lambda text: outline.plain_words(text.replace("\n", " ")))
    yield "sources.outline.under_title", plainly(lambda text: outline.under_title(text, text))
    yield "sources.edits, text", of.edited
    yield "sources.edits, header", of.edited_header
    yield (
        "sources.yaml_text",
        plainly(
            lambda text: (yaml_text.scalar(text), yaml_text.entry("a", items(text)), yaml_text.entry("b", {"c": text}))
        ),
    )
    yield "sources.svg", plainly(lambda text: svg.fault(encodable(text).encode()))
    yield (
        "sources.svg within",
        plainly(lambda text: svg.fault(drawing(text))),
    )
    yield (
        "sources.svg attribute",
        plainly(lambda text: svg.fault(drawing(f"<a href={quoted(text)} style={quoted(text)}/>"))),
    )
    # notebooks
    yield "sources.notebooks as JSON", raising(notebook.notebook_of, header.HeaderError)
    yield "sources.notebooks.node_of", of.in_notebook(text_cells, notebook.node_of)
    yield (
        "sources.notebooks header",
        lambda text: raising(notebook.node_of, header.HeaderError)(
            notebook_file([], {"title": "A", "names": items(text), "summary": text})
        ),
    )
    yield (
        "sources.notebooks.safe_notebook",
        of.in_notebook(code_cells, lambda source: safe_notebook.safe_notebook(source, "A")),
    )
    yield "sources.notebooks.without_times", of.in_notebook(code_cells, safe_notebook.without_times)
    yield (
        "sources.notebooks.shape",
        of.in_notebook(code_cells, lambda source: wrong_shape(notebook.notebook_of(source), source)),
    )
    yield (
        "sources.notebooks.scan",
        of.in_notebook(text_cells, lambda source: targets_of("releases/a.ipynb", source, allowed.ALLOWED)),
    )
    yield (
        "sources.notebooks.digests",
        of.in_notebook(text_cells, lambda source: digests(replace(release(), path="releases/a.ipynb"), source, None)),
    )
    yield (
        "sources.notebooks.edits",
        of.in_notebook(text_cells, lambda source: edits.with_key("releases/a.ipynb", source, "summary", "A")),
    )
    # the ledger
    yield "ledger.first_form", plainly(first_form)
    yield "ledger.structure", plainly(structure_of)
    yield "ledger.digests", raising_prepared(of.digested, UnicodeEncodeError)
    yield "ledger.file as lines", of.ledger
    yield "ledger.file of titles", of.chained
    yield "ledger.log.note", raising(lambda text: log_note.parse_note(text + "\n\n— a b\n"), log_note.NoteError)
    yield (
        "ledger.log.note, text",
        raising(lambda text: log_note.parse_checkpoint(log_note.parse_note(text)), log_note.NoteError),
    )
    yield "ledger.log.key", raising(log_note.parse_key, log_note.NoteError, UnicodeEncodeError)
    yield "ledger.log.stamp", raising(log_stamp.parse_stamp, ValueError)
    # the model and messages
    yield "model.ids", plainly(lambda text: (ids.slug(text), ids.latin(text), ids.free_id(text[:100], ())))
    yield "model.languages", plainly(lambda text: (languages.language_name(text), languages.direction(text)))
    yield "diagnostics.nearest", plainly(lambda text: (diagnostics.nearest(text, of.scheme()), diagnostics.shown(text)))
    yield "files.mended", plainly(lambda text: (files.mended(text), files.as_text(encodable(text).encode())))
    # outputs
    yield "archive.entries.Entry", of.entry
    yield "archive.entries.first_paragraph", plainly(lambda text: first_paragraph(text, marks_of(text)))
    yield "outputs.differences, one change", of.changed(lambda text: text + " more")
    yield "outputs.differences, many changes", of.changed(lambda text: of.every(text, 101, " new "))
    yield "outputs.differences, lines", of.changed(lambda text: of.every(text, 301, "\n\n"))
    yield "outputs.differences, turned", of.changed(lambda text: text[::-1])
    yield "outputs.differences, words turned", of.changed(lambda text: " ".join(["turned", *text.split(" ")[::-1]]))
    yield (
        "outputs.differences, numbered",
        of.changed(lambda text: " ".join(f"{word}{number % 7}" for number, word in enumerate(text.split(" ")))),
    )
    yield "outputs.feeds.portable", plainly(lambda text: feed_content.portable(text, "https://example.org/a"))
    yield (
        "outputs.feeds.portable, attribute",
        plainly(lambda text: feed_content.portable(f'<p><a href="{text}">a</a></p>', "https://example.org/a")),
    )
    yield (
        "outputs.feeds.values",
        plainly(
            lambda text: (
                feed_content.clean(text),
                feed_content.join("https://a.b/", text),
                feed_xml.html("a", text),
                feed_items.plain(text),
                feed_items.language_tag(text),
            )
        ),
    )
    yield "outputs.search.tokens", plainly(tokens)
    yield "outputs.search.year_files", of.searched
    yield "outputs.mail.message", raising_prepared(of.mailed, UnicodeEncodeError, ValueError)
    yield "outputs.mail.checked", raising(lambda text: smtp.checked(text, "a"), Exception)
    yield "outputs.redirects.place", raising(redirects.place, ValueError)
    yield "operations.page_words", plainly(shown_on)
    yield (
        "operations.page_words within",
        plainly(lambda text: shown_on(f'<h1>A</h1><div class="prose"><p>{text}</p></div>')),
    )
    # imports
    yield "importers as they stand", of.imported(lambda text: text, "a")
    yield "importers.csv", of.imported(of.rows, "a.csv")
    yield "importers.csv, one line", of.imported(lambda text: "name\n" + text.replace("\n", " "), "a.csv")
    yield "importers.popolo", of.imported(of.person_rows, "a.json")
    yield "importers.popolo, one person", of.imported(of.one_person, "a.json")
    yield "importers.ror", of.imported(of.ror, "a.json")
    yield "importers.wikidata", of.imported(of.wikidata, "a.json")
    # the build
    yield "extension.mathml", plainly(mathml_fault)
    yield "build of a release", of.built(of.as_release)
    yield "build of a notebook", of.built(of.as_notebook, name="a.ipynb")
