from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import CONF

from sphinx_newsroom._version import __version__
from sphinx_newsroom.cli import COMMANDS, main

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk

BAD = "---\ntitel: T\ndate: 2011-06-21\n---\nText.\n"
WARNED = "---\ntitle: T\ndate: 2011-06-21\n---\na <br> b\n"


@pytest.fixture
def here(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch) -> ArchiveOnDisk:
    monkeypatch.chdir(archive.root)
    return archive


Check = Callable[..., str]


@pytest.fixture
def check(here: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> Check:
    """Write files, check them with the archive, and return what is printed."""

    def run(files: dict[str, str], *words: str, status: int | None = 0) -> str:
        here.put(files)
        assert main(["check", *words]) == status or status is None
        return capsys.readouterr().out

    return run


def test_an_address_without_a_tag_of_its_own_is_said(check: Check) -> None:
    conf = CONF + 'html_baseurl = "https://news.example.org/"\n'
    said = check({"conf.py": conf})
    assert "conf.py:1: [setting] " in said
    assert 'set newsroom_tag = "news.example.org,' in said
    assert "newsroom_tag" not in check({"conf.py": conf + 'newsroom_tag = "example.org,2026"\n'})


def test_sound_archive(here: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr() == ("", "5 files checked: nothing wrong\n")


def test_problems_in_the_order_of_their_places(here: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    here.put(
        {
            "releases/b.md": BAD.replace("date: ", "date: x"),
            "organizations/c.md": "---\nname: C\nparent: oscee\n---\n",
            "releases/d.md": WARNED,
        }
    )
    assert main(["check"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "organizations/c.md:3: [unknown-id] parent names 'oscee', which has no file; did you mean 'osce'?",
        "releases/b.md:2: [unknown-key] there is no key 'titel'; did you mean 'title'?",
        "releases/b.md:3: [bad-date] date is 'x2011-06-21', which isn't a date; write a date such as 2011-06-21",
        "releases/d.md:5: [raw-html] raw HTML (<br>) is left out; end the line with a backslash",
    ]
    assert err == "8 files checked: 3 errors, 1 warning\n"


def test_strict_fails_on_warnings(check: Check) -> None:
    check({"releases/b.md": WARNED})
    check({}, "--strict", status=1)


@pytest.mark.parametrize(
    ("files", "status", "checked"),
    [
        (["releases/b.md"], 1, 1),
        (["releases/c.md"], 0, 1),
        (["."], 1, 7),
    ],
)
def test_named_files_limit_the_report(
    here: ArchiveOnDisk,
    capsys: pytest.CaptureFixture[str],
    files: list[str],
    status: int,
    checked: int,
) -> None:
    here.put({"releases/b.md": BAD, "releases/c.md": "---\ntitle: T\ndate: 2011-06-21\nrelated: [b]\n---\n"})
    assert main(["check", *files]) == status
    assert capsys.readouterr().err.startswith(f"{checked} file")


def test_what_two_files_have_with_one_another_is_told_whichever_is_asked_for(check: Check) -> None:
    record = "---\nname: Port of Tern\n---\n"
    files = {f"organizations/{name}-port.md": record for name in "ab"}
    for file in files:
        assert "organizations/b-port.md:2: [double-record] " in check(files, file)
    assert not check({"organizations/c.md": "---\nname: C\n---\n"}, "organizations/c.md")


def test_root_from_elsewhere(
    archive: ArchiveOnDisk,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    archive.put({"releases/b.md": BAD})
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--root", "archive"]) == 1
    assert main(["--root", "archive", "check"]) == 1
    assert "archive/releases/b.md:2: [unknown-key]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["check", "gone.md"], "gone.md doesn't exist; name files or folders in the archive"),
        (["check", "/"], "/ isn't in the archive"),
        (["check", "--root", "releases"], "/releases; `newsroom init` creates an archive"),
    ],
)
def test_wrong_call(here: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], args: list[str], words: str) -> None:
    assert main(args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("newsroom: ")
    assert words in err


@pytest.mark.parametrize(
    ("conf", "words"),
    [
        ("newsroom_link = 'none'", "newsroom_link is 'none'; write one of"),
        ("x = 1\n1 / 0", "conf.py:2: cannot be run: ZeroDivisionError: division by zero; correct it first"),
        ("import nowhere_at_all", "conf.py:1: cannot be run: ModuleNotFoundError: No module named 'nowhere_at_all'"),
    ],
)
def test_conf_that_cannot_be_used(
    here: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], conf: str, words: str
) -> None:
    here.put({"conf.py": conf})
    assert main(["check"]) == 2
    assert words in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"newsroom {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert f"\n    newsroom {name}" in capsys.readouterr().out
    assert main(["--help"]) == 0
    assert re.search(rf"\n  {name}  +{re.escape(COMMANDS[name].help)}\n", capsys.readouterr().out)


def test_check_runs_without_sphinx(archive: ArchiveOnDisk) -> None:
    code = (
        "import sys\nfrom sphinx_newsroom.cli import main\nstatus = main(['check', '--root', sys.argv[1]])\n"
        "print(status, sorted({'sphinx', 'docutils', 'myst_parser'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(archive.root)], capture_output=True, text=True, check=True)
    assert done.stdout == "0 []\n"


def test_help_imports_nothing_of_the_verbs() -> None:
    code = (
        "import sys\nfrom sphinx_newsroom.cli import main\n"
        "main(['--help'])\n"
        "print(sorted(name for name in sys.modules if name.startswith('sphinx_newsroom.')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Usage: newsroom" in done.stdout
    assert done.stderr == "['sphinx_newsroom.cli']\n"


def test_what_a_build_would_refuse_is_told(here: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    """A front page that is missing, and copies of what nobody may read yet where a header does not count."""
    kept = "---\ntitle: T\n{}\n---\n\nNot yet.\n"
    (here.root / "index.md").unlink()
    here.put(
        {
            "conf.py": CONF + "exclude_patterns = ['docs/apart']\n",
            "docs/copy.md": kept.format("embargo: 2999-01-01"),
            "docs/releases/copy.md": kept.format("draft: true"),
            "docs/over.md": kept.format("embargo: 1999-01-01T10:00:00Z"),
            "docs/apart/copy.md": kept.format("draft: true"),
            "docs/book.ipynb": json.dumps({"nbformat": 4, "cells": [], "metadata": {"newsroom": {"draft": True}}}),
            "plan.md": kept.format("draft: true"),
            "NOTES.md": kept.format("draft: true"),
            "venv/lib/copy.md": kept.format("draft: true"),
        }
    )
    assert main(["check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "index.md:1: [no-front-page] the archive has no index.md; "
        "create one, with a heading and a sentence that describes the archive",
        *(
            f"{path}: [public-at-once] `{key}` works only in releases/, so here the text would be public immediately; "
            "move the file there, or out of the archive"
            for path, key in (
                ("plan.md:3", "draft"),
                ("docs/book.ipynb:1", "draft"),
                ("docs/copy.md:3", "embargo"),
                ("docs/releases/copy.md:3", "draft"),
            )
        ),
    ]
    here.put(
        {"front.md": "# Front\n", "conf.py": CONF + "root_doc = 'front'\nexclude_patterns = ['docs', 'plan.md']\n"}
    )
    assert main(["check"]) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We agreed:\n• one\n• two", "6: [pasted-list] these lines begin with…begin each with `- `"),
        ("(i) one\n(ii) two", "5: [pasted-list] these lines begin with…begin each with `1. `"),
        ("1)one\n2)two", "5: [pasted-list] these lines begin with…begin each with `1. `"),
        ("We agreed:\n\n• one\n\n• two", ""),
        ("• one alone\nand its second line", ""),
        ("- one\n- two\n\n1) three\n2) four", ""),
        ("```\n• one\n• two\n```", ""),
        ("Year\tSum\n2011\t1,000\n2012\t2,000", "5: [pasted-table] these lines …below the first | --- | --- |\n"),
        (
            "| Year | Sum |\n| 2011 | 5 |",
            "5: [pasted-table] these lines …write below the first one | --- | --- |\n",
        ),
        ("1.\tone\ttwo\n2.\tthree\tfour", ""),
        ("```\na\tb\nc\td\n```", ""),
    ],
)
def test_a_list_or_table_as_it_comes_from_word_is_told(check: Check, text: str, said: str) -> None:
    out = check({"releases/a.md": f"---\ntitle: T\ndate: 2011-06-21\n---\n{text}\n"})
    assert out.count("[pasted-") == bool(said)
    assert not said or all(words in out for words in f"releases/a.md:{said}".split("…"))


@pytest.mark.parametrize(
    "body", ["[One](plans/\u00dcbersicht.pdf)", "[One](plans/%C3%9Cbersicht.pdf)", "![One](plans/\u00dc.png)"]
)
def test_a_name_that_looks_the_same_and_is_made_of_other_signs(check: Check, body: str) -> None:
    """As Macs write accents, and drives and zip files keep them."""
    files = {f"releases/plans/{name}": "x" for name in ("U\u0308bersicht.pdf", "U\u0308.png")}
    out = check(files | {"releases/a.md": f"---\ntitle: T\ndate: 2011-06-21\n---\n{body}\n"})
    assert "a file's name looks the same but has other characters" in out
    assert "did you mean" not in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "one\x0btwo",
            ["U+000B is a line break of Word, which is invisible, so words run together; end the line"],
        ),
        (
            "\x93No\x94, he said\x85",
            ["U+0093 is invisible, and in Windows is “", "is ”; write that", "is …; write that"],
        ),
        ("Ada\xe2\x80\x99s and Bob\xe2\x80\x99s", ["looks like 'Ada’s' read in the wrong encoding; write ’"]),
        ("Caf\xc3\xa9", ["'CafÃ©' looks like 'Café' read in the wrong encoding; write é"]),
        (
            "lost: \ufffd",
            ["U+FFFD is what is left of a character that was lost in converting; write the original"],
        ),
        ("\ufffc", ["U+FFFC is what is left of a picture or object, which a text cannot hold; remove it, and show"]),
        ("Tab\tand soft\xad hyphen, no\xa0break, \u200bwide \u202bمرحبا\u202c â ’ 👩🏽‍🚀", []),
    ],
)
def test_what_pasting_and_converting_leaves_in_a_text(
    here: ArchiveOnDisk, check: Check, text: str, said: list[str]
) -> None:
    (here.root / "releases/a.md").write_text(f"---\ntitle: T\ndate: 2011-06-21\n---\nIt said:\n\n{text}\n", "utf-8")
    out = check({})
    assert out.count("releases/a.md:7: [odd-character] ") == len(said)
    assert [words for words in said if words not in out] == []


def test_the_line_of_a_character_that_yaml_does_not_allow(check: Check) -> None:
    """Letters of two bytes before it do not put it further down."""
    text = f"---\ntitle: {'Мост ' * 30}\nsubtitle: one\x0btwo\ndate: 2011-06-21\n---\nText.\n"
    assert "releases/a.md:3: [unreadable-header] the header contains a character that YAML doesn't allow, U+000B" in (
        check({"releases/a.md": text}, status=1)
    )


FERRY = "---\ntitle: Ferry\ndate: 2012-05-01\n---\n\nIt sails.\n"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"conf.py": 'project = "Ferries"\n'}, 'write extensions = ["sphinx_newsroom"]'),
        ({"alerts/ferries.yml": "query: ferry\n"}, "the name of an alert's file ends in .yaml, not in .yml; rename"),
        ({"releases/a.md": FERRY.replace("date:", "image: {src: a.png, alt: a.png}\ndate:")}, "[no-alt]"),
        ({"releases/a.md": FERRY.replace("date:", "updated: 2012-05-02\ndate:")}, "newsroom correct"),
        ({"officials/a-b.md": "---\nname: A B\nposition: Minister\n---\n"}, "write `memberships: [{role: …"),
        ({"releases/quay-opens_de.md": FERRY}, "write quay-opens.de.md; else quay-opens-de.md"),
        ({"releases/a.md": FERRY + "\nSee [it](aldrum.de/x).\n"}, "write https://aldrum.de/x"),
    ],
)
def test_what_is_not_ready_is_said(check: Check, files: dict[str, str], said: str) -> None:
    assert said in check(files, status=None)


def test_large_pictures_of_unpublished_releases_are_made_smaller(here: ArchiveOnDisk, check: Check) -> None:
    image = pytest.importorskip("PIL.Image")
    picture = here.root / "releases/a.png"
    image.new("RGB", (5_000, 20)).save(picture)
    before = picture.read_bytes()
    said = check({"releases/a.md": FERRY + "\n![A ferry](a.png)\n"}, "--resize", "--dry-run")
    assert picture.read_bytes() == before
    assert "make it smaller" in said
    assert "make it smaller" not in check({}, "--resize")
    assert image.open(picture).size[0] == 2_400
