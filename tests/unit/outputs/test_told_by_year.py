"""What is told of all releases of some years is worked out again only where one of these is known otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_newsroom.outputs.batches import Kept, ToldByYear, of_years

MONTHS = [(2010, "a"), (2011, "b"), (2011, "c"), (2013, "d")]


def told(months: list[tuple[int, str]], before: Kept, words: str) -> tuple[list[str], Kept]:
    """What is told of three stretches of years where now *words* would be."""
    after: Kept = {}
    years = ToldByYear(of_years(months), before, after)

    def make() -> Iterator[str]:
        yield words

    found = [years.told(f"{first}", first, last, make) for first, last in ((2010, 2010), (2011, 2012), (1900, 2100))]
    return [one for (one,) in found], after


def test_what_was_told_of_years_holds_until_a_month_of_them_is_another() -> None:
    first, kept = told(MONTHS, {}, "first")
    assert first == ["first"] * 3
    assert told(MONTHS, kept, "second") == (first, kept)
    changed = [(2010, "a"), (2011, "b"), (2011, "x"), (2013, "d")]
    now, after = told(changed, kept, "second")
    assert now == ["first", "second", "second"]
    assert told(changed, {}, "second")[1].keys() == after.keys()
    assert told(MONTHS[:1], kept, "third")[0] == ["first", "third", "third"], "years without releases"


def test_nothing_is_kept_of_years_of_which_nothing_is_known() -> None:
    after: Kept = {}
    years = ToldByYear({}, {"2011": ("", ("old",))}, after)
    assert years.told("2011", 2011, 2011, lambda: ["new"]) == ("new",)
    assert not after
