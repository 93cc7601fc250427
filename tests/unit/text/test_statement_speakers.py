"""Who said what, kind by kind: texts with the words that are Fedotov's in brackets, and texts in which nobody is sure.

Each rule has as many counter-examples as cases; taken out, its cases fail.
"""

from __future__ import annotations

import re

import pytest
from tests.helpers.speaking import said
from tests.helpers.tables import lines

Q = "Crime is a threat to us all"


def expected(text: str) -> tuple[str, list[str]]:
    """A text without its brackets, and the words that stand in them."""
    return re.sub(r"[⟦⟧]", "", text), re.findall(r"⟦(.*?)⟧", text, re.DOTALL)


def fedotovs(text: str) -> list[str]:
    """The words that are found to be Fedotov's."""
    return [words for speaker, _, words in said(text) if speaker == "fedotov"]


SHORT_TITLES = (
    *lines(
        """
    “{Q}.” Fedotov told Sens. Smith and Brown that ⟦war is a threat to all.⟧
    Fedotov told Rep. Smith that ⟦war is a threat to all.⟧ “{Q}.” It rained.
    Rep. Fedotov issued the following statement on the ruling in Roe v. Wade: “⟦{Q}⟧.”
    Rep. Fedotov issued the following statement on Dobbs v. Jackson Health: “⟦{Q}⟧.”
    “⟦{Q}⟧,” Sen. Fedotov said.
    “⟦{Q}⟧,” Rep. Fedotov added.
    Gov. Yury Fedotov said: “⟦{Q}⟧.”
    Of the bill, Sen. Fedotov said, “⟦{Q}⟧.”
    WASHINGTON – Sen. Yury Fedotov (R-UT) said: “⟦{Q}⟧.”
    Today, U.S. Rep. Yury Fedotov (D-MD) said that ⟦crime is a threat.⟧
    Sen. Fedotov of Utah said that ⟦crime is a threat.⟧
""",
        Q=Q,
    ),
    *(
        f"“⟦{Q}⟧,” said {title} Yury Fedotov."
        for title in (
            "Sen.",
            "Rep.",
            "Gov.",
            "U.S. Sen.",
            "U.S. Rep.",
            "Lt. Gov.",
        )
    ),
)
NO_SHORT_TITLES = (
    *lines(
        """
    “{Q}.” Fedotov told Sens. Smith and Brown all.
    Rep. Fedotov issued the following statement on part v. John Smith said: “{Q}.”
    “{Q},” said Sens. Yury Fedotov and Nancy Brown.
    “{Q},” said Reps. Yury Fedotov, Nancy Brown and John Smith.
    “{Q},” said Sen. John Smith, who met Rep. Yury Fedotov.
    “{Q},” said the staff of Sen. Yury Fedotov.
    “{Q},” said aides to Gov. Fedotov.
    “{Q},” Sen. Fedotov’s spokesman said.
    “{Q},” Sen. John Smith and Rep. Yury Fedotov said.
    “{Q},” a letter to Sen. Fedotov said.
    A bill by Sen. Fedotov says that crime is a threat.
    Sen. John Smith told Sen. Fedotov that crime is a threat.
    Sen. Fedotov never said that crime is a threat.
    The office of Gov. Yury Fedotov said that crime is a threat.
    Sen. John Smith said that Rep. Fedotov was told that crime is a threat.
    Those near Gov. Fedotov said that crime is a threat.
    “{Q},” said Sen. Fedotov Jones.
""",
        Q=Q,
    ),
    *(f"“{Q},” said {title} John Smith." for title in ("Sen.", "Rep.", "Gov.", "Gen.", "U.S. Sen.", "Congressman")),
)
BEHIND_THE_VERB = [
    *(
        f"“⟦{Q}⟧,” said Yury Fedotov {more}"
        for more in (
            "in Vienna.",
            "on Friday.",
            "at the opening.",
            "after the vote.",
            "during a visit.",
            "when asked.",
        )
    ),
    f"“⟦{Q}⟧,” said UNODC spokesman Yury Fedotov.",
    f"“⟦{Q}⟧,” explains PCI's founder and director, Yury Fedotov.",
    "Crime is a threat to us all, said Yury Fedotov, who agreed.".replace(Q, f"⟦{Q}⟧"),
]
NOT_BEHIND_THE_VERB = (
    *lines("""
    Mike Murphy, who ran the campaign, said Fedotov had lost the vote there.
    Mike Murphy, a former adviser, said Fedotov was late again that day.
    Mike Murphy, the strategist, said Fedotov in the end had lost the vote.
    Jane Roe, whose party won, said Fedotov would go home at last.
    Jane Roe, director of Acme, said Fedotov will go home at last.
    Late at night, said Fedotov had lost the vote.
    Mike Murphy, which is no name, said Fedotov has won the vote there.
    The chief, who left, says Fedotov is a threat to us all.
"""),
    *(
        f"“{Q},” said Fedotov {more}"
        for more in (
            "campaign manager John Smith.",
            "adviser John Smith.",
            "spokesman John Smith.",
            "aide John Smith.",
            "administration officials.",
            "ally John Smith.",
        )
    ),
)
HEARERS = (
    *lines(
        """
    Fedotov told Afro News that ⟦crime is a threat.⟧
    Fedotov told CNN ⟦he would stay in Vienna.⟧
    Fedotov told the newspaper ⟦the office will stay open.⟧
    Fedotov told Nancy Brown that ⟦crime is a threat.⟧
    Fedotov explained to Afro News that ⟦crime is a threat.⟧
    As Fedotov told Afro News, “⟦{Q}⟧.”
    Fedotov told The Hill: “⟦{Q}⟧.”
""",
        Q=Q,
    ),
    *(
        f"“⟦{Q}⟧,” Fedotov told {hearer}."
        for hearer in (
            "the newspaper",
            "the local newspaper",
            "reporters",
            "a crowd of supporters",
            "Afro News",
            "CNN",
        )
    ),
)
HEARERS += lines("""
    Fedotov reminded the audience that ⟦crime is a threat.⟧
    Fedotov assured lawmakers that ⟦crime is a threat.⟧
    Fedotov informed the Cabinet of Ministers that ⟦crime is a threat.⟧
""")
NO_HEARERS = lines(
    """
    Fedotov told the truth that was known to us.
    Fedotov told a story that nobody had heard.
    Fedotov was told that crime is a threat.
    Fedotov was told by reporters that crime is a threat.
    John Smith told Fedotov that crime is a threat.
    “{Q},” John Smith told Fedotov.
    “{Q},” he told Fedotov.
    “{Q},” the mayor told Afro News near Fedotov.
    Sources told Afro News that Fedotov would stay.
    A friend of Fedotov told CNN that crime is a threat.
    Fedotov’s lawyer told the newspaper that crime is a threat.
    Fedotov and John Smith told reporters that crime is a threat.
    Fedotov, told that crime is a threat, went home.
    Fedotov told nobody that crime is a threat.
    Fedotov never told reporters that crime is a threat.
    What John Smith told CNN of Fedotov is a lie.
    Jane Roe, who met Fedotov, told CNN that crime is a threat.
    Fedotov told jokes that made all of us laugh.
    Fedotov told how much it costs.
    Told that crime is a threat, Fedotov went home.
    The report told Fedotov that crime is a threat.
    Officials told the World Bank that Fedotov was late again.
""",
    Q=Q,
)
ANNOUNCED = lines(
    """
    Fedotov issued the following statement. “⟦{Q}⟧.”
    Fedotov released the following statement: “⟦{Q}⟧.”
    Fedotov today made the following statement on the vote: “⟦{Q}⟧.”
    Sen. Fedotov (R-UT) released the following response: “⟦{Q}⟧.”
    Fedotov issued the following statement after Nancy Brown announced a plan. “⟦{Q}⟧.”
    Fedotov issued the following statement Monday.⏎⏎“⟦{Q}⟧.”
    Fedotov issued the following statement:⏎⏎“⟦{Q}⟧.”
    Fedotov issued this statement: “⟦{Q}⟧.”
    Fedotov, head of UNODC, issued the following statement: “⟦{Q}⟧.”
    VIENNA – Fedotov issued the following statement: “⟦{Q}⟧.”
    Fedotov issued the following statement. “⟦{Q}⟧,” Fedotov said.
    Fedotov issued the following statement. “⟦{Q}.⏎⏎“It will not go away.⟧”
    Fedotov issued the following statement:⏎⏎“⟦{Q}.⟧”⏎⏎“⟦It will not go away.⟧”
    Fedotov issued the following statement:“⟦{Q}⟧.”The office is open.
    Fedotov released the following comments. “⟦{Q}⟧.”
    Fedotov shared the following message: “⟦{Q}⟧.”
    Fedotov offered the following remarks: “⟦{Q}⟧.”
    Fedotov had this to say: “⟦{Q}⟧.”
    Fedotov said the following: “⟦{Q}⟧.”
    Fedotov posted the following tweet: “⟦{Q}⟧.”
    Fedotov released the following statement on the vote in Vienna “⟦{Q}⟧.”
    Fedotov released the following statement on the vote: “⟦crime is a threat to us⟧.”
""",
    Q=Q,
)
NOT_ANNOUNCED = lines(
    """
    Fedotov issued the following statement. It rained. “{Q}.”
    Fedotov issued the following statement.⏎⏎It rained.⏎⏎“{Q}.”
    Fedotov issued a statement. “{Q}.”
    Fedotov released the following statement on the practice of collecting “fair share fees” for services.
    Fedotov issued a statement opposing the bill. It says: “{Q}.”
    Fedotov published the following report. “{Q}.”
    Fedotov provided the following tips. “{Q}.”
    Fedotov and Nancy Brown issued the following statement: “{Q}.”
    Fedotov, Brown and John Smith released the following joint statement: “{Q}.”
    John Smith issued the following statement on Fedotov: “{Q}.”
    The office of Fedotov issued the following statement: “{Q}.”
    Fedotov’s lawyer issued the following statement: “{Q}.”
    Friends of Fedotov released the following statement: “{Q}.”
    Fedotov read the following statement in “The Long Way Home”. “{Q}.”
    Fedotov issued the following statement. “{Q},” John Smith said.
    The statement that was made about Fedotov follows. “{Q}.”
    A spokesman for Fedotov issued the following statement: “{Q}.”
    Fedotov was sent the following statement: “{Q}.”
    Fedotov issued the following statement. “Growing Together Against Crime.”
    Fedotov issued the following statement. “{Q}.
    In reply to Fedotov the mayor issued the following statement: “{Q}.”
""",
    Q=Q,
)
MARKS = (
    *lines(
        """
    The text is here."⟦{Q}⟧," said Fedotov.
    The text is here:"⟦{Q}⟧," said Fedotov.
    The text is here."⟦{Q}⟧,"said Fedotov.
    The text is here."⟦{Q}⟧,"said Sen. Fedotov."⟦It will not go away.⟧"
    "⟦{Q}⟧,"said Fedotov."⟦It will not go away.⟧""It will,"said Brown.
    "No,"said Brown. "It is not here.""⟦{Q}⟧,"Fedotov said.
    ''⟦{Q}⟧,'' said Fedotov.
    ''⟦{Q}⟧,'' said Fedotov. ''⟦It will not go away.⟧''
    ``⟦{Q}⟧,'' said Fedotov.
    Fedotov said: ''⟦{Q}⟧.''
    Fedotov said: ``⟦{Q}⟧.''
    Fedotov said: “⟦{Q}. “It will not go away. “We must act⟧.”
    Fedotov said: «⟦{Q}. «It will not go away⟧.»
    “⟦{Q}. “It will not go away⟧,” said Fedotov.
    “ ⟦{Q}⟧ ,” said Fedotov.
    “⟦{Q}⟧,”said Fedotov.
    “⟦{Q}⟧,” said Fedotov.“⟦It will not go away.⟧”
    Fedotov said:"⟦{Q}⟧."###
    It is open (see the map)."⟦{Q}⟧," Fedotov said.
""",
        Q=Q,
    ),
    f'" ⟦{Q}⟧," said Fedotov.'.replace('" ', '"'),
)
MARKS += (
    f'It is open. " ⟦{Q}⟧ ," said Fedotov. " ⟦It will not go away⟧ ."',
    f'Of the bill, Fedotov said , " ⟦{Q}⟧ ."',
)
NO_MARKS = (
    *lines(
        """
    Fedotov's and the workers'' hall is open, and {Q}.
    The 5" pipe.{Q}, Fedotov thought it over."
    The text is here."{Q}, John Smith came. Fedotov left.
    here."Crime threat," said Fedotov.
    ''Crime threat,'' said Fedotov.
    ''{Q},'' said John Smith near Fedotov.
    The text is here."{Q},"said John Smith."It will not go away."Fedotov left.
    “{Q}. “It will not go away,” said John Smith. Fedotov left.
    Fedotov came. “{Q}. “It will not go away.”
    “{Q}; “it will not” go away.” Fedotov left.
    "{Q},"said Brown."It will not go away.""It will,"said John Smith. Fedotov left.
    ``{Q}, said Fedotov.
    ''{Q}, Fedotov left.
    It is 5"by 7" and Fedotov left.
    and so on."and {Q}," Fedotov left.
    Fedotov said: “{Q}. “It will not go away.
    Fedotov listened."{Q}."It rained.
    Rock ''n'' roll is a threat to us all, for Fedotov.
    "Crime" and "threat," said Fedotov.
""",
        Q=Q,
    ),
    "Fedotov said the '' mark is used for inches, and so it is.".replace("said", "saw"),
)
PRONOUNS = [
    *(
        f"“⟦{Q}⟧,” Fedotov said. {more}"
        for more in (
            "He added: “⟦It will not go away.⟧”",
            "“⟦It will not go away⟧,” he added.",
            "He noted that ⟦it will not go away.⟧",
            "He also said ⟦the office is open.⟧",
            "He claimed ⟦it will go away.⟧",
            "He predicted that ⟦it will go away.⟧",
        )
    ),
    *(
        f"John Smith said no.\n\n“⟦{Q}⟧,” Fedotov said. {more}"
        for more in (
            "He added: “⟦It will not go away.⟧”",
            "“⟦It will not go away⟧,” he added.",
            "He noted that ⟦it will not go away.⟧",
            "He also said ⟦the office is open.⟧",
        )
    ),
    *(
        f"“No, it is not at all,” said Brown.\n\n“⟦{Q}⟧,” Fedotov said. {more}"
        for more in (
            "He added: “⟦It will not go away.⟧”",
            "He noted that ⟦it will not go away.⟧",
        )
    ),
    *(
        f"Fedotov said that ⟦crime is a threat.⟧\n\n{more}"
        for more in (
            "“⟦It will not go away⟧,” he added.",
            "He noted that ⟦it will not go away.⟧",
            "He argued ⟦it will not go away.⟧",
        )
    ),
]
NO_PRONOUNS = [
    *(
        f"{before} {after}"
        for before in (
            "Fedotov came late.",
            "John Smith said no to Fedotov.",
            "Fedotov’s lawyer came.",
            "Fedotov met John Smith.",
            "The mayor came with Fedotov.",
        )
        for after in (
            f"“{Q},” he said.",
            "He said that crime is a threat.",
            f"He added: “{Q}.”",
            "He claims crime is a threat.",
        )
    ),
    f"“No,” said John Smith. “No,” said Fedotov. “{Q},” he said.",
]
WITHOUT_THAT = lines("""
    Fedotov announced ⟦he would stay in Vienna.⟧
    Fedotov announced today ⟦he will join the office.⟧
    Fedotov claims ⟦the plan will work for all.⟧
    Fedotov claims ⟦it has shown its worth.⟧
    Fedotov noted ⟦the office is open.⟧
    Fedotov argued ⟦they had lost their way.⟧
    Fedotov claims ⟦crime rates have doubled again.⟧
    Fedotov explained ⟦the new rules are clear.⟧
    Fedotov confirmed ⟦the talks were held.⟧
    Fedotov warned ⟦the costs could double.⟧
    Fedotov said ⟦crime rates have doubled again.⟧
    Fedotov said ⟦revenue of UNODC has doubled.⟧
    Fedotov said ⟦Trump had lost the vote.⟧
    Fedotov said on Friday ⟦crime rates have doubled.⟧
    Fedotov says ⟦Vienna is the right place.⟧
    Fedotov testified that ⟦crime is a threat.⟧
    Fedotov closed the meeting, arguing that ⟦crime is a threat.⟧
    Fedotov closed the meeting, adding ⟦he will be back.⟧
    Fedotov, the director of the Identity and Trusted Access Division, said ⟦he hopes it will help.⟧
    Fedotov said that ⟦tests by Acme confirmed its worth.⟧
""")
NO_CLAUSES = (
    *lines(
        """
    Fedotov announced the launch of a new plan.
    The Bank's chief, an adviser of the old school, Fedotov said.
    Fedotov announced the steps it will take next.
    Fedotov announced the plan that will work.
    Fedotov announced a plan, which will work.
    Fedotov announced its new office in Vienna.
    Fedotov noted it with pleasure in Vienna.
    Fedotov noted the role that the office has.
    Fedotov explained the rules to all who were there.
    Fedotov confirmed his visit to Vienna on Friday.
    Fedotov believes in the people who are here.
    Fedotov said yes to all who were there.
    Fedotov said nothing that was new.
    Fedotov said so while he was there.
    Fedotov said in a paper that nobody has.
    Fedotov asked John Smith to go home at last.
    Fedotov asked for a plan that will work.
    Fedotov believes the plan will work for all.
    Fedotov believes it has shown its worth.
    “{Q},” said Brown. Fedotov believes it will go away.
    Fedotov asked whether crime is a threat.
    Fedotov asked why crime is a threat.
    Fedotov wondered how crime became a threat.
    Fedotov was asked whether crime is a threat.
    Reports by Fedotov confirmed the costs have doubled.
    UNODC reports that were read by Fedotov are new.
    Fedotov said that John Smith said that crime is a threat.
    Fedotov continues to build a loyal audience in Vienna.
    Known for his wit and all such things, Fedotov continues to build it.
    Fedotov reports to the head of the office.
""",
        Q=Q,
    ),
    *(
        f"{who} {verb} that the plan will work for all."
        for who in ("Fedotov", "UNODC", "Director Fedotov")
        for verb in (
            "believes",
            "believed",
            "hopes",
            "hoped",
            "fears",
            "thinks",
        )
    ),
)

SUBORDINATE = (
    *lines("""
    Brown left after Fedotov announced that ⟦prices fall on June 1, 2024⟧, and went home.
    Brown left after Fedotov said that ⟦it will be on May 12, 2021⟧, at last.
    Brown left after Fedotov announced that ⟦it would make “fair prices” a part of all talks.⟧
    Brown left after Fedotov said ⟦the office will be “open to all” in June⟧, and it rained.
"""),
    *(
        f"Brown {before} {word} Fedotov announced that ⟦crime is a threat⟧{more}"
        for before, word, more in (
            ("left", "after", "."),
            ("left", "when", "."),
            ("came back", "because", "."),
            ("has been ill", "since", "."),
            ("left", "after", ", and went home."),
            ("left", "when", ", which is late."),
        )
    ),
    *(
        f"{before} after {title} Fedotov {verb} ⟦he would not go to Vienna⟧{more}"
        for before, title, verb, more in (
            ("A day", "President", "announced", ", Brown left."),
            ("It rained", "President", "said", "."),
            ("Brown issued a plan", "Senator", "announced that", "."),
            ("Brown left", "Sen.", "announced", "."),
            ("The office closed", "Director", "said that", ", and it rained."),
            ("It rained", "Mr.", "said", "."),
        )
    ),
    *(
        f"{lead} Fedotov {verb} ⟦crime is a threat to us all⟧, {rest}"
        for lead in ("While", "Whereas", "It rained. While", "Moreover, while")
        for verb, rest in (
            ("claims that", "we are not so sure."),
            ("has stated that", "it is unclear what will be done."),
            ("says", "Brown has left."),
        )
    ),
)
NO_SUBORDINATE = (
    *lines("""
    Brown left after Fedotov said so.
    Brown left after Fedotov’s lawyer said that crime is a threat.
    Brown left after John Smith and Fedotov said that crime is a threat.
    Brown left after a letter to Fedotov said that crime is a threat.
    Brown left after Fedotov was told that crime is a threat.
    Brown left after Fedotov, and John Smith said that crime is a threat.
    Brown left after friends of Fedotov said that crime is a threat.
    Brown left because Fedotov never said that crime is a threat.
"""),
    *(
        f"{word} Fedotov {verb} crime is a threat to all of us, Brown left."
        for word in ("After", "When", "Because", "Since")
        for verb in ("announced that", "said that", "noted that")
    ),
    *(f"So when Fedotov {it} that crime is a threat, do not listen." for it in ("says", "claims", "argues", "warns")),
    *(f"It is late if Fedotov {verb} that crime is a threat." for verb in ("says", "said", "announces")),
)

REPORTED = (
    *lines("""
    Fedotov announced that ⟦there will be talks titled “Why Us?”⟧Today there are few.
    Fedotov announced that ⟦there will be talks titled “Crime and Us.”⟧Seldom were they so few.
    Fedotov announced that ⟦there will be talks on “the cost of it all.”⟧Brown left the talks.
    Fedotov announced ⟦it would cut the price from $292 to $64.⟧Today it is high.
    Fedotov announced that ⟦it has been so since 2011.⟧He left the talks.
    Fedotov announced that ⟦he has joined the talks⟧ and urged Brown to vote for it.
    Fedotov said that ⟦he has joined the talks⟧ and urged all to vote for it.
    Fedotov said that ⟦the talks are open⟧ and hopes they will be closed.
    Fedotov said that ⟦costs fell while Brown was there.⟧
    It rained all over the land, while Fedotov suggests that ⟦it was in May, with few clouds.⟧
    Fedotov said that ⟦the price is $64.50 for all of us.⟧
    Fedotov announced that ⟦crime is a threat to us all.⟧UNODC left the talks.
    Fedotov announced that ⟦crime is a threat to us all.⟧He left the talks.
    Fedotov announced that ⟦crime is a threat to us all.⟧“It rained there,” said John Smith.
    Sen. Fedotov (I-Vt.) Wednesday announced that ⟦crime is a threat.⟧
    Rep. Fedotov (D-Wis.) Monday said that ⟦crime is a threat.⟧
    Rep. Fedotov (WI-02)today announced that ⟦crime is a threat.⟧
    Rep. Fedotov (WI-02)also said that ⟦crime is a threat.⟧
    Fedotov claimed ⟦only Dane County was doing a count⟧, but John Smith says it is not.
    Fedotov said that ⟦crime is a threat⟧, but John Smith said that it is not.
    Fedotov said that ⟦crime is a threat⟧, while Brown said that it is not.
    Fedotov says that ⟦crime is a threat⟧, although John Smith argues that it is not.
    Senator Fedotov (R-Utah) and friends left. Senator Fedotov (R-Utah) said that ⟦crime is a threat.⟧
    President and Director Fedotov said that ⟦crime is a threat.⟧
"""),
    *(
        f"{lead}according to Fedotov, ⟦crime is a threat to us all.⟧"
        for lead in ("Further, ", "Moreover, ", "In fact, ", "In 2011, ", "On Monday, ")
    ),
)
NOT_REPORTED = (
    *lines("""
    They say, said John Smith, according to Fedotov, crime is a threat.
    Fedotov, at the office, visited HealthData.Gov, and crime is a threat.
    Fedotov listened.Crime is a threat to us all.
    John Smith (I-Vt.) Wednesday told Fedotov that crime is a threat.
    The office of Fedotov (I-Vt.) Wednesday announced that crime is a threat.
    The friends of Fedotov (WI-02)today announced that crime is a threat.
    Brown said that John Smith, but Fedotov, was late.
    John Smith said that crime is a threat, but Fedotov is not.
    John Smith said that crime is a threat, while Fedotov, he said, is not.
    Friends of Fedotov, who said that crime is a threat, left.
    They met Fedotov, whose friends said that crime is a threat.
    They met Fedotov, who left the office that announced it.
    They met Fedotov and John Smith, who said that crime is a threat.
    They met John Smith, who told Fedotov that crime is a threat.
    They met Fedotov, who said it, and that was all.
    They met Fedotov, who confirmed the plan; it shows that crime is a threat.
    Senator John Smith (R-Utah) and Senator Fedotov said that crime is a threat.
    Senator Brown (R-Utah) and Senator Fedotov (D-Vt.) said crime rates have doubled again.
    Fedotov today asked that the Senate pass a plan for Vienna.
    Fedotov recommended to Congress that three areas be closed.
"""),
    *(
        f"{lead} according to friends of Fedotov, crime is a threat to us all."
        for lead in ("Further,", "Moreover,", "In fact,", "In 2011,", "On Monday,")
    ),
    *(
        f"According to UNODC, {word} works with Fedotov, crime is a threat to us all."
        for word in ("which", "where she", "who")
    ),
    *(
        f"It rained. Crime is a threat to us all,{mark}{blank}{who} said. It is late."
        for mark in ("”", '"', "»")
        for blank in (" ", "")
        for who in ("Fedotov", "Sen. Fedotov")
    ),
)

TAKEN = {
    "subordinate": SUBORDINATE,
    "short titles": SHORT_TITLES,
    "behind the verb": BEHIND_THE_VERB,
    "hearers": HEARERS,
    "announced": ANNOUNCED,
    "marks": MARKS,
    "pronouns": PRONOUNS,
    "without that": WITHOUT_THAT,
    "reported": REPORTED,
}
LEFT = {
    "subordinate": NO_SUBORDINATE,
    "short titles": NO_SHORT_TITLES,
    "behind the verb": NOT_BEHIND_THE_VERB,
    "hearers": NO_HEARERS,
    "announced": NOT_ANNOUNCED,
    "marks": NO_MARKS,
    "pronouns": NO_PRONOUNS,
    "without that": NO_CLAUSES,
    "reported": NOT_REPORTED,
}
CASES = [
    pytest.param(text, id=f"{kind} {number}") for kind, texts in TAKEN.items() for number, text in enumerate(texts)
]
OTHERS = [
    pytest.param(text, id=f"{kind} {number}") for kind, texts in LEFT.items() for number, text in enumerate(texts)
]


@pytest.mark.parametrize("marked", CASES)
def test_what_is_whose(marked: str) -> None:
    text, words = expected(marked)
    assert [found.rstrip(" .?!") for found in fedotovs(text)] == [word.rstrip(" .?!") for word in words]


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_not_his(text: str) -> None:
    assert fedotovs(text) == []
