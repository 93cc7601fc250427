"""How press officers get a header or a text wrong, and what they are told: none is passed in silence.

Each case is read as by somebody who knows nothing of YAML: what is wrong, and what to write instead.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from tests.conftest import SMALL, ArchiveOnDisk

from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.operations.publish import waiting

BODY = "\nThe ferry sails again, the Board announces.\n"


class Case(NamedTuple):
    """A file, and what is said of it: a code, and words of the message; nothing where nothing is wrong."""

    text: str | bytes
    said: str = ""


def header(lines: str, body: str = BODY) -> str:
    return f"---\n{lines}\n---\n{body}"


def keys(lines: str, body: str = BODY) -> str:
    return header(f"title: Ferry\ndate: 2012-05-01\n{lines}".rstrip("\n"), body)


def text(body: str) -> str:
    return keys("", f"{BODY}\n{body}\n")


def dated(written: str) -> str:
    return header(f"title: Ferry\ndate: {written}")


CASES: dict[str, Case] = {
    # the header as a whole
    "none": Case(f"# Ferry\n{BODY}", "unreadable-header: write `---` on its first line, then keys and values"),
    "a line of words above": Case(
        f"PRESS RELEASE\n{keys('')}", "unreadable-header: line 1, 'PRESS RELEASE', is above the header"
    ),
    "Windows' letters": Case(keys("").replace("ferry", "fähre").encode("cp1252"), "unreadable-text: like Windows-1252"),
    "not closed": Case(
        f"---\ntitle: Ferry\n{BODY}", "unreadable-header: write `---` on a separate line below the last key"
    ),
    "an empty file": Case("", "unreadable-header: the file is empty; write a header and a text"),
    "a mark of order, and line ends of Windows": Case("\ufeff" + keys("").replace("\n", "\r\n")),
    "blanks behind the hyphens": Case(keys("").replace("---\n", "--- \n")),
    "a line above it": Case(
        f"\n{keys('')}", "unreadable-header: the header begins on line 2; remove everything above it"
    ),
    "dashes of a word processor": Case(
        keys("").replace("---", "—"), "unreadable-header: write `---` on its first and last"
    ),
    "TOML": Case("+++\ntitle = 'Ferry'\n+++\n", "unreadable-header: the header is TOML"),
    "a blank before the hyphens": Case(f" {keys('')}", "unreadable-header: a blank is before the hyphens"),
    "a no-break space behind a colon": Case(
        header("title:\u00a0Ferry\ndate: 2012-05-01"),
        "unreadable-header: the character after `title:` looks like a space, but isn't one; write title: Ferry",
    ),
    "a no-break space before a list": Case(keys("topics:\u00a0[a]"), "unreadable-header: write topics: [a]"),
    "the colon of an Asian keyboard": Case(
        header("title：渡し船\ndate: 2012-05-01"),
        "unreadable-header: the character after `title` looks like a colon, but isn't one; write title: 渡し船",
    ),
    "nothing but such colons": Case(
        header("title：渡し船\ndate：2012-05-01"), "unreadable-header: write title: 渡し船"
    ),
    "Windows-1252": Case(keys("dateline: Zürich").encode("cp1252"), "unreadable-header: save it as UTF-8"),
    "UTF-16": Case(keys("").encode("utf-16"), "unreadable-header: like UTF-16; save it as UTF-8"),
    "a key twice": Case(keys("title: Other"), "duplicate-key: title occurs here and on line 2; remove one"),
    "a merge": Case(
        keys("<<<<<<< HEAD\ntype: notice\n=======\ntype: speech\n>>>>>>> other"),
        "unreadable-header: git left conflict markers here; keep the right lines, and remove the lines",
    ),
    "a tab": Case(keys("image:\n\tsrc: a.png"), "unreadable-header: the line begins with a tab"),
    "no space after a colon": Case(
        header("title:Ferry\ndate: 2012-05-01"),
        "unreadable-header: there is no space after `title:`; write title: Ferry",
    ),
    "a list whose keys are not below each other": Case(
        keys("contacts:\n- name: Desk\n   email: a@example.org"),
        "unreadable-header: begin it exactly below: '  email: a@example.org'",
    ),
    # titles
    "a colon": Case(header("title: Ferry: back\ndate: 2012-05-01"), 'unreadable-header: write title: "Ferry: back"'),
    "a colon and an apostrophe": Case(
        header("title: Board's plan: back\ndate: 2012-05-01"), 'unreadable-header: write title: "Board\'s plan: back"'
    ),
    "marks around the first word": Case(
        header('title: "Last" ferry\ndate: 2012-05-01'), "unreadable-header: write title: '\"Last\" ferry'"
    ),
    "a bracket": Case(header("title: [New] Ferry\ndate: 2012-05-01"), 'unreadable-header: write title: "[New] Ferry"'),
    "an at sign": Case(header("title: @sea\ndate: 2012-05-01"), 'unreadable-header: write title: "@sea"'),
    "a per cent sign": Case(header("title: %5 off\ndate: 2012-05-01"), 'unreadable-header: write title: "%5 off"'),
    "a number sign": Case(header("title: Pier #2 opens\ndate: 2012-05-01"), 'cut-short: write title: "Pier #2 opens"'),
    "a number": Case(header("title: 2012\ndate: 2012-05-01")),
    "yes": Case(header("title: Yes\ndate: 2012-05-01")),
    "no title": Case(header("title:\ndate: 2012-05-01"), "bad-value: title has no value; write one"),
    "curly marks": Case(
        header("title: “Ferry: back”\ndate: 2012-05-01"), 'unreadable-header: write title: "Ferry: back"'
    ),
    "curly marks around the first word": Case(
        header("title: “Ferry”: back\ndate: 2012-05-01"), 'unreadable-header: write title: "“Ferry”: back"'
    ),
    "low marks": Case(
        header("title: „Ferry: back“\ndate: 2012-05-01"), 'unreadable-header: write title: "Ferry: back"'
    ),
    "a summary that goes on": Case(
        keys("summary: It sails\n  again: daily"),
        'unreadable-header: write both lines as one: summary: "It sails again: daily"',
    ),
    # dates
    "no date": Case(
        header("title: Ferry"), "missing-key: date is missing; add a line `date: …`, a date such as 2011-06-21"
    ),
    "1.5.": Case(dated("01.05.2012"), "bad-date: write 2012-05-01"),
    "in words": Case(dated("1 May 2012"), "bad-date: write 2012-05-01"),
    "in American words": Case(dated("May 1, 2012"), "bad-date: write 2012-05-01"),
    "with the hyphens of Word": Case(dated("2012\u201105\u201101"), "bad-date: write 2012-05-01"),
    "in Arabic digits": Case(dated("٢٠١٢-٠٥-٠١"), "bad-date: write 2012-05-01"),
    "in wide digits": Case(dated("２０１２－０５－０１"), "bad-date: write 2012-05-01"),
    "as in Japan": Case(dated("2012年5月1日"), "bad-date: write 2012-05-01"),
    "a time with the hyphens of Word": Case(
        dated("2012\u201305\u201301T10:00:00Z"), "bad-date: write 2012-05-01T10:00:00Z"
    ),
    "of two meanings": Case(dated("05/01/2012"), "bad-date: write 2012-01-05 or 2012-05-01, whichever is meant"),
    "of one meaning": Case(dated("05/31/2012"), "bad-date: write 2012-05-31"),
    "that does not exist": Case(dated("2012-02-30"), "bad-date: February 2012 has 29 days"),
    "one digit": Case(dated("2012-5-1"), "bad-date: write 2012-05-01"),
    "a zone by name": Case(dated("2012-05-01 10:00 CET"), "bad-date: such as 2012-05-01T10:00:00+02:00"),
    "no seconds": Case(dated("2012-05-01T10:00Z"), "bad-date: write 2012-05-01T10:00:00Z"),
    "still to come": Case(dated("2099-05-01"), "kept-back: years ahead: correct the date"),
    # keys
    "a letter missing": Case(keys("datline: Aldrum"), "unknown-key: did you mean 'dateline'?"),
    "a capital": Case(header("Title: Ferry\ndate: 2012-05-01"), "unknown-key: did you mean 'title'?"),
    "status": Case(keys("status: draft"), "unknown-key: write `draft: true`"),
    "embargoed until": Case(keys("embargoed until: 2012-05-01"), "unknown-key: write `embargo`"),
    "embargo until": Case(keys("Embargo until: 2012-05-01"), "unknown-key: write `embargo`"),
    "author": Case(keys("author: Ada"), "unknown-key: write who may be asked under `contacts`"),
    "tags": Case(keys("tags: [a]"), "unknown-key: write `topics`"),
    "slug": Case(keys("slug: a"), "unknown-key: the file's name is the address"),
    # values
    "topics as text": Case(keys("topics: ferries"), "wrong-type: write topics: [ferries]"),
    "topics with a comma": Case(keys("topics: ferries, ports"), "wrong-type: write topics: [ferries, ports]"),
    "a topic with a blank": Case(keys("topics: [Sea Ports]"), "bad-value: did you mean 'sea-ports'?"),
    "a type with a blank": Case(keys("type: Press release"), "bad-value: did you mean 'press-release'?"),
    "a type with a letter missing": Case(keys("type: statment"), "bad-value: did you mean 'statement'?"),
    "an issuer by name": Case(keys("issuer: UNODC"), "unknown-id: did you mean 'unodc'?"),
    "an issuer that is not there": Case(keys("issuer: unodcc"), "unknown-id: did you mean 'unodc'?"),
    "issuers in a list": Case(keys("issuer: [unodc, osce]"), "wrong-type: write issuers: [unodc, osce]"),
    "related, with .md": Case(keys("related: [2011/opening.md]"), "unknown-id: did you mean '2011/opening'?"),
    "related, with a folder": Case(
        keys("related: [releases/2011/opening]"), "unknown-id: did you mean '2011/opening'?"
    ),
    "related, by its address": Case(
        keys("related: [https://example.org/releases/2011/opening.html]"),
        "unknown-id: write the id, not the address: 2011/opening",
    ),
    "follows what is not there": Case(keys("follows: 2010/x"), "unknown-id: write the id of a file in releases/"),
    "a contact as text": Case(
        keys("contacts: desk@example.org"), "wrong-type: write contacts: [{name: …, email: desk@example.org}]"
    ),
    "a contact without a name": Case(
        keys("contacts:\n- email: a@example.org"),
        "missing-key: add a line `name: …` that begins exactly below `email`",
    ),
    "words of a message, as they stand": Case(
        keys("contacts: [{name: …, email: desk@example.org}]"),
        "bad-value: contacts.name is '…', which is only a placeholder; write text",
    ),
    "dots of a message": Case(header("title: ...\ndate: 2012-05-01"), "bad-value: title is '...', which is only"),
    "an address that is none": Case(
        keys("contacts:\n- {name: D, email: a(at)b}"),
        "bad-value: is 'a(at)b', which isn't an email address; write one such as press@example.org",
    ),
    "a telephone number": Case(keys("contacts:\n- {name: D, phone: 0123456}")),
    "a telephone number with a plus": Case(keys("contacts:\n- {name: D, phone: +43 1 514 36}")),
    "a number without marks": Case(keys("number: 13")),
    "an image as text": Case(keys("image: a.png"), "wrong-type: write image: {src: a.png, alt: …}"),
    "an image that is not there": Case(
        keys("image: {src: a.png, alt: A}"), "missing-file: does not exist; add the file"
    ),
    "an image without words": Case(keys("image: {src: a.png}"), "missing-key: add `, alt: …` before the closing brace"),
    "a comma in braces": Case(
        keys("image: {src: a.png, alt: A, caption: The pier, rebuilt}"),
        'bad-value: write caption: "The pier, rebuilt" within the braces',
    ),
    "a language by name": Case(keys("language: German"), "bad-value: write de"),
    "withdrawn: true": Case(keys("withdrawn: true"), "wrong-type: write withdrawn: {date: …, reason: …}"),
    "names in a list": Case(keys("names: [KPA]"), "wrong-type: write each name with the id that it means"),
    "an embargo without a time": Case(
        keys("embargo: 2012-05-02"),
        "bad-date: without a time; write the time as well, such as 2012-05-02T10:00:00+02:00",
    ),
    # texts
    "HTML": Case(text("<b>bold</b>"), "raw-html: write **words**"),
    "a line that ends in HTML": Case(text("Desk<br>"), "raw-html: end the line with a backslash"),
    "a film from elsewhere": Case(
        text("<iframe src='https://example.org'></iframe>"), "raw-html: link what it shows: [words](https://"
    ),
    "HTML that Markdown has none for": Case(text("<u>Desk</u>"), "raw-html: write what they hold as Markdown"),
    "a directive that may not be": Case(
        text("```{include} a\n```"), "directive: copy what the other file says into this text"
    ),
    "a picture without words": Case(text("![](../2013/seen.png)"), "no-alt: write what it shows"),
    "a link without words": Case(text("[](https://example.org/a)"), "empty-link: name its target"),
    "a role by another name": Case(text("{organisation}`osce`"), "directive: did you mean 'org'?"),
    "a topic with a letter missing": Case(keys("topics: [harbous]"), "topic-name: did you mean 'harbours'?"),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Problem]]:
    """What is said of each case: an archive that has all of them."""
    root: Path = tmp_path_factory.mktemp("archive")
    archive = ArchiveOnDisk(root)
    archive.put({**SMALL, "topics/harbours.md": "---\nname: Harbours\n---\n", "releases/2013/seen.png": "x"})
    (root / "releases/m").mkdir()
    for number, case in enumerate(CASES.values()):
        data = case.text if isinstance(case.text, bytes) else case.text.encode()
        (root / f"releases/m/c{number:02}.md").write_bytes(data)
    archive_read = open_archive(root)
    problems = [*archive_read.problems, *waiting(archive_read)]
    paths = {f"releases/m/c{number:02}.md": name for number, name in enumerate(CASES)}
    found: dict[str, list[Problem]] = {name: [] for name in CASES}
    for problem in problems:
        if problem.path in paths:
            found[paths[problem.path]].append(problem)
    return found


@pytest.mark.parametrize("name", list(CASES))
def test_what_is_said(said: dict[str, list[Problem]], name: str) -> None:
    code, _, words = CASES[name].said.partition(": ")
    assert [problem.code.code for problem in said[name]] == ([code] if code else [])
    for problem in said[name]:
        assert words in problem.text
        assert "mapping values" not in problem.text
        assert "token" not in problem.text
