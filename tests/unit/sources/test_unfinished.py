"""What shows that a text isn't ready for readers, kind by kind, with a text that is like it and is ready."""

from __future__ import annotations

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.archive.loading import load
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.sources.texts import odd_characters
from sphinx_newsroom.sources.texts.unfinished import PATTERNS, faults, words_faults
from sphinx_newsroom.sources.unseen.contents import contents, is_large

TAKEN = (  # in the order of the patterns, each with one that it does not take
    ("<<<<<<< HEAD", "> > > quoted three times"),
    ("**DRAFT v3 – not for distribution**", "Draft of the Land Bill, as read"),
    ("@Anna please check", "Please check the ferry's hours before you travel."),
    ("Subject: RE: Ferry", "Subject: ferries of the north"),
    ("[20/11/2026, 10:42:13] Anna: it sails", "20/11/2026 - the ferry: it sails"),
    ("Page 1 of 2", "Page 1 of the report has the figures"),
    ("Here is a draft of the press release you asked for:", "Here is the ferry"),
    ("##Background", "## Background"),
    ("said [Minister Name]", "[name](https://example.org)"),
    ("Said {minister_name} today", "the set {a, b}"),
    ("by XX per cent", "Article XX of the treaty"),
    ("Lorem ipsum dolor", "a quote that came"),
    ("Awaiting sign-off from legal", "The bill is awaiting approval by Parliament"),
    ("Sent from my iPhone", "It was sent from my desk"),
    ("Error! Reference source not found.", "An error! No"),
    ("utm_source=chatgpt.com", "We asked ChatGPT"),
    ("a ~~b~~ c", "about ~5 km"),
    ("[report] (https://example.org/r)", "[report](https://example.org/r)"),
)


@pytest.mark.parametrize("number", range(len(PATTERNS)))
def test_each_kind_has_a_text_that_it_takes_and_one_that_it_leaves(number: int) -> None:
    taken, left = TAKEN[number]
    wanted = PATTERNS[number].message.split("{!r}")[-1]
    assert [one.message for one in faults("a.md", taken) if wanted in one.message]
    assert list(faults("a.md", left)) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Text.\n\nThe **ferry sails.", "`**` opens or closes nothing"),
        ("The ** ferry ** sails.", "`**` opens or closes nothing"),
        ("The **ferry** sails, `**` and 2\\*\\*3.", ""),
        ("Text.\n\n    The ferry sails again today.", "as program code"),
        ("- one\n\n    The ferry sails again today.\n\n1. two\n\n\tThe ferry sails again.", ""),
        ("```\nThe ferry.", "isn't closed"),
        ("```\nThe ferry.\n```", ""),
        ("to the is-\nland", "parted at the end of the line"),
        ("two-\nand three-day", ""),
        ("{org}`x`\n\n```{note}\nYes.\n```", ""),
        ("See [link].\n\n[link]: https://example.org", ""),
        ("TBC Bank. " * 5, ""),
        ("`[QUOTE TO COME]`", ""),
    ],
)
def test_texts(body: str, words: str) -> None:
    said = [one.message for one in faults("a.md", body)]
    assert bool(said) == bool(words), said
    assert all(words in one for one in said), said


@pytest.mark.parametrize(
    "title", ["Test", "Ferry_sails_final.docx", "Ferry sails v2", "Ferry sails DRAFT", "A &amp; B"]
)
def test_titles(title: str) -> None:
    assert list(words_faults("a.md", 2, title, is_title=True))
    assert not list(words_faults("a.md", 2, "The military draft: a World Cup final at R&D", is_title=True))


EMBARGOES = (
    ("**EMBARGOED UNTIL 00:01 FRIDAY 25 DECEMBER 2026**", "write `embargo: 2026-12-25T00:01:00+00:00`"),
    ("Sperrfrist: 25. Dezember 2026, 10 Uhr", "T10:00:00+00:00"),
    ("Sous embargo jusqu’au 25 décembre 2026 à 10h00", "T10:00:00+00:00"),
    ("Embargado hasta el 25 de diciembre de 2026", "with its date and time"),
    ("Эмбарго до 10:00 25 декабря 2026 года", "T10:00:00+00:00"),
    ("محظور النشر حتى 25 ديسمبر 2026", "with its date and time"),
    ("Not for release before 0600 hrs on 25 December", "with its date and time"),
    ("This press release is strictly embargoed until Thursday.", "with its date and time"),
    ("FOR RELEASE: 25 December 2026, 10:00", "T10:00:00+00:00"),
    ("| Embargo | 25 December 2026 |", "with its date and time"),
    ("FOR RELEASE: 1 May 2012", ""),
    ("Embargoed until 10:00, 30 April 2012", ""),
    ("The arms embargo of 5 May 2014 was lifted.", ""),
    ("Embargo on arms to 5 countries ends in 2027", ""),
    ("`EMBARGOED UNTIL FRIDAY`", ""),
)


@pytest.mark.parametrize(("line", "advice"), EMBARGOES)
@pytest.mark.parametrize("key", ["", "summary"])
def test_embargoes_that_the_header_does_not_have(archive: ArchiveOnDisk, line: str, advice: str, key: str) -> None:
    header = f"summary: >\n  {line}\n" if key else ""
    if key and line.startswith("`"):
        return  # a header has no code
    path = archive.root / "releases/2012/a.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: Ferry\ndate: 2012-05-01\n{header}---\n\n{'' if key else line}\n\nIt sails.\n")
    found = [one for one in load(archive.root, Settings()).problems if one.code is Code.EMBARGO_IN_TEXT]
    assert [advice in one.text for one in found] == ([True] if advice else []), found


@pytest.mark.parametrize(("until", "said"), [("2098-12-25T10:00:00Z", 0), ("2098-12-25T10:01:00Z", 1)])
def test_an_embargo_of_another_moment_than_that_of_the_header(archive: ArchiveOnDisk, until: str, said: int) -> None:
    words = "Embargoed until 10:00 GMT, 25 December 2098"
    text = f"---\ntitle: Ferry\ndate: 2012-05-01\nembargo: {until}\n---\n\n{words}\n\nIt sails.\n"
    (archive.root / "releases/a.md").write_text(text)
    found = [one for one in load(archive.root, Settings()).problems if one.code is Code.EMBARGO_IN_TEXT]
    assert len(found) == said


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("CafÃ©", "write é"),
        ("itâ€™s", "write ’"),
        ("Â£5", "write £"),
        ("Ð¿ÑƒÑ‚ÑŒ", "write путь"),
        ("ﬁrst", "write fi"),
        ("a\u202eb", "remove it"),
        ("a\u2067b", "remove it"),
        ("«l'été…» CAFÉ» «là…» NÃO ÂME «Å»", ""),
    ],
)
def test_misread_characters(text: str, advice: str) -> None:
    assert [one.advice for one in odd_characters.faults("a.md", text)] == ([advice] if advice else [])


def png(width: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4) + (10).to_bytes(4) + b"x" * 99


@pytest.mark.parametrize(
    ("name", "data", "kinds"),
    [
        ("a.pdf", b"", ["empty"]),
        ("a.pdf", b"<!DOCTYPE html><p>404", ["content"]),
        ("a.pdf", b"PK\x03\x04", ["content"]),
        ("a.jpg", b"\0\0\0\x18ftypheic", ["content"]),
        ("a.docx", b"PK\x03\x04", []),
        ("a.png", png(4_001), ["large"]),
        ("a.png", png(4_000), []),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\0\x10\x0f\xa1\3" + b"x" * 9, ["large"]),
        ("a.jpg", b"\xff\xd8\xff" + b"x" * 2_000_001, ["large"]),
    ],
)
def test_files(archive: ArchiveOnDisk, name: str, data: bytes, kinds: list[str]) -> None:
    (archive.root / name).write_bytes(data)
    assert list(contents(archive.root / name, name)) == kinds


def test_a_large_picture_is_made_smaller() -> None:
    image = pytest.importorskip("PIL.Image")
    import io

    from sphinx_newsroom.sources.unseen.contents import smaller

    made = io.BytesIO()
    image.new("RGB", (5_000, 20)).save(made, "PNG")
    after = smaller(made.getvalue())
    assert is_large(made.getvalue())
    assert not is_large(after)
    assert image.open(io.BytesIO(after)).size[0] == 2_400


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"releases/old.md": "---\ntitle: T\ndate: 1026-05-01\n---\n\nText.\n"}, "before the year 1900"),
        (
            {"releases/old.md": "---\ntitle: T\ndate: 2012-05-01\nembargo: 2011-05-01T10:00:00Z\n---\n\nText.\n"},
            "weeks before the release's date",
        ),
        ({"organisations/x.md": "---\nname: X\n---\n"}, "move what is in it to organizations/"),
        ({"Releases/x.md": "---\nname: X\n---\n"}, "move what is in it to releases/"),
        ({"ferry.md": "---\ntitle: T\ndate: 2012-05-01\n---\n"}, "has the header of a release"),
        ({"releases/con.md": "---\ntitle: T\ndate: 2012-05-01\n---\n\nText.\n"}, "Windows cannot store"),
        ({"releases/A.png": "x", "releases/a.png": "x"}, "differs in case alone"),
        ({"docs/x.md": "# Guide\n", "templates/x.md": "x"}, ""),
    ],
)
def test_dates_folders_and_names(archive: ArchiveOnDisk, files: dict[str, str], words: str) -> None:
    archive.put(files)
    found = [one for one in load(archive.root, Settings()).problems if one.code in (Code.UNLIKELY, Code.PLACE)]
    assert [words in one.text for one in found] == ([True] if words else []), found
