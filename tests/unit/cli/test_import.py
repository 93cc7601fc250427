"""``newsroom import``: shows a difference, writes it when told to, and leaves everything else alone."""

from __future__ import annotations

import errno
import gzip
import json
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.conftest import ArchiveOnDisk
from tests.unit.importers.test_importers import fixture

from sphinx_newsroom.cli import import_plans, main
from sphinx_newsroom.importers import documents

PEOPLE = fixture("people")


class Importing:
    """An archive with a file to import."""

    def __init__(self, archive: ArchiveOnDisk, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self.folder, self.capsys = archive.root, folder, capsys

    def __call__(self, source: Any, *arguments: str, name: str = "people.json") -> tuple[int, str, str]:
        """Exit status, standard output and standard error of an import."""
        path = self.folder / name
        path.write_text(source if isinstance(source, str) else json.dumps(source), encoding="utf-8")
        here = Path.cwd()
        os.chdir(self.folder)
        try:
            status = main(["--root", str(self.root), "import", name, *arguments])
        finally:
            os.chdir(here)
        return (status, *self.capsys.readouterr())

    def files(self) -> dict[str, bytes]:
        found = (path for path in self.root.rglob("*") if path.is_file() and "_build" not in path.parts)
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in found}


@pytest.fixture
def importing(archive: ArchiveOnDisk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Importing:
    return Importing(archive, tmp_path, capsys)


def test_the_difference_is_shown_and_nothing_written(importing: Importing) -> None:
    before = importing.files()
    status, out, err = importing(PEOPLE)
    assert (
        out
        == """\
new officials/jane-roe.md: Jane Roe
changed officials/yury-fedotov.md: Yury Fedotov
  @@ -2,4 +2,7 @@
   name: Yury Fedotov
  +family_name: Fedotov
   memberships:
  -  - {role: Executive Director, organization: unodc, start_date: 2010-07, end_date: 2020-01}
  +  - {role: Executive Director, organization: unodc, start_date: 2010-07, end_date: 2020-01-31}
  +  - {role: Adviser, organization: wb}
  +identifiers: {popolo: "1"}
   ---
new organizations/wb.md: World Body (WB)
kept: organizations/osce.md, which is not in what is imported
kept: organizations/unodc.md, which is not in what is imported
"""
    )
    assert (
        err
        == """\
people.json: persons[0].memberships[2]: [unknown-id] memberships: the organization 'nobody' has no record, and is left \
out; import it, too, or create organizations/nobody.md, and import again
2 new, 1 changed, 0 the same; nothing is written: add --write to write it
"""
    )
    assert status == 0
    assert importing.files() == before


def test_with_write_it_is_written_and_then_the_same(importing: Importing) -> None:
    before = importing.files()
    status, shown, err = importing(PEOPLE, "--write")
    assert status == 0
    assert importing(PEOPLE)[1] == f"kept:{shown.partition('kept:')[2]}"
    assert err.endswith("2 new, 1 changed, 0 the same; written\n")
    after = importing.files()
    assert {path for path in after if after[path] != before.get(path)} == {
        "officials/jane-roe.md",
        "officials/yury-fedotov.md",
        "organizations/wb.md",
    }
    assert set(before) <= set(after)
    assert main(["--root", str(importing.root), "check"]) == 0
    importing.capsys.readouterr()
    status, _, err = importing(PEOPLE, "--write")
    assert (status, err.splitlines()[-1]) == (0, "0 new, 0 changed, 3 the same")
    assert importing.files() == after


def test_renamed_and_moved_records_keep_their_files(importing: Importing) -> None:
    importing(PEOPLE, "--write")
    jane = {"id": "2", "name": "Jane Doe", "other_names": [{"name": "Jane Roe", "end_date": "2020"}]}
    _, out, _ = importing({"persons": [jane]}, "--write")
    assert out.startswith("changed officials/jane-roe.md:")
    assert (importing.root / "officials/jane-roe.md").read_text(encoding="utf-8") == (
        '---\nname: Jane Doe\nother_names:\n  - {name: Jane Roe, end_date: 2020}\nidentifiers: {popolo: "2"}\n---\n'
    )


def test_the_difference_as_json(importing: Importing) -> None:
    status, out, _ = importing(PEOPLE, "--json")
    found = json.loads(out)
    assert status == 0
    assert found["written"] is False
    assert [row["path"] for row in found["new"]] == ["officials/jane-roe.md", "organizations/wb.md"]
    assert found["new"][0] == {
        "path": "officials/jane-roe.md",
        "name": "Jane Roe",
        "text": '---\nname: Jane Roe\nidentifiers: {popolo: "2"}\n---\n',
    }
    path = "officials/yury-fedotov.md"
    assert found["changed"][0]["difference"].startswith(f"--- {path}\n+++ {path}\n@@")
    assert (found["same"], found["kept"]) == ([], ["organizations/osce.md", "organizations/unodc.md"])
    assert found["problems"] == [
        {
            "path": "people.json",
            "line": None,
            "pointer": "persons[0].memberships[2]",
            "code": "unknown-id",
            "severity": "warning",
            "message": "memberships: the organization 'nobody' has no record, and is left out",
            "advice": "import it, too, or create organizations/nobody.md, and import again",
        }
    ]
    assert json.loads(importing(PEOPLE, "--json", "--write")[1])["written"] is True


def test_one_broken_record_fails_and_stops_no_other(importing: Importing) -> None:
    source = "name,kind,wikidata\nA\x01,official,Q1\n,official,\nB,official,Q2\n"
    status, out, err = importing(source, "--write", name="people.csv")
    assert status == 1
    assert out.startswith("new officials/b.md: B\n")
    assert err.splitlines() == [
        "people.csv:3: [missing-key] name is missing, and no record has this id; fill in `name`",
        "people.csv:2: [refused] 'A\\x01' can't become a record: name contains a control character; remove it",
        "1 new, 0 changed, 0 the same; 2 left out for an error; written",
    ]
    written = (importing.root / "officials/b.md").read_text(encoding="utf-8")
    assert written == "---\nname: B\nidentifiers: {wikidata: Q2}\n---\n"


def test_a_spreadsheet_with_german_columns_is_read(importing: Importing) -> None:
    book = openpyxl.Workbook()
    for row in (["Vorname", "Nachname", "Funktion", "Behörde", "Seit"], ["Jane", "Roe", "Leiterin", "unodc", 2019]):
        book.worksheets[0].append(row)
    book.save(importing.folder / "names.xlsx")
    _, out, _ = importing("name,kind\nA,official\n", "names.xlsx", "--write", name="people.csv")
    assert "new officials/jane-roe.md: Jane Roe\n" in out
    text = (importing.root / "officials/jane-roe.md").read_text(encoding="utf-8")
    assert "  - {role: Leiterin, organization: unodc, start_date: 2019}\n" in text


def test_a_broken_file_stops_no_other(importing: Importing) -> None:
    (importing.folder / "good.csv").write_text("name,kind\nA,official\n", encoding="utf-8")
    (importing.folder / "bad.csv").write_bytes(b"name,kind\n\xff,official\n")
    status, out, err = importing("{", "good.csv", "bad.csv", "none.csv")
    assert status == 1
    assert out.startswith("new officials/a.md: A\n")
    assert [line.split("] ")[0] for line in err.splitlines()[:-1]] == [
        "people.json:1: [unreadable-file",
        "bad.csv:2: [unreadable-file",
        "none.csv: [unreadable-file",
    ]


def test_a_packed_file_is_unpacked_whatever_it_is_called(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dumps of records are offered packed; a small one can hold more than there is memory."""
    packed = gzip.compress(b"name,kind\nB,official\n")
    monkeypatch.setattr(documents, "LARGEST", 1 << 20)
    files = {
        "more.csv.gz": packed,
        "called.csv": packed,
        "cut.csv.gz": packed[:-10],
        "damaged.csv.gz": packed[:12] + b"\xff\xff\xff" + packed[15:],
        "large.csv.gz": gzip.compress(bytes(1 << 21)),
    }
    for name, data in files.items():
        (importing.folder / name).write_bytes(data)
    status, out, err = importing("name,kind\nA,official\n", *files, name="people.csv")
    assert status == 1
    assert out.startswith("new officials/a.md: A\nnew officials/b.md: B\nkept: ")
    assert err.splitlines()[:-1] == [
        "cut.csv.gz: [unreadable-file] the compressed file is damaged or cut off; download it again "
        "(and 1 more like it)",
        "large.csv.gz: [unreadable-file] the file is larger than 1 MiB; split it",
    ]


def test_languages_are_those_of_the_archive_and_its_releases(importing: Importing) -> None:
    translation = importing.root / "releases/2011/opening.ru.md"
    translation.write_text("---\ntitle: T\ndate: 2011-06-21\n---\n", encoding="utf-8")
    names = [{"name": f"Name {tag}", "lang": tag} for tag in ("en", "ru", "de")]
    source = {"persons": [{"id": "a", "name": "A", "other_names": names}]}
    for options, wanted in (((), {"en", "ru"}), (("--languages", "de, pt-BR"), {"de"})):
        text = json.loads(importing(source, "--json", *options)[1])["new"][0]["text"]
        assert {tag for tag in ("en", "ru", "de") if f"Name {tag}" in text} == wanted


def test_own_ids_are_kept_under_the_scheme_named(importing: Importing) -> None:
    source = {"persons": [{"id": "1", "name": "A"}]}
    importing(source, "--write", "--scheme", "parliament")
    assert 'identifiers: {parliament: "1"}' in (importing.root / "officials/a.md").read_text(encoding="utf-8")
    source["persons"][0]["name"] = "B"  # a scheme that was named is trusted: the same id is the same person
    assert importing(source, "--scheme", "parliament")[1].startswith("changed officials/a.md")
    assert importing(source)[1].startswith("new officials/b.md")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "xml"], "'xml' is not one of 'wikidata', 'ror'"),
        (["--languages", "english!"], "'english!' isn't a language tag"),
        (["--languages", ","], "isn't a language tag"),
        (["--scheme", "My Ids"], "'My Ids' isn't a scheme"),
    ],
)
def test_a_wrong_call_is_named(importing: Importing, arguments: list[str], words: str) -> None:
    status, _, err = importing(PEOPLE, *arguments)
    assert status == 2
    assert words in err


def test_no_file_is_written_outside_of_the_archive(importing: Importing, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    for folder in ("organizations", "officials"):
        (importing.root / folder).rename(tmp_path / folder)
    (importing.root / "officials").symlink_to(outside)
    status, out, err = importing(PEOPLE, "--write")
    assert (status, out) == (2, "")
    assert "points outside the archive" in err
    assert list(outside.iterdir()) == []


def test_what_cannot_be_written_is_named(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, text: bytes, *, durable: bool) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(import_plans, "write", full)
    status, out, err = importing(PEOPLE, "--write", "--json")
    assert status == 1
    assert json.loads(out)["written"] is False
    assert "officials/jane-roe.md: [unwritable] the file couldn't be written: No space left on device" in err


def test_an_archive_that_nobody_may_write_in_is_named(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock is the first that is written, before anything else could fail."""

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "_build/.newsroom-work/archive.lock")

    monkeypatch.setattr(import_plans, "archive_lock", forbidden)
    status, _, err = importing(PEOPLE, "--write")
    assert status == 1
    assert err.endswith("newsroom: _build/.newsroom-work/archive.lock: Permission denied; nothing more was done\n")


def test_of_what_is_new_only_what_releases_name_comes_with_what_that_needs(
    importing: Importing, archive: ArchiveOnDisk
) -> None:
    header = "---\ntitle: Piers\ndate: {}-06-21\n---\n\n"
    archive.put({"releases/2011/pier.md": header.format(2011) + "Anna Lind of Kelmark spoke.\n"})
    archive.put({"releases/2031/to-come.md": header.format(2031) + "The Varn Fund gives.\n"})
    organizations = [
        {"id": "b1", "name": "Kelmark Port Authority", "parent_id": "b2"},
        {"id": "b2", "name": "Ministry of Quays"},
        {"id": "b3", "name": "Board of Gulls"},
        {"id": "b4", "name": "Varn Fund"},
    ]
    people = [
        {"id": "p1", "name": "Anna Lind", "memberships": [{"role": "Chair", "organization_id": "b1"}]},
        {"id": "p2", "name": "Otto Berg", "memberships": [{"role": "Chair", "organization_id": "b3"}]},
    ]
    status, out, err = importing({"organizations": organizations, "persons": people}, "--only-named", "--write")
    assert status == 0, err
    new = sorted(line.split(": ")[1].split(" (")[0] for line in out.splitlines() if line.startswith("new "))
    assert new == ["Anna Lind", "Kelmark Port Authority", "Ministry of Quays", "Varn Fund"]
    assert "4 new, 0 changed, 0 the same, 2 that no release names; written" in err
    again = importing({"organizations": organizations, "persons": people}, "--only-named", "--write")
    assert "0 new, 0 changed, 4 the same, 2 that no release names" in again[2]
