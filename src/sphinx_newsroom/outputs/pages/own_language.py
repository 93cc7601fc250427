"""Releases in several languages: where each is, and what is beside a text in its own language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.model.languages import language_name
from sphinx_newsroom.outputs.pages.views.release import Translation

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.outputs.pages.lines import Lines

X_DEFAULT = "x-default"
"""What search engines know a page by that is for readers of any other language.

Source: https://developers.google.com/search/docs/specialty/international/localized-versions.
"""


def texts_of(page: PageName, index: ArchiveIndex) -> tuple[PageName, ...]:
    """The pages of a release in all its languages, by language; none where it has one."""
    return index.translations.get(index.original(page) or page, ())


def translations(page: PageName, lines: Lines) -> tuple[Translation, ...]:
    """All languages of a release, each with its page, its own among them; none where it has one."""
    return tuple(
        Translation(other, language, language_name(language))
        for other in texts_of(page, lines.index)
        for language in (lines.index.entries[other].release.language,)
    )


def alternates(page: PageName, index: ArchiveIndex) -> tuple[tuple[str, PageName], ...]:
    """All languages of a release for search engines, its own among them, and the original for all other readers."""
    found = [(index.entries[other].release.language, other) for other in texts_of(page, index)]
    return (*found, (X_DEFAULT, index.original(page) or page)) if found else ()


def in_language(page: PageName, language: str, index: ArchiveIndex) -> PageName:
    """The text of a release in *language*, where there is one; else its own page."""
    for other in texts_of(page, index):
        if index.entries[other].release.language == language:
            return other
    return page


Beside = tuple[PageName | None, PageName | None]
"""The texts before and after one."""


def neighbours(page: PageName, lines: Lines) -> Beside:
    """The releases before and after one in time, in its language where they have such a text.

    A translation stands between the texts in its language alone.
    """
    index = lines.index
    language = index.entries[page].release.language
    in_turn = index.neighbours if index.original(page) is None else _in_turn(language, lines)
    before, after = in_turn.get(page, (None, None))
    return (
        in_language(before, language, index) if before else None,
        in_language(after, language, index) if after else None,
    )


def _in_turn(language: str, lines: Lines) -> Mapping[PageName, Beside]:
    """The texts in a language, each with those before and after it."""
    if language not in lines.in_turn:
        entries = lines.index.entries
        texts = [page for page in lines.index.newest if entries[page].release.language == language]
        beside = zip([*texts[1:], None], [None, *texts[:-1]], strict=True)
        lines.in_turn[language] = dict(zip(texts, beside, strict=True))
    return lines.in_turn[language]


def relations(page: PageName, index: ArchiveIndex) -> Iterator[tuple[PageName, str]]:
    """The releases related to one, in its language where they have such a text; a translation has its original's."""
    language = index.entries[page].release.language
    original = index.original(page)
    known = {page, original}
    for whose in filter(None, (page, original)):
        for other, word in index.relations.get(whose, ()):
            shown = in_language(other, language, index)
            if shown not in known:
                known.add(shown)
                yield shown, word
