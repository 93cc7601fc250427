"""Whatever the text, mentions lie in it, in order, without overlap."""

from __future__ import annotations

import datetime as dt

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Membership, Name, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming import Names, find
from sphinx_newsroom.text.words.folding import folded
from sphinx_newsroom.text.words.tokens import Tokens

RELEASE = Release(ReleaseId("2020/x"), "T", dt.date(2020, 1, 1), "x.md")
OFFICES = Names(
    Registry(
        {
            "gov": Organization("gov", "Government of Estonia", "GOE"),
            "house": Organization("house", "Parliament of Estonia", "PE", parent="gov"),
            "cricket": Organization("cricket", "Estonia Cricket", "EC", parent="gov"),
        },
        {
            "ann": Official(
                "ann",
                "Ann Lehmann",
                (Name("Анна Леман", "uk"),),
                None,
                (Membership("President of Estonia", "gov", "2010"),),
            ),
            "bo": Official("bo", "Bo Rand", (), None, (Membership("Minister of Health", "gov", "2010"),)),
        },
        {},
    )
)
ISSUED = Release(ReleaseId("2020/x"), "T", dt.date(2020, 1, 1), "x.md", issuer="gov")
OF_OFFICES = [
    "President",
    "of",
    "the",
    "Republic",
    "Estonia",
    "Estonian",
    "Government",
    "government",
    "Parliament",
    "GOE",
    "PE",
    "EC",
    "Cricket",
    "Minister",
    "Health",
    "Ann",
    "Lehmann",
    "Lehman",
    "Bo",
    "Rand",
    "Mr",
    "Inc",
    "Limited",
    ",",
    ".",
    "’s",
    "and",
    "in her capacity as",
    "Президент",
    "Естонії",
    "Леман",
    "естонський",
    "уряд",
]
BETWEEN = st.sampled_from([" ", " ", " ", "", "\n\n", "-"])


def texts(words: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.tuples(st.sampled_from(words), BETWEEN)).map(lambda some: "".join(map("".join, some)))


@settings(max_examples=100)
@given(texts(OF_OFFICES))
def test_offices_and_what_belongs_to_a_name_lie_in_order_too(text: str) -> None:
    in_order(OFFICES, text, ISSUED)


NAMES_OF_ANY_KIND = st.lists(st.sampled_from(["Ann", "Lee", "Bo", "Union", "Fund", "UN", "Varn", "Newt"]), min_size=1)


@st.composite
def registries(draw: st.DrawFn) -> Registry:
    """Records whose names share words with one another and with the texts, of both kinds."""
    bodies = draw(st.lists(st.tuples(NAMES_OF_ANY_KIND, st.sampled_from([None, "UN", "VU", "AL"])), max_size=3))
    people = draw(st.lists(NAMES_OF_ANY_KIND, min_size=1, max_size=3))
    return Registry(
        {f"o{n}": Organization(f"o{n}", " ".join(name), acronym) for n, (name, acronym) in enumerate(bodies)},
        {f"p{n}": Official(f"p{n}", " ".join(name)) for n, name in enumerate(people)},
    )


@settings(max_examples=80)
@given(registries(), texts(["Ann", "Lee", "Bo", "Union", "Fund", "UN", "Varn", "(UN)", "(AL)", "(VU-CI)", "(“Newt”)"]))
@example(Registry({}, {"p0": Official("p0", "Ann Lee")}), "Ann Lee (AL) Ann Lee (“Newt”) AL Newt")
def test_who_is_named_has_a_record_of_that_kind(registry: Registry, text: str) -> None:
    for mention in find(Names(registry), text, (), RELEASE).mentions:
        record = registry.entity(mention.entity)
        assert record is not None
        assert record.kind == mention.kind


def in_order(names: Names, text: str, release: Release) -> None:
    end = 0
    for mention in find(names, text, (), release).mentions:
        if mention.start is None and mention.method == "issuer":
            continue
        assert mention.start is not None
        assert mention.end is not None
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.surface
        end = mention.end


def nothing_is_passed_over(names: Names, text: str, release: Release) -> None:
    """Each name of a record in a text is a mention of it, or was refused by a rule that says so."""
    found, unasked = find(names, text, (), release, why=True), find(names, text, (), release)
    assert (found.mentions, found.ambiguities, found.conflicts) == (
        unasked.mentions,
        unasked.ambiguities,
        unasked.conflicts,
    )
    for one in found.refused:
        assert text[one.start : one.end] == one.surface
        assert all(names.registry.entity(id_) is not None for id_ in one.entities)
    told = {(one.start, one.end, id_) for one in found.refused for id_ in one.entities}
    taken = [(m.start, m.end, m.entity) for m in found.mentions if m.start is not None and m.end is not None]
    tokens = Tokens(text, (), names.lexicon(release.language))
    for first, last, like in names.hits(tokens):
        start, end = tokens.starts[first], tokens.ends[last - 1]
        for form, _ in like:
            if form.strength not in ("head", "office") and (start, end, form.entity) not in told:
                assert any(id_ == form.entity for a, b, id_ in taken if a < end and start < b), (form, start)


@given(texts(OF_OFFICES))
def test_each_name_beside_offices_is_taken_or_refused(text: str) -> None:
    nothing_is_passed_over(OFFICES, text, ISSUED)


@settings(max_examples=80)
@given(registries(), texts(["Ann", "Lee", "Bo", "Union", "Fund", "UN", "Varn", "(UN)", "(AL)", "(VU-CI)", "(“Newt”)"]))
def test_each_name_of_any_record_is_taken_or_refused(registry: Registry, text: str) -> None:
    nothing_is_passed_over(Names(registry), text, RELEASE)


@given(st.text())
def test_every_word_stands_where_it_was_found(text: str) -> None:
    tokens = Tokens(text)
    assert len(tokens.raw) == len(tokens.words) == len(tokens.starts) == len(tokens.ends)
    assert tokens.starts == sorted(tokens.starts)
    for raw, start, end in zip(tokens.raw, tokens.starts, tokens.ends, strict=True):
        assert text[start:end] == raw or "-" in text[start:end]


@given(st.text(max_size=40))
@example("&\u00ad")
@example("\u01e2")  # Ǣ, which is Æ with a stroke above
@example("\uff06")  # &, as wide as a Chinese character
@example(".\u00ad")
def test_folding_is_done_once(word: str) -> None:
    assert folded(folded(word)) == folded(word)
