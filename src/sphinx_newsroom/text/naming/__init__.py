"""Find the organizations and officials that a text names.

Text in, mentions out: this package knows the records but nothing of Sphinx. The text is one string, its paragraphs and
headings separated by blank lines, with marks for the parts that aren't prose.

A table of all forms of all names is searched for its words, longest match first, so the cost depends on the text, not
on the number of names. The words around a match, and the release's other names, then decide whether it is a name and
whose.

Everything about words (letters, folding, tokens, countries, titles, all word lists) is in `text.words`.

Names
    forms               the forms of a record's names
    name_table          all forms in one table, and how closely a text matches one
    record_facts        what records say: who belongs to whom, who held which office
A text
    places              candidate matches of names and offices, and short names in parentheses
    short_names         who is named beyond doubt, and whether a form suffices without further evidence
    surroundings        neighbors that make a match part of another name
    people              given names, initials and offices next to a family name
    reading             the pass through a text, and whom a family name means
    offices             "the Executive Director of UNODC": which office it is, and who held it
The result
    found               mentions, links and reports
    changes             which texts to read again when records change
    reasons             why a name was linked or not, in words for users

A rule is kept only if it improves the score on texts that weren't used to write it; `bench/naming` measures that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sphinx_newsroom.model.records import Mention, Method, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.model.wording import office_text
from sphinx_newsroom.text.naming.forms import Form, family_name_of
from sphinx_newsroom.text.naming.found import (
    Ambiguity,
    Found,
    OfficeConflict,
    Refused,
    refused,
    reports,
    to_link,
)
from sphinx_newsroom.text.naming.name_table import Names
from sphinx_newsroom.text.naming.offices import Offices
from sphinx_newsroom.text.naming.places import sighted, vocabulary
from sphinx_newsroom.text.naming.reading import Reading
from sphinx_newsroom.text.naming.reasons import Noted, Refusal
from sphinx_newsroom.text.naming.short_names import weighed
from sphinx_newsroom.text.words.tokens import Mark, Tokens

__all__ = [
    "Ambiguity",
    "Found",
    "Names",
    "OfficeConflict",
    "Refusal",
    "Refused",
    "family_name_of",
    "find",
    "reports",
    "to_link",
]


def find(names: Names, text: str, marks: Sequence[Mark], release: Release, *, why: bool = False) -> Found:
    """Find the names in *text*, the text of *release*; *marks*, in order, are the parts that aren't prose.

    Decisions in the header (``names:``) and roles come first, then the longest name from the left. A family name means
    an official only after a fuller form or with the office. A form with several meanings is linked only if the release
    decides between them. With *why*, the result also lists the names that were refused, and by which rule.
    """
    # Three immutable values, each made from the one before: the candidate matches, the entities named beyond doubt, and
    # the meaning of each match.
    seen = sighted(names, Tokens(text, marks, names.lexicon(release.language)), release)
    noted: list[Noted] | None = [] if why else None
    reading = Reading(weighed(seen), noted)
    names_meant = list(reading.meanings())
    # Offices come last, because the names in the whole text decide which office is meant and who is next to it.
    offices, conflicts = Offices(reading.evidence, names_meant, noted).read(seen.offices)
    meanings = [*names_meant, *offices]
    mentions: list[Mention] = []
    roles: dict[str, str | None] = {}
    ambiguities: list[Ambiguity] = []
    for meaning in sorted(meanings):
        start, end = reading.chars(meaning)
        if meaning.sure:
            form = meaning.forms[0]
            if form.kind == "official" and form.entity not in roles:
                roles[form.entity] = _role(form.entity, release, names.registry)
            mentions.append(_mention(form, text[start:end], start, end, roles.get(form.entity), names.registry))
        else:
            entities = tuple(sorted({form.entity for form in meaning.forms}))
            ambiguities.append(Ambiguity(text[start:end], start, entities, meaning.doubted))
    mentions += _from_header(mentions, release, names.registry)
    return Found(
        tuple(mentions),
        tuple(ambiguities),
        tuple(OfficeConflict(c.official, c.office, seen.tokens.starts[c.start]) for c in conflicts),
        () if noted is None else refused(noted, seen, meanings),
        vocabulary(seen),
    )


def _role(official: str, release: Release, registry: Registry) -> str | None:
    """Return the office that an official held on the day of a release, in words."""
    offices = registry.offices(official, release.date)
    return office_text(offices[0], registry) if offices else None


def _mention(
    form: Form, surface: str, start: int | None, end: int | None, role: str | None, registry: Registry
) -> Mention:
    return Mention.of(registry.entity(form.entity), form.kind, surface, form.method, role, start, end)


def _from_header(mentions: Sequence[Mention], release: Release, registry: Registry) -> Iterator[Mention]:
    """Yield mentions from the header: all issuers, and other entities if the text doesn't name them."""
    named = {mention.entity for mention in mentions}
    stated: list[tuple[str, Method]] = []
    stated += [(id_, "issuer") for id_ in release.all_issuers if id_ in registry.organizations]
    stated += [(id_, "header") for id_ in release.organizations if id_ not in named and id_ in registry.organizations]
    stated += [(id_, "header") for id_ in release.officials if id_ not in named and id_ in registry.officials]
    for id_, method in stated:
        record = registry.entity(id_)
        if record is not None:
            form = Form(record.name, id_, record.kind, method, "strong")
            role = _role(id_, release, registry) if record.kind == "official" else None
            yield _mention(form, record.name, None, None, role, registry)
