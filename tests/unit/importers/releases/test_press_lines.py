"""Lines in which a release speaks of itself go to the header; lines of the page are dropped, each with a loss."""

import time

import pytest

from sphinx_newsroom.importers.drafts import Options
from sphinx_newsroom.importers.press_lines import contacts_in, dateline_of, is_chrome, mark_of, recognize, with_levels
from sphinx_newsroom.model.written_dates import DateOrder, days_in, first_day_in
from sphinx_newsroom.text.words.embargo_lines import embargo_in

TEXT = (
    "The river rises by two metres a day, the Commission says, and nobody on its banks has seen the like of it since."
)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Monday, June 20th, 2011", "2011-06-20"),
        ("Sept. 5, 2019", "2019-09-05"),
        ("20. Juni 2011", "2011-06-20"),
        ("Montag, den 20. Juni 2011", "2011-06-20"),
        ("20 de março de 2011", "2011-03-20"),
        ("2011年6月20日", "2011-06-20"),
        ("2011-06-20", "2011-06-20"),
        ("05/05/2011", "2011-05-05"),
    ],
)
def test_a_day_is_read_as_people_write_it(words: str, day: str) -> None:
    assert [found.isoformat() for found in days_in(words)] == [day]


@pytest.mark.parametrize(
    "words",
    [
        "June 2011",
        "31 June 2011",
        "Mayor 20, 2011",
        "June 20, 1811",
        "Geneva, 20 June 2011",
        "1/2/3/2011",
    ],
)
def test_what_is_no_day_is_none(words: str) -> None:
    assert days_in(words) == ()


@pytest.mark.parametrize(
    ("words", "language", "order", "days"),
    [
        ("03/04/2011", "en", None, ["2011-04-03", "2011-03-04"]),
        ("03/04/2011", "en", "dmy", ["2011-04-03"]),
        ("03.04.2011", "de", None, ["2011-04-03"]),
        ("03.04.2011", "en", None, ["2011-04-03", "2011-03-04"]),
        ("25/04/2011", "en", "mdy", []),
    ],
)
def test_a_day_in_numbers_is_left_open_where_nothing_shows_the_order(
    words: str, language: str, order: DateOrder | None, days: list[str]
) -> None:
    assert [day.isoformat() for day in days_in(words, language, order)] == days


def test_the_first_day_of_a_line_is_found_with_its_weekday() -> None:
    days, begin, end = first_day_in("Issued on Monday, 20 June 2011 in Geneva")
    assert [day.isoformat() for day in days] == ["2011-06-20"]
    assert "Issued on Monday, 20 June 2011 in Geneva"[begin:end] == "Monday, 20 June 2011"


@pytest.mark.parametrize(
    ("text", "place", "issuer", "day"),
    [("VIENNA, 21 June 2011 (UNODC) – Drugs are", "VIENNA", "UNODC", "2011-06-21"),
("(OSCE) - Human trafficking is", None, "OSCE", ""),
("GENEVA – The Council met", "GENEVA", None, ""),
("WASHINGTON, D.C. — Today the Senator", "WASHINGTON, D.C.", None, ""),


("DETROIT, MI, August 12, 2025 /24-7PR/ -- The firm", "DETROIT, MI", "24-7PR", "2025-08-12"),
("LOS ANGELES, CA - May 7, 2025 (NEWMEDIAWIRE) - Femto", "LOS ANGELES, CA", "NEWMEDIAWIRE", "2025-05-07"),

("Paris, le 20 juin 2011 – Le Conseil", "Paris", None, "2011-06-20"),
("Женева, 20 июня 2011 – Совет", "Женева", None, "2011-06-20"),

("Pressemitteilung vom 25. Januar 2022 | Berlin – Die künftige", "Berlin", None, "2022-01-25"),
("GENEVA (20 June 2011) – The Council", "GENEVA", None, "2011-06-20"),],
)  # fmt: skip
def test_a_dateline_is_read(text: str, place: str | None, issuer: str | None, day: str) -> None:
    found = dateline_of(text, Options())
    assert found is not None
    assert (found.place, found.issuer) == (place, issuer)
    assert [day.isoformat() for day in found.days] == ([day] if day else [])


@pytest.mark.parametrize(
    "text",
    ["Human Rights Watch – The organization said",

"UNODC – Drugs are",
"Mark Trammell (a researcher) - A tour",

"2011 – A good year",

"GENEVA The Council met",
"GENEVA –",




"International Business Machines of America – The",
"x" * 200 + " – The Council",
"(September 2025) – The month",
"Sens. Lee (R-UT), and Bob Roe – The",],
)  # fmt: skip
def test_what_opens_otherwise_is_no_dateline(text: str) -> None:
    assert dateline_of(text, Options()) is None


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("EMBARGOED UNTIL 10:30 a.m. GMT, 5 May 2014", "2014-05-05T10:30:00+00:00"),
        ("Sperrfrist: 5. Mai 2014, 11:00 Uhr", "2014-05-05T11:00:00+00:00"),
        ("EMBARGOED UNTIL 7 a.m. ET, Wednesday, July 6, 2022", "2022-07-06T07:00:00-04:00"),
        ("EMBARGOED UNTIL 10:30 XYZ, 5 May 2014", None),
        ("EMBARGOED UNTIL 5 May 2014", None),
        ("EMBARGOED UNTIL 10:30, 03/04/2014", None),
    ],
)
def test_an_embargo_counts_where_its_moment_is_clear(line: str, moment: str | None) -> None:
    assert embargo_in(line) == moment


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to our Newsletter",
        "Facebook Twitter LinkedIn",
        "Share on Facebook | Share on Twitter",
        "Artikel teilen",
        "Подписаться на рассылку",
        "You are here: Home > News",
        "© 2011 United Nations. All rights reserved.",
        "Next",
        "Teilen",
    ],
)
def test_a_line_of_the_page_is_told(line: str) -> None:
    assert is_chrome(line, edge=True)


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell by half.",
        "Twitter suspends accounts",
        "Next steps",
        "Back to school",
        "Related work of the Council goes on",
        "Copyright law is reformed",
    ],
)
def test_a_line_of_the_text_is_no_line_of_the_page(line: str) -> None:
    assert not is_chrome(line, edge=True)


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("FOR IMMEDIATE RELEASE", ("immediate", "")),
        ("For Immediate Release: June 20, 2011", ("immediate", "June 20, 2011")),
        ("Press release", ("kind", "")),
        ("Press Release No. 11/2013", ("number", "11/2013")),
        ("###", ("end", "")),
        ("Notes to editors:", ("notes", "")),
        ("Media Contact:", ("contact", "")),
        ("CONTACT: Jane Doe, 202-224-1234", ("contact", "Jane Doe, 202-224-1234")),
        ("Published on: 20 June 2011", ("date", "20 June 2011")),
        ("Date: 20 June 2011", ("day", "20 June 2011")),
    ],
)
def test_a_mark_of_releases_is_told(line: str, mark: tuple[str, str]) -> None:
    assert mark_of(line) == mark


@pytest.mark.parametrize(
    "line",
    [
        "Contact with the enemy was lost.",
        "Ends of the earth",
        "Embargo on arms is lifted",
        "No. We will not.",
        "# heading",
        "Media relations have improved: a study",
        TEXT,
    ],
)
def test_a_line_of_the_text_is_no_mark(line: str) -> None:
    assert mark_of(line) is None


@pytest.mark.parametrize(
    ("lines", "contacts"),
    [
(["Jane Doe", "Press Officer", "Tel.: (202) 224-1234"], [("Jane Doe, Press Officer", None, "(202) 224-1234")]),
(
            ["Jane Doe, 202-224-1234", "John Roe, 202-224-1235"],
            [("Jane Doe", None, "202-224-1234"), ("John Roe", None, "202-224-1235")],
        ),
(["Press desk", "E-mail: press@un.org", "Phone: +43 1 26060"], [("Press desk", "press@un.org", "+43 1 26060")]),
(["Jane Doe", "Office: 512-974-5017"], [("Jane Doe", None, "512-974-5017")]),
(["press@un.org"], [("press@un.org", "press@un.org", None)]),
(["Jane Roe, press officer, +43 1 234567"], [("Jane Roe, press officer", None, "+43 1 234567")]),
(["Office +43 1 23456 Direct +43 1 45678, Jane Roe"], [("Jane Roe", None, "+43 1 23456")]),
],
)  # fmt: skip
def test_contacts_are_read(lines: list[str], contacts: list[tuple[str, str | None, str | None]]) -> None:
    assert [(contact.name, contact.email, contact.phone) for contact in contacts_in(lines)] == contacts


def test_a_second_number_of_a_contact_is_told() -> None:
    body = f"{TEXT}\n\n{TEXT}\n\nContact: Jane Roe, press officer, tel. +43 1 234567, mobile +43 664 123456"
    found = recognize(body, Options(), "")
    assert ("+43 1 234567", [loss.words for loss in found.losses]) == (found.contacts[0].phone, ["+43 664 123456"])


@pytest.mark.parametrize(
    "lines",
    [
        ["Case: 20-0151955"],
        ["The office opened in 2011. It moved.", "jane@un.org"],
        ["Jane Doe", "1600 Pennsylvania Avenue", "jane@un.org"],
        ["x"] * 20,
        ["The State of Aldrum 1997–2022"],
        ["Jane Doe, jane@un.org", "who will answer all of the questions that you may have about this"],
    ],
)
def test_what_is_not_all_contacts_stays_in_the_text(lines: list[str]) -> None:
    assert contacts_in(lines) == ()


def test_what_stands_around_a_release_goes_to_its_header() -> None:
    body = f"""**FOR IMMEDIATE RELEASE**\\
June 20, 2011

Press Release No. 11/2011

## Rivers rise

**VIENNA, 20 June 2011 (VBC) –** {TEXT}

ENDS

Notes to editors:

1. The Commission was founded in 1948.

Media contact:\\
Jane Doe, Press Officer\\
+43 1 26060, [press@vbc.org](mailto:press@vbc.org)

- [Facebook](https://facebook.com)
- [Twitter](https://twitter.com)
"""
    found = recognize(body, Options(), title="Rivers Rise")
    assert found.body == f"{TEXT}\n\n## Notes to editors\n\n1. The Commission was founded in 1948."
    assert found.date is not None
    assert (found.date.value, found.date.sure) == ("2011-06-20", True)
    assert (found.dateline, found.issuer, found.number) == ("VIENNA", "VBC", "11/2011")
    assert [(contact.name, contact.email, contact.phone) for contact in found.contacts] == [
        ("Jane Doe, Press Officer", "press@vbc.org", "+43 1 26060")
    ]
    assert [loss.words for loss in found.losses] == ["FOR IMMEDIATE RELEASE", "ENDS", "Facebook", "Twitter"]
    assert found.questions == []


def test_who_has_rights_in_a_picture_is_no_foot_of_a_page() -> None:
    text = f"It rose.\n\nPhoto: © 2011 Jane Doe\n\n{TEXT}"
    assert recognize(text, Options(), "Rivers rise").body == text


def test_two_days_that_differ_have_to_be_looked_at() -> None:
    found = recognize(f"20 June 2011\n\nGENEVA, 21 June 2011 – {TEXT}", Options(), title="Title")
    assert found.date is not None
    assert not found.date.sure


def test_a_day_that_may_be_two_is_asked_for() -> None:
    assert recognize(f"03/04/2011\n\n{TEXT}", Options(), title="Title").date is None
    found = recognize(f"03/04/2011\n\n{TEXT}", Options(order="dmy"), title="Title")
    assert found.date is not None
    assert found.date.value == "2011-04-03"


@pytest.mark.parametrize(
    "line",
    [
        "EMBARGOED UNTIL TUESDAY",
        "STRICTLY EMBARGOED UNTIL MIDNIGHT",
        "Эмбарго до вторника",
    ],
)
def test_an_embargo_that_is_not_clear_is_asked_for(line: str) -> None:
    found = recognize(f"{line}\n\n{TEXT}", Options(), title="Title")
    assert found.embargo is None
    assert "embargo" in found.questions
    assert found.losses[0].words == line.strip("*")
    assert found.body == TEXT


def test_code_and_long_paragraphs_stay_as_they_are() -> None:
    body = f"{TEXT}\n\n```text\nShare this\n\nENDS\n```\n\n{TEXT} Share this."
    found = recognize(body, Options(), title="Title")
    assert found.body == body
    assert found.losses == []


@pytest.mark.parametrize(
    "items",
    [
        "- Facebook\n- Twitter\n- Microsoft",
        "* Facebook\n\n* Microsoft\n\n* Search",
        "1. Fin\n2. Ende\n3. xxx",
        "| Site | Users |\n| --- | --- |\n| Facebook | Twitter |\n| Search | Home |",
    ],
)
@pytest.mark.parametrize("body", ["{items}", "{text}\n\n{items}", "{items}\n\n{text}"])
def test_items_and_rows_of_the_text_are_no_lines_of_the_page(body: str, items: str) -> None:
    written = body.format(items=items, text=TEXT)
    found = recognize(written, Options(), title="Title")
    assert (found.body, found.losses) == (written, [])


def test_the_time_for_headings_grows_with_their_number_and_not_with_its_square() -> None:
    began = time.process_time()
    assert with_levels("# A\n\n" * 12_000).count("## A") == 12_000
    assert time.process_time() - began < 6
