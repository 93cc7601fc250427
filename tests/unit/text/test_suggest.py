"""Which names are suggested, from the letters of an acronym to whole archives of texts."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from tests.helpers.tables import lines, rows

from sphinx_newsroom.model.records import Name, Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.suggest import (
    Named,
    NamePlace,
    Source,
    Suggestion,
    drafted,
    joined_text,
    joined_to,
    rejected_names,
    suggestions,
    with_rejected,
)
from sphinx_newsroom.text.suggest.judging import Kind, key_of
from sphinx_newsroom.text.suggest.signs import Sign, is_person, runs, signs_of
from sphinx_newsroom.text.words.tokens import Mark


def found(
    *texts: str, registry: Registry | None = None, rejected: tuple[str, ...] = (), least: int = 1, language: str = "en"
) -> list[Suggestion]:
    sources = [Source(f"2020/{number}", language, text) for number, text in enumerate(texts)]
    return suggestions(sources, registry or Registry(), rejected, least)


def names(*texts: str, language: str = "en") -> list[tuple[str, str]]:
    return [(suggestion.kind[:3], suggestion.name) for suggestion in found(*texts, language=language)]


# --- acronyms ---


# --- capitals ---


def words_of(text: str, *marks: Mark) -> list[str]:
    return [" ".join(word.text for word in run.words) for _, run in runs(text, marks)]


def test_headings_and_code_have_no_runs() -> None:
    text = "Big News\n\nthe Port Board spoke"
    assert words_of(text, Mark(0, 8, "heading")) == ["Port Board"]
    assert words_of("call Port Board now", Mark(5, 9, "code")) == ["Board"]


# --- evidence ---


def signs(text: str) -> dict[str, Sign]:
    return {sign.name: sign for _, run in runs(text, ()) for sign in signs_of(run)}


@pytest.mark.parametrize(
    ("text", "name", "title"),
    rows("""
        when Minister of Health Keheliya Rambukwella spoke | Keheliya Rambukwella | Minister of Health
        by Hon. Dinesh Gunawardena, Minister of Water Supply and Drainage, to | Dinesh Gunawardena | Minister of \
Water Supply and Drainage
        by Hon. (Dr.) Jane Roe, the Minister of Health, Nutrition and Sports, to | Jane Roe | Minister of Health, \
Nutrition and Sports
        said Jane Roe, Executive Director of Acme | Jane Roe | Executive Director of Acme
        said Jane Roe, chief executive officer of Acme | Jane Roe | chief executive officer
        when Dr. Jane Roe spoke | Jane Roe | Dr.
        the NATO Secretary General Jens Stoltenberg spoke | Jens Stoltenberg | Secretary General
        the President of Poland Andrzej Duda spoke | Andrzej Duda | President of Poland
        were Jerome H. Powell, Chair; John | Jerome H. Powell | Chair
        when Dr. Jane Roe is the Training Administrator for the Mint | Jane Roe | Training Administrator
        thanks to Mr. President John Doe for it | John Doe | President
        the President of the European Commission Ursula von der Leyen | Ursula von der Leyen | President of the \
European Commission
    """),
)
def test_person_with_a_title(text: str, name: str, title: str) -> None:
    sign = signs(text)[name]
    assert sign.person
    assert sign.title == title


@pytest.mark.parametrize(
    ("text", "name"),
    rows("""
        through Jane Roe, the company's water division. CEO Jack Doe spoke | Jane Roe
        such as Jane Roe, harbour founder and managing partner John Doe | Jane Roe
        the authors J. Umeno, P. Eng., Jane Roe, PE | Jane Roe
        we met Jane Roe, with Prime Minister John Doe | Jane Roe
        when Jane Roe is the very best of us | Jane Roe
    """),
)
def test_person_without_a_title(text: str, name: str) -> None:
    assert signs(text)[name].title is None


@pytest.mark.parametrize(
    ("text", "name"),
    rows("""
        the General Services Administration | General Services Administration
        the Food and Drug Administration | Food and Drug Administration
        the Department of Housing and Urban Development | Department of Housing and Urban Development
        the Ministry of Justice, Prison Affairs and Constitutional Reforms | Ministry of Justice, Prison Affairs and \
Constitutional Reforms
        the U.S. Patent and Trademark Office | U.S. Patent and Trademark Office
        the Attorney General's Department | Attorney General's Department
        with Acme Holdings, Inc. today | Acme Holdings, Inc.
    """),
)
def test_body(text: str, name: str) -> None:
    assert "body" in signs(text)[name].signs


@pytest.mark.parametrize(
    ("text", "name"),
    rows("""
        the Ports Authority Act of 1979 | Ports Authority Act
        the Digital Analytics Program | Digital Analytics Program
        the Kelani River | Kelani River
        the Annual Report | Annual Report
        the Rural Roads Project | Rural Roads Project
    """),
)
def test_no_body(text: str, name: str) -> None:
    assert not {"body", "title"} & signs(text)[name].signs


@pytest.mark.parametrize(
    "text",
    lines("""
        Jane Roe
        Jane M. Roe
        J. M. Roe
        Jane Roe-Doe
        Jane O'Neill
        Roger W. Ferguson Jr
        S.B. Dissanayake
    """),
)
def test_is_person(text: str) -> None:
    assert is_person(text.split(), titled=False)


@pytest.mark.parametrize(
    "text",
    lines("""
        Roe
        Jane
        Port Authority
        Sri Lanka
        New York
        National Guard
        Prison Reforms
        U.S. Mobile Phones
        AHA Scientific Sessions
        White House
        Kelani River
        a Roe
        One Two Three Four Five
        Annual Report
    """),
)
def test_is_no_person(text: str) -> None:
    assert not is_person(text.split(), titled=False)


# --- suggestions ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We thank the Harbour Authority (HA).", ("org", "Harbour Authority")),
        ("We thank Jane Roe, director of water.", ("off", "Jane Roe")),
        ("They met at the University of Varn.", ("org", "University of Varn")),
        ("Yesterday Dr. Jane Roe spoke.", ("off", "Jane Roe")),
        ("They were J. Alfred Broaddus, Jr.; and others.", ("off", "J. Alfred Broaddus, Jr.")),
        ("He left the Ministry of Finance.", ("org", "Ministry of Finance")),
        ("Today Acme Holdings Ltd. said so.", ("org", "Acme Holdings Ltd.")),
    ],
)
def test_suggested(text: str, expected: tuple[str, str]) -> None:
    assert names(text) == [expected]


@pytest.mark.parametrize(
    "text",
    lines("""
        We went to Sri Lanka and New York in May.
        The Ports Authority Act No. 51 of 1979 holds.
        They use the Digital Analytics Program (DAP).
        We like Artificial Intelligence (AI). All artificial intelligence is like that, artificial intelligence.
        The Board of Directors met.
        They met on the Kelani River and in Colombo.
        The Minister of Health and the Prime Minister spoke.
        Many Russian and Ukrainian people came.
        Our Annual Report and Action Plan are out.
        MINISTRY OF HEALTH, NOTE TO INVESTORS
        Some people say that Roe said so.
        We spoke with President of France Macron, then President of France Macron spoke.
        Gold is up (NYSE: MUX) (TSX: MUX). He spoke of (NYSE: MUX) the MUX. MUX says MUX said so.
        The gates of old. Jane M. Roe/Harbour News
        We live at 201 N. Brand Blvd and it is well.
    """),
)
def test_not_suggested(text: str) -> None:
    assert names(text) == []


def test_a_heading_alone_suggests_nothing() -> None:
    text = "Ministry of Health Opens"
    assert suggestions([Source("a", "en", text, (Mark(0, len(text), "heading"),))], Registry(), least=1) == []


def test_acronym_and_name_are_one() -> None:
    (one,) = found("The Harbour Authority (HAB) met.", "The Harbour Authority met.", "Then HAB said so.")
    assert (one.name, one.acronym, one.releases) == ("Harbour Authority", "HAB", 3)


def test_an_acronym_of_two_is_joined_to_neither() -> None:
    both = found("The Harbour Authority (HAB) met.", "The Health Board (HAB) met.", "Then HAB said so, HAB said.")
    assert [(one.name, one.releases) for one in both if one.acronym] == [("Harbour Authority", 1), ("Health Board", 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    rows("""
        The Port Authority met. | See Port Authority's plan
        Here Jerome H. Powell, Chair, spoke. | Then President Jerome Powell spoke.
        Acme Holdings, Inc. said so. | Then Acme Holdings said so.
        The Centers for Medicare & Medicaid Services (CMS) met. | The Centers for Medicare and Medicaid Services met.
    """),
)
def test_variants_are_one(one: str, other: str) -> None:
    assert [suggestion.releases for suggestion in found(one, other)] == [2]


@pytest.mark.parametrize(
    ("one", "other"),
    rows("""
        The Ministry of Finance met. | The Ministry of Finance and Planning met.
        We saw Dr. Jane Roe. | We saw Dr. John Roe.
        The Port Authority met. | The Varn Port Authority met.
    """),
)
def test_others_are_two(one: str, other: str) -> None:
    assert [suggestion.releases for suggestion in found(one, other)] == [1, 1]


def test_a_suggestion_says_where_and_why() -> None:
    (one,) = found("The first text.", "We are glad. When Minister of Health Jane Roe came, all rose.")
    assert one == Suggestion(
        "Jane Roe",
        "official",
        1,
        "2020/1",
        "We are glad. When Minister of Health Jane Roe came, all rose.",
        role="Minister of Health",
        places=(NamePlace("2020/1", 37, 45),),
    )


REGISTRY = Registry(
    {"hab": Organization("hab", "Harbour Authority", other_names=(Name("Port Board"),), path="organizations/hab.md")},
    {"roe": Official("roe", "Jane Roe", path="officials/roe.md")},
)


@pytest.mark.parametrize(
    "text",
    lines("""
    The Harbour Authority met.
    The Port Board met.
    Dr. Jane Roe spoke.
"""),
)
def test_what_a_record_names_is_not_suggested(text: str) -> None:
    assert found(text, registry=REGISTRY) == []


def test_what_means_somebody_already_is_not_suggested() -> None:
    text = "The Council of the Port met at the Tax Bureau."
    named = (Named(4, 23, "hab"), Named(35, 45, None))
    assert suggestions([Source("a", "en", text, (), named)], Registry(), least=1) == []


def test_a_longer_form_of_a_known_person_says_whose_it_may_be() -> None:
    text = "We saw Dr. Jane M. Roe."
    (one,) = suggestions([Source("a", "en", text, (), (Named(19, 22, "roe"),))], REGISTRY, least=1)
    assert (one.name, one.join) == ("Jane M. Roe", "roe")


def test_an_acronym_beside_a_record_is_one_of_its_names() -> None:
    text = "The Harbour Authority (HAB) met. HAB left."
    (one,) = suggestions([Source("a", "en", text, (), (Named(4, 21, "hab"),))], REGISTRY, least=1)
    assert (one.name, one.join) == ("HAB", "hab")


def test_a_new_name_of_a_known_acronym_says_whose_it_may_be() -> None:
    registry = Registry({"hab": Organization("hab", "Harbour Authority", "HAB")})
    (one,) = found("The Harbour and Ports Authority (HAB) met.", registry=registry)
    assert (one.name, one.acronym, one.join) == ("Harbour and Ports Authority", None, "hab")


@pytest.mark.parametrize(
    "rejected",
    lines("""
    Harbour Authority
    the harbour authority
    HAB
"""),
)
def test_rejected_names_are_not_suggested(rejected: str) -> None:
    text = "The Harbour Authority (HAB) met. The Tax Bureau met."
    assert [one.name for one in found(text, rejected=(rejected,))] == ["Tax Bureau"]


@pytest.mark.parametrize(
    ("language", "texts", "expected"),
    [
        (
            "uk",
            ("Президент України Володимир Зеленський провів нараду.", "Про це сказано Володимиру Зеленському."),
            [("Володимир Зеленський", 2, "Президент України")],
        ),
        ("uk", ("Прем'єр-міністр Денис Шмигаль доповів.",), [("Денис Шмигаль", 1, "Прем'єр-міністр")]),
        ("ru", ("Министр Иван Петров выступил, потом Ивана Петрова слушали.",), [("Иван Петров", 1, "Министр")]),
        ("uk", ("Звернення Президента України Володимира Зеленського до Верховної Ради України",), []),
        ("uk", ("Головнокомандувач Збройних Сил України доповів.",), []),
        ("ru", ("Российская Федерация и Верховный Суд", "Большой Театр"), []),
        ("de", ("Das Amt von Minister Hans Maier sagte es.",), []),
    ],
)
def test_other_languages(language: str, texts: tuple[str, ...], expected: list[tuple[str, int, str]]) -> None:
    assert [(s.name, s.releases, s.role) for s in found(*texts, language=language)] == expected


# --- keys and decisions ---


@pytest.mark.parametrize(
    ("one", "other"),
    rows("""
        The Port Authority | port authority
        Acme Inc. | Acme
        A. B. Smith | A B Smith
        Port Authority’s | Port Authority
        Levi & Co | Levi and Co.
        U.S. | US
    """),
)
def test_same_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    rows("""
        WHO | who
        Port Authority | Port Authorities
        The | Port
        Inc. | Acme Inc.
    """),
)
def test_other_key(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_rejected_names_are_kept_sorted_one_a_line() -> None:
    text = with_rejected(with_rejected("", "Zebra  Fund"), "apple Board")
    assert text == "# Names that `newsroom suggest` leaves out, one a line.\napple Board\nZebra Fund\n"
    assert rejected_names(text) == ["apple Board", "Zebra Fund"]
    assert with_rejected(text, "The Apple Board") == text


def test_remarks_and_line_ends_of_rejected_names() -> None:
    assert rejected_names("\ufeff# mine\r\n\r\n Zebra Fund \r\n") == ["Zebra Fund"]
    assert with_rejected("Zebra\r\n# mine\r\n", "Ape") == "# mine\nApe\nZebra\n"


def record(
    kind: Kind, name: str, taken: Collection[str] = (), acronym: str | None = None, others: tuple[str, ...] = ()
) -> Organization | Official:
    return drafted(Suggestion(name, kind, 0, "", "", acronym, None, others), taken)


def test_drafts() -> None:
    assert record("organization", "Harbour Authority", (), "HAB", ("Port Board",)) == Organization(
        "hab", "Harbour Authority", "HAB", (Name("Port Board"),), path="organizations/hab.md"
    )
    assert record("organization", "Harbour Authority", {"hab"}, "HAB").id == "hab-2"
    assert record("organization", "Veterans Affairs", (), "VA").id == "veterans-affairs"
    assert record("organization", "港湾局", (), None, ("港湾",)).id == "record"
    assert record("organization", "港湾局", (), None, ("港湾", "Port Bureau")).id == "port-bureau"
    assert record("official", "田中太郎", (), None, ("Taro Tanaka",)).id == "taro-tanaka"
    assert record("official", "Jane Roe") == Official("jane-roe", "Jane Roe", path="officials/jane-roe.md")
    assert record("official", "Roger Ferguson, Jr.") == Official(
        "roger-ferguson-jr", "Roger Ferguson, Jr.", (), "Ferguson", path="officials/roger-ferguson-jr.md"
    )


@pytest.mark.parametrize(
    ("record", "name", "text", "expected"),
    [
        (
            Organization("a", "Ape Board"),
            "AB",
            "---\nname: Ape Board # so\n---\nText.\n",
            "---\nname: Ape Board # so\nacronym: AB\n---\nText.\n",
        ),
        (
            Organization("a", "Ape Board", "AB"),
            "ABC",
            "---\nname: Ape Board\nacronym: AB\n---\n",
            "---\nname: Ape Board\nacronym: AB\nother_names: [ABC]\n---\n",
        ),
        (
            Official("a", "Jane Roe"),
            "JR",
            "---\nname: Jane Roe\n---\n",
            "---\nname: Jane Roe\nother_names: [JR]\n---\n",
        ),
        (
            Organization("a", "Ape Board", other_names=(Name("Apes"),)),
            "Ape Group",
            "---\r\nname: Ape Board\r\nother_names:\r\n  - Apes  # short\r\n---\r\n",
            "---\r\nname: Ape Board\r\nother_names:\r\n  - Apes  # short\r\n  - Ape Group\r\n---\r\n",
        ),
    ],
)
def test_joined_text(record: Organization | Official, name: str, text: str, expected: str) -> None:
    assert joined_text(text, record, joined_to(record, name)) == expected
