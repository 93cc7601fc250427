"""What holds for suggestions whatever the texts are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.suggest import Source, key_of, suggestions
from sphinx_newsroom.text.suggest.signs import plain, runs, signs_of
from sphinx_newsroom.text.words.tokens import Mark

WORDS = st.sampled_from(
    [
        "the",
        "The",
        "of",
        "and",
        "for",
        "on",
        "said",
        "a",
        "in",
        "is",
        "company",
        "Ministry",
        "Health",
        "Finance",
        "Port",
        "Jane",
        "Roe",
        "M.",
        "Dr.",
        "President",
        "Director",
        "CEO",
        "Authority",
        "(HA)",
        "(PA)",
        "HA",
        "Inc.",
        "Act",
        "Acme",
        "Acme's",
        "Board",
        "U.S.",
        "Labor",
        "Department",
        "National",
        "Sri",
        "Lanka",
        ",",
        ".",
        ";",
        "\n\n",
        "\n",
        "(",
        ")",
        "“",
        "”",
        "’s",
        "&",
        "-",
        "Володимир",
        "Зеленський",
        "Президент",
        "міністр",
        "https://a.b/C",
        "D@e.f",
    ]
)
TEXTS = st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=60)
SOURCES = st.lists(st.tuples(st.sampled_from(["en", "uk", "ru", "de"]), TEXTS), max_size=5).map(
    lambda texts: [Source(f"r{number}", language, text) for number, (language, text) in enumerate(texts)]
)


@given(TEXTS, st.sets(st.integers(0, 60), max_size=6))
def test_runs_and_signs_are_places_of_the_text(text: str, bounds: set[int]) -> None:
    edges = iter(sorted(bounds))
    marks = [Mark(start, end, "code") for start, end in zip(edges, edges, strict=False)]
    last = -1
    for offset, run in runs(text, marks):
        for word in run.words:
            start, end = offset + word.start, offset + word.end
            assert plain(text[start:end]) == word.text
            assert start >= last
            assert not any(mark.start < end and start < mark.end for mark in marks)
            last = end
        for sign in signs_of(run):
            assert plain(text[offset + sign.start : offset + sign.end]) == sign.name


@given(SOURCES)
def test_suggestions_are_names_that_the_texts_have(sources: list[Source]) -> None:
    found = suggestions(sources, Registry(), least=1)
    texts = {source.release: " ".join(plain(source.text).split()) for source in sources}
    for one in found:
        assert 1 <= one.releases <= len(sources)
        assert " ".join(one.name.split()) in texts[one.example] or any(one.name in text for text in texts.values())
        assert len({one.name, one.acronym, *one.other_names}) == 2 + len(one.other_names)
    assert len({key_of(one.name) for one in found}) == len(found)
    counts = [one.releases for one in found]
    assert counts == sorted(counts, reverse=True)
    assert found == suggestions(sources, Registry(), least=1)
