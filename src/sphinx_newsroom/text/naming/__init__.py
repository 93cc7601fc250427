"""Finding the organizations and officials that a text names.

Text in, mentions out: this package knows records, not Sphinx.  A text is one string whose
blocks (paragraphs, headings) are separated by a blank line, with marks on the stretches that
are not prose.  Its words are looked up in a table of all forms of all names, longest first, so
the cost depends on the text and not on the number of names; then what stands beside a form,
and what else the release names, decides whether it is a name and whose.

Words themselves (letters, folding, tokens, countries, titles, all lists) are those of `text.words`.

Names
    forms               from a record to its forms
    name_table          all forms in one table; how near a text is to one
    record_facts        what records say: who belongs to whom, who held which office
A text
    places              where a name may stand, "Office for Drugs (ABC)", and what letters tell of all such places
    short_names         whom a text names beyond doubt, and whether a form is enough by itself
    surroundings        what stands beside a name
    fitting             what beside a name makes it another, or another's
    people              given names, initials and offices beside a family name
    reading             the pass through a text, and what a family name means there
    offices             "the Executive Director of UNODC": whose office it is, and who held it
The outcome
    found               what was found, what becomes a link, what a person should look at
    changes             which texts other records can make name others
    reasons             why a name was taken, or not, in words for users

A rule stays only with a count on texts that nobody made rules from; `bench/naming` measures it.
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
from sphinx_newsroom.text.naming.offices import Offices, Outcome
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
    """The mentions of *text*, of which *marks* (in order) are not prose, as the text of *release*.

    What its header decides (``names:``) and what roles say comes first; then the longest name from
    the left.  A family name means an official only after a fuller form or with the office; a form
    with several meanings is taken only where the release decides between them.  With *why* it also tells which names
    stand in the text and were not taken, and by which rule.
    """
    # Three values, each made from the one before: what stands there by its letters, whom that names beyond doubt, and
    # what each name means.
    seen = sighted(names, Tokens(text, marks, names.lexicon(release.language)), release)
    noted: list[Noted] | None = [] if why else None
    reading = Reading(weighed(seen), noted)
    outcome = Outcome(reading.evidence, seen.tokens, list(reading.meanings()))
    # Offices come last: whose they are, and who stands beside them, the names of the whole text tell.
    offices, conflicts = Offices(outcome, noted).read(seen.offices)
    meanings = [*outcome.meanings, *offices]
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
    """The office that an official held on the day of a release, in words."""
    offices = registry.offices(official, release.date)
    return office_text(offices[0], registry) if offices else None


def _mention(
    form: Form, surface: str, start: int | None, end: int | None, role: str | None, registry: Registry
) -> Mention:
    return Mention.of(registry.entity(form.entity), form.kind, surface, form.method, role, start, end)


def _from_header(mentions: Sequence[Mention], release: Release, registry: Registry) -> Iterator[Mention]:
    """Mentions of what the header names beyond the text: the issuers always, others where the text does not."""
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
