"""spaCy's EntityRuler and PhraseMatcher over the records of a registry, set up as spaCy's documentation shows."""

from __future__ import annotations

import collections
import itertools
from typing import TYPE_CHECKING, NamedTuple

import spacy
from score import Span
from spacy.matcher import PhraseMatcher
from spacy.pipeline import EntityRuler
from spacy.tokens import Span as Found
from spacy.util import filter_spans

from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.text.naming import family_name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from label import Labelled
    from spacy.language import Language
    from spacy.tokens import Doc

    from sphinx_newsroom.model.registry import Registry

LANGUAGES = ("en", "uk")
"""The languages of the texts; each has a tokenizer of its own."""


class Setting(NamedTuple):
    """A way to set up a contender."""

    tool: str
    """EntityRuler or PhraseMatcher."""
    attribute: str
    """What of a word is compared: ORTH, the word as it is written, or LOWER, without capitals."""
    family: bool
    """Whether family names alone are patterns, too."""
    shared: bool
    """Whether a name of several records is the first one's; else it is nobody's."""

    @property
    def words(self) -> str:
        """The setting in words."""
        family = "with family names" if self.family else "no family names"
        return f"{self.tool}: {self.attribute}, {family}, shared names {'to the first' if self.shared else 'dropped'}"


def settings() -> Iterator[Setting]:
    """Every setting that is tried."""
    for tool, attribute in itertools.product(("EntityRuler", "PhraseMatcher"), ("ORTH", "LOWER")):
        for family, shared in itertools.product((True, False), (True, False)):
            yield Setting(tool, attribute, family, shared)


def finder(registry: Registry, setting: Setting) -> Callable[[Labelled], list[Span]]:
    """A finder of mentions that works as *setting* says."""
    make = _ruler if setting.tool == "EntityRuler" else _matcher
    patterns = _patterns(registry, setting)
    by_language = {language: make(spacy.blank(language), patterns, setting) for language in LANGUAGES}

    def spans(labelled: Labelled) -> list[Span]:
        nlp = by_language.get(labelled.text.release.language, by_language["en"])  # one release is Spanish
        return nlp(labelled.text.text)

    return spans


def _forms(registry: Registry, family: bool) -> Iterator[tuple[str, str]]:
    """Every form that the records list, and whose it is."""
    rows: list[Organization | Official] = [*registry.organizations.values(), *registry.officials.values()]
    for row in rows:
        names = [row.name, *(other.name for other in row.other_names)]
        if isinstance(row, Organization):
            names += [row.acronym] if row.acronym else []
        elif family:
            names.append(family_name_of(row) or row.name)
        for name in dict.fromkeys(names):
            yield name, row.id


def _patterns(registry: Registry, setting: Setting) -> dict[str, str]:
    """The record of each pattern."""
    bearers: dict[str, dict[str, str]] = collections.defaultdict(dict)
    for form, entity in _forms(registry, setting.family):
        bearers[form.lower() if setting.attribute == "LOWER" else form].setdefault(entity, form)
    return {
        form: entity
        for rows in bearers.values()
        if setting.shared or len(rows) == 1
        for entity, form in itertools.islice(rows.items(), 1)
    }


def _ruler(nlp: Language, patterns: dict[str, str], setting: Setting) -> Callable[[str], list[Span]]:
    """https://spacy.io/usage/rule-based-matching#entityruler."""
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": setting.attribute})
    assert isinstance(ruler, EntityRuler)
    ruler.add_patterns([{"label": "ENTITY", "pattern": form, "id": entity} for form, entity in patterns.items()])
    return lambda text: _spans(nlp(text).ents, lambda ent: ent.ent_id_)


def _matcher(nlp: Language, patterns: dict[str, str], setting: Setting) -> Callable[[str], list[Span]]:
    """https://spacy.io/usage/rule-based-matching#phrasematcher."""
    matcher = PhraseMatcher(nlp.vocab, attr=setting.attribute)
    by_entity: dict[str, list[Doc]] = collections.defaultdict(list)
    for doc, entity in zip(map(nlp.make_doc, patterns), patterns.values(), strict=True):
        by_entity[entity].append(doc)
    for entity, docs in by_entity.items():
        matcher.add(entity, docs)

    def find(text: str) -> list[Span]:
        return _spans(filter_spans(matcher(nlp.make_doc(text), as_spans=True)), lambda span: span.label_)

    return find


def _spans(found: Iterable[Found], entity: Callable[[Found], str]) -> list[Span]:
    return [Span(span.start_char, span.end_char, entity(span)) for span in found]
