"""Citations as BibTeX, of which BibLaTeX reads the same.

``@techreport`` is what both have for what an institution issues under a number; its type is printed before that.  Who
issued it stands as the author, too, in braces of its own, so that no program takes it apart: styles begin with it.

Source: Oren Patashnik, BibTeXing (1988), section 3; the biblatex manual, sections 2.1.1 and 2.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_newsroom.model.wording import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_newsroom.outputs.citations.citation import Citation

# By their names, as Zotero writes them: "\~{}" prints the same, and bibtexparser reads nothing of it.  BibTeX counts
# braces without minding what stands before them.
_NAMES = {"\\": "backslash", "~": "asciitilde", "^": "asciicircum", "{": "braceleft", "}": "braceright"}
_ESCAPED = str.maketrans(
    {sign: rf"{{\text{name}}}" for sign, name in _NAMES.items()} | {sign: f"\\{sign}" for sign in "%#&$_"}
)
# An address is read as it stands; what would end the field or a command is no sign of an address anyway.
_IN_ADDRESS = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"})


def bibtex(citations: Iterable[Citation]) -> str:
    """Entries, one after the other with an empty line between."""
    return "\n".join(map(_entry, citations))


def _entry(citation: Citation) -> str:
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(citation))
    return f"@techreport{{{citation.key},\n{fields}}}\n"


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    if citation.institutions:
        yield "author", "{" + " and ".join(map(_whole, citation.institutions)) + "}"
    yield "title", "{" + _whole(citation.headline) + "}"
    yield "institution", _whole(citation.institution)
    yield "type", _whole(citation.kind)
    if citation.number:
        yield "number", _whole(citation.number)
    # BibLaTeX takes the day from the date, and BibTeX knows year and month alone.
    yield "date", f"{{{citation.date.isoformat()}}}"
    yield "year", f"{{{citation.date.year:04}}}"
    yield "month", MONTHS[citation.date.month - 1][:3].lower()
    if citation.place:
        yield "address", _whole(citation.place)
    if citation.url:
        yield "url", f"{{{citation.url.translate(_IN_ADDRESS)}}}"
    yield "language", _whole(citation.language)
    if citation.notes:
        yield "note", _whole(citation.notes)


def _whole(text: str) -> str:
    """A text in braces, which keep its capitals and spaces."""
    return "{" + text.translate(_ESCAPED) + "}"
