"""Keys that a header may have beside the text: whatever stands in them, paths stay inside and old digests valid."""

from __future__ import annotations

import datetime as dt
import posixpath
from dataclasses import replace

import yaml
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.diagnostics import RefusedError
from sphinx_newsroom.ledger.text_digest import digests
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Attachment, Release
from sphinx_newsroom.sources.values import KINDS, Reader

SOURCE = "---\ntitle: T\ndate: 2012-05-04\n---\n\nText.\n"
PLAIN = Release(ReleaseId("2012/a"), "T", dt.date(2012, 5, 4), "releases/2012/a.md", issuer="osce")
WORDS = st.text("ab é,", min_size=1, max_size=6).filter(str.strip)
PATHS = st.lists(st.sampled_from(["..", ".", "", "a", ".git", "_build", "a.pdf", "b.csv", "x.md", "\\", ":"])).map(
    "/".join
)


@given(PATHS | st.text(max_size=20))
def test_a_listed_file_is_one_below_the_archive_s_root_or_refused(src: str) -> None:
    try:
        node = yaml.ScalarNode("tag:yaml.org,2002:str", src)
        place = KINDS["path of a file"].read(Reader(PLAIN.path), "src", node)
    except RefusedError:
        return
    parts = place.split("/")
    assert place == posixpath.normpath(place)
    assert not place.startswith("/")
    assert ".." not in parts
    assert not any(part.startswith(".") or part == "_build" for part in parts[:-1])
    assert "\\" not in place


KEYS = st.fixed_dictionaries(
    {},
    optional={
        "subtitle": WORDS,
        "attachments": st.lists(WORDS, min_size=1, max_size=2).map(
            lambda titles: tuple(Attachment(f"a{n}.pdf", title) for n, title in enumerate(titles))
        ),
        "boilerplate": WORDS,
    },
)


def said(keys: dict[str, object]) -> list[object]:
    """What a digest has to tell apart, in the form in which readers see it."""
    found = keys.get("attachments", ())
    assert isinstance(found, tuple)
    titles = [" ".join(one.title.split()) for one in found]
    return [" ".join(str(keys.get("subtitle", "")).split()), titles, " ".join(str(keys.get("boilerplate", "")).split())]


@given(KEYS, KEYS)
def test_texts_have_one_digest_where_their_keys_say_the_same(one: dict[str, object], other: dict[str, object]) -> None:
    first, second = (digests(replace(PLAIN, **keys), SOURCE, "osce") for keys in (one, other))  # type: ignore[arg-type]
    assert (first.second == second.second) == (said(one) == said(other))
    assert first.first == second.first, "lines of the first form stay valid"
