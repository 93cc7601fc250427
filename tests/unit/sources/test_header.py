from __future__ import annotations

import datetime as dt
import json
from types import MappingProxyType

import pytest

from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import (
    AnnouncedEvent,
    Attachment,
    Contact,
    Correction,
    Image,
    Release,
    Withdrawal,
)
from sphinx_newsroom.sources.header import (
    Parsed,
    body_of,
    id_in,
    parse_release,
)
from sphinx_newsroom.sources.outline import heading_of, plain_words
from sphinx_newsroom.sources.values import canonical_tag

SETTINGS = Settings(language="en", issuer="osce")
PATH = "releases/2011/opens.md"


def parse(header: str, path: str = PATH, body: str = "Text.") -> Parsed[Release]:
    return parse_release(path, f"---\n{header}\n---\n{body}\n", SETTINGS)


def release(header: str, path: str = PATH, body: str = "Text.") -> Release:
    """A header that must be sound."""
    found = parse(f"title: T\ndate: 2011-06-21\n{header}" if "date:" not in header else header, path, body)
    assert found.problems == ()
    assert found.record is not None
    return found.record


def only(problems: tuple[Problem, ...]) -> Problem:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


FULL = """\
title: Conference opens
subtitle: Two days in Vienna
date: 2011-06-21T10:00:00+02:00
type: statement
dateline: Vienna
event: {start: 2011-06-21, end: 2011-06-22, name: The conference, place: "Hofburg, Vienna", url: https://example.org/}
issuer: unodc
number: PR/2011/40
language: de
summary: >
  One or
  two.
topics: [human-trafficking, labour]
organizations: [unodc]
officials: [yury-fedotov]
names:
  the Alliance: alliance
  Commission: false
related: [2010/a, 2010/b]
replaces: 2011/earlier
follows: 2011/before
translation_of: 2011/original
embargo: 2011-06-21T10:00:00Z
contacts: [{name: Press desk, email: press@example.org, phone: "+43 1 000"}]
image: {src: conference.jpg, alt: A hall, caption: The hall, credit: OSCE}
attachments: [opens/report.pdf, {src: /data/table.csv, title: The table}]
boilerplate: [osce]
corrections: [{date: 2011-06-22, note: The number was corrected.}]
withdrawn: {date: 2011-07-01, reason: An error, replaced_by: 2011/other}
former_urls: [press/12345.html]"""


def test_every_key_of_a_release() -> None:
    assert release(FULL) == Release(
        id=ReleaseId("2011/opens"),
        title="Conference opens",
        subtitle="Two days in Vienna",
        date=dt.date(2011, 6, 21),
        path=PATH,
        type="statement",
        moment=dt.datetime(2011, 6, 21, 10, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        dateline="Vienna",
        event=AnnouncedEvent(
            dt.date(2011, 6, 21), dt.date(2011, 6, 22), "The conference", "Hofburg, Vienna", "https://example.org/"
        ),
        issuer="unodc",
        number="PR/2011/40",
        language="de",
        summary="One or two.",
        topics=("human-trafficking", "labour"),
        organizations=("unodc",),
        officials=("yury-fedotov",),
        names=(("the Alliance", "alliance"), ("Commission", None)),
        related=(ReleaseId("2010/a"), ReleaseId("2010/b")),
        replaces=ReleaseId("2011/earlier"),
        follows=ReleaseId("2011/before"),
        translation_of=ReleaseId("2011/original"),
        embargo=dt.datetime(2011, 6, 21, 10, tzinfo=dt.UTC),
        contacts=(Contact("Press desk", "press@example.org", "+43 1 000"),),
        image=Image("releases/2011/conference.jpg", "A hall", "The hall", "OSCE"),
        attachments=(Attachment("releases/2011/opens/report.pdf"), Attachment("data/table.csv", "The table")),
        boilerplate=("osce",),
        corrections=(Correction(dt.date(2011, 6, 22), "The number was corrected."),),
        withdrawn=Withdrawal(dt.date(2011, 7, 1), "An error", ReleaseId("2011/other")),
        former_urls=("press/12345.html",),
    )


def test_a_joint_release_has_several_issuers() -> None:
    found = release("issuers: [osce, unodc, iom]")
    assert (found.issuer, found.issuers) == ("osce", ("osce", "unodc", "iom"))
    assert found.all_issuers == ("osce", "unodc", "iom")
    assert release("issuers: [unodc]").all_issuers == ("unodc",)
    assert release("").all_issuers == ("osce",), "that of the settings"


@pytest.mark.parametrize(
    ("header", "said", "about"),
    [
        ("issuers: [osce, unodc]", None, ("osce", "unodc")),
        ("boilerplate: false", (), ()),
        ("boilerplate: []", (), ()),
        ("boilerplate: [unodc, iom]", ("unodc", "iom"), ("unodc", "iom")),
        ("boilerplate: The OSCE  is\n  a body.", "The OSCE is a body.", ()),
        ("boilerplate: |\n  One\n  and two.\n  \n\n  Three.\n", "One and two.\n\nThree.", ()),
    ],
)
def test_what_stands_about_whom(header: str, said: object, about: tuple[str, ...]) -> None:
    found = release(header)
    assert (found.boilerplate, found.about) == (said, about)
    assert found.own_boilerplate == (said if isinstance(said, str) else "")


def test_issuer_and_issuers_do_not_stand_in_one_header() -> None:
    problem = only(parse("title: T\ndate: 2011-06-21\nissuer: osce\nissuers: [osce, unodc]").problems)
    assert str(problem) == (
        f"{PATH}:5: [bad-value] the header contains both issuer and issuers; keep issuers, with all of them"
    )


def test_lines_of_keys_and_items() -> None:
    lines = parse(FULL).lines
    assert lines["title"] == 2
    assert lines["topics.1"] == 14
    assert lines["names.Commission"] == 19
    assert lines["withdrawn.replaced_by"] == 30


def test_defaults_come_from_the_settings() -> None:
    found = release("")
    assert (found.type, found.issuer, found.language, found.moment) == ("press-release", "osce", "en", None)


def test_type_defaults_to_the_first_configured() -> None:
    settings = Settings(types=MappingProxyType({"news": "News", "speech": "Speech"}))
    found = parse_release(PATH, "---\ntitle: T\ndate: 2011-06-21\n---\n", settings)
    assert found.record is not None
    assert found.record.type == "news"


# What a line of a release's header gives: the code, and words of the message or the advice.
WRONG = [
    ("titel: T", "[unknown-key]…there is no key 'titel'; did you mean 'title'?"),
    ("<<: {type: notice}", "[bad-value]…write the keys themselves"),
    ("? [a, b]\n: c", "[wrong-type]…a key is a list"),
    ("type: pres-release", "[bad-value]…did you mean 'press-release'?"),
    ("type: zzz", "[bad-value]…write one of: press-release, statement"),
    ("dateline: {a: b}", "[wrong-type]…dateline is a mapping (keys and values); write text"),
    ("dateline: true", "[wrong-type]…in quotation marks if you mean this word"),
    ('dateline: "a\\x07b"', "[bad-value]…contains a control character; remove it"),
    ("language: pt_BR", "[bad-value]…did you mean 'pt-BR'?"),
    ("language: english", "[bad-value]…which isn't a language tag (BCP 47); write en"),
    ("event: tomorrow", "[wrong-type]…write event: {start: …, name: tomorrow}"),
    ("event: {place: Vienna}", "[missing-key]…event.start is missing"),
    ("event: {start: 2011-06-22, end: 2011-06-21}", "[bad-date]…end 2011-06-21 is before start 2011-06-22"),
    (
        "event: {start: 2011-06-22T10:00:00Z, end: 2011-06-22}",
        "[bad-date]…write both with a time",
    ),
    ("event: {start: 2011-06-22, where: Vienna}", "[unknown-key]…there is no key 'where' in event"),
    ("topics: human-trafficking", "[wrong-type]…not a list; write topics: [human-trafficking]"),
    ("topics: [人權]", "[bad-value]…write lower-case letters, digits and hyphens"),
    ("topics: [a, a]", "[bad-value]…topics names 'a' twice; remove one of them"),
    ("topics: [a, ]\nrelated: [~]", "[bad-value]…related is empty"),
    ("issuers: osce", "[wrong-type]…not a list; write issuers: [osce]"),
    ("names: [a]", "[wrong-type]…write each name with the id that it means"),
    ("names: {Commission: yes}", "[wrong-type]…write an id, or false"),
    ("names: {a: b, a: c}", "[duplicate-key]…names.a occurs here and on line 4"),
    ("embargo: 2011-06-21", "[bad-date]…write the time as well, such as 2011-06-21T10:00:00+02:00"),
    ("embargo: 2011-06-21T10:00:00", "[bad-date]…write it with its offset from UTC"),
    ("embargo: soon", "[bad-date]…write date, time and offset"),
    ("embargo:", "[bad-value]…embargo has no value"),
    (
        "contacts: [{name: P, mail: p@example.org}]",
        "[unknown-key]…no key 'mail' in contacts; did you mean 'email'?",
    ),
    ("contacts: [{name: P, phone: ask us}]", "[bad-value]…write one such as"),
    ("image: a.jpg", "[wrong-type]…write image: {src: a.jpg, alt: …}"),
    ("image: {src: ../../../a.jpg, alt: A}", "[outside-archive]…points outside the archive"),
    ("image: {src: 'https://example.org/a.jpg', alt: A}", "[bad-value]…copy the image into the archive"),
    ("image: {src: /.git/a.png, alt: A}", "[bad-value]…can't be shown"),
    ("image: {src: /docs/_build/a.png, alt: A}", "[bad-value]…can't be shown"),
    (
        "attachments: report.pdf",
        "[wrong-type]…attachments is the text 'report.pdf', not a list; write attachments: [report.pdf]",
    ),
    ("attachments: [{title: A}]", "[missing-key]…attachments.src is missing"),
    ("attachments: [{src: a.pdf, name: A}]", "[unknown-key]…there is no key 'name' in attachments"),
    ("attachments: [https://example.org/a.pdf]", "[bad-value]…copy the file into the archive, and write its path"),
    ("attachments: [../../../a.pdf]", "[outside-archive]…points outside the archive"),
    ("attachments: [/.git/a.pdf]", "[bad-value]…can't be offered"),
    ("attachments: [/docs/.git/a.pdf]", "[bad-value]…can't be offered"),
    ("boilerplate: osce", "[wrong-type]…boilerplate is 'osce', a single word; write boilerplate: [osce]"),
    ("boilerplate: true", "[wrong-type]…boilerplate is true, which isn't text"),
    ("corrections: [{date: 2011-06, note: N}]", "[bad-date]…corrections.date is '2011-06'"),
    ("corrections: [{date: 2011-06-22}]", "[missing-key]…corrections.note is missing"),
    ("withdrawn: true", "[wrong-type]…write withdrawn: {date: …, reason: …}"),
    ("former_urls: [//press/1.html]", "[bad-value]…write it as press/12345.html"),
    ("former_urls: ['a/caf%E9']", "[bad-value]…isn't in UTF-8"),
    ("former_urls: ['a?id=1%0d%0aX: y']", "[bad-value]…an address below the site's root"),
    ("former_urls: ['a?id=1%0d%0aX']", "[bad-value]…a control character"),
]


@pytest.mark.parametrize(("line", "words"), WRONG)
def test_wrong_line_is_one_problem_on_its_line(line: str, words: str) -> None:
    found = parse(f"title: T\ndate: 2011-06-21\n{line}\n")
    problem = only(found.problems)
    assert str(problem).startswith(f"{PATH}:{4 + line.count(chr(10)) * line.startswith('topics')}: ")
    assert all(part in str(problem) for part in words.split("…", 1))
    assert found.record is None


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2011-6-1", "write 2011-06-01"),
        ("2011-02-30", "a day that does not exist; February 2011 has 28 days; write another day"),
        ("21 June 2011", "write 2011-06-21"),
        ("0000-01-01", "does not exist"),
        ("2011-06-21 25:00:00+02:00", "offset"),
        ("2011-06-21 10:00:00 +0200", "write 2011-06-21T10:00:00+02:00"),
        ("2011-06-30T23:59:60Z", "write date, time and offset"),
        ("0001-01-01", "date is in the year 1, which calendars can't show"),
        ("٢٠١١-06-21", "write 2011-06-21"),
    ],
)
def test_bad_date(written: str, words: str) -> None:
    problem = only(parse(f"title: T\ndate: {written}").problems)
    assert (problem.line, problem.code) == (3, Code.BAD_DATE)
    assert words in f"{problem.message}; {problem.advice}"


@pytest.mark.parametrize(
    ("written", "hour"),
    [("'2011-06-21'", None), ("2011-06-21t10:00:00.5z", 10), ("2011-06-21 23:30:00-05:00", 23)],
)
def test_good_date_is_the_day_as_written(written: str, hour: int | None) -> None:
    found = release(f"title: T\ndate: {written}")
    assert found.date == dt.date(2011, 6, 21)
    assert (found.moment.hour if found.moment else None) == hour


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("2011", "2011"),
        ("no", "no"),
        ("2011-06-21", "2011-06-21"),
        ("'true'", "true"),
        ("|\n  two\n  lines", "two lines"),
        ("a & b * c !", "a & b * c !"),
    ],
)
def test_text_is_what_was_written(written: str, title: str) -> None:
    assert release(f"date: 2011-06-21\ntitle: {written}").title == title


def test_missing_title_and_date() -> None:
    found = parse("type: statement").problems
    assert [(problem.line, problem.code) for problem in found] == [(1, Code.MISSING_KEY)] * 2
    assert {problem.advice for problem in found} == {
        "add a line `date: …`, a date such as 2011-06-21",
        "add `title:`, or begin the text with a `# heading`",
    }


def test_duplicate_key_names_both_lines() -> None:
    problem = only(parse("title: T\ndate: 2011-06-21\ntitle: U").problems)
    assert (problem.line, problem.code) == (4, Code.DUPLICATE_KEY)
    assert "line 2" in problem.message


def test_several_problems_are_all_found_in_order() -> None:
    found = parse("title: T\ndate: x\ntyp: y\nlanguage: '?'").problems
    assert [(problem.line, problem.code) for problem in found] == [
        (3, Code.BAD_DATE),
        (4, Code.UNKNOWN_KEY),
        (5, Code.BAD_VALUE),
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Text.", 1, "has no header; write `---`"),
        ("\n---\ntitle: T\n---\n", 1, "the header begins on line 2"),
        ("", 1, "the file is empty"),
        ("---\ntitle: T\n\nText.\n", 1, "isn't closed; write `---`"),
        ("---\ntitle: a: b\n---\n", 2, 'write title: "a: b"'),
        ("---\ntitle: T\ntopics: [a\ndate: x\n---\n", 3, "write topics: [a]"),
        ("---\ntitle: 'T\n---\n", 2, "write title: 'T'"),
        ("---\ntitle: T\ndate: 2011-06-21\nsummary: *starred* words\n---\n", 4, 'write summary: "*starred* words"'),
        ("---\ntitle: !!python/object:os.system T\n---\n", 2, "has the YAML tag"),
        ("---\ntitle: T\x01\n---\n", 2, "a character that YAML doesn't allow"),
        ("---\ntitle: \ud800\n---\n", 2, "a character that YAML doesn't allow"),
        ("---\n" + "[" * 3000 + "\n---\n", 2, ""),
    ],
)
def test_unreadable_header(text: str, line: int, words: str) -> None:
    found = parse_release(PATH, text, SETTINGS)
    problem = only(found.problems)
    assert (problem.line, problem.code, found.record) == (line, Code.UNREADABLE_HEADER, None)
    assert words in f"{problem.message}; {problem.advice}"


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff---\ntitle: T\ndate: 2011-06-21\n---\n",
        "---\r\ntitle: T\r\ndate: 2011-06-21\r\n---\r\nText.\r\n",
        "---  \ntitle: T\ndate: 2011-06-21\n...\nText.",
        "---\ntitle: T\ndate: 2011-06-21\n---",
    ],
)
def test_header_of_other_editors(text: str) -> None:
    found = parse_release(PATH, text, SETTINGS)
    assert found.problems == ()
    assert found.record is not None


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("---\na: b\n---\n\nText.\n\n---\n", "\n\n\n\nText.\n\n---\n"),
        ("\ufeff---\na: b\n...\nText.", "\n\n\nText."),
        ("---\n---\nText.", "\n\nText."),
        ("---\r\na: b\r\n---\r\nText.", "\n\n\nText."),
    ],
)
def test_body_keeps_its_lines(text: str, body: str) -> None:
    assert body_of(text).replace("\r", "") == body


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("# Title", (1, "Title")),
        ("\n\n  # Title #\n", (3, "Title")),
        ("## Second\n\n# First", (3, "First")),
        ("```\n# code\n```\n# Title", (4, "Title")),
        ("````\n```\n# code\n````\n# T", (5, "T")),
        ("    # code\n", None),
    ],
)
def test_first_heading(body: str, found: tuple[int, str] | None) -> None:
    assert heading_of(body) == found


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("A [link](https://example.org/) here", "A link here"),
        ("The {org}`Office <unodc>` and {org}`un`", "The Office and un"),
        (r"5 \* 3 \# 2", "5 * 3 # 2"),
        ("R&amp;D", "R&D"),
        ("<https://example.org/>", "https://example.org/"),
    ],
)
def test_plain_words(markdown: str, words: str) -> None:
    assert plain_words(markdown) == words


def test_title_from_the_first_heading() -> None:
    assert release("date: 2011-06-21", body="\n# The *opening*\n\nText.").title == "The opening"


@pytest.mark.parametrize(
    ("path", "language", "original"),
    [
        ("releases/2011/opens.ru.md", "ru", "2011/opens"),
        ("releases/2011/opens.pt-br.md", "pt-BR", "2011/opens"),
        ("releases/opens.md", "en", None),
        ("releases/2011/opens.zh-hant.ipynb", "zh-Hant", "2011/opens"),
    ],
)
def test_language_tag_in_the_file_name(path: str, language: str, original: str | None) -> None:
    text = "---\ntitle: T\ndate: 2011-06-21\n---\n"
    if path.endswith(".ipynb"):
        text = json.dumps({"cells": [], "metadata": {"newsroom": {"title": "T", "date": "2011-06-21"}}})
    found = parse_release(path, text, SETTINGS).record
    assert found is not None
    assert (found.language, found.translation_of) == (language, original)


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"),
        ("EN-gb", "en-GB"),
        ("ZH-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("en_GB", None),
        ("en-", None),
    ],
)
def test_language_tags(written: str, tag: str | None) -> None:
    assert canonical_tag(written) == tag


# A release's file, Markdown or notebook: what it is called, what it holds, and on which lines.

NOTEBOOK = json.dumps(
    {
        "metadata": {"newsroom": {"title": "T", "date": "2011-06-21"}},
        "nbformat": 4,
        "cells": [
            {"cell_type": "code", "source": "1 + 1"},
            {"cell_type": "markdown", "source": ["# Head\n", "\n", "Text"]},
        ],
    },
    indent=1,
)


@pytest.mark.parametrize(
    "words",
    [
        *("2011/a", "releases/2011/a", "releases/2011/a.md", "2011/a.ipynb"),
        *("releases/2011/a.html", "/releases/2011/a.html#p-57c2d7cf"),
        "https://example.org/news/releases/2011/a.html?x=1",
    ],
)
def test_an_id_is_meant_by_a_path_as_well(words: str) -> None:
    assert id_in(words) == "2011/a"
    assert id_in(words.replace("a", "a.ru", 1) if words.startswith("2011") else "2011/a.ru") == "2011/a.ru"


# Which lines of a text stand in a fenced block.


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("   # A #", "A"),
        ("# A #b", "A #b"),
        ("# A ## ##", "A ##"),
        ("#  ##  ", "##"),
        ("#A", None),
        ("# ", None),
        ("    # A", None),
        ("# A" + " " * 50_000 + "#", "A"),
    ],
)
def test_a_heading_is_what_its_marks_leave(line: str, heading: str | None) -> None:
    found = heading_of(line)
    assert (found and found[1]) == heading
