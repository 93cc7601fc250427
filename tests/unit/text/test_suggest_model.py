"""Names that a model proposes: added to the suggestions, and nothing else changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pytest
from tests.helpers.tables import rows

from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.suggest import Named, Source, Suggestion, suggestions
from sphinx_newsroom.text.suggest.model_names import Entity, ProseBlock
from sphinx_newsroom.text.words.tokens import Mark


class Listed:
    """A model that finds what it is told: persons and organizations by their words."""

    name = "listed"

    def __init__(self, language: str, people: Sequence[str] = (), bodies: Sequence[str] = ()) -> None:
        self.language = language
        self.words = {**dict.fromkeys(people, True), **dict.fromkeys(bodies, False)}
        self.shown: list[str] = []

    def entities(self, blocks: Iterable[ProseBlock]) -> Iterator[tuple[ProseBlock, Sequence[Entity]]]:
        for block in blocks:
            self.shown.append(block.text)
            yield (
                block,
                [
                    Entity(match.start(), match.end(), person)
                    for words, person in self.words.items()
                    for match in re.finditer(re.escape(words), block.text)
                ],
            )


EMPTY = Registry({}, {})


def french(*texts: str, marks: Sequence[Mark] = (), named: Sequence[Named] = ()) -> list[Source]:
    return [Source(f"2011/r{n}", "fr-CA", text, marks, named) for n, text in enumerate(texts)]


def found(sources: Sequence[Source], model: Listed, registry: Registry = EMPTY, **more: object) -> list[Suggestion]:
    return suggestions(sources, registry, model=model, **{"least": 1, **more})  # type: ignore[arg-type]


def test_a_model_proposes_names_in_its_language() -> None:
    sources = french("Hier, Anna Berg a quitté l’Agence du fleuve.", "Puis Anna Berg parla.\n\nÀ l’Agence du fleuve.")
    model = Listed("fr", ["Anna Berg"], ["Agence du fleuve"])
    assert suggestions(sources, EMPTY, least=1) == []
    one, two = sorted(found(sources, model), key=lambda suggestion: suggestion.name)
    assert (one.name, one.kind, one.releases, one.in_model, one.by_model) == (
        "Agence du fleuve",
        "organization",
        2,
        2,
        True,
    )
    assert (two.name, two.kind, two.releases, two.in_model, two.by_model) == ("Anna Berg", "official", 2, 2, True)
    assert (two.example, two.context) == ("2011/r0", "Hier, Anna Berg a quitté l’Agence du fleuve.")


@pytest.mark.parametrize("language", ["en", "uk"])
def test_texts_in_other_languages_are_not_shown_to_it(language: str) -> None:
    model = Listed(language, ["Anna Berg"])
    assert found(french("Anna Berg parla."), model) == []
    assert model.shown == []


def test_headings_and_code_are_not_shown_to_it() -> None:
    text = "Berg dit non\n\nOn voit Anna Berg ici."
    marks = (Mark(0, 12, "heading"), Mark(22, 31, "code"))
    model = Listed("fr", ["Anna Berg"])
    assert found(french(text, marks=marks), model) == []
    assert model.shown == ["On voit           ici."]


def test_who_means_somebody_already_is_not_proposed() -> None:
    text = "Hier Anna Berg parla de la Régie."
    named = [Named(5, 14, "anna-berg"), Named(27, 32, None)]
    assert found(french(text, named=named), Listed("fr", ["Anna Berg"], ["Régie"])) == []


def test_names_of_records_and_rejected_ones_are_not_proposed() -> None:
    registry = Registry({"regie": Organization("regie", "Régie du port")}, {"berg": Official("berg", "Anna Berg")})
    model = Listed("fr", ["Anna Berg", "Ole Lund"], ["Régie du port"])
    sources = french("Anna Berg et Ole Lund de la Régie du port.")
    assert [one.name for one in found(sources, model, registry)] == ["Ole Lund"]
    assert found(sources, model, registry, rejected=["Ole Lund"]) == []


@pytest.mark.parametrize(
    ("words", "name"),
    rows("""
        the Harbour Works | Harbour Works
        Harbour Works's | Harbour Works
        “Harbour Works”, | Harbour Works
        Acme Inc. | Acme Inc.
    """),
)
def test_what_stands_around_a_name_is_none_of_it(words: str, name: str) -> None:
    sources = [Source("2011/r", "fr", f"Hier {words} dit non à tous.")]
    assert [one.name for one in found(sources, Listed("fr", bodies=[words]))] == [name]


def test_places_and_titles_are_not_proposed() -> None:
    assert found(french("Hier Canada et Minister."), Listed("fr", bodies=["Canada", "Minister"])) == []


@pytest.mark.parametrize(("people", "bodies"), [(["Representative Berg"], []), ([], ["Minister of Health"])])
def test_a_title_alone_is_no_name(people: list[str], bodies: list[str]) -> None:
    sources = french("Hier Representative Berg et le Minister of Health.")
    assert found(sources, Listed("fr", people, bodies)) == []


class Once(Listed):
    """A model that takes a word for a name in the first of its places alone."""

    def entities(self, blocks: Iterable[ProseBlock]) -> Iterator[tuple[ProseBlock, Sequence[Entity]]]:
        seen = False
        for block, entities in super().entities(blocks):
            yield block, [] if seen else entities[:1]
            seen = seen or bool(entities)


@pytest.mark.parametrize("more", ["He saw Acorn. She saw Acorn.", "An acorn fell on a wall."])
def test_a_word_that_is_mostly_no_name_is_not_proposed(more: str) -> None:
    sources = [Source("2011/a", "en", "They went to Acorn today."), Source("2011/b", "en", more)]
    assert [one.name for one in found(sources[:1], Once("en", bodies=["Acorn"]))] == ["Acorn"]
    assert found(sources, Once("en", bodies=["Acorn"])) == []


ENGLISH = [
    Source("2013/port", "en", "The Harbour Authority (HAB) of Varn opened. Its director Jane Roe spoke for long."),
    Source("2014/tax", "en", "The Tax Bureau wrote to HAB, and Jane Roe, director of HAB, wrote back to Tom Quill."),
]


def without_model(one: Suggestion) -> Suggestion:
    return replace(one, in_model=0)


@pytest.mark.parametrize(
    "model",
    [
        Listed("en"),
        Listed("en", ["Jane Roe", "Tom Quill"], ["Harbour Authority", "HAB"]),
        Listed("en", ["Harbour Authority", "HAB", "Tax Bureau"], ["Jane Roe", "Tom Quill"]),
        Listed("en", ["Jane Roe, director of HAB"], ["Harbour Authority (HAB) of Varn", "Tax Bureau wrote"]),
    ],
    ids=["finds nothing", "agrees", "takes persons for bodies", "cuts otherwise"],
)
def test_what_is_suggested_without_a_model_stays_as_it_is(model: Listed) -> None:
    before = suggestions(ENGLISH, EMPTY, least=1)
    after = found(ENGLISH, model)
    assert [without_model(one) for one in after if not one.by_model] == before
    assert len(before) > 2
