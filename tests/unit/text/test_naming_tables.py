"""A table for each rule of naming: what it names (``yes``) and, at least as often, what it must not (``no``).

A case is a text, with what its release says where that matters (``date``, ``issuer``, ``language`` …); the mentions
that it should have are written into it: ``[UNODC>unodc]`` is the words UNODC, meaning unodc.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.helpers.naming_tables import Rule, cases, check
from tests.helpers.tables import lines

from sphinx_newsroom.model.records import Membership, Name, Official, Organization
from sphinx_newsroom.text.inflection import installed

UN = Organization("un", "United Nations", "UN")
UNICEF = Organization("unicef", "United Nations Children's Fund", "UNICEF", parent="un")
UNODC = Organization("unodc", "United Nations Office on Drugs and Crime", "UNODC", parent="un")
OSCE = Organization("osce", "Organization for Security and Co-operation in Europe", "OSCE")
GOV = Organization("gov", "Government of Estmark")
FARMERS = Organization("farmers", "World Farmers' Union", "WFU")
FEDOTOV = Official(
    "fedotov", "Yury Fedotov", (), None, (Membership("Executive Director", "unodc", "2010-07", "2020-01"),)
)
COSTA = Official("costa", "Antonio Costa", (), None, (Membership("Executive Director", "unodc", "2002-05", "2010-07"),))
BAN = Official("ban", "Ban Ki-moon", (), "Ban", (Membership("Secretary-General", "un", "2007", "2016"),))
KENNEDY = Official("kennedy", "John F. Kennedy")
STONE = Official("stone", "Mia Stone")
ANNA = Official("anna", "Anna Berg", (), None, (Membership("Minister of Health", "gov", "2010", "2013"),))
KARL = Official("karl", "Karl Berg", (), None, (Membership("Minister of Finance", "gov", "2010", "2013"),))
CDC = Organization("cdc", "Centers for Disease Control", "CDC")
CAISSE = Organization("caisse", "Caisse des dépôts", "CDC")

RULES: dict[str, Rule] = {
    "other names, with dates": Rule(
        (
            Organization(
                "agency", "Varn River Agency", None, (Name("Rivers Trust"), Name("Varn Accord", None, None, "2000"))
            ),
            Organization("soil", "Varn Soil Agency", None, (Name("Varn Accord", None, "2001", None),)),
        ),
        lines("""
            the [Rivers Trust>agency] met
            the [Varn Accord>agency] met || date=1995-03-01
            the [Varn Accord>soil] met || date=2010-03-01
            the [Varn Accord>agency] met || date=2000-12-31
            the [Varn Accord>soil] met || date=2001-01-01
        """),
        lines("""
            the Rivers Trusted
            a trust of rivers
            the Varn Accords
            the accord
        """),
    ),
    "acronyms": Rule(
        (UNODC, OSCE, Organization("who", "World Health Organization", "WHO")),
        lines("""
            [UNODC>unodc] met
            the [OSCE>osce], too
            ([WHO>who])
            the [WHO>who] says
        """),
        lines("""
            unodc met
            osce
            who says so
            XUNODC
            UNODC2
            WHO IS THERE AND WHY
            U NODC
        """),
    ),
    "possessives": Rule(
        (UN, KENNEDY, UNODC),
        lines("""
            the [United Nations>un]' plan
            [UNODC>unodc]'s plan
            [UNODC>unodc]’s plan
            [John F. Kennedy>kennedy]'s plan
            the [United Nations>un]'s plan
        """),
        lines("""
            UNODCs plan
            the UNODC_s plan
            United's Nations
            John's F. Kennedy's plan
            United Nation's plan
        """),
    ),
    "plural possessives in a name": Rule(
        (FARMERS, UNICEF, Organization("women", "Women's Bank of Varn")),
        lines("""
            the [World Farmers' Union>farmers]
            the [World Farmers’ Union>farmers]
            the [Women’s Bank of Varn>women]
            the [United Nations Children's Fund>unicef]
        """),
        lines("""
            the World Farmers
            the world farmers' union
            the Farmers' Union
            the Women of Varn
            the Children's Fund
            our Women's Bank
        """),
    ),
    "hyphens": Rule(
        (OSCE, Organization("asi", "Anti-Slavery International"), Organization("coop", "Varn Cooperative Society")),
        lines("""
            [Organization for Security and Cooperation in Europe>osce]
            [Anti Slavery International>asi]
            [Organization for Security and Co\u2011operation in Europe>osce]
            the [Varn Co-operative Society>coop]
        """),
        lines("""
            Anti-Slavery
            a Pro-Anti-Slavery International
            Anti—Slavery International
            OSCE-Plus
        """),
    ),
    "line breaks": Rule(
        (UN, OSCE),
        lines("""
            the [United⏎Nations>un]
            the [Uni-⏎ted Nations>un]
            [United\u00a0Nations>un]
            [Uni\u00adted Nations>un]
        """),
        lines("""
            the United⏎⏎Nations
            United⏎⏎⏎Nations
            the United. Nations
            Uni-⏎⏎ted Nations
        """),
    ),
    "the before a name": Rule(
        (UN, Organization("hague", "The Hague Institute"), Organization("times", "The Varn Times")),
        lines("""
            the [United Nations>un]
            The [United Nations>un]
            The [Hague Institute>hague]
            read the [Varn Times>times]
        """),
        lines("""
            in the Times
            the Hague
            The Institute
            the Varn
            the united
        """),
    ),
    "quotation marks and apostrophes": Rule(
        (Organization("oneill", "O'Neill Institute"), Organization("x", 'Fund "Open Varn"'), UNICEF),
        lines("""
            the [O’Neill Institute>oneill]
            the [O'Neill Institute>oneill]
            the [Fund “Open Varn>x]”
            “[UNICEF>unicef]” and '[UNICEF>unicef]'
        """),
        lines("""
            the O Neill
            the ONeill Institute
            Open Varn
            ‘Fund’ Varn
            O'Neill's institute
        """),
    ),
    "accents": Rule(
        (
            Organization("resume", "Résumé Institute"),
            Organization("plain", "Resume Institute"),
            CAISSE,
            Official("gul", "Abdullah Gül"),
        ),
        lines("""
            the [Résumé Institute>resume]
            the [Resume Institute>plain]
            the [Caisse des depots>caisse]
            [Abdullah Gul>gul]
        """),
        lines("""
            the RÉSUMÉ INSTITUTE IN VIENNA
            resume institute
            the Caisse des depôt
            Abdullah Goul
            the résumé
        """),
    ),
    "headlines in capitals": Rule(
        (UNODC, FEDOTOV, UN, Organization("bank", "World Bank")),
        lines("""
            [UNITED NATIONS OFFICE ON DRUGS AND CRIME>unodc] OPENS
            [YURY FEDOTOV>fedotov] IN VIENNA
            [UNITED NATIONS>un] TO MEET
        """),
        lines("""
            THE WORLD BANKS ON US
            THE UN IS HERE TO STAY
            FEDOTOV IN VIENNA
            NATIONS UNITED
        """),
    ),
    "initials": Rule(
        (KENNEDY, Official("dissanayake", "S.B. Dissanayake")),
        lines("""
            [John F. Kennedy>kennedy] came, then [J. F. Kennedy>kennedy]
            [S.B. Dissanayake>dissanayake]
            [John F. Kennedy>kennedy] came, then [J.F. Kennedy>kennedy]
            [John Kennedy>kennedy]
        """),
        lines("""
            J. F. Kennedy came
            X. Kennedy
            John Q. Kennedy
            R. F. Kennedy
            B.S. Dissanayake
        """),
    ),
    "honorifics and ranks": Rule(
        (FEDOTOV, STONE),
        lines("""
            Gen. [Yury Fedotov>fedotov]
            the Hon. (Dr.) [Mia Stone>stone]
            [Mia Stone>stone] came. Mrs. [Stone>stone] left
            [Yury Fedotov>fedotov] came. Colonel [Fedotov>fedotov] left
        """),
        lines("""
            Mr. Fedotov
            Dr. Stone
            Mrs. Mia
            Gen. Yury
            Hon. Fedotov-Stone
        """),
    ),
    "inverted names": Rule(
        (KENNEDY, FEDOTOV, Official("udall", "Stewart Lee Udall")),
        (),
        lines("""
            Kennedy, said John, was late.
            Kennedy, Robert F.
            Fedotov; Yury
            Fedotov, and Yury
            They met Udall, Lee and others.
        """),
    ),
    "introductions": Rule(
        (Organization("bank", "World Bank"), CAISSE, CDC, UN),
        (
            "The [Caisse des dépôts>caisse] ([CDC>caisse]) met. [CDC>caisse] won.",
            "The [World Bank>bank] (the “[Bank>bank]”) met. The [Bank>bank] won.",
        ),
        lines("""
            The Union of Newts (UN) met. The UN won.
            The CDC met.
            The Bank won.
            Caisse won.
            The Centre of Dancing and Cooking (CDC) met. CDC won.
        """),
    ),
    "family names": Rule(
        (FEDOTOV, UNODC, STONE),
        lines("""
            [Yury Fedotov>fedotov] came. [Fedotov>fedotov] left.
            [UNODC>unodc] Executive Director [Fedotov>fedotov] said
            [Mia Stone>stone] came. “No,” [Stone>stone] said.
            [Mia Stone>stone] came. In [Stone>stone]’s view all is well.
            [Mia Stone>stone] came. Yesterday [Stone>stone] left.
        """),
        lines("""
            Fedotov left.
            Chairman Fedotov said
            [Yury Fedotov>fedotov] came with Ivan Fedotov.
            [Mia Stone>stone] came to Stone Street.
            [Mia Stone>stone] and her son Tom Stone came. In Stone’s view all is well.
            [Mia Stone>stone] came. A stone fell. Stone walls are old.
        """),
    ),
    "father and son": Rule(
        (Official("son", "Don Payne Jr."),),
        ("[Don Payne Jr.>son] came. [Don Payne>son] left.",),
        ("Don Payne Sr. came.",),
    ),
    "two ministries of one name": Rule(
        (
            GOV,
            Organization("here", "Ministry of Health", parent="gov"),
            Organization("there", "Ministry of Health", parent="un"),
        ),
        ("The [Ministry of Health>here] ([MoH>here]) met. The [MoH>here] won. || issuer=gov",),
        ("The Ministry of Health (MoH) met. The MoH won.",),
    ),
    "two of one family name": Rule(
        (ANNA, KARL, GOV),
        (
            "[Anna Berg>anna] and [Karl Berg>karl] met. Finance Minister [Berg>karl] left.",
            "[Anna Berg>anna] and [Karl Berg>karl] met. [Karl Berg>karl] left.",
        ),
        lines("""
            [Anna Berg>anna] and [Karl Berg>karl] met. Berg left.
            [Anna Berg>anna] and [Karl Berg>karl] met. Dr Berg left.
            [Anna Berg>anna] and [Karl Berg>karl] met. Tom Berg left.
            Berg met Berg.
        """),
    ),
    "offices by date": Rule(
        (UNODC, UN, FEDOTOV, COSTA, BAN),
        lines("""
            the [Executive Director>fedotov] of [UNODC>unodc] said
            [UNODC>unodc]'s [Executive Director>fedotov] said
            the [Executive Director>costa] of [UNODC>unodc] said || date=2005-01-01
            [UNODC>unodc] Executive Director [Yury Fedotov>fedotov] said
            The [United Nations>un] met. The [Secretary-General>ban] spoke.
        """),
        lines("""
            the Executive Director of [UNODC>unodc] said || date=2021-01-01
            the Executive Director of Acme said
            the Deputy Executive Director of [UNODC>unodc]
            the former Executive Director of [UNODC>unodc]
            an Executive Director said
            The Secretary-General spoke.
            [UNODC>unodc] Executive Director John Doe
        """),
    ),
    "common words": Rule(
        (
            Organization("nature", "Nature"),
            Official("may", "Theresa May"),
            Organization("council", "Council of Varn"),
            Organization("apple", "Apple"),
        ),
        lines("""
            published in [Nature>nature] today
            [Theresa May>may] came. Mrs [May>may] left.
            [Theresa May>may] came. [May>may] said no.
            the [Council of Varn>council]
            bought from [Apple>apple] today
        """),
        lines("""
            Nature is nice.
            by nature
            In May it rained.
            [Theresa May>may] came. May is warm.
            on 5 May 2011
            The Council met.
            Mother Nature
            an apple a day
            Theresa may come.
        """),
    ),
    "a name inside a longer one": Rule(
        (UN, UNICEF, KENNEDY, Organization("bank", "World Bank")),
        lines("""
            the [United Nations Children's Fund>unicef]
            the [United Nations>un] staff
            a [World Bank>bank] loan
        """),
        lines("""
            the United Nations Development Programme
            UN Women
            the World Bank Institute
            the John F. Kennedy Center
            John F. Kennedy Airport
            the United Nations University
        """),
    ),
    "a place and a person": Rule(
        (Official("paris", "Anna Paris"), Official("lincoln", "Abraham Lincoln"), Official("london", "Jack London")),
        (
            "[Anna Paris>paris] came. Ms [Paris>paris] left.",
            "[Abraham Lincoln>lincoln] came. [Lincoln>lincoln] said no.",
        ),
        lines("""
            in Paris
            [Anna Paris>paris] lives in Paris.
            Lincoln, Nebraska
            [Jack London>london] was born near London.
            London Bridge
        """),
    ),
    "acronyms that bodies share": Rule(
        (CDC, CAISSE),
        (
            ("the [CDC>cdc] met", {"issuer": "cdc"}),
            "The [Caisse des dépôts>caisse] met; so did the [CDC>caisse].",
            ("the [CDC>cdc] met", {"organizations": ("cdc",)}),
        ),
        lines("""
            the CDC met
            The [Caisse des dépôts>caisse] and the [Centers for Disease Control>cdc] met. CDC won.
            CDC's plan
            the CDC/CDC
        """),
    ),
    "issuer, family of bodies and country": Rule(
        (
            GOV,
            Organization("health", "Ministry of Health", parent="gov"),
            Organization("bank", "Central Bank of Estonia"),
        ),
        lines("""
            the [Ministry of Health>health] said || issuer=gov
            in Estonia the [Central Bank>bank] said
            the [Government of Estmark>gov] and the [Ministry of Health>health]
        """),
        lines("""
            the Ministry of Health said
            the Ministry of Health of Japan said || issuer=gov
            the Central Bank said
            in Estonia the Latvian Central Bank said
            the French Ministry of Health said || issuer=gov
            the Ministry of Health, Prison Affairs and Reforms said || issuer=gov
        """),
    ),
    "words after a short name": Rule(
        (
            FARMERS,
            Organization("greens", "Australian Greens", None, (Name("Greens"),)),
            Official("mckim", "Nick McKim"),
        ),
        (
            "the [Australian Greens>greens] Immigration spokesperson [Nick McKim>mckim] said",
            "the [WFU>farmers] 2020 report",
        ),
        ("the WFU 360 Strategy",),
    ),
    "bodies of another time": Rule(
        (
            GOV,
            Organization("old", "Water Office", dissolution_date="2000", parent="gov"),
            Organization("new", "Water Office", founding_date="2001", parent="gov"),
        ),
        (
            ("the [Water Office>old] said", {"issuer": "gov", "date": "1999-01-01"}),
            ("the [Water Office>new] said", {"issuer": "gov", "date": "2010-01-01"}),
        ),
        lines("""
            the Water Office said || date=1999-01-01
            a water office || issuer=gov
            the Waters Office || issuer=gov
        """),
    ),
    "language": Rule(
        (
            Organization("en", "Alpha Institute", None, (Name("PACTUM", "en"),)),
            Organization("fr", "Beta Institute", None, (Name("PACTUM", "fr"),)),
            Organization("rada", "Verkhovna Rada", None, (Name("Верховна Рада України", "uk"),)),
        ),
        lines("""
            [PACTUM>en] met || language=en
            [PACTUM>fr] met || language=fr
            [Верховна Рада України>rada] зібралась || language=uk
        """),
        lines("""
            PACTUM || language=de
            рада України || language=uk
            the rada met
            pactum
        """),
    ),
    "names: in the header": Rule(
        (CDC, CAISSE, UN, UNICEF),
        (
            ("the [CDC>caisse] met", {"names": (("CDC", "caisse"),)}),
            ("the [Fund>unicef] met", {"names": (("Fund", "unicef"),)}),
            ("[The Fund>unicef] met", {"names": (("the Fund", "unicef"),)}),
        ),
        (
            ("the CDC met", {"names": (("CDC", None),), "issuer": "cdc"}),
            ("the fund met", {"names": (("Fund", "unicef"),)}),
            ("the United Nations met", {"names": (("United Nations", None),)}),
            ("the Funds met", {"names": (("Fund", "unicef"),)}),
        ),
    ),
    "context: in the record": Rule(
        (Organization("signal", "Signal Foundation", "SIG", context=("messenger", "open source")),),
        ("A messenger: the [Signal Foundation>signal]", "The [Signal Foundation>signal] likes open source."),
        lines("""
            The Signal Foundation plays music
            The Signal Foundation sends messengers
            open the source of Signal
        """),
    ),
    "words written small, cut short, or in the other number": Rule(
        (
            Organization("gov", "Government of Iceland"),
            Organization("edu", "Department of Varn Rivers"),
            Organization("health", "Varn Institutes of Health"),
            Organization("solo", "Mineral Resources"),
        ),
        lines("""
            the [government of Iceland>gov] said
            at the [Dept. of Varn Rivers>edu] today
            the [Varn Institute of Health>health] said
        """),
        lines("""
            a government of Norway
            the government said so
            no dept. of varn rivers
            the Dept. stayed
            a Mineral Resource estimate
            a varn institute of health
        """),
    ),
    "what a ministry is for before it": Rule(
        (
            GOV,
            Organization("health", "Ministry of Health", parent="gov"),
            Organization("inner", "Department of the Interior", parent="gov"),
        ),
        (
            ("the [Health Ministry>health] said", {"issuer": "gov"}),
            "The [Government of Estmark>gov] and its [Interior Department>inner]",
        ),
        lines("""
            the Health Ministry said
            the French Health Ministry said || issuer=gov
            the Health Ministries || issuer=gov
            the health ministry || issuer=gov
        """),
    ),
    "a name without its country": Rule(
        (Organization("guard", "United States Coast Guard", None, (Name("U.S. Coast Guard"),)),),
        lines("""
            The [U.S. Coast Guard>guard] has an app. Ask the [Coast Guard>guard].
            In the United States the [Coast Guard>guard] won.
        """),
        lines("""
            Ask the Coast Guard.
            the Indian Coast Guard
        """),
    ),
    "a unit behind another body and a comma": Rule(
        (UN, OSCE, Organization("oig", "Office of the Inspector General", "OIGX", (Name("Office Six"),), unit_of="un")),
        (
            "the [United Nations>un] asked its [Office of the Inspector General>oig]",
            "the [United Nations>un] and its [OIGX>oig] met",
        ),
        ("the [United Nations>un] asked the [OSCE>osce], Office of the Inspector General", "the OIGX met"),
    ),
    "the whole before its part, the form of a company behind it": Rule(
        (
            OSCE,
            Organization("odihr", "Office for Democratic Institutions", "ODIHR", parent="osce"),
            UN,
            Organization("air", "Varn Airlines"),
        ),
        lines("""
            the [OSCE ODIHR>odihr] mission
            [OSCE Office for Democratic Institutions>odihr]
            bought from [Varn Airlines Limited>air] by us
            by [Varn Airlines Pte Ltd.>air] of Varn
        """),
        lines("""
            the [OSCE>osce] and [ODIHR>odihr]
            the [OSCE>osce]’s [ODIHR>odihr]
            [UN>un] [ODIHR>odihr] staff
            a plan by [ODIHR>odihr] [OSCE>osce] staff made it
            by [Varn Airlines>air], a Limited edition
        """),
    ),
    "inside a name that is not known": Rule(
        (
            Organization("treasury", "Treasury of Varn", None, (Name("Treasury"),)),
            Organization("journal", "Varn Street Journal"),
        ),
        lines("""
            The [Treasury of Varn>treasury] met; ask the [Treasury>treasury].
            the [Varn Street Journal>journal] said
            [Varn Street Journal>journal] CEO Ann Doe said
        """),
        (
            "the Varn Street Journal CEO Council",
            "the Varn Street Journal Foundation",
        ),
    ),
    "persons in a row": Rule(
        (FEDOTOV, COSTA, UNODC, STONE),
        (),
        lines("""
            [Antonio Costa>costa], Fedoto came
            [Antonio Costa>costa]. Fedotov left
            [Antonio Costa>costa], Fedotov left || date=2009-01-01
            [Antonio Costa>costa] met Fedotov
            [Antonio Costa>costa] and Stone left
        """),
    ),
    "named by the office first": Rule(
        (UNODC, FEDOTOV),
        (),
        lines("""
            Mr. Fedotov left. The [Executive Director>fedotov] of [UNODC>unodc] spoke.
            An Executive Director spoke. Mr. Fedotov left.
            The [Executive Director>fedotov] of [UNODC>unodc] spoke. He met a friend of his, Tom Fedotov.
        """),
    ),
    "spelt otherwise beside the office": Rule(
        (Official("anna", "Anna Harison", (), None, (Membership("Minister of Health", "gov", "2010", "2013"),)), GOV),
        (),
        lines("""
            by Hon. Anna Harisan, the Minister of Finance, to go || issuer=gov
            by Hon. Karl Harisan, the Minister of Health, to go || issuer=gov
            by Hon. Anna Stone, the Minister of Health, to go || issuer=gov
        """),
    ),
    "romanizations of one who has a Cyrillic name": Rule(
        (
            Official("petkov", "Kiril Petkov", (Name("Кирил Петков", "bg"),)),
            Official("smith", "Brian Smith"),
            Official("leyen", "Ursula von der Leyen", (), None, (Membership("President", "gov", "2010"),)),
            GOV,
        ),
        lines("""
            [Kyryl Petkov>petkov] came
            [Kiryl Petkov>petkov] came. [Petkov>petkov] left.
            President [von der Leyen>leyen] said
        """),
        lines("""
            Bryan Smith came
            Kamen Petkov came
            Kyryla Petkova
            von der Leyen said
        """),
    ),
    "the office of a country by itself": Rule(
        (
            Organization("office", "Office of the President of Estonia"),
            Official(
                "ilves", "Toomas Ilves", (), None, (Membership("President of Estonia", "office", "2006", "2016"),)
            ),
        ),
        (
            ("the [President>ilves] said", {"issuer": "office"}),
            ("the [President of Estonia>ilves] came; the [President>ilves] left", {"issuer": "office"}),
        ),
        lines("""
            the President said
            a President said || issuer=office
            the President of Latvia came; the President left || issuer=office
            work that follows the President’s Management Agenda and helps || issuer=office
        """),
    ),
    "offices of countries": Rule(
        (
            Organization("kremlin", "Presidency of Russia"),
            Organization("estonia", "Government of Estonia"),
            Organization("house", "Parliament of Estonia"),
            UN,
            BAN,
            Official("putin", "Vladimir Putin", (), None, (Membership("President of Russia", "kremlin", "2000"),)),
            Official("ansip", "Andrus Ansip", (), None, (Membership("Prime Minister of Estonia", "estonia", "2005"),)),
        ),
        lines("""
            talks with the [Russian President>putin] went on
            a call to [Russian Federation President>putin] today
            the [Government of the Republic of Estonia>estonia] met
            the [president of Russia>putin] said
            with the [UN>un] [Secretary General>ban] today
            Our army is here, the [Prime Minister>ansip] is here, too || issuer=house
        """),
        lines("""
            talks with the Russian Presidency
            a new Russian President
            a Russian president
            the president said
            the Latvian President said
            the UNESCO Secretary General
            the Latvian parliament met
            Estonian towns
            the Government of the Republic of Latvia
            our army is here, the Prime Minister is here, too
            the Prime Minister of Latvia is here; the Prime Minister spoke || issuer=house
        """),
    ),
    "in somebody's capacity": Rule(
        (ANNA, GOV),
        (
            ("the [Minister of Health>anna], in her capacity as a member", {"issuer": "gov"}),
            ("[Anna Berg>anna] spoke, and the [Minister of Health>anna] left", {"issuer": "gov"}),
        ),
        (
            ("[Anna Berg>anna], in her capacity as the Minister of Health, said", {"issuer": "gov"}),
            ("[Anna Berg>anna], in her capacity as Minister of Health, said", {"issuer": "gov"}),
        ),
    ),
    "a word that another with a capital follows": Rule(
        (
            Organization("gov", "Government of Sri Lanka"),
            Organization("police", "Sri Lanka Police", None, (Name("Police"),), parent="gov"),
        ),
        (("a plan of the [Police>police] for today", {"issuer": "gov"}),),
        (("a plan for new Police Stations in towns", {"issuer": "gov"}), "a plan of the Police for today"),
    ),
    "names of two words in one": Rule(
        (Organization("globe", "GlobeNewswire"), Organization("linked", "LinkedIn"), Organization("iron", "Ironworks")),
        lines("""
            Aug. 12, 2025 ([GLOBE NEWSWIRE>globe]) — Acme
            by [Globe Newswire>globe] today
            by [GlobeNewswire>globe] today
        """),
        lines("""
            We Linked In others
            by globe newswire today
            by Globe, Newswire today
            by the Iron works of it
            the Iron Works of it
        """),
    ),
    "a paragraph that lists names": Rule(
        (Organization("apple", "Apple"), Organization("amazon", "Amazon")),
        (
            "most of us use our own phones to ask such things of many kinds, be it [Apple>apple]’s Siri, "
            "Microsoft’s Cortana, Google Now or [Amazon>amazon]’s Alexa, whenever we want to know the weather",
        ),
        ("Apple Pie and Other Recipes From Country Kitchens", "Amazon Rivers, Their People and Their Boats"),
    ),
    "presidents of former times": Rule(
        (
            Organization("us", "Government of the United States"),
            Official(
                "reagan",
                "Ronald Reagan",
                (),
                None,
                (Membership("President of the United States", "us", "1981", "1989-01-20"),),
            ),
            Official("ann", "Ann Brown", (), None, (Membership("Member of Parliament", "us", "1981", "1989"),)),
        ),
        ("When President [Reagan>reagan] opened it",),
        lines("""
            When Senator Reagan opened it
            Member Brown opened it
            President Reagan opened it || date=1980-01-01
        """),
    ),
    "what is for a ministry before the minister": Rule(
        (GOV, ANNA, Official("ben", "Ben Holm", (), None, (Membership("Minister of Foreign Affairs", "gov", "2010"),))),
        (
            ("the [Health Minister>anna] said", {"issuer": "gov"}),
            ("the [Foreign Minister>ben] said", {"issuer": "gov"}),
        ),
        lines("""
            the Health Minister said
            the Health Ministers said || issuer=gov
            a Foreign Minister said || issuer=gov
            the former Foreign Minister said || issuer=gov
        """),
    ),
    "apposition further on": Rule(
        (UNODC, FEDOTOV, COSTA),
        ("I met the [Executive Director>fedotov] of [UNODC>unodc], and then our friend. [Yury Fedotov>fedotov] left.",),
        (
            "I met the former Executive Director of [UNODC>unodc], our old friend.",
            "I met an Executive Director, our old friend [Yury Fedotov>fedotov].",
            "[Yury Fedotov>fedotov], [UNODC>unodc]'s Executive Director, left.",
            "[Yury Fedotov>fedotov], der Executive Director der [UNODC>unodc], ging. || language=de",
        ),
    ),
    "the office as a post": Rule(
        (UNODC, FEDOTOV),
        ("The [Executive Director>fedotov] of [UNODC>unodc] left.",),
        ("They sought a candidate for the position of Executive Director of [UNODC>unodc].",),
    ),
    "German names in other cases, whose language no record says": Rule(
        (
            Organization("dfn", "Deutsche Forstgemeinschaft", "DFN"),
            Organization("tun", "Technische Universität Nordmark"),
            Organization("bund", "Nordmarkischer Bundestag"),
            Organization("reed", "Alfred-Rohr-Institut"),
            Organization("peace", "Varnfriede"),
            Organization("party", "Greater Varn Parliament"),
        ),
        lines("""
            ein Antrag bei der [Deutschen Forstgemeinschaft>dfn] ([DFN>dfn]) || language=de
            ein Antrag an der [Technischen Universität Nordmark>tun] || language=de
            Mitglieder des [Nordmarkischen Bundestags>bund] || language=de
            Forscher des [Alfred-Rohr-Institutes>reed] || language=de
            gestern die [Varnfriede>peace]-Proteste || language=de
        """),
        lines("""
            ein Antrag bei der deutschen Forstgemeinschaft || language=de
            a greater parliament of Varn
            die Technischen Universitäten Nordmarks || language=de
            gestern die Varnfriede-Stiftung || language=de
            gestern die Varnfriede-Proteste
        """),
    ),
    "an office of the country whose body has it": Rule(
        (
            Organization("palace", "Presidency of Sri Lanka"),
            Official("ann", "Ann Perera", (), None, (Membership("President", "palace", "2010"),)),
        ),
        ("a visit of the [President of Sri Lanka>ann] to Thailand",),
        ("a visit of the President of Thailand to Sri Lanka", "a visit of a President of Sri Lanka"),
    ),
    "states and bodies": Rule(
        (Organization("gov", "Government of Varn"), Organization("va", "Department of Veterans", "VA", parent="gov")),
        (),
        lines("""
            see how McLean, VA built it || issuer=gov
            the VA House || issuer=gov
            see how the VA built it
        """),
    ),
    "a country called like a state": Rule(
        (
            Organization("georgia", "Government of Georgia"),
            Organization("health", "Ministry of Health of Georgia", parent="georgia"),
        ),
        ("the Georgia [Ministry of Health>health] met || issuer=georgia",),
        ("the Utah Ministry of Health met || issuer=georgia",),
    ),
    "beside a slash or a dot": Rule(
        (Organization("matters", "Varn Matters"), Organization("tsx", "TSX Venture Exchange", None, (Name("TSX-V"),))),
        lines("""
            Ann Doe/[Varn Matters>matters].⏎⏎MORE of it at x.org
            ([TSX.V>tsx]: BAY)
            ([TSX-V>tsx]: BAY)
        """),
        lines("""
            x.org/Varn Matters
            see varn.org/Varn
            TSX. V
            TSX/V
        """),
    ),
    "namesakes": Rule(
        (GOV, ANNA, STONE, Organization("acme", "Acme Widgets")),
        lines("""
            [Anna Berg>anna], Minister of Health of [Government of Estmark>gov], said
            said [Anna Berg>anna], a friend
            [Mia Stone>stone], CEO of Hill Labs, said
        """),
        lines("""
            Anna Berg, CEO of Hill Labs, said
            “No,” said Anna Berg, director at Hill Labs.
            Board Member Anna Gillin
        """),
    ),
    "marks": Rule(
        (UNODC,),
        lines("""
            see [UNODC>unodc] here || mark=heading
            see [UNODC>unodc] here || mark=link
            see [UNODC>unodc] here || mark=preformatted
        """),
        lines("""
            see UNODC here || mark=code
            https://UNODC.org/UNODC
            x@UNODC.org
        """),
    ),
}

UKRAINIAN = Rule(
    (
        Official(
            "zelenskyy",
            "Volodymyr Zelenskyy",
            (Name("Володимир Зеленський", "uk"),),
            None,
            (Membership("President of Ukraine", "rada", "2010"),),
        ),
        Organization("rada", "Verkhovna Rada", None, (Name("Верховна Рада України", "uk"),)),
        Organization("poland", "Government of Poland"),
        Organization("swift", "Society for Telecommunication", "SWIFT"),
        Organization("house", "Parliament of the United Kingdom"),
        Official(
            "johnson", "Boris Johnson", (), None, (Membership("Prime Minister of the United Kingdom", "uk", "2010"),)
        ),
        Organization("rada2", "Cabinet of Ministers of Ukraine"),
        Official(
            "marchenko", "Serhiy Marchenko", (), None, (Membership("Minister of Finance of Ukraine", "rada2", "2010"),)
        ),
        Official("erdogan", "Recep Erdogan", (), None, (Membership("President of Turkey", "tr", "2010"),)),
        Official(
            "draghi",
            "Mario Draghi",
            (Name("Маріо Драгі", "uk"),),
            None,
            (Membership("Prime Minister of Italy", "italy", "2010"),),
        ),
    ),
    lines("""
        Сьогодні [Міністр фінансів>marchenko] доповів || issuer=rada2
        З [Президентом Туреччини>erdogan] говорили
        так сказав [британський Прем'єр-міністр>johnson]
        від [уряду Польщі>poland]
        від [SWIFTу>swift] відключили
        у [Верховній Раді України>rada]
        про [Володимира Зеленського>zelenskyy]
        [ВОЛОДИМИР ЗЕЛЕНСЬКИЙ>zelenskyy]
        [Володимир Зеленський>zelenskyy] був. З [Зеленським>zelenskyy] говорили.
    """),
    lines("""
        З Президентом Чехії говорили
        Сьогодні Міністр фінансів доповів
        у латвійському парламенті
        так сказав латвійський Прем'єр-міністр
        у британській пресі
        Зеленського бачили
        верховна рада України
        російському Президенту
        Пане Президенте
        Пан Драґі був
        від уряду Італії
        від SWIFTовича
        Олена Зеленська
        Володимир Зелений
        Рада України
        Заступник Президента України
    """),
)

RUSSIAN = Rule(
    (
        Official("lavrov", "Sergey Lavrov", (Name("Сергей Лавров", "ru"),)),
        Organization("duma", "State Duma", None, (Name("Государственная дума", "ru"),)),
    ),
    lines("""
        с [Сергеем Лавровым>lavrov]
        в [Государственной думе>duma]
        [Сергей Лавров>lavrov] был. О [Лаврове>lavrov] знают.
    """),
    lines("""
        Лаврова спросили
        Сергей Лаврентьев
        государственная дума
        дума о Государе
    """),
)


@pytest.mark.parametrize(("records", "text", "values", "language"), cases(RULES))
def test_rule(records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str) -> None:
    check(records, text, values, language)


@pytest.mark.skipif(not installed("uk"), reason="needs pymorphy3-dicts-uk")
@pytest.mark.parametrize(("records", "text", "values", "language"), cases({"ukrainian": UKRAINIAN}, "uk"))
def test_ukrainian(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)


@pytest.mark.skipif(not installed("uk"), reason="needs pymorphy3-dicts-uk")
@pytest.mark.parametrize(
    "text", ["у [Фонді UNICEF України>fund]", "з [Президентом України>head] і [Фондом UNICEF України>fund]"]
)
def test_forms_are_inflected_whichever_words_come_first(text: str) -> None:
    """A pending form waits under one of its words, and may have words in Latin letters."""
    president = Official("head", "Ihor Kim", memberships=(Membership("President of Ukraine", "gov"),))
    fund = Organization("fund", "Фонд UNICEF України")
    check((fund, president, Organization("gov", "Government of Ukraine")), text, {}, "uk")


@pytest.mark.skipif(not installed("ru"), reason="needs pymorphy3")
@pytest.mark.parametrize(("records", "text", "values", "language"), cases({"russian": RUSSIAN}, "ru"))
def test_russian(
    records: tuple[Organization | Official, ...], text: str, values: dict[str, Any], language: str
) -> None:
    check(records, text, values, language)
