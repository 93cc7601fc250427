"""What a build remembers of a site is kept beside it, and never taken for that of another."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.outputs.output import Joined, Output, Packed, Part, Rows, State, state_file
from sphinx_newsroom.outputs.writing import remove_stale, write_outputs

MADE = {"page/index": ("1", ("index.html",)), "data/x": ("2", ("x.json", "x.txt"))}


def saved(out: Path, keeping: Path, made: dict[str, tuple[str, tuple[str, ...]]]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    State(made).save(out, keeping)


def test_a_state_is_known_again_and_the_site_has_but_its_digest(tmp_path: Path) -> None:
    out, keeping = tmp_path / "html", tmp_path / "doctrees"
    saved(out, keeping, MADE)
    assert State.load(out, keeping).made == MADE
    (mark,) = out.iterdir()
    assert mark.name == ".newsroom.json"
    assert mark.stat().st_size < 100


def test_a_state_is_found_where_both_folders_were_moved(tmp_path: Path) -> None:
    saved(tmp_path / "a/html", tmp_path / "a/doctrees", MADE)
    (tmp_path / "a").rename(tmp_path / "b")
    assert State.load(tmp_path / "b/html", tmp_path / "b/doctrees").made == MADE


def test_two_sites_that_share_what_is_kept_have_a_state_each(tmp_path: Path) -> None:
    keeping = tmp_path / "doctrees"
    saved(tmp_path / "one", keeping, MADE)
    saved(tmp_path / "two", keeping, {})
    assert State.load(tmp_path / "one", keeping).made == MADE
    assert State.load(tmp_path / "two", keeping).made == {}


@pytest.mark.parametrize("wrong", ["older site", "no state", "damaged state", "no mark", "damaged mark"])
def test_what_does_not_belong_together_is_no_state(tmp_path: Path, wrong: str) -> None:
    out, keeping = tmp_path / "html", tmp_path / "doctrees"
    saved(out, keeping, {})
    older = (out / ".newsroom.json").read_bytes()
    saved(out, keeping, MADE)
    path, mark = state_file(out, keeping), out / ".newsroom.json"
    if wrong == "older site":
        mark.write_bytes(older)
    elif wrong == "no state":
        path.unlink()
    elif wrong == "damaged state":
        path.write_bytes(path.read_bytes().replace(b'"1"', b'"3"'))
    elif wrong == "no mark":
        mark.unlink()
    else:
        mark.write_text("[")
    assert State.load(out, keeping).made == {}


def test_what_an_earlier_version_left_in_the_site_is_its_state(tmp_path: Path) -> None:
    rows = {key: [digest, list(paths)] for key, (digest, paths) in MADE.items()}
    (tmp_path / ".newsroom.json").write_text(json.dumps(rows), encoding="utf-8")
    assert State.load(tmp_path, tmp_path / "doctrees").made == MADE


def test_rows_that_stand_together_are_kept_as_one(tmp_path: Path) -> None:
    out, keeping = tmp_path / "html", tmp_path / "doctrees"
    out.mkdir()
    state = State(dict(MADE))
    state.pack("2011-06", "all", ["one", ""], ["data/x", "data/none"])
    assert state.made == {"page/index": MADE["page/index"]}
    state.save(out, keeping)
    again = State.load(out, keeping)
    assert again == state
    assert again.packed["2011-06"].told == ("one", "")
    assert not again.stands_packed("2011-06", "all", out)  # its files are not there
    for name in ("x.json", "x.txt"):
        (out / name).touch()
    again = State.load(out, keeping)
    assert again.stands_packed("2011-06", "all", out)
    assert not again.stands_packed("2011-06", "other", out)
    assert not again.stands_packed("2011-07", "all", out)
    again.unpack(["2011-06"])
    assert (again.made, again.packed) == (MADE, {})


def test_what_is_called_in_several_lines_is_never_kept_as_one(tmp_path: Path) -> None:
    made = {"data/x\ny": ("2", ("x\ny.txt",))}
    state = State(dict(made))
    state.pack("2011-06", "all", [], made)
    assert (state.made, state.packed) == (made, {})


@given(
    made=st.dictionaries(
        st.sampled_from([f"{kind}/{page}" for kind in ("page", "text", "data") for page in ("a", "b/c", "a.x", "ü")]),
        st.tuples(
            st.sampled_from(["", "1", "2 3"]),
            st.lists(st.sampled_from(["a", "a.html", "a.txt", "b/c.html", "b/c.txt", "ü\n", ""])).map(tuple),
        ),
    )
)
def test_rows_are_what_they_were_when_they_are_taken_apart(made: Rows) -> None:
    name, packed = Packed.read(Packed.of("all", ["told"], made).written("2011-06"))
    assert (name, packed) == ("2011-06", Packed.of("all", ["told"], made))
    assert packed.unpacked() == made
    assert sorted(packed.all_paths()) == sorted(path for _, paths in made.values() for path in paths)
    pages = [key.partition("/")[2] for key in packed.unpacked()]
    assert [*dict.fromkeys(pages)] == [*dict.fromkeys(key.partition("/")[2] for key in made)]


def test_what_stands_is_not_made_and_what_nothing_makes_goes(tmp_path: Path) -> None:
    def outputs(*names: str) -> list[Output]:
        return [Output(name, name, lambda name=name: {f"{name}.txt": b"x"}) for name in names]  # type: ignore[misc]

    first, second = State(), State()
    assert write_outputs(outputs("a", "b"), State(), first, tmp_path) == 2
    assert write_outputs(outputs("b", "c"), first, second, tmp_path) == 1
    assert remove_stale(first, second, tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.txt", "c.txt"]


@pytest.mark.parametrize("touched", [False, True])
def test_a_file_is_renewed_of_itself_only_as_it_was_made(tmp_path: Path, touched: bool) -> None:
    def output(number: int) -> Output:
        def renew(was: str, there: Mapping[str, bytes]) -> dict[str, bytes]:
            return {"a.txt": there["a.txt"].replace(was.encode(), b"renewed"), "b.txt": b""}

        return Output("a", str(number), lambda: {"a.txt": b"made %d" % number, "b.txt": b""}, renew=renew)

    first, standing, second = State(), State(), State()
    write_outputs([output(1)], State(), first, tmp_path)
    write_outputs([output(1)], first, standing, tmp_path)
    assert standing == first
    if touched:
        (tmp_path / "a.txt").write_bytes(b"made 1, by hand")
    write_outputs([output(2)], standing, second, tmp_path)
    assert (tmp_path / "a.txt").read_bytes() == (b"made 2" if touched else b"made renewed")
    assert second.made["a"] == ("2", ("a.txt", "b.txt"))


def test_what_is_made_of_one_year_is_made_together(tmp_path: Path) -> None:
    done: list[str] = []

    def output(key: str, turn: int) -> Output:
        def make() -> dict[str, bytes]:
            done.append(key)
            return {f"{key}.txt": b""}

        return Output(key, "1", make, turn=turn)

    wanted = [output("search-2011", 2011), output("search-2012", 2012), output("data-2011", 2011), output("scripts", 0)]
    write_outputs(wanted, State(), State(), tmp_path)
    assert done == ["scripts", "search-2011", "data-2011", "search-2012"]


def test_of_a_file_in_which_one_part_changed_no_work_is_shared(tmp_path: Path) -> None:
    shared: list[int] = []

    def share(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]]) -> Iterator[Any]:
        shared.append(len(shards))
        return map(work, shards)

    def joined(key: str, *words: bytes) -> Joined:
        parts = [Part(f"{n:04}", word.decode(), lambda word=word: iter([word])) for n, word in enumerate(words)]  # type: ignore[misc]
        return Joined(key, f"{key}.txt", parts)

    words = [b"%d," % number for number in range(500)]
    first, second = State(), State()
    write_outputs([joined("a", *words), joined("b", *words)], State(), first, tmp_path, share)
    edited = [b"more,", *words[1:]]
    write_outputs([joined("a", *edited), joined("b", *edited)], first, second, tmp_path, share)
    assert shared == [2, 1]
    assert (tmp_path / "b.txt").read_bytes() == b"".join(edited)
