"""The words by which a text says who said what, for each language that has rules.

The patterns are matched against a text's shape (:mod:`sphinx_newsroom.statements.shape`), in which named officials,
named organizations and quotations are runs of one character each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

PERSON, BODY, QUOTE, STOPPED = "\ue000", "\ue001", "\ue002", "\ue003"
"""What stands in a shape for an official, an organization, a quotation, and the end of one that ends a sentence."""


@dataclass(frozen=True, slots=True)
class Words:
    """A language's words of speech, and what stands around them."""

    verbs: re.Pattern[str]
    """A verb of speech."""

    said: frozenset[str]
    """The verbs that need neither a comma nor "that": "said"."""

    saying: frozenset[str]
    """The verbs whose subject came before: "stating"."""

    called: frozenset[str]
    """The verbs that only quote a name for something: "called"."""

    that: re.Pattern[str]
    """What leads from a verb to the clause that it reports."""

    clause: re.Pattern[str]
    """How a clause begins that is reported without "that"."""

    moment: re.Pattern[str]
    """When and where it was said, or the end of the sentence: what may follow a verb whose clause came before."""

    between: re.Pattern[str]
    """Adverbs and auxiliaries between a speaker and the verb, up to the end."""

    pronoun: re.Pattern[str]
    """"she" as the subject, up to the end; its group ``start`` is the word."""

    joined: re.Pattern[str]
    """"and" before a verb whose subject came before, up to the end."""

    as_said: frozenset[str]
    """"as" before "X said"."""

    according: re.Pattern[str]
    """"according to" without its first letter, so that it is found fast, and at the beginning of a sentence, too."""

    title: re.Pattern[str]
    """A word that makes what stands around it a title or an office."""

    honorific: re.Pattern[str]
    """Nothing but "Mr", "Dr", "the"."""

    opens_apposition: re.Pattern[str]
    """How what stands behind a name, between commas, begins."""

    not_before_name: frozenset[str]
    """Words after which a name is not the subject: "of Smith", "and Smith"."""

    fronted: re.Pattern[str]
    """How a sentence begins whose first part says when or why, and not what was said."""

    not_name: frozenset[str]
    """Words with a capital that are no part of a person's name."""

    oblique: Callable[[str, str], bool]
    """Whether, beside a verb, a person's name stands in a case in which it is not the subject."""


def _list(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def _tree(words: Iterable[str]) -> str:
    """A pattern for *words* that looks at each letter once, which is much faster than one word after another."""
    branches: dict[str, list[str]] = {}
    for word in words:
        branches.setdefault(word[:1], []).append(word[1:])
    parts = [
        (r"\s+" if letter == " " else re.escape(letter)) + _tree(rest) for letter, rest in branches.items() if letter
    ]
    pattern = parts[0] if len(parts) == 1 and "" not in branches else f"(?:{'|'.join(parts)})" if parts else ""
    return f"{pattern}?" if parts and "" in branches else pattern


def _any_of(*lists: Iterable[str]) -> re.Pattern[str]:
    """A pattern for each of these as a whole word."""
    return re.compile(rf"\b{_tree(dict.fromkeys(word for words in lists for word in words))}(?![\w'’ʼ-])")


# -- English

_DAY = r"(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_HEARERS = (
    "reporters", "journalists", "delegates", "participants", "lawmakers", "the press", "the media", "the conference",
    "the meeting", "the council", "the committee", "the assembly", "the audience", "the participants", "the delegates",
    "the session",
)
_SAID = ("said", "says", *(f"told {hearer}" for hearer in _HEARERS))
_SAYING = (
    *_list("stating saying adding noting explaining emphasizing emphasising stressing warning commenting remarking "
           "concluding declaring underlining underscoring reiterating recalling observing"),
    "pointing out", *(f"telling {hearer}" for hearer in _HEARERS),
)
_STATED = (
    *_list("stated states added adds noted notes explained explains emphasized emphasizes emphasised emphasises "
           "stressed stresses announced announces warned warns commented comments remarked remarks concluded concludes "
           "continued continues declared declares observed observes argued argues insisted insists underlined "
           "underlines underscored underscores highlighted highlights reiterated reiterates recalled recalls affirmed "
           "affirms confirmed confirms acknowledged acknowledges cautioned cautions shared shares wrote writes replied "
           "replies responded responds"),
    "pointed out", "points out",
)
_CALLED = ("called", "calls", "described", "describes")
_TITLES = "|".join(_list(
    "director president minister secretary chair chairs chairman chairwoman chairperson chief head ceo cfo cto coo cio "
    "officer commissioner representative representatives ambassador governor senator congressman congresswoman mayor "
    "administrator manager founder co-founder cofounder partner professor dean chancellor provost principal general "
    "colonel captain admiral judge justice attorney counsel envoy spokesman spokeswoman spokesperson coordinator "
    "co-ordinator rapporteur speaker leader deputy executive editor author researcher scientist analyst economist "
    "engineer consultant adviser advisor specialist expert strategist owner co-owner member fellow lead md phd "
    "superintendent treasurer trustee vp svp evp premier king queen prince princess pope bishop archbishop cardinal "
    "rabbi imam reverend sheriff marshal inspector auditor ombudsman physician surgeon doctor nurse teacher coach "
    "lawyer journalist attaché consul delegate lieutenant sergeant major registrar curator librarian archivist "
    "comptroller creator producer designer developer architect volunteer survivor student alumnus alumna artist writer "
    "co-chair vice-president vice-chair resident chaplain pastor candidate actor actress host"
))
_ENGLISH_NOT_NAME = frozenset(_list(
    "The A An In At On For To With By From And Or But This That These Those It He She They We His Her Its Their Our I "
    "As If When While After Before During January February March April May June July August September October November "
    "December Monday Tuesday Wednesday Thursday Friday Saturday Sunday United Nations States Kingdom Union Association "
    "Organization Organisation Agency Office Department Ministry Council Committee Commission Institute Institution "
    "University College School Center Centre Foundation Fund Bank Company Corporation Corp Inc Ltd LLC Group Services "
    "Service Society Federation Alliance Network Board Bureau Administration Authority Assembly Parliament Congress "
    "Senate House Court Conference Convention Programme Programmes Program Programs Project Initiative Act Law Bill "
    "Treaty Agreement Protocol Declaration Report Review Day Week Month Year Award Awards Prize Summit Forum Campaign "
    "Hospital Clinic Museum Library Park River Street Avenue Road City County State Republic Island Islands Sea Ocean "
    "Mountain Valley Lake North South East West Northern Southern Eastern Western New Health Human Rights National "
    "International Global World European American African Asian Federal Public Heart Stroke Technology Technologies "
    "Systems Solutions Partners Capital Holdings Management Research Science Sciences Medical Medicine Energy Gold "
    "Resources Media News Press Security Special High Senior First Second Third Product Development Marketing Sales "
    "Operations Strategy Strategic Business Finance Financial Innovation Engineering Communications Communication "
    "Affairs Policy Digital Data Design Customer Client Experience Success Growth Relations Investor Brand Revenue "
    "Supply Chain Legal Legislative Planning Quality Safety Education Training Commercial Creative Content Software "
    "Cloud Information Practice Labs Air Water Force Army Navy Corps Marine Defense Defence Foreign Interior Economic "
    "Trade Industry Agriculture Culture Sport Sports Youth Labour Labor"
))
_ENGLISH = Words(
    verbs=_any_of(_SAID, _SAYING, _STATED, _CALLED),
    said=frozenset(_SAID), saying=frozenset(_SAYING), called=frozenset(_CALLED),
    that=re.compile(r"\s+that\s+(?=\S)"),
    clause=re.compile(
        rf"\s+(?:(?:today|yesterday|{_DAY})\s+)?(?=(?:the\s+(?!words?\b|following|same\b)|an?\s|it\s|its\s|he\s|she\s|"
        r"they\s|we\s|his\s|her\s|their\s|this\s|these\s|those\s|there\s|all\s|some\s|many\s|most\s)\S)"
    ),
    moment=re.compile(
        rf"\s*(?:[.!?;]|$)|\s+(?:today|yesterday|earlier|recently|late|here|{_DAY}|(?:on|in|at|during|after|before|"
        r"while|when|following|upon|through|via|last|this)\s)|,\s+(?:adding|noting)\b"
    ),
    between=re.compile(
        r"(?:\s+(?:also|has|have|had|then|further|furthermore|recently|later|today|yesterday|earlier|additionally|"
        rf"publicly|repeatedly|rightly|once|again|{_DAY}))*\s*\Z"
    ),
    pronoun=re.compile(rf"(?:^|[\s,;–—{QUOTE}{STOPPED}])(?P<start>[Ss]he|[Hh]e)\Z"),
    joined=re.compile(rf"[\w{PERSON}{BODY}{QUOTE}{STOPPED},)]\s+and\Z"),
    as_said=frozenset({"As", "as"}),
    according=re.compile(r"ccording\s+to\b"),
    title=re.compile(rf"\b(?:{_TITLES}|m\.d|ph\.d)\b", re.IGNORECASE),
    honorific=re.compile(
        r"(?:(?:[Tt]he|Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Hon|Honourable|Honorable|Rev|St|Madam|H\.E|"
        r"His|Her|Excellency|Majesty|Highness)\.?\s+)*"
    ),
    opens_apposition=re.compile(
        r",\s+(?:a|an|the|The|who|whose|which|its|his|her|our|former|acting|then|founding|senior|also|currently|"
        rf"(?:\w[\w.-]*\s+)?(?i:{_TITLES}))(?![\w-])"
    ),
    not_before_name=frozenset(_list(
        "of for to with by from and or nor that than as like about against between among on in at into over under "
        "through after before when while if whether because since until unless although though where what who whom "
        "which how why is are was were be been told asked said not never including via without within toward towards "
        "according per versus vs & quoting citing joined thanked the a an"
    )),
    fronted=re.compile(
        r"(?:In|At|On|During|After|Before|While|When|As|For|To|With|Following|Since|By|From|Upon|Despite|Although|"
        r"Though|Because|If|Under|Throughout|Earlier|Later|Last|Recently|Today|Yesterday|Meanwhile|However|Moreover|"
        r"Furthermore|Finally|Additionally|Again|Now|Here|Once|Among|Between|According|Like|Unlike|Along|Through|"
        r"Prior|Ahead|Instead|Besides|Over|Within|Also|Still|Then|Thus|Similarly|Likewise|Beyond|About|Regarding|Of|"
        r"[Aa]n?\s+(?:year|month|week|day|decade)|This\s+(?:week|month|year)|\w+(?:ing|ed|ly))\b"
    ),
    not_name=_ENGLISH_NOT_NAME,
    oblique=lambda verb, name: False,
)

# -- Ukrainian and Russian

_CYRILLIC_TITLES = (
    "президент|прем.єр|премьер|міністр|министр|голова|глава|директор|секретар|керівни|руководител|начальник|посол|"
    "представни|представител|депутат|губернатор|мер|мэр|речни|спікер|спикер|генерал|командувач|командующ|канцлер|"
    "комісар|комиссар|координатор|професор|профессор|доктор|заступник|заместител|радник|советник|очільни|корол|"
    "председател|уповноважен|уполномоченн|омбудсмен|прокурор|судд|судь|ректор"
)
_CYRILLIC_NOT_NAME = frozenset(_list(
    "Україна України Україні Російська Російської Федерація Федерації Росія Росії Верховна Верховної Рада Ради Кабінет "
    "Міністрів Європейський Європейського Союз Союзу Організація Організації Національна Національний Держава Державна "
    "Служба Безпеки Офіс Офісу Збройні Збройних Сили Сил Россия России Российская Российской Федерация Федерации "
    "Украина Украины Верховный Верховной Рады Кабинет Министров Европейский Европейского Союза Организация Организации "
    "Объединенных Объединённых Наций Совет Совета Безопасности Государственная Национальный Национальная"
))
_OBLIQUE_HER = ("ої", "ой", "ою", "ую", "у", "ю", "и", "і", "ы", "е")
_OF_SOMEBODY = (
    "речник речниця прессекретар прессекретарка пресс-секретарь заступник заступниця заместитель радник радниця "
    "советник советница помічник помічниця помощник помощница представник представниця представитель адвокат дружина "
    "жена"
)
_OBLIQUE_HIS = ("ого", "ому", "ему", "им", "ым", "ом", "ем", "у", "ю", "и", "і", "ы", "е")
_NEVER = re.compile(r"(?!)")


def _is_oblique(verb: str, name: str) -> bool:
    """Whether a name is in another case than the nominative: the spokesman *of Zelensky* said.

    A name in -а may be a woman's or a man's in the genitive; beside a man's verb it is taken for that, unless his first
    name stands in the nominative before it.
    """
    first, *others = name.split()
    last = others[-1] if others else first
    if verb.endswith("ла"):
        return last.endswith(_OBLIQUE_HER)
    return last.endswith(_OBLIQUE_HIS) or (last.endswith(("а", "я")) and (not others or first.endswith(("а", "я"))))


def _cyrillic(
    *, said: str, stated: str, saying: str, that: str, adverbs: str, pronouns: str, and_: str, as_: str, according: str,
    not_before: str, moments: str, fronted: str,
) -> Words:
    """The words of Ukrainian or Russian, which are built alike; lists are separated by spaces."""
    def either(words: str) -> str:
        return "|".join(_list(words))

    return Words(
        verbs=_any_of(_list(said), _list(stated), _list(saying)),
        said=frozenset(_list(said)), saying=frozenset(_list(saying)), called=frozenset(),
        that=re.compile(rf",\s+{that}\s+(?=\S)"),
        clause=_NEVER,
        moment=re.compile(rf"\s*(?:[.!?;]|$)|\s+(?:{either(moments)})(?!\w)"),
        between=re.compile(rf"(?:\s+(?:{either(adverbs)}))*\s*\Z"),
        pronoun=re.compile(rf"(?:^|[\s,;–—{QUOTE}{STOPPED}])(?P<start>(?i:{either(pronouns)}))\Z"),
        joined=re.compile(rf"[\w{PERSON}{BODY}{QUOTE}{STOPPED},)]\s+(?:{either(and_)})\Z"),
        as_said=frozenset({as_, as_.capitalize()}),
        according=re.compile(rf"{according}(?!\w)"),
        title=re.compile(rf"(?<!\w)(?:{_CYRILLIC_TITLES})\w*", re.IGNORECASE),
        honorific=re.compile(r"(?:(?:пан|пані|господин|госпожа|д-р|проф)\.?\s+)*"),
        opens_apposition=re.compile(rf",\s+(?:який|яка|который|которая|(?:[\w-]+\s+)?(?i:{_CYRILLIC_TITLES}))"),
        not_before_name=frozenset(_list(not_before + " " + _OF_SOMEBODY)),
        fronted=re.compile(rf"(?:{either(fronted)})(?!\w)"),
        not_name=_CYRILLIC_NOT_NAME,
        oblique=_is_oblique,
    )


_UKRAINIAN = _cyrillic(
    said="сказав сказала каже говорить",
    stated="заявив заявила заявляє зазначив зазначила зазначає наголосив наголосила наголошує повідомив повідомила "
           "повідомляє підкреслив підкреслила підкреслює додав додала додає пояснив пояснила пояснює відзначив "
           "відзначила відзначає запевнив запевнила запевняє нагадав нагадала нагадує попередив попередила написав "
           "написала відповів відповіла розповів розповіла оголосив оголосила стверджує",
    saying="заявивши додавши зазначивши наголосивши підкресливши зазначаючи додаючи наголошуючи",
    that="що", adverbs="також потім далі сьогодні вчора раніше окремо ще", pronouns="він вона", and_="і й та", as_="як",
    according="а словами", moments="сьогодні вчора під у в на після за",
    not_before="і й та що від до для з із зі у в на про за як коли якщо після перед під при без через або чи не",
    fronted="У В Під Після Перед Коли Як За На З Щодо Водночас Крім Також Раніше Сьогодні Вчора Для Про Через Якщо "
            "Хоча Однак",
)
_RUSSIAN = _cyrillic(
    said="сказал сказала говорит",
    stated="заявил заявила заявляет отметил отметила отмечает сообщил сообщила сообщает подчеркнул подчеркнула "
           "подчёркивает подчеркивает добавил добавила добавляет пояснил пояснила поясняет объяснил объяснила "
           "объясняет напомнил напомнила напоминает предупредил предупредила предупреждает написал написала ответил "
           "ответила рассказал рассказала объявил объявила утверждает",
    saying="заявив добавив отметив подчеркнув отмечая добавляя подчёркивая подчеркивая",
    that="что", adverbs="также затем далее сегодня вчера ранее отдельно ещё еще", pronouns="он она", and_="и",
    as_="как", according="о словам", moments="сегодня вчера во в на после по",
    not_before="и что от до для с со у в во на о об за как когда если после перед под при без через или не к по",
    fronted="В Во После Когда Как По С На За Кроме Также Ранее Сегодня Вчера О Об Для Если Хотя При До Из Через Однако",
)

WORDS: Mapping[str, Words] = MappingProxyType({"en": _ENGLISH, "uk": _UKRAINIAN, "ru": _RUSSIAN})
"""The words of each language that has rules, by its primary tag."""
