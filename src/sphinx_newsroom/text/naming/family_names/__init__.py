"""What a family name by itself, or with given names and initials beside it, means: Mr | Fedotov, Y. | Fedotov.

use             such a name: what the text says of it, once for all who bear it, and each of them
by_office       what the office before it decides
rolls, by_roll  lists of who sponsors or signs something, and who is in them
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.evidence import COMMON, Evidence, alone_in_full, bearers, by_nickname, same_person
from sphinx_newsroom.text.naming.family_names.by_roll import Enrolled
from sphinx_newsroom.text.naming.family_names.use import Named, Standing, Use, Verdict
from sphinx_newsroom.text.naming.fitting import misfit
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.people import OPENING, called_by, is_given, named_in_full, no_name
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.reasons import Refusal
from sphinx_newsroom.text.words.office_words import LEGISLATORS, among_governors, office_before, office_word
from sphinx_newsroom.text.words.word_lists import LOCATIVE, SMALL_WORDS

# Whether the office before a family name is the official's: President | Reagan, Senators Lee and | Ross.

_LEADERS = frozenset(["speaker", "leader", "whip", "member"])
"""What legislators choose among themselves: Majority Leader, Ranking Member."""


def of_the_same_office(use: Use) -> Verdict | None:
    """The text has named another with such an office: Governor Olene Walker … Governor | Walker."""
    if not use.office or use.form.entity in use.evidence.present:
        return None
    # Others of the office are other people, if none of them has a given name of this one.
    others = use.at.others_of_office
    apart = others and any(not is_given(use.tokens, given, use.person) for given in others)
    return Refusal.NAMED_IN_FULL if apart else None


def in_office(use: Use) -> Verdict | None:
    """The office before it is the official's, now or, where it was a country's, once: President | Reagan."""
    if not use.office:
        return None
    ranking = use.office[:2] == ("member", "ranking")  # of a committee, whoever is a member of something
    if ranking or not use.at.held(use.form.entity):
        return use.named() if _a_legislator_alone(use) or _a_leader(use) else None
    # Those whose records have no offices may have an office of many, too: Representative | Lee.  As many of them have
    # it as among those whose offices are known: of a Senator there is seldom another.
    seen = use.evidence.seen
    unknown = sum(not seen.names.registry.officials[other].memberships for other in _namesakes(use))
    of_whom = use.form.entity, use.office, seen.release.date
    several = unknown > 1 and seen.names.facts.of_several(*of_whom) and unknown * seen.names.facts.share(*of_whom) >= 1
    return Refusal.UNDECIDED if several and use.form.entity not in use.evidence.present else use.named()


def _a_legislator_alone(use: Use) -> bool:
    """Whether the only one of a family name, whose record has no offices, is a legislator: Senator Kohl."""
    seen = use.evidence.seen
    if use.office[0] not in LEGISLATORS or not seen.of_legislators or seen.many_people:
        return False
    alone = not _a_given_name(use) and next(_namesakes(use), None) is None
    return alone and not seen.names.registry.officials[use.form.entity].memberships


def _a_given_name(use: Use) -> bool:
    """Whether a name goes on behind it: Rep. | Glenn Roe, Rep. | Glenn “GT” Roe."""
    tokens, end = use.tokens, use.end
    return tokens.capital(end) and (tokens.close(end) or tokens.gap(end).strip() in OPENING)


def _a_leader(use: Use) -> bool:
    """Whether one legislator alone can have the office of a leader, which records seldom have: Speaker Boehner."""
    seen = use.evidence.seen
    if use.office[0] not in _LEADERS or not seen.of_legislators or seen.many_people or _a_given_name(use):
        return False
    if use.office[0] == "member" and use.office[1:2] != ("ranking",):
        return False
    if among_governors(use.tokens, use.start):  # of a state's chamber
        return False
    return _may_legislate(use, use.form.entity) and not any(_may_legislate(use, other) for other in _namesakes(use))


def _may_legislate(use: Use, official: str) -> bool:
    """Whether an official belongs to a chamber on that day, as far as the record tells."""
    seen = use.evidence.seen
    if not seen.names.registry.officials[official].memberships:
        return True
    return any(seen.names.facts.holds(official, (office,), seen.release.date) for office in LEGISLATORS)


def _namesakes(use: Use) -> Iterator[str]:
    """The other officials of the family name."""
    return (official for official in use.at.standing.bearers if official != use.form.entity)


_BEFORE_PERSONS = SMALL_WORDS | {"upon", "over", "against", "about", "versus", "like", "since", "until", "via"}
"""Words with a capital in a headline that are no given names."""


_GENITIVE = ("'s", "’s")


_NOT_INTRODUCED = Refusal.NOT_INTRODUCED
"""Said of nearly every family name of a large registry, and a member of an enumeration takes long to look up."""


def family_name(standing: Standing, form: Form) -> Verdict:
    """The stretch and the method where a family name, with what stands beside it, means an official; else why not."""
    evidence, so_far, entity = standing.evidence, standing.so_far, form.entity
    seen, tokens, start, end = evidence.seen, standing.tokens, standing.start, standing.end
    if standing.member is not None:
        verdict = _in_roll(evidence, standing.member, form, start)
        if verdict is not None:
            return verdict
    person = seen.names.facts.person(entity)
    listed = standing.near and standing.in_a_row and _in_any_office(evidence, entity)
    headline = entity in evidence.present and standing.heading and alone_in_full(evidence, person)
    # A list is asked for first, since it needs neither a given name nor an office beside the family name.
    # Most family names of a large registry are common words or somebody else's, and end here.
    expected = listed or headline or entity in so_far.introduced
    if not expected and not standing.has_company(person):
        return _NOT_INTRODUCED
    if standing.may_have_given(person):
        # A middle name that the record lacks makes John Q. Berg another, where there are several Bergs to begin with.
        rare = seen.names.family_names[" ".join(person.family)] < COMMON
        full = named_in_full(tokens, start, end, person, middle=rare)
        if full is not None:
            return _in_full(evidence, form, Place(*full, ()), rare=rare) or Named(*full, "name")
    # Else it stands by itself, or with initials and small words that belong to it: J. van | Berg.
    begin = standing.begin(person)
    if begin is None:
        return Refusal.MIDDLE_INITIALS
    use = Use(standing.beginning(begin), form, person, listed=listed, headline=headline)
    for rule in _RULES:
        verdict = rule(use)
        if verdict is not None:
            return verdict
    return Refusal.ANOTHERS_OFFICE if use.office else Refusal.BORNE_BY_ANOTHER


def _in_any_office(evidence: Evidence, official: str) -> bool:
    """Whether an official holds an office: whoever is listed among office-holders by a family name alone does."""
    date, memberships = evidence.seen.release.date, evidence.seen.names.registry.officials[official].memberships
    return any(held.on(date) for held in memberships)


def _in_full(evidence: Evidence, form: Form, place: Place, *, rare: bool) -> Refusal | None:
    """Why a full name is not the official's; None where it is."""
    refusal = misfit(evidence.seen, form._replace(strength="strong"), place)
    if refusal is not None:
        return refusal
    if not by_nickname(evidence, form, place, rare=rare):
        return Refusal.NICKNAME
    return None if same_person(evidence, form, place) else Refusal.NAMESAKE


# The rules, in their order


def _in_roll(evidence: Evidence, member: Enrolled, form: Form, start: int) -> Verdict | None:
    """It stands in a list of who sponsors or signs something: Cosponsors: | Adams, D. | Davis."""
    seen = evidence.seen
    if form.entity not in member.entities:
        unknown = form.entity in evidence.present and not seen.names.registry.officials[form.entity].memberships
        return None if unknown else Refusal.ANOTHERS_OFFICE
    others = [other for other in bearers(evidence, seen.names.facts.person(form.entity)) if other != form.entity]
    if any(not seen.names.registry.officials[other].memberships for other in others):
        return None  # Rep. Gene Green came … Cosponsors: Green, where no record tells when he was in office
    initials = member.begin < start and not seen.tokens.raw[member.begin].islower()
    return Named(member.begin, member.end, "initials" if initials else "family-name")


def _nothing_for_it(use: Use) -> Verdict | None:
    """Nobody has been introduced, no office stands before it, no list goes on, and it is in no headline."""
    return None if use.office or use.introduced or use.listed or use.headline else _NOT_INTRODUCED


def _misfit(use: Use) -> Verdict | None:
    """It is a part of another name: Anna | Berg-Smith."""
    return use.at.misfit(use.form)


def _of_another(use: Use) -> Verdict | None:
    """Another given name stands before it: her brother Tom | Berg; unless the office says that it is a spelling."""
    seen, tokens, person = use.evidence.seen, use.tokens, use.person
    if called_by(tokens, use.begin, person) or not use.at.somebody:
        return None
    before = office_before(tokens, use.begin - 1)
    # Hon. Hariny Amarasuriya, Prime Minister, where the record has Harini: the office and the first letter agree.
    alike = person.given and tokens.words[use.begin - 1][0] == person.given[0][0]
    if before and alike and seen.names.facts.holds(use.form.entity, before, seen.release.date):
        return Named(use.begin - 1, use.end, "family-name")
    use.so_far.bearers.lose(person)  # from here on the family name alone is nobody's
    return Refusal.ANOTHERS_GIVEN_NAME


def _date_or_word(use: Use) -> Verdict | None:
    """May, in May."""
    return Refusal.DATE_OR_WORD if use.at.standing.date_or_word else None


def _known(use: Use) -> Verdict | None:
    """The text has named the official: Yury Fedotov … | Fedotov; but "in Lincoln" is a place, unless "in Lincoln's"."""
    if not use.introduced or not use.so_far.bearers.still(use.form.entity, use.person):
        return None
    # Behind "in" or "near" places outnumber persons; only the genitive is a person's, "in Fedotov's view".
    tokens, begin = use.tokens, use.begin
    if tokens.close(begin) and tokens.words[begin - 1] in LOCATIVE and begin == use.start:
        return use.named() if tokens.text.startswith(_GENITIVE, tokens.ends[use.end - 1]) else None
    return use.named()


def _listed(use: Use) -> Verdict | None:
    """It goes on with a list of persons: President Macron, | Scholz and | Rutte."""
    # An office before the list says who can be meant.
    if not use.listed or any(map(office_word, use.office)):
        return None
    return use.named()


def _in_headline_of(use: Use) -> Verdict | None:
    """A headline is written last, and names by the family name alone whom the text names in full: | Lee Votes No."""
    if not use.headline:
        return None
    tokens, before = use.tokens, use.begin - 1
    # Verbs have capitals there as well: any word directly before may be another's given name (Anna | Lee), and only a
    # noun directly behind makes it a longer name (| Lee County).
    word = tokens.words[before]
    if tokens.close(use.begin) and tokens.capital(before) and not no_name(word) and word not in _BEFORE_PERSONS:
        return None
    behind = use.end
    if tokens.follows(behind) and tokens.words[behind] == "family":  # Sturgeon Family Foundation
        behind += 1
    longer = tokens.close(behind) and (tokens.words[behind] in beside.NAMED_AFTER or _a_name_in_prose(use))
    longer = longer and use.office[:1] not in (("senator",), ("representative",))  # Sen. | Lee Bill Passes
    hyphened = beside.hyphened(tokens, use.begin, use.end, lambda _: False)
    return None if longer or hyphened else use.named()


def _a_name_in_prose(use: Use) -> bool:
    """Whether the text has the name and the word behind it as another's name: Lee | Lonsberry, who is …."""
    tokens, end = use.tokens, use.end
    last, following = tokens.words[end - 1], tokens.words[end]
    return not tokens.lower(following) and any(
        tokens.words[k + 1 : k + 2] == [following]
        and tokens.follows(k + 1)
        and not tokens.heading(k)
        and tokens.close(k + 2)
        and tokens.raw[k + 2].islower()
        and tokens.words[k + 2 : k + 3] != tokens.words[end + 1 : end + 2]  # no headline over again
        for k in tokens.places(last)
    )


_RULES: tuple[Callable[[Use], Verdict | None], ...] = (
    _nothing_for_it,
    _in_headline_of,
    _misfit,
    _of_another,
    of_the_same_office,
    _date_or_word,
    _known,
    _listed,
    in_office,
)
"""The first that says something counts; where none does, nobody is named."""
