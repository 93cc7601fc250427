"""What a build remembers of a site is kept beside it, and never taken for that of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_newsroom.outputs.output import Before, Made, Output, State, state_file
from sphinx_newsroom.outputs.writing import remove_stale, write_outputs

MADE = {"page/index": Made("1", ("index.html",)), "data/x": Made("2", ("x.json", "x.txt"), {"part": "3"}, "4")}
BY = "this program"


def saved(out: Path, keeping: Path, made: dict[str, Made]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    State(made).save(out, keeping, BY)


def test_a_state_is_known_again_and_the_site_has_but_its_digest(tmp_path: Path) -> None:
    out, keeping = tmp_path / "html", tmp_path / "doctrees"
    saved(out, keeping, MADE)
    assert State.load(out, keeping, BY).made == MADE
    (mark,) = out.iterdir()
    assert mark.name == ".newsroom.json"
    assert mark.stat().st_size < 100


def test_a_state_is_found_where_both_folders_were_moved(tmp_path: Path) -> None:
    saved(tmp_path / "a/html", tmp_path / "a/doctrees", MADE)
    (tmp_path / "a").rename(tmp_path / "b")
    assert State.load(tmp_path / "b/html", tmp_path / "b/doctrees", BY).made == MADE


def test_two_sites_that_share_what_is_kept_have_a_state_each(tmp_path: Path) -> None:
    keeping = tmp_path / "doctrees"
    saved(tmp_path / "one", keeping, MADE)
    saved(tmp_path / "two", keeping, {})
    assert State.load(tmp_path / "one", keeping, BY).made == MADE
    assert State.load(tmp_path / "two", keeping, BY).made == {}


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
    assert State.load(out, keeping, BY).made == {}


def test_what_another_program_made_is_made_again_and_its_files_are_known(tmp_path: Path) -> None:
    out, keeping = tmp_path / "html", tmp_path / "doctrees"
    saved(out, keeping, MADE)
    (out / "index.html").touch()
    state = State.load(out, keeping, "another program")
    assert not state.has("page/index", "1", out)
    assert {key: made.files for key, made in state.made.items()} == {key: made.files for key, made in MADE.items()}


def test_what_stands_is_not_made_and_what_nothing_makes_goes(tmp_path: Path) -> None:
    def outputs(*names: str) -> list[Output]:
        return [Output(name, name, lambda name=name: {f"{name}.txt": b"x"}) for name in names]

    first, second = State(), State()
    assert write_outputs(outputs("a", "b"), State(), first, tmp_path) == 2
    assert write_outputs(outputs("b", "c"), first, second, tmp_path) == 1
    assert remove_stale(first, second, tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.txt", "c.txt"]


@pytest.mark.parametrize("touched", [False, True])
def test_a_file_is_renewed_of_itself_only_as_it_was_made(tmp_path: Path, touched: bool) -> None:
    def output(number: int) -> Output:
        def make(before: Before | None = None) -> dict[str, bytes]:
            made = (
                before.read("a.txt").replace(before.parts["a"].encode(), b"renewed") if before else b"made %d" % number
            )
            return {"a.txt": made, "b.txt": b""}

        return Output("a", str(number), make, parts={"a": str(number)})

    first, again, second = State(), State(), State()
    write_outputs([output(1)], State(), first, tmp_path)
    write_outputs([output(1)], first, again, tmp_path)
    assert again == first
    if touched:
        (tmp_path / "a.txt").write_bytes(b"made 1, by hand")
    write_outputs([output(2)], again, second, tmp_path)
    assert (tmp_path / "a.txt").read_bytes() == (b"made 2" if touched else b"made renewed")
    assert second.made["a"][:2] == ("2", ("a.txt", "b.txt"))
