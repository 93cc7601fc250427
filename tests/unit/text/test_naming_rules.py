"""For each rule of naming a table: text -> whom it names; what is not named stands beside it, at least as often."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from sphinx_newsroom.model.records import Membership, Name, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.inflection import installed
from sphinx_newsroom.text.naming import Found, Names, find
from sphinx_newsroom.text.words.tokens import Mark

ORGANIZATIONS = [
    Organization("un", "United Nations", "UN"),
    Organization("unicef", "United Nations Children's Fund", "UNICEF", parent="un"),
    Organization("unodc", "United Nations Office on Drugs and Crime", "UNODC", parent="un"),
    Organization("osce", "Organization for Security and Co-operation in Europe", "OSCE"),
    Organization("odihr", "Office for Democratic Institutions and Human Rights", "ODIHR", parent="osce"),
    Organization("asi", "Anti-Slavery International"),
    Organization("ioe", "International Organisation of Employers", "IOE"),
    Organization("fda", "Food and Drug Administration", "FDA", (Name("U.S. Food and Drug Administration"),)),
    Organization("hew", "Department of Health, Education and Welfare"),
    Organization("caisse", "Caisse des dépôts", "CDC"),
    Organization("cdc", "Centers for Disease Control", "CDC"),
    Organization("resume", "Résumé Institute"),
    Organization("resume-plain", "Resume Institute"),
    Organization("gov", "Government of Estmark"),
    Organization("health", "Ministry of Health", parent="gov"),
    Organization("bank", "Central Bank of Estonia"),
    Organization("nature", "Nature"),
    Organization("forrester", "Forrester"),
    Organization("digitalgov", "DigitalGov"),
    Organization("world-bank", "World Bank"),
    Organization("ceo-org", "Centre for Electoral Observation", "CEO"),
    Organization("rada", "Verkhovna Rada", None, (Name("Верховна Рада України", "uk"),)),
    Organization("duma", "State Duma", None, (Name("Государственная дума", "ru"),)),
    Organization("reval-old", "Water Office", dissolution_date="2000", parent="gov"),
    Organization("reval-new", "Water Office", founding_date="2001", parent="gov"),
    Organization("signal", "Signal Foundation", "SIG", context=("messenger", "encryption")),
]
OFFICIALS = [
    Official(
        "fedotov",
        "Yury Fedotov",
        (Name("Yuri Fedotov"),),
        "Fedotov",
        (Membership("Executive Director", "unodc", "2010-07", "2020-01"),),
    ),
    Official(
        "costa", "Antonio Maria Costa", (), None, (Membership("Executive Director", "unodc", "2002-05", "2010-07"),)
    ),
    Official("ban", "Ban Ki-moon", (), "Ban", (Membership("Secretary-General", "un", "2007", "2016"),)),
    Official("anna-berg", "Anna Berg", (), None, (Membership("Minister of Health", "health", "2010", "2013"),)),
    Official("karl-berg", "Karl Berg", (), None, (Membership("Minister of Finance", "gov", "2010", "2013"),)),
    Official("kennedy", "John F. Kennedy"),
    Official("may", "Theresa May"),
    Official("linne", "Carl Linné", (Name("Linné"),)),
    Official("brantley", "William Brantley", (Name("Bill Brantley"),)),
    Official("silva", "Ana de Silva", (), "de Silva"),
    Official("stone", "Mia Stone"),
    Official(
        "zelenskyy",
        "Volodymyr Zelenskyy",
        (Name("Володимир Зеленський", "uk"),),
        None,
        (Membership("President of Ukraine", "rada", "2010"),),
    ),
    Official("lavrov", "Sergey Lavrov", (Name("Сергей Лавров", "ru"),)),
]
NAMES = Names(Registry({o.id: o for o in ORGANIZATIONS}, {o.id: o for o in OFFICIALS}))


def read(text: str, *marks: Mark, known: Names = NAMES, date: str = "2011-06-21", **values: object) -> Found:
    release = Release("2011/x", "T", dt.date.fromisoformat(date), "releases/2011/x.md", **values)  # type: ignore[arg-type]
    found = find(known, text, marks, release)
    for mention in found.mentions:
        assert mention.start is None or text[mention.start : mention.end] == mention.surface
    return found


def named(text: str, *marks: Mark, **values: object) -> list[str]:
    """The entities of a text's mentions, in order."""
    return [m.entity for m in read(text, *marks, **values).mentions if m.start is not None]  # type: ignore[arg-type]


def surfaces(text: str, **values: object) -> list[str]:
    return [m.surface for m in read(text, **values).mentions if m.start is not None]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the United Nations' plan", ["un"]),
        ("the United Nations’s plan and UNICEF's", ["un", "unicef"]),
        ("United  Nations, United\nNations, United\u00a0Nations", ["un", "un", "un"]),
        ("the United Nations Children’s Fund", ["unicef"]),
        ("Anti Slavery International", ["asi"]),
        ("Anti-Slavery\nInternational", ["asi"]),
        ("Organization for Security and Cooperation in Europe", ["osce"]),
        ("Organisation for Security and Co-operation in Europe", ["osce"]),
        ("International Organization of Employers", ["ioe"]),
        ("the Food & Drug Administration", ["fda"]),
        ("the U.S. Food and Drug Administration", ["fda"]),
        ("the U.N. said", ["un"]),
        ("Unicef said", ["unicef"]),
        ("The Department of Health, Education, and Welfare", ["hew"]),
        ("Caisse des depots", ["caisse"]),
        ("Ex\u00adecutive of the Uni\u00adted Na\u00adtions", ["un"]),
        ("the Organi-\nzation for Security and Co-\noperation in Europe", ["osce"]),
        ("united nations", []),
        ("United, Nations", []),
        ("United. Nations", []),
        ("United\n\nNations", []),
        ("Unit Nations", []),
        ("unicef", []),
        ("UN.org, x@UN, #UNICEF, /UN/x", []),
        ("Childrens Fund", []),
        ("UNs", []),
    ],
)
def test_spelling(text: str, expected: list[str]) -> None:
    assert named(text) == expected


def test_the_exact_spelling_wins_over_the_folded_one() -> None:
    assert named("the Résumé Institute and the Resume Institute") == ["resume", "resume-plain"]
    assert read("the RÉSUMÉ INSTITUTE IN VIENNA").mentions == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UNITED NATIONS OFFICE ON DRUGS AND CRIME OPENS", ["unodc"]),
        ("United Nations Office On Drugs And Crime", ["unodc"]),
        ("YURY FEDOTOV IN VIENNA", ["fedotov"]),
        ("THE UN IS HERE TO STAY", []),
        ("THE WORLD BANKS ON US", []),
        ("ALL OF NATURE IS HERE", []),
        ("NATURE CALLS THE COMMITTEE", []),
    ],
)
def test_headlines_in_capitals(text: str, expected: list[str]) -> None:
    assert named(text, Mark(0, len(text), "heading")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "United Nations Development Programme",
        "UN Women",
        "UN Security Council",
        "World Bank Institute",
        "UNODC Regional Office",
        "the AFL-UN",
        "UN-Habitat",
        "COVID-UN",
        "United Nations Act",
        "Kennedy Center",
    ],
)
def test_a_name_inside_a_longer_one_is_not_named(text: str) -> None:
    assert named(f"John F. Kennedy knew it. {text} said so.") == ["kennedy"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UNODC Executive Board", []),
        ("UNODC staff", ["unodc"]),
        ("an OSCE-hosted conference", ["osce"]),
        ("the OSCE/ODIHR mission", ["osce", "odihr"]),
        ("the OSCE Ministerial Conference", ["osce"]),
        ("the World Bank Inc.", ["world-bank"]),
        ("UN-Ukraine talks", ["un"]),
        ("the UN's Programme Director", ["un"]),
        ("UN Programme Director Ann Lee", ["un"]),
    ],
)
def test_a_name_beside_other_words_is_named(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Caisse des dépôts (CDC) met. CDC won.", ["caisse", "caisse", "caisse"]),
        ("The Caisse des dépôts (“the Caisse”) met. The Caisse won.", ["caisse", "caisse", "caisse"]),
        ("The World Bank (hereinafter the “Bank”) met. The Bank won.", ["world-bank", "world-bank", "world-bank"]),
        ("ODIHR (Office for Democratic Institutions and Human Rights) met.", ["odihr", "odihr"]),
        ("Ours (IOE) and IOE", ["ioe", "ioe"]),
        ("The Institute of Odd Events (IOE) met. IOE won.", []),
        ("The Union of Newts (UN) met. The UN won.", []),
        ("The CDC met.", []),
        ("Caisse won.", []),
        ("The Bank won. The World Bank (“the Bank”) met.", ["world-bank", "world-bank", "world-bank"]),
        ("Free Help for the World Bank (FHWB) met. FHWB won.", []),
    ],
)
def test_introductions(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yury Fedotov came. Fedotov spoke, and Mr. Fedotov left.", ["fedotov"] * 3),
        ("John F. Kennedy came. J. F. Kennedy left; J.F. Kennedy too.", ["kennedy"] * 3),
        ("John Kennedy came.", ["kennedy"]),
        ("Dr. William A. Brantley and Bill Brantley", ["brantley", "brantley"]),
        ("John Fitzgerald Kennedy came.", ["kennedy"]),
        ("Present: Kennedy, John F.; Fedotov, Yury.", ["kennedy", "fedotov"]),
        ("Ana de Silva came. De Silva and de Silva left.", ["silva"] * 3),
        ("Gen. Yury Fedotov and the Hon. Mia Stone", ["fedotov", "stone"]),
        ("Theresa May came. Mrs May left. Then May said no.", ["may"] * 3),
        ("According to Linné it blooms.", ["linne"]),
        ("Fedotov spoke.", []),
        ("According to Fedotov it blooms.", []),
        ("J. F. Kennedy spoke.", []),
        ("X. Kennedy met John F. Kennedy.", ["kennedy"]),
        ("John Q. Kennedy spoke.", []),
        ("Kennedy, said John, was late.", []),
        ("Then came Yury Fedotov-Smith and after him Yury Fedotov Petrov, who left.", []),
        ("Theresa May came in May, on 5 May. May is warm.", ["may"]),
        ("Mia Stone came. Stone walls are made of stone.", ["stone"]),
        ("Anna Berg came with her brother Tom Berg. Berg left.", ["anna-berg"]),
        ("John F. Kennedy came from Kennedy Airport, via Kennedy Street.", ["kennedy"]),
        ("The Yury Fedotov Foundation and the Mia Stone Award", []),
    ],
)
def test_persons(text: str, expected: list[str]) -> None:
    assert named(text) == expected


def test_initials_and_middle_names_belong_to_the_name() -> None:
    assert surfaces("John F. Kennedy, J.F. Kennedy") == ["John F. Kennedy", "J.F. Kennedy"]
    assert surfaces("John Fitzgerald Kennedy") == ["John Fitzgerald Kennedy"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Minister of Health Anna Berg and Minister of Finance Karl Berg met. Health Minister Berg left.", "anna-berg"),
        ("Anna Berg and Karl Berg met. Finance Minister Berg left.", "karl-berg"),
        ("Ms Anna Berg and Mr Karl Berg met. Ms Berg left.", "anna-berg"),
        ("Ms Anna Berg and Mr Karl Berg met. Mr Berg left.", "karl-berg"),
        ("Anna Berg and Mr Karl Berg met. Ms Berg left.", "anna-berg"),
    ],
)
def test_two_of_one_family_name_are_told_apart(text: str, expected: str) -> None:
    assert named(text)[-1] == expected
    assert read(text).ambiguities == ()


@pytest.mark.parametrize(
    "text",
    [
        "Anna Berg and Karl Berg met. Berg left.",
        "Ms Anna Berg and Mr Karl Berg met. Dr Berg left.",
        "Anna Berg and Karl Berg met. Mr Berg left.",
        "Anna Berg and Karl Berg met. Prime Minister Berg left.",
        "Anna Berg and Karl Berg met. Defence Minister Berg left.",
    ],
)
def test_two_of_one_family_name_stay_open(text: str) -> None:
    found = read(text)
    assert [m.entity for m in found.mentions] == ["anna-berg", "karl-berg"]
    assert [set(a.candidates) for a in found.ambiguities] == [{"anna-berg", "karl-berg"}]


@pytest.mark.parametrize(
    ("text", "date", "expected"),
    [
        ("the Executive Director of UNODC said", "2011-06-21", ["fedotov", "unodc"]),
        ("the Executive Director of UNODC said", "2005-01-01", ["costa", "unodc"]),
        ("UNODC's Executive Director said", "2011-06-21", ["unodc", "fedotov"]),
        ("the executive director of UNODC said", "2011-06-21", ["fedotov", "unodc"]),
        ("UNODC Executive Director Fedotov said", "2011-06-21", ["unodc", "fedotov"]),
        ("The United Nations met. The Secretary-General spoke.", "2011-06-21", ["un", "ban"]),
        ("the President of Ukraine noted", "2011-06-21", ["zelenskyy"]),
        ("the Executive Director of UNODC said", "2021-01-01", ["unodc"]),
        ("the Executive Director of UNICEF said", "2011-06-21", ["unicef"]),
        ("The Secretary-General spoke. The United Nations met.", "2011-06-21", ["un"]),
        ("the President of Mexico noted", "2011-06-21", []),
        ("UNODC Executive Director John Doe said", "2011-06-21", ["unodc"]),
        ("UNODC Executive Director Yury Fedotov said", "2011-06-21", ["unodc", "fedotov"]),
        ("Yury Fedotov, the Executive Director of UNODC, said", "2011-06-21", ["fedotov", "unodc"]),
        ("the Deputy Executive Director of UNODC said", "2011-06-21", ["unodc"]),
        ("the former Executive Director of UNODC said", "2011-06-21", ["unodc"]),
        ("The United Nations met. Our secretary-general spoke.", "2011-06-21", ["un"]),
        ("The United Nations met. The Office of the Secretary-General spoke.", "2011-06-21", ["un"]),
    ],
)
def test_offices(text: str, date: str, expected: list[str]) -> None:
    assert named(text, date=date) == expected


@pytest.mark.parametrize(
    ("text", "date", "official"),
    [
        ("UNODC Executive Director Yury Fedotov said", "2021-01-01", "fedotov"),
        ("Yury Fedotov, the Executive Director of UNODC, said", "2009-01-01", "fedotov"),
        ("Minister of Health Karl Berg said", "2011-06-21", "karl-berg"),
    ],
)
def test_an_office_that_was_not_held_is_reported(text: str, date: str, official: str) -> None:
    found = read(text, date=date)
    assert [(c.official, text[c.start :].split()[0]) for c in found.conflicts] == [
        (official, "Yury" if official == "fedotov" else "Karl")
    ]
    assert official in [m.entity for m in found.mentions]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("UNODC Executive Director Yury Fedotov said", {}),
        ("former UNODC Executive Director Yury Fedotov said", {"date": "2021-01-01"}),
        ("UNODC Executive Director Yury Fedotov said", {"date": "2021-01-01", "names": (("Yury Fedotov", "fedotov"),)}),
        ("UNICEF Executive Director Yury Fedotov said", {}),
        ("Executive Director Mia Stone said", {}),
    ],
)
def test_an_office_that_was_held_or_is_unknown_is_not_reported(text: str, values: dict[str, object]) -> None:
    assert read(text, **values).conflicts == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("Published in Nature today.", {}, ["nature"]),
        ("Forrester says so.", {}, ["forrester"]),
        ("the Government of Estmark and the Ministry of Health", {}, ["gov", "health"]),
        ("the Ministry of Health said", {"issuer": "gov"}, ["health"]),
        ("the Ministry of Health said", {"organizations": ("health",)}, ["health"]),
        ("in Estonia the Central Bank said", {}, ["bank"]),
        ("A new messenger: the Signal Foundation", {}, ["signal"]),
        ("DigitalGov is back", {}, ["digitalgov"]),
        ("The Caisse des dépôts met; so did the CDC", {}, ["caisse", "caisse"]),
        ("the CDC met", {"issuer": "cdc"}, ["cdc"]),
        ("the CDC met", {"names": (("CDC", "caisse"),)}, ["caisse"]),
        ("the Water Office said", {"issuer": "gov", "date": "1999-01-01"}, ["reval-old"]),
        ("the Water Office said", {"issuer": "gov", "date": "2010-01-01"}, ["reval-new"]),
        ("Nature is nice.", {}, []),
        ("Mother Nature is in nature", {}, []),
        ("the Ministry of Health said", {}, []),
        ("the Ministry of Health of Japan said", {"issuer": "gov"}, []),
        ("Iowa Ministry of Health said", {"issuer": "gov"}, []),
        ("the Ministry of Health and Sport said", {"issuer": "gov"}, []),
        ("the Central Bank said", {}, []),
        ("The Signal Foundation plays music", {}, []),
        ("digitalgov is back", {}, []),
        ("our CEO said", {}, []),
        ("the CDC met", {}, []),
        ("the CDC met", {"names": (("CDC", None),), "issuer": "cdc"}, []),
        ("The Commission met; the Council, the Office and the Bank too", {}, []),
        ("the Government said", {"issuer": "osce"}, []),
        ("in Estonia the Estonian Central Bank said", {}, ["bank"]),
        ("in Estonia the Latvian Central Bank said", {}, []),
    ],
)
def test_common_words_and_shared_names(text: str, values: dict[str, object], expected: list[str]) -> None:
    assert named(text, **values) == expected


def test_what_is_open_is_reported_with_its_candidates() -> None:
    found = read("the CDC met. The Signal Foundation plays music.")
    assert [(a.surface, a.candidates, a.doubted) for a in found.ambiguities] == [
        ("CDC", ("caisse", "cdc"), False),
        ("Signal Foundation", ("signal",), True),
    ]


def test_a_common_name_beside_another_office_is_somebody_else() -> None:
    johnsons = {
        name: Official(name, f"{name.title()} Johnson", (), None, (Membership("Senator", "senate", "2000"),))
        for name in ("michael", "ann", "peter")
    }
    names = Names(Registry({"senate": Organization("senate", "Senate of Ohio")}, johnsons))
    assert named("Senator Michael Johnson spoke.", known=names) == ["michael"]
    assert named("The Senate of Ohio met; Michael Johnson spoke.", known=names) == ["senate", "michael"]
    found = read("CEO Michael Johnson spoke. Ann Johnson, director of sales, did not.", known=names)
    assert found.mentions == ()
    assert [(a.candidates, a.doubted) for a in found.ambiguities] == [(("michael",), True), (("ann",), True)]


def test_acronyms_alone_say_little_where_there_are_very_many() -> None:
    acronyms = map("".join, itertools.product("ABCDEFGHIJKLMN", "BCDFGHJKLMNPQ", "AEIOUYKLMNPQRS"))
    many = {f"o{n}": Organization(f"o{n}", f"Body {n} of Things", acronym) for n, acronym in enumerate(acronyms)}
    names = Names(Registry(many))
    assert named("The ABE met.", known=names) == []
    assert named("Body 3 of Things met. The ABU met.", known=names) == [many["o3"].id]
    assert named("Body 1 of Things met. The ABE met.", known=names) == ["o1", "o1"]


@pytest.mark.skipif(not installed("uk"), reason="needs pymorphy3-dicts-uk")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Володимира Зеленського бачили у Верховній Раді України. Зеленський сказав.",
            ["zelenskyy", "rada", "zelenskyy"],
        ),
        ("ВОЛОДИМИР ЗЕЛЕНСЬКИЙ", ["zelenskyy"]),
        ("Президента Зеленського бачили", ["zelenskyy"]),
        ("Говорив із Зеленським Володимиром Олександровичем", ["zelenskyy"]),
        ("Звернення Президента України", ["zelenskyy"]),
        ("Президенту Росії", []),
        ("Заступник Президента України", []),
        ("Колишній Президент України", []),
        ("Верховна рада України", ["rada"]),
        ("Зеленського бачили", []),
        ("верховна рада України", []),
        ("Олена Зеленська", []),
        ("Голова Зеленського району", []),
    ],
)
def test_ukrainian(text: str, expected: list[str]) -> None:
    assert named(text, language="uk") == expected


@pytest.mark.skipif(not installed("ru"), reason="needs pymorphy3")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Встреча с Сергеем Лавровым в Государственной думе. О Лаврове", ["lavrov", "duma", "lavrov"]),
        ("Лавров Сергей Викторович выступил. Лаврову", ["lavrov", "lavrov"]),
        ("Лаврова спросили", []),
        ("Сергей Лаврентьев", []),
        ("государственная дума", []),
    ],
)
def test_russian(text: str, expected: list[str]) -> None:
    assert named(text, language="ru") == expected


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("see UNODC here", Mark(4, 9, "preformatted"), ["unodc"]),
        ("see UNODC here", Mark(4, 9, "heading"), ["unodc"]),
        ("see UNODC here", Mark(4, 9, "link"), ["unodc"]),
        ("see UNODC here", Mark(4, 9, "code"), []),
        ("the Office said", Mark(4, 10, "role", "unodc"), ["unodc"]),
        ("the Office said", Mark(4, 10, "role", "nobody"), []),
        ("see UNODC here", Mark(4, 9, "role", "nobody"), []),
    ],
)
def test_marks(text: str, mark: Mark, expected: list[str]) -> None:
    assert named(text, mark) == expected


def test_a_short_name_before_its_introduction_is_nobody_where_its_long_name_is_undecided() -> None:
    two = Registry({id: Organization(id, "Ministry of Justice") for id in ("justice-a", "justice-b")})
    found = read("MOJ officers met. The Ministry of Justice (MOJ) agreed. MOJ left.", known=Names(two))
    assert [(mention.entity, mention.surface) for mention in found.mentions] == []
