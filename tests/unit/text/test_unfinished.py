"""What shows that a text isn't ready for readers, kind by kind, with a text that is like it and is ready."""

from __future__ import annotations

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.sources.hidden_data import contents, is_large
from sphinx_newsroom.text.checks import odd_characters
from sphinx_newsroom.text.checks.parsed import parsed
from sphinx_newsroom.text.checks.unfinished import PATTERNS, faults, title_faults, values_faults

TAKEN = (  # in the order of the patterns, each with one that it does not take
    ("<<<<<<< HEAD", "> > > quoted three times"),
    ("**DRAFT v3 – not for distribution**", "Draft of the Land Bill, as read"),
    ("@Anna please check", "Please check the ferry's hours before you travel."),
    ("Subject: RE: Ferry", "Subject: ferries of the north"),
    ("[20/11/2026, 10:42:13] Anna: it sails", "20/11/2026 - the ferry: it sails"),
    ("Page 1 of 2", "Page 1 of the report has the figures"),
    ("Skip to main content", "Skip to the content of the report"),
    ("Here is a draft of the press release you asked for:", "Here is the ferry"),
    ("##Background", "## Background"),
    ("Quote tbd", "The quote follows the text"),
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
    ("[report](https:/example.org/r)", '[report](https://example.org/r "The report")'),
    ("approved by Ana :tada:", "ferry : 10:30:20"),
    ("[www.a.org/b](https://www.a.org/c)", "[a.org/b](https://www.a.org/b)"),
    ("[it](https://staging.aldrum.example/quay)", "[it](https://tested.example/quay)"),
    ("The talks begin at 25:30 and end at 15 pm", "The talks begin at 23:30; 2:15 p.m.; 1..."),
    ('password = "Winter2026!"', "A password: none"),
)


@pytest.mark.parametrize("number", range(len(PATTERNS)))
def test_each_kind_has_a_text_that_it_takes_and_one_that_it_leaves(number: int) -> None:
    taken, left = TAKEN[number]
    wanted = PATTERNS[number].message.split("{!r}")[-1]
    assert [one.message for one in faults("a.md", parsed(taken)) if wanted in one.message]
    assert list(faults("a.md", parsed(left))) == []


LONG = "The ferry to the island sails again on every day of the week, the Board of the harbour announces."
HOSTS = """
    localhost:8000 127.0.0.1 10.1.2.3 192.168.0.7 intranet.aldrum.org files.aldrum.local aldrum.sharepoint.com
    eur01.safelinks.protection.outlook.com urldefense.com docs.google.com/document/d/1/edit aldrum.org/?preview=true
    aldrum.org/wp-admin
""".split()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Text.\n\nThe **ferry sails.", "`**` doesn't open or close anything"),
        ("The ** ferry ** sails.", "`**` doesn't open or close anything"),
        ("The **ferry** sails, `**` and 2\\*\\*3.", ""),
        ("Text.\n\n    The ferry sails again today.", "as code"),
        ("- one\n\n    The ferry sails again today.\n\n1. two\n\n\tThe ferry sails again.", ""),
        ("```\nThe ferry.", "isn't closed"),
        ("```\nThe ferry.\n```", ""),
        ("to the is-\nland", "hyphenated at the end of the line"),
        ("two-\nand three-day", ""),
        (f"{LONG}\n\nIt sails.\n\n{LONG}\n\nIt stays.", "is on line 1 as well"),
        ("She said: “It sails.\n\nAnd it stays.", "isn't closed"),
        ('She said: "It sails.\n\nAnd it stays.', "isn't closed"),
        ("Sie sagte: „Sie fährt.\n\nSie bleibt.", "isn't closed"),
        ('“It sails.\n\n“And it stays,” she said. Ein „Wort“, «mot», 5".', ""),
        (f"It sails.\n\n{LONG[:-1]} and many other", "in the middle of a sentence"),
        ("It sails.\n\nThe Board met and", "in the middle of a sentence"),
        ("It sails.\n\nDie Fähre fährt wieder und", "in the middle of a sentence"),
        ("It sails.\n\nPress office of the Board\n\n- and many others of the", ""),
        ("|a|b|\n|-|-|\n|1|2|\n|1|2|3|", "more cells"),
        ("|a|b|\n|-|-|\n|1|2\\|3|", ""),
        ("It sails again.\n---\nIt stays.", "becomes a heading"),
        ("It sails\n---\n\nIt stays.\n\n---\n", ""),
        ("It {++sails++} again.", "markup"),
        ("40*30*20 cm", "make italics"),
        ("It sails at\n- 8 degrees.", "becomes a list item"),
        ("It sails.\n\n---\ntitle: It stays\n---\nIt stays.", "a second text"),
        ("It sails in in May", "'in' occurs twice here"),
        ("It sails in In May. Am am", ""),
        ("```markdown\nIt sails.\n```", "the complete text"),
        ("Elle dit : « Il part.", "isn't closed"),
        ("»Sie fährt.« Er sagt.", ""),
        ("This e-mail and any attachments are confidential.", "comes from the message"),
        ("Diese E-Mail und ihre Anhänge sind vertraulich.", "comes from the message"),
        ("Ce message et ses pièces jointes sont confidentiels.", "comes from the message"),
        ("Este mensaje es confidencial.", "comes from the message"),
        *((f"See https://{host}/x.", "opens for nobody") for host in HOSTS),
        ("{org}`x`\n\n```{note}\nYes.\n```", ""),
        ("See [link].\n\n[link]: https://example.org", ""),
        ("TBC Bank. " * 5, ""),
        ("`[QUOTE TO COME]`", ""),
    ],
)
def test_texts(body: str, words: str) -> None:
    said = [one.message for one in faults("a.md", parsed(body))]
    assert bool(said) == bool(words), said
    assert all(words in one for one in said), said


@pytest.mark.parametrize(
    "title", ["Test", "Ferry_sails_final.docx", "Ferry sails v2", "Ferry sails DRAFT", "A &amp; B"]
)
def test_titles(title: str) -> None:
    for words, are_wrong in ((title, True), ("The military draft: a World Cup final at R&D", False)):
        found = *title_faults("a.md", 2, words), *values_faults("a.md", words)
        assert bool(found) is are_wrong


EMBARGOES = (
    ("**EMBARGOED UNTIL 00:01 FRIDAY 25 DECEMBER 2026**", "add `embargo: 2026-12-25T00:01:00+00:00`"),
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
    found = [one for one in open_archive(archive.root, Settings()).problems if one.code is Code.EMBARGO_IN_TEXT]
    assert [advice in one.text for one in found] == ([True] if advice else []), found


@pytest.mark.parametrize(("until", "said"), [("2098-12-25T10:00:00Z", 0), ("2098-12-25T10:01:00Z", 1)])
def test_an_embargo_of_another_moment_than_that_of_the_header(archive: ArchiveOnDisk, until: str, said: int) -> None:
    words = "Embargoed until 10:00 GMT, 25 December 2098"
    text = f"---\ntitle: Ferry\ndate: 2012-05-01\nembargo: {until}\n---\n\n{words}\n\nIt sails.\n"
    (archive.root / "releases/a.md").write_text(text)
    found = [one for one in open_archive(archive.root, Settings()).problems if one.code is Code.EMBARGO_IN_TEXT]
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
        ("Lind\xadqvist", "remove it"),
        ("\uf0b7 one", "begin the line with `- `, or remove it"),
        ("the Саbinet", "type the word again"),
        ("порт пoрт", "type the word again"),
        ("5 μm, kΩ, HIMARSу, COVID-19, IT-компанія", ""),
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
        ("a.png", png(4_001) + b"IEND", ["large"]),
        ("a.png", png(9) + b"x" * 99, ["cut"]),
        ("a.gif", b"GIF89a" + b"x" * 200, ["cut"]),
        ("a.jpg", b"\xff\xd8\xff" + b"x" * 200, ["cut"]),
        ("a.pdf", b"%PDF-1.7" + b"x" * 200, ["cut"]),
        ("a.pdf", b"%PDF-1.7" + b"x" * 200 + b"%%EOF\n", []),
        ("a.png", png(4_000), []),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\0\x10\x0f\xa1\3" + b"x" * 9, ["large"]),
        ("a.jpg", b"\xff\xd8\xff" + b"x" * 2_000_001 + b"\xff\xd9", ["large"]),
    ],
)
def test_files(archive: ArchiveOnDisk, name: str, data: bytes, kinds: list[str]) -> None:
    (archive.root / name).write_bytes(data)
    assert list(contents(archive.root / name, name)) == kinds


def test_a_large_picture_is_made_smaller() -> None:
    image = pytest.importorskip("PIL.Image")
    import io

    from sphinx_newsroom.sources.hidden_data import smaller

    made = io.BytesIO()
    image.new("RGB", (5_000, 20)).save(made, "PNG")
    after = smaller(made.getvalue())
    assert is_large(made.getvalue())
    assert not is_large(after)
    assert image.open(io.BytesIO(after)).size[0] == 2_400


RELEASE = "---\ntitle: The ferry sails again\ndate: 2012-05-01\n---\n\nText.\n"
TOLD = RELEASE.replace("\n---", "\nsummary: Cars and lorries may come along.\n---", 1)
SLIPS = (
    ("en", "It sails on Wednesday, 8 May 2012.", "'Wednesday, 8 May 2012' is a Tuesday in 2012"),
    ("en", "It sails on Tuesday, 8 May, and on Sunday, May 6, 2012.", ""),
    ("de", "Am Mittwoch, dem 8. Mai 2012, fährt sie.", "is a Tuesday"),
    ("fr", "Le mercredi 8 mai 2012.", "is a Tuesday"),
    ("es", "El miércoles 8 de mayo de 2012.", "is a Tuesday"),
    ("ru", "В среду, 8 мая 2012 года.", "is a Tuesday"),
    ("en", "By 31 June it sails.", "'31 June' is a day that doesn't exist"),
    ("en", "By February 30, 2012, it sails.", "a day that doesn't exist"),
    ("en", "By 29 February it sails; 31 mayors, May 31, 2012.", ""),
    ("en", "ALDRUM, 2 May 2010 – It sails.", "the text starts with 2010-05-02"),
    ("en", "It sailed on 1 June 2012.", "the text starts with 2012-06-01"),
    ("en", "It sails on 00 May 2012.", "a day that doesn't exist"),
    ("de", "Am Mittwoch, dem 8.5.2012, fährt sie.", "is a Tuesday"),
    ("en", "It rests from 18 to 8 May 2012.", "end before they begin"),
    ("en", "Crews must apply by 20 April 2012.", "'20 April 2012' is over"),
    ("en", "Crews were asked to apply by 20 April 2012; it will not sail on 20 April.", ""),
    ("en", "The pier will open on 6 April 2012.", "is over on the release's own day"),
    ("en", "It sails tomorrow, 8 May 2012.", "'tomorrow' is not '8 May 2012'"),
    ("en", "FOR IMMEDIATE RELEASE: it is attached to this release.", "has no attachment"),
    ("en", "ALDRUM, 30 April 2012 – It sails, as on 2 May 2010.", ""),
    ("en", "**CORRECTION:** it sails.", "the text says 'CORRECTION'"),
    ("de", "Berichtigung: Sie fährt.", "the text says 'Berichtigung'"),
    ("ru", "Исправленная версия – плывёт.", "the text says"),
    ("en", "WITHDRAWN – It sails.", "newsroom withdraw"),
    ("en", "Correction of the river's course begins.", ""),
    ("de", "The ferry sails and that of the island stays with us.", "seems to be in 'en'"),
    ("en", "Die Fähre und der Kapitän, den das freut.", "seems to be in 'de'"),
    ("uk", "The ferry and the captain of that island with us.", "seems to be in 'en'"),
    ("en", "Ferry of 1906.", ""),
)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"releases/old.md": "---\ntitle: T\ndate: 1026-05-01\n---\n\nText.\n"}, "before the year 1900"),
        (
            {"releases/old.md": "---\ntitle: T\ndate: 2012-05-01\nembargo: 2011-05-01T10:00:00Z\n---\n\nText.\n"},
            "weeks before the date of the release,",
        ),
        (
            {"releases/2012/old.md": RELEASE.replace("2012-05-01", "2006-05-01").replace("Text", "In 2012 it sails")},
            "years from 2012",
        ),
        ({"releases/2010/new.md": RELEASE.replace("Text", "Not in 2010, but in 2012")}, ""),
        ({"releases/a.md": TOLD, "releases/b.md": TOLD.replace("05-01", "05-02")}, "a has the same summary"),
        ({"releases/a.md": TOLD, "releases/b.md": TOLD.replace("05-01", "06-01")}, ""),
        ({"releases/a.md": RELEASE, "releases/b.md": RELEASE.replace("05-01", "05-02")}, ""),
        ({"releases/a.md": RELEASE, "releases/a.de.md": RELEASE.replace("Text", "Sie")}, "translate it"),
        ({"releases/a.md": RELEASE, "releases/a.at.md": RELEASE.replace("sails", "fährt")}, "write de, or another"),
        *(
            ({"releases/a.md": RELEASE.replace("Text.", text).replace("\n---", f"\nlanguage: {tag}\n---", 1)}, words)
            for tag, text, words in SLIPS
        ),
        ({"organisations/x.md": "---\nname: X\n---\n"}, "move its files to organizations/"),
        ({"Releases/x.md": "---\nname: X\n---\n"}, "move its files to releases/"),
        ({"ferry.md": "---\ntitle: T\ndate: 2012-05-01\n---\n"}, "has the header of a release"),
        ({"releases/con.md": "---\ntitle: T\ndate: 2012-05-01\n---\n\nText.\n"}, "Windows can't store"),
        ({"releases/A.png": "x", "releases/a.png": "x"}, "differs only in case"),
        ({"docs/x.md": "# Guide\n", "templates/x.md": "x"}, ""),
    ],
)
def test_dates_folders_and_names(archive: ArchiveOnDisk, files: dict[str, str], words: str) -> None:
    archive.put(files)
    found = [one for one in open_archive(archive.root, Settings()).problems if one.code in (Code.UNLIKELY, Code.PLACE)]
    assert [words in one.text for one in found] == ([True] if words else []), [one.text for one in found]


def test_a_cancelled_event_is_said_in_the_header(archive: ArchiveOnDisk) -> None:
    event = RELEASE.replace("title: ", "title: 'CANCELLED: ").replace("again\n", "again'\nevent: {start: 2012-05-03}\n")
    said = (
        event.replace("03}", "03, cancelled: true}")
        .replace("title: '", "number: '1'\ntitle: '")
        .replace("again", "now")
    )
    archive.put({"releases/a.md": event, "releases/b.md": said})
    found = [one for one in open_archive(archive.root, Settings()).problems if one.code is Code.UNLIKELY]
    assert ["cancelled: true" in one.advice for one in found] == [True]


EVENT = 'event: {start: "2012-06-08T10:00:00Z", end: "2012-06-08T12:00:00Z"}\n'


@pytest.mark.parametrize(
    ("header", "text", "words"),
    [
        (EVENT, "Come on 8 June 2012, from 10:00. Register by 7 June 2012.", ""),
        (EVENT, "Come on 9 June 2012, from 10:00.", "the header says that the event is on 2012-06-08"),
        (EVENT, "Come on 8 June 2012, from 14:00 to 16:00.", "the header says that the event starts at 10:00"),
        (EVENT, "Come on 8 June 2012. Register by 18 June 2012.", "'18 June 2012' is after the event"),
        ("embargo: 2098-05-01T10:00:00Z\n", "FOR IMMEDIATE RELEASE\n\nIt sails.", "`embargo` keeps the release back"),
        ("dateline: Aldrum\n", "ALDRUM, 1 May – It sails.", "begins with its dateline"),
        ("dateline: Aldrum, 2 May 2012\n", "It sails.", "the dateline says 2012-05-02"),
        ("number: AB 3l/2012\n", "It sails.", "a letter among its figures"),
        ("number: AB 3/2011\n", "It sails.", "is of another year"),
        ("number: AB 3/2012\n", "It sails.", ""),
        ("subtitle: 42 ferries\n", "All 24 of them sail.", ""),
        ("summary: The ferry sails to the\n", "It sails.", "ends in the middle of a sentence"),
        ('contacts: [{name: A, phone: "+44 000 000 0000"}]\n', "It sails.", "isn't a whole telephone number"),
        ("contacts: [{name: A, email: a@gmial.com}]\n", "It sails.", "did you mean gmail.com?"),
        ("contacts: [{name: A, email: a@un.org, phone: 020 7946 0123}]\n", "It sails.", ""),
    ],
)
def test_a_header_and_its_text(archive: ArchiveOnDisk, header: str, text: str, words: str) -> None:
    archive.put({"releases/a.md": f"---\ntitle: Ferry\ndate: 2012-05-01\n{header}---\n\n{text}\n"})
    found = [one for one in open_archive(archive.root, Settings()).problems if one.code is Code.UNLIKELY]
    assert [words in one.text for one in found] == ([True] if words else []), [one.text for one in found]


HEAD = "memberships: [{role: Harbour Master, organization: board}]"
RECORDS = {
    "organizations/board.md": "---\nname: Aldrum Harbour Board\n---\n",
    "officials/roe.md": f"---\nname: Ana Roe\n{HEAD}\n---\n",
    "officials/lee.md": f"---\nname: Tom Lee\n{HEAD[:-2]}, end_date: 2001}}]\n---\n",
    "officials/lind.md": "---\nname: Marta Lindqvist\n---\n",
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Anna Roe spoke.", "'Anna Roe' is almost 'Ana Roe'"),
        ("Marta Lindqvist spoke. Ms Lindquist left.", "'Lindquist' is almost 'Lindqvist'"),
        ("The Aldrum Harbor Board met.", "is almost 'Aldrum Harbour Board'"),
        ("Ana Roe, Harbour Mester of Aldrum, spoke.", "the office 'harbour mester of aldrum'"),
        ("Ana Roe, Finance Director, spoke.", "but the record has harbour master"),
        ("Tom Lee, Finance Director, spoke.", "but the record has none on that day"),
        ("Ana Roe, Harbour Master, and Ina Roe met the Aldrum Harbour Boards.", ""),
    ],
)
def test_names_that_are_almost_those_of_records(archive: ArchiveOnDisk, text: str, words: str) -> None:
    day = Settings().now.date()
    archive.put({**RECORDS, "releases/a.md": f"---\ntitle: Ferry\ndate: {day}\n---\n\n{text}\n"})
    found = [one for one in open_archive(archive.root, Settings()).problems if one.code is Code.UNLIKELY]
    assert [words in one.text for one in found] == ([True] if words else []), [one.text for one in found]


def test_two_holders_of_one_office(archive: ArchiveOnDisk) -> None:
    for role, count in (("President", 1), ("Member", 0)):
        head = f"memberships: [{{role: {role}, organization: board}}]"
        archive.put({**RECORDS, **{f"officials/{n}.md": f"---\nname: Person {n}\n{head}\n---\n" for n in "ab"}})
        found = [one for one in open_archive(archive.root, Settings()).problems if "are both" in one.text]
        assert len(found) == count
