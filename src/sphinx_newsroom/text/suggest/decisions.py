"""What people decided about suggestions: a record to write, a name to add to one, a name never to suggest again."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.model.records import Name, Official, Organization
from sphinx_newsroom.sources.record_file import free_id, with_values
from sphinx_newsroom.text.suggest.judging import Kind
from sphinx_newsroom.text.suggest.tally import key_of
from sphinx_newsroom.text.words.acronyms import is_acronym
from sphinx_newsroom.text.words.word_lists import SUFFIXES

REJECTED = "names-rejected.txt"
"""The file at the archive's root that keeps rejected names, sorted, one a line; lines with # are remarks."""

_SHORTEST_ID = 3
"""Letters of an acronym that an id is made from: of two letters there are too many bodies (EC, EP)."""

_LEAST_WITH_SUFFIX = 3
"""Words of a person's name of which the last may be Jr or III: "Roe Jr" would have no given name."""

_HEAD = "# Names that `newsroom suggest` leaves out, one a line.\n"


def rejected_names(text: str) -> list[str]:
    """The names that a file of rejected names holds."""
    lines = (" ".join(line.split()) for line in text.removeprefix("\ufeff").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def with_rejected(text: str, name: str) -> str:
    """The file of rejected names with one more, in its place by letter; remarks stay at the top.

    A name that is there in another spelling is not added.

    >>> with_rejected("# Not ours.\\nOpen Doors\\n", "Help Center")
    '# Not ours.\\nHelp Center\\nOpen Doors\\n'
    """
    names = rejected_names(text)
    if key_of(name) not in map(key_of, names):
        names.append(" ".join(name.split()))
    # Sorted as people look names up, so that two who add names seldom touch the same line.
    remarks = [line for line in text.removeprefix("\ufeff").splitlines() if line.lstrip().startswith("#")]
    head = "".join(f"{line}\n" for line in remarks) or _HEAD
    return head + "".join(f"{line}\n" for line in sorted(names, key=lambda line: (line.casefold(), line)))


def drafted(
    kind: Kind, name: str, taken: Container[str], acronym: str | None = None, other_names: tuple[str, ...] = ()
) -> Organization | Official:
    """The record that a suggestion would become, with an id that is not in *taken*.

    The id is made from the acronym, if that has three letters at least, as people know an organization by it, and else
    from the first of the names that has letters for an id: one in Chinese has none.
    """
    names = tuple(map(Name, other_names))
    spelled = next(filter(slug, (name, *other_names)), name)
    if kind == "organization":
        id_ = free_id(acronym if acronym and len(acronym) >= _SHORTEST_ID else spelled, taken)
        return Organization(id_, name, acronym, names, path=f"organizations/{id_}.md")
    id_ = free_id(spelled, taken)
    words = name.split()
    family = None  # the last word, unless the record says otherwise
    if len(words) >= _LEAST_WITH_SUFFIX and words[-1].rstrip(".").lower() in SUFFIXES:
        family = words[-2].rstrip(",")
    return Official(id_, name, names, family, path=f"officials/{id_}.md")


def joined_to(record: Organization | Official, name: str) -> Organization | Official:
    """The record with one more name: its acronym, if it is one and has none yet, else among its other names."""
    if isinstance(record, Organization) and record.acronym is None and is_acronym(name):
        return replace(record, acronym=name)
    return replace(record, other_names=(*record.other_names, Name(name)))


def joined_text(text: str, old: Organization | Official, new: Organization | Official) -> str:
    """The text of a record's file with what *new* has of names more than *old*, and the rest byte for byte.

    Raises as :func:`sphinx_newsroom.sources.record_file.with_values`.
    """
    changes: dict[str, object] = {}
    if new.other_names != old.other_names:
        changes["other_names"] = new.other_names
    if isinstance(old, Organization) and isinstance(new, Organization) and new.acronym != old.acronym:
        changes["acronym"] = new.acronym
    return with_values(text, changes)


def names_of(record: Organization | Official) -> list[str]:
    """Every form of a record's name."""
    acronym = [record.acronym] if isinstance(record, Organization) and record.acronym else []
    return [record.name, *acronym, *(other.name for other in record.other_names)]
