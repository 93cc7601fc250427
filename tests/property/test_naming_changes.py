"""Whatever changes in the records: a text that is not read anew would have been read as it was."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Membership, Name, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming import Found, Names, find, reports
from sphinx_newsroom.text.naming.changes import changes, known


class Text(NamedTuple):
    """A text with its release."""

    text: str
    release: Release


def entities(release: Release, found: Found) -> set[str]:
    """Whom a text names, or has in its header."""
    said = {mention.entity for mention in found.mentions}
    decided = (entity for _, entity in release.names)
    return said.union(filter(None, (release.issuer, *release.organizations, *release.officials, *decided)))


def differing(old: Registry, new: Registry, texts: Sequence[Text], found: dict[int, Found]) -> list[Text]:
    """The texts that need not be read anew, and would be read otherwise.

    *found* is what was found in some of the texts, by their places in the list, with the *old* records, and comes to be
    what was with the *new* ones.
    """
    names, again = Names(old), Names(new)
    read = [found.get(n) or find(names, text, (), release) for n, (text, release) in enumerate(texts)]
    difference = changes(known(names), again, known(again))
    stand = [
        n
        for n, (one, was) in enumerate(zip(texts, read, strict=True))
        if not difference.meet(was.words.packed(), entities(one.release, was))
    ]
    now = {n: find(again, texts[n].text, (), texts[n].release) for n in stand}
    found.clear()
    found.update(now)
    return [texts[n] for n in stand if told(now[n], texts[n], new) != told(read[n], texts[n], old)]


def told(found: Found, one: Text, registry: Registry) -> object:
    return found.mentions, found.ambiguities, list(reports(found, one.release, registry))


# Changes


def renamed(dice: random.Random, record: Any) -> Any:
    return replace(record, name=" ".join(dice.sample(WORDS, dice.randint(1, 3))))


def called_otherwise(dice: random.Random, record: Any) -> Any:
    name = Name(" ".join(dice.sample(WORDS, dice.randint(1, 3))), dice.choice([None, "uk", "de"]))
    return replace(record, other_names=(*record.other_names, name) if dice.random() < 0.6 else ())


def limited(dice: random.Random, record: Any) -> Any:
    said = tuple(dice.sample(WORDS, dice.randint(0, 1)))
    return replace(record, context=said) if dice.random() < 0.5 else replace(record, not_in=said)


def abbreviated(dice: random.Random, record: Any) -> Any:
    if isinstance(record, Official):
        return replace(record, nicknames=tuple(dice.sample(WORDS, dice.randint(0, 1))))
    return replace(record, acronym=dice.choice([None, *(word for word in WORDS if word.isupper())]))


def placed(dice: random.Random, record: Any, bodies: Sequence[str]) -> Any:
    if isinstance(record, Organization):
        above = dice.choice([None, *bodies])
        return replace(record, parent=above) if dice.random() < 0.5 else replace(record, unit_of=above)
    held = tuple(
        Membership(dice.choice(ROLES), dice.choice(bodies), dice.choice([None, "2009"]), dice.choice([None, "2011"]))
        for _ in range(dice.randint(0, 2))
    )
    return replace(record, memberships=held)


def changed(registry: Registry, dice: random.Random, spare: Registry) -> Registry:
    """Records of which one is added, gone, or another."""
    kind: Callable[[Registry], Mapping[str, Any]] = dice.choice([lambda r: r.organizations, lambda r: r.officials])
    records = dict(kind(registry))
    act = dice.randrange(8)
    if act == 0 and records:
        del records[dice.choice(sorted(records))]
    elif act == 1 or not records:
        records |= dict(dice.sample(sorted(kind(spare).items()), 1))
    else:
        id_ = dice.choice(sorted(records))
        bodies = sorted({*registry.organizations, *spare.organizations})
        others: tuple[Callable[[], Any], ...] = (
            lambda: renamed(dice, records[id_]),
            lambda: called_otherwise(dice, records[id_]),
            lambda: limited(dice, records[id_]),
            lambda: abbreviated(dice, records[id_]),
            lambda: placed(dice, records[id_], bodies),
        )
        records[id_] = dice.choice(others)()
    records = dict(sorted(records.items()))
    if kind(registry) is registry.organizations:
        return replace(registry, organizations=records)
    return replace(registry, officials=records)


# Made texts

WORDS = (
    "Ann Bo Lee Lehmann Lehman Ministry of Health Justice Office Estonia Estonian Government Criminal Division Fund"
    " World ABC EC WHO Mr the President Minister Анна Леман Лемана Президент Президента Естонії Міністерство юстиції"
    " Lehmanns وزارة ووزارة رئيس الامم وللامم Departments Department and ABCs Abcde ABCDE"
).split()
ROLES = ["President of Estonia", "Minister of Health", "Minister", "Executive Director", "President", "رئيس"]
ROLES += ["Minister of Justice of Estonia", "Secretary-General", "Secretary General", "Director for Health of Estonia"]
JOINTS = [" ", " ", " ", " ", ", ", ". ", " (", ") ", "-", "’s ", "\n\n"]


def made_registry(dice: random.Random, size: int) -> Registry:
    bodies, people = {}, {}
    for number in range(size):
        body: Any = Organization(f"o{number}", " ".join(dice.sample(WORDS, dice.randint(1, 4))))
        person: Any = Official(f"p{number}", " ".join(dice.sample(WORDS, dice.randint(1, 3))))
        ids = [f"o{other}" for other in range(size)]
        for make in (called_otherwise, abbreviated):
            body, person = make(dice, body), make(dice, person)
        bodies[body.id], people[person.id] = placed(dice, body, ids), placed(dice, person, ids)
    bodies["gov"] = Organization("gov", "Government of Estonia")
    people["ann"] = Official("ann", "Ann Lehmann", (Name("Анна Леман", "uk"),), None, (Membership(ROLES[0], "gov"),))
    return Registry(dict(sorted(bodies.items())), dict(sorted(people.items())))


def made_text(dice: random.Random, registry: Registry) -> Text:
    records: list[Any] = [*registry.organizations.values(), *registry.officials.values()]
    names = [one.name for one in records]
    said = [dice.choice(dice.choice((WORDS, names, ROLES))) + dice.choice(JOINTS) for _ in range(dice.randint(1, 25))]
    ids = sorted((*registry.organizations, *registry.officials))
    release = Release(
        ReleaseId("2010/x"),
        "T",
        dt.date(2010, 5, 5),
        "x.md",
        language=dice.choice(["en", "en", "uk", "de", "ar"]),
        issuer=dice.choice([None, *registry.organizations]),
        names=((dice.choice(WORDS), dice.choice([None, *ids])),) if dice.random() < 0.2 else (),
    )
    return Text("".join(said), release)


@pytest.mark.parametrize("seed", [*range(9), 423])
def test_texts_that_are_not_read_anew_stand_as_they_are(seed: int) -> None:
    dice = random.Random(seed)
    old = made_registry(dice, dice.randint(1, 5))
    texts = [made_text(dice, old) for _ in range(40)]
    found: dict[int, Found] = {}
    for _ in range(4):
        new = changed(old, dice, made_registry(dice, 7))
        wrong = differing(old, new, texts, found)
        assert not wrong, (wrong[0], old, new)
        old = new
