"""Offices: who holds the one that a text names, in five languages, and where it means nobody."""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check
from tests.helpers.tables import lines

from sphinx_newsroom.model.records import Membership, Name, Official, Organization
from sphinx_newsroom.text.words.belonging import without_attached

STATES = Organization("us", "Government of the United States")
JUSTICE = Organization("justice", "United States Department of Justice", "DOJ", parent="us")
UN = Organization(
    "un",
    "United Nations",
    "UN",
    (
        Name("Nations unies", "fr"),
        Name("Vereinte Nationen", "de"),
        Name("Naciones Unidas", "es"),
        Name("الأمم المتحدة", "ar"),
    ),
)
NATO = Organization("nato", "North Atlantic Treaty Organization", "NATO", (Name("OTAN", "fr"),))
OSCE = Organization(
    "osce",
    "Organization for Security and Co-operation in Europe",
    "OSCE",
    (Name("OSZE", "de"), Name("منظمة الأمن والتعاون في أوروبا", "ar")),
)
COURT = Organization("court", "Verfassungsgerichtshof Nordmark", None)
PROSECUTION = Organization("fiscalia-montaras", "Fiscalía General de Montarás")
MINISTRY = Organization(
    "ministry", "Ministère de la Justice de Valdorie", None, (Name("Ministère de la Justice", "fr"),)
)

HOLDER = Official("holder", "Eric Holder", (), None, (Membership("Attorney General", "justice", "2009", "2015"),))
COLE = Official("cole", "James Cole", (), None, (Membership("Deputy Attorney General", "justice", "2009", "2015"),))
OBAMA = Official(
    "obama", "Barack Obama", (), None, (Membership("President of the United States", "us", "2009", "2017"),)
)
JARRETT = Official(
    "jarrett", "Ann Obama", (), None, (Membership("Senior Advisor to the President", "us", "2009", "2017"),)
)
BAN = Official(
    "ban", "Ban Ki-moon", (Name("بان كي مون", "ar"),), "Ban", (Membership("Secretary-General", "un", "2007", "2016"),)
)
ELIASSON = Official(
    "eliasson", "Jan Eliasson", (), None, (Membership("Deputy Secretary-General", "un", "2009", "2016"),)
)
RASMUSSEN = Official(
    "rasmussen", "Anders Rasmussen", (), None, (Membership("Secretary General", "nato", "2009", "2014"),)
)
ZANNIER = Official("zannier", "Lamberto Zannier", (), None, (Membership("Secretary General", "osce", "2011", "2017"),))
ENVOY = Official(
    "envoy",
    "Mara Kova",
    (),
    None,
    (Membership("Special Representative for Combating Trafficking", "osce", "2009", "2017"),),
)
JUDGE = Official("judge", "Jonas Feld", (), None, (Membership("Präsident", "court", "2009"),))
FISCAL = Official("fiscal", "Joaquín Roca", (), None, (Membership("Fiscal General", "fiscalia-montaras", "2009"),))
MINISTER = Official("minister", "Claire Aubrac", (), None, (Membership("Ministre de la Justice", "ministry", "2009"),))

RECORDS = (
    STATES, JUSTICE, UN, NATO, OSCE, COURT, PROSECUTION, MINISTRY,
    HOLDER, COLE, OBAMA, JARRETT, BAN, ELIASSON, RASMUSSEN, ZANNIER, ENVOY, JUDGE, FISCAL, MINISTER,
)  # fmt: skip

DOJ = {"issuer": "justice"}
HQ = {"issuer": "un"}


def ours(issuer: dict[str, Any], *texts: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    return tuple((text, issuer) for text in texts)


HELD = Rule(
    RECORDS,
    ours(
        DOJ,
        *lines("""
            Today the [Attorney General>holder] spoke.
            As the [Attorney General>holder] said, it works.
            In New York, the [Attorney General>holder] spoke.
            The Act was praised by the [Attorney General>holder].
            He thanked the [Attorney General>holder] for the work.
            The [Attorney General>holder] established the task force in 2012.
            They serve, and the [Attorney General>holder] thanks them.
            The [Attorney General>holder]'s abuse of power grew.
            The [Attorney General>holder]'s letter on the duty of care came.
            The letter, which reached the [Attorney General>holder] late, helps.
            They help the [Attorney General>holder] by asking for more.
            It is a deal that gives the [Attorney General>holder] a way out.
            The [United States Attorney General>holder] (UKAG) spoke.
            The [Attorney General>holder] said that fraud had grown since 2005.
        """),
    ),
    ours(
        DOJ,
        *lines("""
            He was nominated to serve as Attorney General.
            Senators want her to be the Attorney General.
            In 2005, a letter was signed by the Attorney General.
            The rule was adopted in 2001 by the Attorney General.
            the first African-American attorney general
            the Louisiana Attorney General
            Louisiana State Attorney General Jeff Roe
            The Attorney General of Texas spoke.
            Attorney General-designate Jane Roe spoke.
            a new Attorney General
            the Attorney General Alliance
            Jane Roe, the Attorney General, spoke.
            Assistant Attorney General Jane Roe spoke.
            The former Attorney General spoke.
        """),
    ),
)
"""The person, and not the institution, another time, or whoever is to come."""

OF_SEVERAL = Rule(
    RECORDS,
    ours(
        HQ,
        *lines("""
            The [Deputy Secretary-General>eliasson] spoke. The [Secretary-General>ban] agreed.
            [Jan Eliasson>eliasson], the Deputy Secretary-General, spoke for the [Secretary-General>ban].
            Under-Secretary-General Jane Roe spoke for the [Secretary-General>ban].
            [NATO>nato] met. The [Secretary-General>ban] agreed.
            The [Secretary-General>ban] of the [United Nations>un] spoke. The [Secretary-General>ban] left.
            The [Secretary General>ban] agreed.
            The [Secretary General>rasmussen] of [NATO>nato] spoke.
            the [UN>un] [Secretary-General>ban] spoke
            [Lamberto Zannier>zannier], of the [OSCE>osce], spoke.
        """),
    ),
    ours(
        HQ,
        *lines("""
            The Secretary-General of your club spoke.
            The Secretary-General-elect spoke.
            Dear Secretary-General, we thank you.
            any Secretary-General would
            the next Secretary-General
            the Office of the Secretary-General
        """),
    ),
)
"""A deputy is no other holder; of several bodies' offices it is that of whom the text has named, or of our own."""

AT_HOME = Rule(
    RECORDS,
    lines("""
        [Eric Holder>holder] spoke. The [President>obama] agreed.
        the [United States Department of Justice>justice] met; the [President>obama]’s desk
        President [Obama>obama] spoke.
    """),
    lines("""
        The President agreed.
        [NATO>nato] met. The President agreed.
        [Eric Holder>holder] met the President of Estmark.
    """),
)
"""Without a header the country of all whom a text names is its home; an adviser to the President is none."""

FRENCH = Rule(
    RECORDS,
    lines("""
        la [Secrétaire générale>zannier] de l’[OSCE>osce] est attendue
        le [secrétaire général>ban] des [Nations unies>un] a parlé
        La [ministre de la Justice>minister] présentera le texte. || issuer=ministry
    """),
    lines("""
        le secrétaire général du parti
        le Secrétaire général adjoint || issuer=osce
        l’ancien Secrétaire général de l’[OSCE>osce]
    """),
)

GERMAN = Rule(
    RECORDS,
    lines("""
        [OSZE>osce]-[Generalsekretärin>zannier] begrüßt Urteil
        [OSZE>osce]-Generalsekretär [Zannier>zannier] sprach.
        [Jonas Feld>judge] sprach. Nach Einschätzung [Felds>judge] reicht das.
    """),
    lines("""
        Der Generalsekretär der Partei sprach.
        Der stellvertretende Generalsekretär der [OSZE>osce] sprach.
        Sie wurde zur Präsidentin gewählt.
    """),
)

SPANISH = Rule(
    RECORDS,
    (
        "La [Secretaria General>ban] de las [Naciones Unidas>un] viajará.",
        "El [Secretario General>zannier] de la [OSCE>osce] habló.",
    ),
    lines("""
        El Secretario General Adjunto de Asuntos Jurídicos habló.
        El Fiscal General de Kermar informará.
        el antiguo Secretario General de la [OSCE>osce]
    """),
)

ARABIC = Rule(
    RECORDS,
    (
        "وقال [الأمين العام>ban] [للأمم المتحدة>un] إن",
        "وأعربت [الأمينة العامة>zannier] [لمنظمة الأمن والتعاون في أوروبا>osce] عن شكرها",
        ("وأعرب [الأمين العام>ban] عن شكره", HQ),
    ),
    lines("""
        نائب الأمين العام [لمنظمة الأمن والتعاون في أوروبا>osce]
        الأمين العام للحزب
        الأمين العام السابق [للأمم المتحدة>un]
    """),
)


@pytest.mark.parametrize(
    ("records", "text", "values", "language"),
    [
        *cases({"held": HELD, "of several": OF_SEVERAL, "at home": AT_HOME}),
        *cases({"French": FRENCH}, "fr"),
        *cases({"German": GERMAN}, "de"),
        *cases({"Spanish": SPANISH}, "es"),
        *cases({"Arabic": ARABIC}, "ar"),
    ],
)
def test_offices(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)


def test_letters_written_onto_a_word_are_taken_off_only_where_there_can_be_some() -> None:
    assert "جامعة" in without_attached("ولجامعة", "ar")
    assert not [*without_attached("united", "en")]
    assert not [*without_attached("kongress", "de")]
