"""A statement is tied to its speaker where a rule is sure, and to nobody where it is not."""

from __future__ import annotations

import pytest
from tests.conftest import SHARED
from tests.helpers.speaking import OFFICE, mentions, said
from tests.helpers.tables import lines, named, rows, with_lists

from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.statements import statements
from sphinx_newsroom.text.words.tokens import Mark, Where

LONG = "We all share one very long border"

DIRECT = named("""
    said X | “Crime is a threat to us,” said Yury Fedotov.
    X said | “Crime is a threat to us,” Yury Fedotov said.
    X said, comma | Yury Fedotov said, “Crime is a threat to us.”
    X said, colon | Yury Fedotov said: “Crime is a threat to us.”
    X said, nothing | Yury Fedotov said “Crime is a threat to us.”
    X said that | Yury Fedotov said that “Crime is a threat to us.”
    present | “Crime is a threat to us,” says Fedotov.
    straight quotes | "Crime is a threat to us," said Yury Fedotov.
    guillemets | «Crime is a threat to us», said Yury Fedotov.
    low quotes | „Crime is a threat to us“, said Yury Fedotov.
    single quotes | ‘Crime is a threat to us,’ said Yury Fedotov.
    question | “Crime is a threat to us?” said Yury Fedotov.
    title before | “Crime is a threat to us,” said UNODC Executive Director Yury Fedotov.
    title with the | “Crime is a threat to us,” said the Executive Director of UNODC, Yury Fedotov.
    title before, X said | UNODC Executive Director Yury Fedotov said: “Crime is a threat to us.”
    title between commas | The Executive Director of UNODC, Yury Fedotov, said: “Crime is a threat to us.”
    honorific | “Crime is a threat to us,” Mr. Fedotov said.
    office behind | “Crime is a threat to us,” said Yury Fedotov, Executive Director and Chairman of UNODC.
    office between | Yury Fedotov, Executive Director of UNODC, said: “Crime is a threat to us.”
    relative clause between | Yury Fedotov, who is taking part, said: “Crime is a threat to us.”
    in a statement | Yury Fedotov said in a statement: “Crime is a threat to us.”
    told reporters | Yury Fedotov told reporters: “Crime is a threat to us.”
    stating | Yury Fedotov, the Executive Director of UNODC, backed this, stating: “Crime is a threat to us.”
    and added | Yury Fedotov opened the meeting and added: “Crime is a threat to us.”
    has also noted | Yury Fedotov has also noted: “Crime is a threat to us.”
    according to | According to Yury Fedotov, “Crime is a threat to us.”
    dateline | VIENNA, 21 June – “Crime is a threat to us,” said Yury Fedotov.
    two sentences before | It rained. John Smith came. “Crime is a threat to us,” said Yury Fedotov.
""")


@pytest.mark.parametrize("text", DIRECT.values(), ids=DIRECT)
def test_a_quotation_belongs_to_whom_the_text_says(text: str) -> None:
    (found,) = said(text)
    assert found[:2] == ("fedotov", "direct")
    assert found[2].lower().rstrip(".?") == "crime is a threat to us"


REPORTED = rows("""
    Fedotov said that crime is a threat. | crime is a threat.
    Fedotov said the crime is a threat. | the crime is a threat.
    Fedotov said the crime is “a threat to us all”. | the crime is “a threat to us all”.
    Fedotov emphasized that crime is a threat. | crime is a threat.
    Fedotov said on Monday in Vienna that crime is a threat. | crime is a threat.
    Fedotov told reporters that crime is a threat. | crime is a threat.
    Fedotov, the head of UNODC, said that crime is a threat. | crime is a threat.
    At the meeting, Fedotov said that crime is a threat. | crime is a threat.
    Crime is a threat to us, Fedotov said. | Crime is a threat to us
    Crime is a threat to us, the Executive Director of UNODC, Fedotov, said today. | Crime is a threat to us
    Fedotov said it is Acme Inc. The town is glad. | it is Acme Inc.
    Fedotov said the talks end at 3:00 p.m. “All rose,” he said. | the talks end at 3:00 p.m.
    Fedotov told reporters at the Vienna Summit it is too late. | it is too late.
    Crime is a threat to us, said Fedotov, head of UNODC. | Crime is a threat to us
    Crime is a threat to us, Fedotov said today at a meeting that ended late. | Crime is a threat to us
    (OSCE) - Crime is a threat to us, Fedotov said today. | Crime is a threat to us
    According to Fedotov, crime is a threat. | crime is a threat.
    Crime is a threat to us, according to Fedotov. | Crime is a threat to us
    As Fedotov noted, crime is a threat. | crime is a threat.
    Fedotov said that organized crime is a threat. | organized crime is a threat.
    Fedotov said that Mr. Smith is a threat. | Mr. Smith is a threat.
    Fedotov said that crime is a threat. Then he left. | crime is a threat.
    (Wire) - July 07, 2025 - DALLAS — Crime is a threat to us, according to Fedotov. | Crime is a threat to us
    Fedotov met the press and said that crime is a threat. | crime is a threat.
""")


@pytest.mark.parametrize(("text", "words"), REPORTED)
def test_reported_speech_is_the_clause_without_its_attribution(text: str, words: str) -> None:
    assert said(text) == [("fedotov", "reported", words)]


ORGANIZATION = rows("""
    UNODC announced that it will open an office. | it will open an office.
    The World Bank said it will open an office. | it will open an office.
    According to the World Bank, growth is slowing down. | growth is slowing down.
    Growth is slowing down everywhere, the World Bank said. | Growth is slowing down everywhere
    UNODC (VIC) (Vienna) announced it has closed the talks. | it has closed the talks.
    The non-partisan UNODC estimates that crime is a threat. | crime is a threat.
""")


@pytest.mark.parametrize(("text", "words"), ORGANIZATION)
def test_an_organization_speaks_where_it_is_the_subject_itself(text: str, words: str) -> None:
    ((_, form, found),) = said(text)
    assert (form, found) == ("reported", words)


SEVERAL = {
    "interrupted": (
        f"“{LONG},” said Fedotov, “and we know it well.”",
        [("fedotov", LONG), ("fedotov", "and we know it well.")],
    ),
    "goes on": (
        f"“{LONG},” said Fedotov, Executive Director of UNODC. “And we know it well.”",
        [("fedotov", LONG), ("fedotov", "And we know it well.")],
    ),
    "each their own": (
        f"“{LONG},” said Fedotov. “And we know it well,” said Nancy Brown.",
        [("fedotov", LONG), ("brown", "And we know it well")],
    ),
    "she in the next paragraph": (
        f"Brown said: “{LONG}.”\n\n“And we know it well,” she added.",
        [("brown", LONG + "."), ("brown", "And we know it well")],
    ),
    "she with a colon": (
        f"“{LONG},” Brown said. She added: “And we know it well.”",
        [("brown", LONG), ("brown", "And we know it well.")],
    ),
    "short beginning": ("“Yes,” said Fedotov, “and we know it well.”", [("fedotov", "and we know it well.")]),
    "stranger's, then hers": (
        f"“{LONG},” said John Smith. “And we know it well,” said Brown.",
        [("brown", "And we know it well")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), SEVERAL.values(), ids=SEVERAL)
def test_quotations_in_a_row(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == [(speaker, "direct", words) for speaker, words in expected]


def test_a_quotation_over_paragraphs_is_one_statement() -> None:
    text = "Fedotov said: “Crime is a threat.\n\n“It will not go away.\n\n“We must act now.”\n\nThe meeting closed."
    assert said(text) == [
        ("fedotov", "direct", "Crime is a threat.\n\n“It will not go away.\n\n“We must act now."),
    ]


RUN_TOGETHER = with_lists("""
    one | Fedotov said:"Costs are low now."Crime is a threat." | Costs are low now."Crime is a threat.
    three | Fedotov said:"Costs are low now."Crime is a threat."We must act."It is late." He left. | Costs are \
low now."Crime is a threat."We must act."It is late.
    before a note | Fedotov said:"Costs are low now."Crime is a threat."== | Costs are low now."Crime is a threat.
    two may be a pair | Fedotov said:"Costs are low now."The crowd left."Crime is bad." | Costs are low now.
    the next one opens | Fedotov said:"Costs are low now."The crowd left. "We go now," said Roe. | Costs are low \
now.
    somebody else says it | Fedotov said:"Costs are low now."Crime is a threat," said Jane Roe. | Costs are low now.
    nothing closes it | Fedotov said:"Costs are low now."The crowd left. | Costs are low now.
""")


@pytest.mark.parametrize(("text", "quoted"), RUN_TOGETHER.values(), ids=RUN_TOGETHER)
def test_paragraphs_of_a_quotation_that_were_run_together(text: str, quoted: list[str]) -> None:
    assert [words for speaker, form, words in said(text) if (speaker, form) == ("fedotov", "direct")] == quoted


def test_she_as_the_subject_of_two_verbs() -> None:
    text = "Brown said that crime is a threat. She traced it to the cities and warned that nobody is safe there."
    assert said(text) == [("brown", "reported", "crime is a threat."), ("brown", "reported", "nobody is safe there.")]


def test_what_is_added_in_one_sentence_is_the_same_speakers() -> None:
    text = f"“{LONG},” Brown said, adding that she knows it well. She stressed that everybody has to help."
    assert said(text) == [
        ("brown", "direct", LONG),
        ("brown", "reported", "she knows it well."),
        ("brown", "reported", "everybody has to help."),
    ]


NOBODY = named("""
    a stranger | “Crime is a threat to us,” said John Smith.
    a stranger of X's organization | “Crime is a threat to us,” said John Smith of UNODC.
    a stranger with X beside | “Crime is a threat to us,” said John Smith, who works for Yury Fedotov.
    X's spokesperson | “Crime is a threat to us,” Fedotov’s spokesperson said.
    the spokesperson of X | “Crime is a threat to us,” a spokesperson for Yury Fedotov said.
    spokesperson behind | “Crime is a threat to us,” said a spokesperson for Yury Fedotov.
    an organization's stranger | “Crime is a threat to us,” said UNODC spokesperson John Smith.
    an organization's volunteer | “Crime is a threat to us,” a UNODC volunteer said.
    longer name | “Crime is a threat to us,” said Yury Fedotov Jones.
    longer name before | “Crime is a threat to us,” Carla Brown said.
    organization in a longer name | “Crime is a threat to us,” the Vienna World Bank said.
    office of the organization | The Director of UNODC said that crime is a threat.
    announced by the head | The head of the World Bank announced that growth is slowing down.
    said X and Y | “Crime is a threat to us,” said Yury Fedotov and Nancy Brown.
    said X and a stranger | “Crime is a threat to us,” said Yury Fedotov and John Smith.
    X and Y said | “Crime is a threat to us,” Nancy Brown and Yury Fedotov said.
    stranger and X said | “Crime is a threat to us,” John Smith and Yury Fedotov said.
    X, office, and a stranger | “Crime is a threat to us,” said Yury Fedotov, head of UNODC, and John Smith.
    a list | John Smith, Peter Jones, and Nancy Brown said that crime is a threat.
    before and behind | Fedotov said: “Crime is a threat to us,” said Nancy Brown.
    somebody in the apposition | Nancy Brown, friend of Carl and Yury Fedotov, said: “Crime is bad.”
    was told | Fedotov was told that crime is a threat.
    is said to | Fedotov is said to know that crime is a threat.
    did not say | Fedotov did not say that crime is a threat.
    never said | Fedotov never said that crime is a threat.
    asked X | “Is crime a threat to us?” John Smith asked Fedotov.
    somebody told X | John Smith told Fedotov that crime is a threat.
    letter to X | A letter to Fedotov said that crime is a threat.
    report of X | The report by Fedotov noted that crime is a threat.
    X and others | According to Fedotov and others, crime is a threat.
    X's figures | According to World Bank figures, growth is slowing down.
    X's advice | According to Fedotov’s advisers, crime is a threat.
    address that did | Fedotov commented on an address in Vienna that singled out the growth of crime.
    that X said | He denied that Fedotov said that crime is a threat.
    somebody said X said | Nancy Brown said that Fedotov said that crime is a threat.
    if X said | If Fedotov said that crime is a threat, nobody heard it.
    the next quotation's | Crime grows: “It is a threat to us all.” Fedotov added, “Yes.”
    never opened | Crime is a threat to us all,” said Fedotov.
    office for a clause | According to Fedotov, director of the agency:
    leads to a list | According to Fedotov, these are the four worst threats:
    a heading in front | “Threats” – Thanks to everybody, Fedotov said nothing.
    said nothing | Fedotov said nothing about crime.
    said a few words | Fedotov said the words slowly.
    noted a thing | Fedotov noted the importance of education for all.
    no clause before | In Vienna, Fedotov said.
    scare quotes | Fedotov said “normal” growth.
    two words | “Thank you,” said Fedotov.
    a name | Fedotov announced “Growing Together Against Crime” in Vienna.
    a theme | Fedotov announced a meeting on the theme: “Secure Our World Against Crime.”
    a title | Fedotov said in his book, “The Long Way Home From Vienna,” nothing of it.
    a name before | It joined the programme “Go Blue Against Crime,” said in passing.
    a code word | Fedotov spoke. The “crime is a threat to us” slogan is old.
    not closed | Fedotov said: “Crime is a threat to us.
    quoted by nobody | Fedotov came. “Crime is a threat to us.”
    read out | Fedotov listened. The banner said “Crime is a threat to us.”
    she of nobody | Brown came late. “Crime is a threat to us,” she said.
""")


@pytest.mark.parametrize("text", NOBODY.values(), ids=NOBODY)
def test_what_is_not_sure_is_nobodys(text: str) -> None:
    assert said(text) == []


PRONOUNS = named(
    """
    another person named | “{LONG},” Brown said. Yury Fedotov listened. She added: “We know it well.”
    a stranger named | “{LONG},” Brown said. John Smith listened. She added: “We know it well.”
    a stranger spoke | “{LONG},” Brown said. “No, it is short,” said John Smith. She added: “We know it well.”
    too far | “{LONG},” Brown said.⏎⏎It rained.⏎⏎“We know it well,” she added.
    the organization spoke | “{LONG},” Brown said.⏎⏎The office opened.⏎⏎“We know it well,” it said.
""",
    LONG=LONG,
)


@pytest.mark.parametrize("text", PRONOUNS.values(), ids=PRONOUNS)
def test_she_is_nobody_where_it_could_be_another(text: str) -> None:
    assert said(text) == [("brown", "direct", LONG)]


def test_two_who_spoke_cannot_both_be_she() -> None:
    text = f"“{LONG},” Brown said. “No, it is short,” said Fedotov. She added: “We know it well.”"
    assert said(text) == [("brown", "direct", LONG), ("fedotov", "direct", "No, it is short")]


OTHER_LANGUAGES = rows("""
    uk | «Ми маємо один кордон», – сказав Володимир Зеленський. | direct | Ми маємо один кордон
    uk | «Ми маємо один кордон», – заявив Президент України Володимир Зеленський. | direct | Ми маємо один кордон
    uk | Володимир Зеленський наголосив: «Ми маємо один кордон». | direct | Ми маємо один кордон
    uk | Зеленський повідомив, що ми маємо один кордон. | reported | ми маємо один кордон.
    uk | За словами Володимира Зеленського, ми маємо один кордон. | reported | ми маємо один кордон.
    uk | Як зазначив Зеленський, ми маємо один кордон. | reported | ми маємо один кордон.
    ru | «У нас у всех одна граница», — сказал Владимир Зеленский. | direct | У нас у всех одна граница
    ru | «У нас у всех одна граница», — сообщил президент Владимир Зеленский. | direct | У нас у всех одна граница
    ru | Владимир Зеленский отметил, что у нас одна граница. | reported | у нас одна граница.
    ru | По словам Владимира Зеленского, у нас одна граница. | reported | у нас одна граница.
    ru-UA | У нас у всех одна граница, заявил Зеленский. | reported | У нас у всех одна граница
""")


@pytest.mark.parametrize(("language", "text", "form", "words"), OTHER_LANGUAGES)
def test_ukrainian_and_russian(language: str, text: str, form: str, words: str) -> None:
    assert said(text, language) == [("zelensky", form, words)]


@pytest.mark.parametrize(
    ("language", "text"),
    rows("""
        uk | «Ми маємо один кордон», – сказав Іван Петренко.
        uk | «Ми маємо один кордон», – сказав речник Володимира Зеленського.
        uk | «Ми маємо один кордон», – сказала прессекретарка Володимира Зеленського.
        uk | Зеленський не сказав, що ми маємо один кордон.
        uk | Журналіст сказав Володимир Зеленський прийде.
        ru | «У нас у всех одна граница», — сказал Иван Петров, советник Владимира Зеленского.
        ru | «У нас у всех одна граница», — сказали Владимир Зеленский и Иван Петров.
        ru | По словам Ивана Петрова, Владимир Зеленский приедет.
        de | „Wir haben alle eine Grenze“, sagte Yury Fedotov.
        fr | « Nous avons tous une frontière », a dit Yury Fedotov.
    """),
)
def test_other_languages_where_it_is_not_sure(language: str, text: str) -> None:
    assert said(text, language) == []


@pytest.mark.parametrize(
    ("language", "verb", "name", "speaks"),
    rows("""
        uk | сказав | Володимир Зеленський | yes
        uk | сказав | Володимира Зеленського | no
        uk | сказав | Володимир Коваля | yes
        uk | сказав | Коваля | no
        uk | сказав | Лук'яна Дем'яненка | no
        uk | сказав | Нечуя-Яценка | no
        uk | сказав | Володимира⏎Зеленського | no
        uk | сказала | Олена Зеленська | yes
        uk | сказала | Олени Зеленської | no
        ru | сказал | Ивана Попова | no
        ru | сказал | Иван Попова | yes
    """),
)
def test_a_name_in_another_case_is_not_the_subject(language: str, verb: str, name: str, speaks: str) -> None:
    text = f"«Ми маємо один кордон», – {verb} {name}."
    start = text.index(name)
    bearer = Mention("bearer", "official", name, "name", None, start, start + len(name))
    assert bool(statements(text, (), (bearer,), language)) is (speaks == "yes")


@pytest.mark.parametrize("where", ["code", "preformatted"])
def test_headings_and_code_say_nothing(where: Where) -> None:
    title, code = "Fedotov said that crime is a threat", "Fedotov said that crime is code to him."
    text = f"{title}\n\nIt rained.\n\n{code}"
    marks = (Mark(0, len(title), "heading"), Mark(len(text) - len(code), len(text), where))
    assert statements(text, marks, mentions(text), "en") == ()


def test_mentions_of_the_header_say_nothing() -> None:
    header = Mention("fedotov", "official", "Yury Fedotov", "header", OFFICE)
    assert statements("It said that crime is a threat.", (), (header,), "en") == ()


def test_a_statement_keeps_the_office_and_the_place() -> None:
    text = "Today it rained. UNODC Executive Director Yury Fedotov said that crime is a threat."
    (found,) = statements(text, (), mentions(text), "en")
    assert found == ("fedotov", "official", "reported", OFFICE, text.index("crime"), len(text))


@pytest.mark.parametrize(
    "named",
    lines("""
        Yury Fedotov, Executive Director of UNODC
        Yury Fedotov, the Executive Director of a Drugs Office
        Yury Fedotov, head of the World Bank
        UNODC CEO Yury Fedotov
        Yury Fedotov, director of drug policy
        Yury Fedotov, Exec. Director of the Unit
        Director Yury Fedotov
        Yury Fedotov, who lives in Vienna
        Dr. Yury Fedotov
    """),
)
def test_who_is_said_to_hold_the_office_or_another_of_a_known_body_is_no_namesake(named: str) -> None:
    text = f"“Crime is a threat to us,” said {named}. “It is the worst of all threats,” Fedotov added."
    assert [speaker for speaker, _, _ in said(text)] == ["fedotov", "fedotov"]


@pytest.mark.parametrize("role", [None, "Виконавчий директор, УНП ООН"])
def test_who_has_no_office_or_one_in_another_language_has_no_namesakes(role: str | None) -> None:
    text = "“Crime is a threat to us,” said Yury Fedotov, CEO of BTCS."
    start = text.index("Yury")
    bearer = Mention("fedotov", "official", "Yury Fedotov", "name", role, start, start + 12)
    assert [found.speaker for found in statements(text, (), (bearer,), "en")] == ["fedotov"]


def test_office_and_name_of_one_person_are_one_speaker() -> None:
    text = "“Crime is a threat to us,” said UNODC Executive Director Yury Fedotov."
    office = text.index("UNODC")
    named = [
        Mention("fedotov", "official", "UNODC Executive Director", "office", OFFICE, office, office + 24),
        *(mention for mention in mentions(text) if mention.kind == "official"),
    ]
    (found,) = statements(text, (), named, "en")
    assert found.speaker == "fedotov"


def test_the_release_that_the_project_began_with() -> None:
    path = SHARED / "data" / "seed" / "release.txt"
    if not path.is_file():
        pytest.skip("the shared data is not here")
    text = "\n\n".join(" ".join(block.split()) for block in path.read_text("utf-8").split("\n\n") if block.strip())
    found = [(speaker, form, words[:40]) for speaker, form, words in said(text)]
    assert found == [
        ("giammarinaro", "reported", "Human trafficking for labour exploitation"[:40]),
        ("giammarinaro", "reported", "trafficking for labour exploitation is b"),
        ("giammarinaro", "direct", "Inequalities in income, education and op"),
        ("giammarinaro", "reported", "she worked toward this goal together wit"),
        ("fedotov", "direct", "Trafficking in persons is a global chall"),
    ]
