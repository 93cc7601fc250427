"""Checks for likely mistakes: numbers, dates, topics, settings, files and names.

Each rule is a generator of warnings or notices; none of them prevents publication.
"""

from __future__ import annotations

import datetime as dt
import os
import posixpath
import re
import shlex
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from urllib.parse import quote, urlsplit

from sphinx_newsroom.archive.checks import KINDS_WITH_IMAGES, Headers, problem_at
from sphinx_newsroom.archive.release_files import header_files
from sphinx_newsroom.config import DEFAULT_TAG, OPTIONS, OURS, Settings, line_of_setting
from sphinx_newsroom.diagnostics import Code, HeaderError, Problem, cut, nearest
from sphinx_newsroom.files import read_plain, read_text
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import APPROVALS, LEDGER, ReleaseId, page_of, release_id, superseded_by_name
from sphinx_newsroom.model.alerts import ALERTS
from sphinx_newsroom.model.records import Official, Release
from sphinx_newsroom.model.wording import no_language
from sphinx_newsroom.sources.advice import table
from sphinx_newsroom.sources.header import SUFFIXES, body_of, is_notebook
from sphinx_newsroom.sources.listing import KINDS, documents_by_path, name_problem
from sphinx_newsroom.sources.values import canonical_tag
from sphinx_newsroom.text.words.word_lists import OFFICE_NOUNS


def check(found: Headers, published: Container[ReleaseId]) -> Iterator[Problem]:
    """Report likely mistakes across an archive; those in texts that are already published are left out."""
    for problem in chain.from_iterable(rule(found) for rule in _RULES):
        of = release_id(page_of(problem.path))
        if problem.code is not Code.UNLIKELY or of not in published:
            yield problem
    yield from drive_copies(found, published)


def undecided(settings: Settings) -> Iterator[Problem]:
    """Report a setting that conf.py should have before the site has subscribers."""
    if settings.baseurl and settings.tag == DEFAULT_TAG:
        message = f"the site has an address, but the ids in its feeds begin with {DEFAULT_TAG}, the default"
        tag = f"{urlsplit(settings.baseurl).hostname},{settings.now.year}"
        advice = f'before anybody subscribes, set newsroom_tag = "{tag}", and never change it'
        yield Problem("conf.py", 1, Code.SETTING, message, advice)


def numbers(found: Headers) -> Iterator[Problem]:
    """Report releases of one issuer with the same number, unless one is a translation of the other or replaces it.

    The later release is reported, or both if they have the same date.
    """
    first: dict[tuple[str | None, str], tuple[Release, int]] = {}
    numbered = [one for one in found.records("release") if one[0].number]
    for release, lines in sorted(numbered, key=lambda one: one[0].date):
        key = release.issuer, release.number.casefold()
        other, line = first.setdefault(key, (release, lines["number"]))
        if other is not release and not _belong_together(release, other):
            both = [(release, lines["number"], other), (other, line, release)]
            for one, at, same in both if other.date == release.date else both[:1]:
                message = f"{same.id} has the same number, {cut(one.number)!r}"
                yield Problem(one.path, at, Code.NUMBER_TWICE, message, _ONE_OF_TWO)


def _belong_together(one: Release, other: Release) -> bool:
    texts = {one.translation_of or one.id, other.translation_of or other.id}
    replaced = {one.replaces, other.replaces}
    replaced |= {release.withdrawn.replaced_by for release in (one, other) if release.withdrawn}
    return len(texts) == 1 or not replaced.isdisjoint((one.id, other.id))


def dates(found: Headers) -> Iterator[Problem]:
    """Report corrections and withdrawals with a future date, because readers see them at once."""
    # Without a time zone setting, authors may be a day ahead of UTC. Some commands set the time to the last day to see
    # everything.
    day = dt.timedelta(days=1)
    latest = min(found.settings.now.date(), dt.date.max - day) + day
    for release, lines in found.records("release"):
        withdrawn = (release.withdrawn,) if release.withdrawn else ()
        for key, notes in (("corrections", release.corrections), ("withdrawn", withdrawn)):
            for note in notes:
                if note.date > latest:
                    message = f"the date {note.date} under `{key}` is in the future, but readers see it immediately"
                    advice = "don't add it before that day"
                    yield problem_at(release, lines, key, Code.DATE_TO_COME, message, advice)


_FIRST_YEAR, _MONTH = 1900, dt.timedelta(days=31)


def unlikely_dates(found: Headers) -> Iterator[Problem]:
    """Report dates that are probably typing errors: of another century, or weeks before the release."""
    for release, lines in found.records("release"):
        if release.date.year < _FIRST_YEAR:
            message = f"the date {release.date} is before the year {_FIRST_YEAR}"
            yield problem_at(release, lines, "date", Code.UNLIKELY, message, "correct it, if it is a mistake")
        given = {"embargo": release.embargo, "event": release.event and release.event.start}
        for key, moment in given.items():
            day = moment.date() if isinstance(moment, dt.datetime) else moment
            if day and release.date - day > _MONTH and release.date.year > _FIRST_YEAR:
                message = f"the {key} is on {day}, weeks before the date of the release, {release.date}"
                yield problem_at(release, lines, key, Code.UNLIKELY, message, _ONE_OF_TWO)


def translations(found: Headers) -> Iterator[Problem]:
    """Report translations that differ from their original in language, date, withdrawal or issuer."""
    translating = [one for one in found.records("release") if one[0].translation_of is not None]
    releases = {release.id: release for release, _ in found.records("release")} if translating else {}
    for release, lines in found.records("release"):
        if wrong := no_language(release.language):
            yield problem_at(release, lines, "language", Code.UNLIKELY, *wrong)
    for release, lines in translating:
        original = releases.get(found.moved.get(release.translation_of, release.translation_of))
        if original is None:
            continue
        if release.date < original.date and not (release.draft or original.draft):
            message = f"the date {release.date} is before {original.date}, the date of the original"
            yield problem_at(release, lines, "date", Code.UNLIKELY, message, _ONE_OF_TWO)
        # `newsroom withdraw` also withdraws existing translations.
        if original.withdrawn and not release.withdrawn:
            message = f"{original.id}, the original of this translation, was withdrawn"
            advice = f"if it was published, run: newsroom withdraw {release.id} --reason …; otherwise delete it"
            yield problem_at(release, lines, "translation_of", Code.WITHDRAWN_ORIGINAL, message, advice)
        issuers = original.all_issuers
        by_settings = release.issuer and lines.keys().isdisjoint(("issuer", "issuers"))
        if not by_settings or issuers in ((), release.all_issuers):
            continue
        theirs = " and ".join(issuers)
        wanted = f"issuers: [{', '.join(issuers)}]" if len(issuers) > 1 else f"issuer: {theirs}"
        message = (
            f"this translation names no issuer, so its issuer is {release.issuer}, but that of its original is {theirs}"
        )
        yield Problem(release.path, 1, Code.TRANSLATION_ISSUER, message, f"write `{wanted}` here, too")


_SHORTEST_TOPIC = 5
"""The minimum length of a topic: shorter words are often similar by chance."""


_WORDS, _FORTNIGHT = 3, dt.timedelta(days=14)


def copies(found: Headers) -> Iterator[Problem]:
    """Report titles and summaries that another release has, which are probably left over from a copied file."""
    last: dict[tuple[str, str | None, str], Release] = {}
    for release, lines in sorted(found.records("release"), key=lambda one: (one[0].date, one[0].id)):
        for key, words in (("title", release.title), ("summary", release.summary or "")):
            place = key, release.issuer, words.casefold()
            other = last.get(place, release)
            last[place] = release
            if other is release or words.count(" ") < _WORDS or release.date - other.date > _FORTNIGHT:
                continue
            translates = (other.translation_of or other.id) == (release.translation_of or release.id)
            is_left = key == "summary" and release.date > other.date and not _belong_together(release, other)
            if translates or is_left:
                message = f"{other.id} has the same {key}"
                advice = "translate it" if translates else "write its own"
                yield problem_at(release, lines, key, Code.UNLIKELY, message, advice)


def topics(found: Headers) -> Iterator[Problem]:
    """Report a topic of a single release that differs by one letter from a topic with a file or several releases."""
    used = Counter(chain.from_iterable(release.topics for release, _ in found.records("release")))
    filed = found.ids("topic")
    alone = {topic for topic, count in used.items() if count == 1 and len(topic) >= _SHORTEST_TOPIC} - filed
    if not alone:  # the usual case, in which no release needs to be checked
        return
    known: dict[str, str] = {}
    for topic in sorted({*filed, *(topic for topic, count in used.items() if count > 1)}):
        for part in _one_letter_less(topic):
            known.setdefault(part, topic)
    for release, lines in found.records("release"):
        if alone.isdisjoint(release.topics):
            continue
        for position, topic in enumerate(release.topics):
            if topic not in alone:
                continue
            near = sorted(known[part] for part in _one_letter_less(topic) & known.keys())
            # `budget-2026` isn't a misspelling of `budget-2025`.
            if meant := next((one for one in near if re.sub(r"\d", "", one) != re.sub(r"\d", "", topic)), None):
                message = f"no other release has the topic {topic!r}"
                advice = f"did you mean {meant!r}? If not, describe the topic in topics/{topic}.md"
                yield problem_at(release, lines, f"topics.{position}", Code.TOPIC_NAME, message, advice)


def _one_letter_less(word: str) -> set[str]:
    """Return a word with each letter removed in turn; words that differ by one letter or a swap share a result."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def settings(found: Headers) -> Iterator[Problem]:
    """Report names in conf.py that look like a setting but aren't one, and an invalid language."""
    written = found.settings.language
    if canonical_tag(written) is None:  # text and dates would be English
        meant = table("languages").get(written.lower())
        advice = f'write language = "{meant or "en"}"' + ("" if meant else ", or another tag, such as de or pt-BR")
        message = f"language is {cut(written)!r}, which isn't a language tag"
        yield Problem("conf.py", line_of_setting(found.root, "language"), Code.BAD_VALUE, message, advice)
    known = {option.field: option.name for option in OPTIONS} | {one: one for one in _OF_SPHINX}
    for name in found.settings.unknown:
        # compare without the prefix `newsroom_`, which all have in common
        near = nearest(OURS.sub("", name, count=1), known)
        advice = f"did you mean {known[near]}?" if near else "remove it, or rename it if it is your own setting"
        message = f"there is no setting {cut(name)}"
        yield Problem("conf.py", line_of_setting(found.root, name), Code.UNKNOWN_SETTING, message, advice)


_OF_SPHINX = ("html_baseurl", "language", "project")
"""Settings of Sphinx that users may write with our prefix."""


_TEXTS = frozenset(
    """
    adoc asciidoc bak doc draft md~ mdown mdtext mdwn mdx old org orig pages rtf tex text textile tmp toml wpd yaml yml
    """.split()
)
"""File suffixes that suggest a text written by someone."""
_WORD_PROCESSED = frozenset({"doc", "pages", "rtf", "wpd"})
_OF_SYSTEMS = late_pattern(r"desktop\.ini | thumbs\.db | icon\r | ~\$.+ | \#.+\#", re.IGNORECASE | re.VERBOSE)
"""Matches files that operating systems, Office (``~$report.docx``) and editors (``#opens.md#``) create."""
_OF_LEDGER = late_pattern(
    r"releases/ (?: .*\W )? ledger (?: \W.* )? \. (?: jsonl | head | checkpoint | timestamp | addresses )", re.VERBOSE
)
"""Matches copies of the ledger's files that cloud drives create after a conflict: ``ledger (1).jsonl``."""


def files(found: Headers) -> Iterator[Problem]:
    """Report files among releases and records that no text uses."""
    others = [path for path in found.other_files if not _is_kept(path)]
    left = sorted(set(others).difference(_used_files(found))) if others else ()
    if not left:
        return
    words = "\n".join((*dict(documents_by_path(found.root)).values(), *_not_understood(found)))
    for path in left:
        name = posixpath.basename(path)
        stem, dot, suffix = name.rpartition(".")
        if _OF_SYSTEMS.fullmatch(name) or name in words or quote(os.fsencode(name)) in words:
            continue
        if name.endswith(".md.txt"):
            message = "this file is ignored because its name ends in .txt"
            yield Problem(path, 1, Code.UNREAD_FILE, message, f"rename it to {name[:-4]}")
        elif suffix.lower() == "txt" and (wrong := name_problem(path)):
            yield replace(wrong, advice=f"if a text offers it, link it there; otherwise {wrong.advice}")
        elif _OF_LEDGER.fullmatch(path):
            advice = "remove it" if suffix != "jsonl" else _PUT_LINES
            yield Problem(path, 1, Code.UNREAD_FILE, "this is a copy of a ledger file", advice)
        elif not (dot and stem) or suffix.lower() in _TEXTS:
            advice = "if it is a text, give it a name that ends in .md"
            if suffix.lower() in _WORD_PROCESSED:  # renaming isn't enough for these
                docx_path = f"{posixpath.splitext(path)[0]}.docx"
                advice = f"if it is a release, save it as .docx and run: {_import(docx_path)}"
            advice = f"{advice}; otherwise move it out of {path.split('/')[0]}/"
            yield Problem(path, 1, Code.UNREAD_FILE, "this file is ignored", advice)
        else:
            message = "no text shows or links to this file, so it isn't published"
            advice = "link to it from the text that it belongs to, or remove it"
            if suffix.lower() == "docx":
                advice = f"if it is a release, run: {_import(path)}; otherwise {advice}"
            yield Problem(path, 1, Code.UNUSED_FILE, message, advice)


def folders(found: Headers) -> Iterator[Problem]:
    """Report folders with names similar to those of releases, records and alerts, which nothing reads."""
    known = {*KINDS, ALERTS}
    for entry in sorted(os.scandir(found.root), key=lambda entry: entry.name):
        if entry.name.endswith(SUFFIXES) and entry.is_file() and _DATED.match(read_plain(entry.path, follow=True)):
            message = "this file has the header of a release, but isn't in the folder for releases"
            yield Problem(entry.name, 1, Code.PLACE, message, f"move it to releases/{found.settings.today.year}/")
        if not entry.is_dir() or entry.name in known or entry.name.startswith((".", "_")):
            continue
        name = entry.name.lower()
        meant = next((one for one, others in _FOLDERS.items() if name in others.split()), nearest(name, known, 0.8))
        if meant and any(name.endswith((*SUFFIXES, ".yaml")) for _, _, names in os.walk(entry) for name in names):
            message = f"the folder {cut(entry.name)!r} is ignored"
            yield Problem(entry.name, 1, Code.PLACE, message, f"move its files to {meant}/")


_DATED = late_pattern(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n(?:[^-\n][^\n]*\n){0,20}?date:")
_FOLDERS = {
    "releases": "press press-releases pressreleases news posts _posts",
    "officials": "people persons person",
    "organizations": "orgs institutions bodies",
    "topics": "tags categories subjects",
}
"""Other names for the folders."""
_RESERVED = late_pattern(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_UNFIT_NAME = late_pattern(r'[<>:"|?*\\]|[ .]$')


def names(found: Headers) -> Iterator[Problem]:
    """Report file names that Windows can't store, and those that differ only in case."""
    first: dict[str, str] = {}
    for path in sorted({*(file.path for file in found.files), *found.other_files}):
        other = first.setdefault(path.lower(), path)
        if other != path:
            message = f"{posixpath.basename(other)!r} differs only in case; Windows and macOS keep only one of the two"
            yield Problem(path, 1, Code.PLACE, message, "rename one of them")
        for part in path.split("/")[1:]:
            if _RESERVED.fullmatch(part) or _UNFIT_NAME.search(part):
                message = f"Windows can't store the name {cut(part)!r}, so nobody can use the archive there"
                yield Problem(path, 1, Code.PLACE, message, "give it another name")


def _not_understood(found: Headers) -> Iterator[str]:
    """Yield the texts of files with a broken header, since they may name other files."""
    for file in found.files:
        parsed = found.parsed.get(file.path)
        if parsed is None or parsed.record is None:
            try:
                yield read_plain(found.root / file.path, limit=_READ).decode("utf-8", "replace")
            except OSError:  # it may name any file in its folder
                folder = f"{posixpath.dirname(file.path)}/"
                yield "\n".join(posixpath.basename(path) for path in found.other_files if path.startswith(folder))


_READ = 10_000_000
"""More than the maximum size of a text; larger files are reported elsewhere."""


_PUT_LINES = (
    f"append the lines that are missing from {LEDGER}, run newsroom publish, which joins the two, and remove the copy"
)


def _import(path: str) -> str:
    return f"newsroom import-releases {shlex.quote(path)} --plan plan.tsv"


def _used_files(found: Headers) -> Iterator[str]:
    """Yield the files that texts and headers name, and their translated versions."""
    for targets in found.targets.values():
        for target in targets:
            yield from _in_languages(target.path, found.settings.language)
    for kind in ("release", *KINDS_WITH_IMAGES):
        for record, _ in found.records(kind):
            for _, path, _ in header_files(record):
                yield from _in_languages(path, found.settings.language)


def _in_languages(path: str, language: str) -> Iterable[str]:
    stem, suffix = os.path.splitext(path)
    return path, f"{stem}.{language}{suffix}"


def _is_kept(path: str) -> bool:
    """Whether a file belongs to the ledger, or was saved for a superseded text."""
    ours = path == APPROVALS or path.startswith("releases/ledger.")
    return ours or superseded_by_name(posixpath.dirname(path)) is not None


_ONE_HOLDER = late_pattern(
    r"(?:chief executive(?: officer)?|(?:director|secretary|attorney|governor)[- ]general|president|prime minister"
    r"|executive director|governor|mayor|chancellor|minister (?:of|for) .+)",
    re.IGNORECASE,
)
"""Matches offices that one person holds at a time."""


def holders(found: Headers) -> Iterator[Problem]:
    """Report two officials with the same such office, one of whom has probably left."""
    today = found.settings.now.date()
    held: dict[tuple[str, str], str] = {}
    for official, lines in found.records("official"):
        for place, one in enumerate(official.memberships):
            if one.end_date or not one.on(today) or not _ONE_HOLDER.fullmatch(one.role):
                continue
            other = held.setdefault((one.organization, one.role.casefold()), official.name)
            if other != official.name:
                message = (
                    f"{other} and {official.name} are both {one.role} of {one.organization} according to their records"
                )
                advice = "add `end_date` to the record of the official who left"
                yield problem_at(official, lines, f"memberships.{place}.role", Code.UNLIKELY, message, advice)


_RECENT = dt.timedelta(days=31)
"""The age of a release that someone may have just written."""
_NAME_WORD = late_pattern(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_ITS_OFFICE = late_pattern(r", (?:the |our )?([A-Z][\w-]*(?: (?:(?:of|for|and) )?[A-Z][\w-]*)*)")
_LEAST_NAME = 3
"""The minimum length of a word for a difference of one letter to be a likely misspelling."""


def near_names(found: Headers) -> Iterator[Problem]:
    """Report names in recent releases that differ by one letter from a record's, and offices that a record doesn't
    have.
    """
    since = found.settings.now.date() - min(_RECENT, found.settings.now.date() - dt.date.min)
    recent = [release for release, _ in found.records("release") if release.date >= since and not release.withdrawn]
    if not recent:
        return
    officials = {official.name: official for official, _ in found.records("official")}
    records = [*officials.values(), *(record for record, _ in found.records("organization"))]
    given = [name for record in records for name in (record.name, *(one.name for one in record.other_names))]
    known = {words for name in given if len(words := tuple(_NAME_WORD.findall(name))) > 1}
    without: dict[tuple[int, tuple[str, ...]], set[str]] = {}
    for words in known:
        for place, word in enumerate(words):
            without.setdefault((place, words[:place] + words[place + 1 :]), set()).add(word)
    for release in recent:
        try:
            text = read_plain(found.root / release.path, limit=_READ).decode("utf-8", "replace")
        except OSError:  # the site keeps a published text whose file is gone
            continue
        wrong = *_misspelt(text, known, without), *_other_offices(text, release.date, officials)
        for message, place in {message: place for place, message in reversed(wrong)}.items():
            line = text.count("\n", 0, place) + 1
            yield Problem(release.path, line, Code.UNLIKELY, message, _ONE_OF_TWO)


def _misspelt(
    text: str, known: Collection[tuple[str, ...]], without: Mapping[tuple[int, tuple[str, ...]], Collection[str]]
) -> Iterator[tuple[int, str]]:
    """Yield the names in a text that are almost known: the position and the message."""
    places = list(_NAME_WORD.finditer(text))
    words = tuple(one[0] for one in places)
    families = {name[-1] for name in known}
    for at, word in enumerate(words):
        if not word[0].isupper():
            continue
        for size in {len(name) for name in known}:
            window = words[at : at + size]
            for place, one in enumerate(window if window not in known else ()):
                meant = without.get((place, window[:place] + window[place + 1 :]), ())
                for other in meant:
                    is_another = len(one) == len(other) <= _LEAST_NAME + 1  # Josh isn't John
                    if not is_another and _is_slip(one, other, is_last=place == len(window) - 1):
                        name = " ".join((*window[:place], other, *window[place + 1 :]))
                        yield places[at].start(), f"{' '.join(window)!r} is almost {name!r}, who has a record"
        if word in _FORMS_OF_ADDRESS and words[at + 1 : at + 2] and words[at + 1] not in families:
            one = words[at + 1]
            for other in families.intersection(words):
                if _is_slip(one, other, is_last=True):
                    yield places[at].start(), f"{one!r} is almost {other!r}, who has a record"


_FORMS_OF_ADDRESS = frozenset("Mr Ms Mrs Dr Herr Frau Mme Monsieur Madame Sr Sra Señor Señora".split())


def _is_slip(one: str, other: str, *, is_last: bool) -> bool:
    """Whether two words differ by a letter or a swap; at the end of a name, a suffix such as a genitive -s is fine."""
    if one == other or min(len(one), len(other)) < _LEAST_NAME or one[0] != other[0]:
        return False
    if one.casefold() in OFFICE_NOUNS or (is_last and (one.startswith(other) or other.startswith(one))):
        return False
    return not _one_letter_less(one).isdisjoint(_one_letter_less(other))


def _other_offices(text: str, date: dt.date, officials: Mapping[str, Official]) -> Iterator[tuple[int, str]]:
    """Yield the offices that a text gives officials after their names, and that their records don't have."""
    for name, official in officials.items():
        roles = [one.role.casefold() for one in official.memberships if one.on(date)]
        place = text.find(name)
        office = _ITS_OFFICE.match(text, place + len(name)) if place >= 0 and official.memberships else None
        said = office[1].casefold() if office else ""
        if not office or any(role.startswith(said) or said.startswith(role) for role in roles):
            continue
        if said.split(" of ")[0].split()[-1] in OFFICE_NOUNS or nearest(said.split(" of ")[0], roles, 0.85):
            held = ", ".join(roles) or "none on that day"
            yield place, f"according to the text, {name} holds the office {said!r}, but the record has {held}"


# Copies of a release that cloud drives and people make, and that would be published as another release:
# `opens-copy.md`. Most have names that no release can have (`listing`). The others have the name of another file in the
# folder followed by words for a copy, and the same date and title. If the words are unambiguous, the date is enough,
# since the title may have been edited. After a computer's name, which may be any word (`opens-laptop.md`), half of the
# lines must be the same.

_COPY_WORDS = ("confli", "konflikt", "copy", "kopie", "copi")
"""Each name of a copy contains one of these."""

_COPY = late_pattern(r"-(?:[a-z0-9-]+-)?(?:conflict(?:ed|ing)?|konflikt|conflit|copy|kopie|copie|copia)(?:-|$)")
"""Matches the suffix of a copy's name: ``-ann-s-conflicted-copy-2026-11-29``, ``-copy-2``."""

_NUMBER = late_pattern(r"-\d+$")
"""Matches the suffix of a second release with the same title, as in imports."""
_NOTHING_ELSE = late_pattern(r"-(?:conflict(?:ed|ing)?-(?:copy|version)|sync-conflict)(?:-|$)")


def drive_copies(found: Headers, recorded: Container[ReleaseId]) -> Iterator[Problem]:
    """Report releases whose names show that they are copies of others, unless they are published (*recorded*)."""
    releases = [release for release, _ in found.records("release")]
    names = "\n".join(found.ids("release"))
    counted = Counter((release.date, release.title) for release in releases)
    if len(counted) == len(releases) and not any(word in names for word in _COPY_WORDS):  # the usual case
        return
    by_id = {release.id: release for release in releases}
    for release in releases:
        if release.id not in recorded and (of := _copied(release, by_id, found.root)):
            message = (
                f"from its name and date, this seems to be a copy of {posixpath.basename(of.path)} made by a "
                "cloud drive"
            )
            advice = "keep the right one, and remove the other; if this is another release, rename it"
            yield Problem(release.path, 1, Code.FILE_NAME, message, advice)


def _copied(release: Release, by_id: Mapping[ReleaseId, Release], root: Path) -> Release | None:
    for place in (match.start() for match in re.finditer("-", release.id)):
        other = by_id.get(ReleaseId(release.id[:place]))
        if other is None or other.date != release.date:
            continue
        same = other.title == release.title and not _NUMBER.match(release.id, place)
        if _NOTHING_ELSE.search(release.id, place) or (same and _COPY.match(release.id, place)):
            return other
        with suppress(OSError, UnicodeDecodeError, HeaderError):  # the site keeps a published text whose file is lost
            if same and (lines := _lines(root / release.path)):
                others = _lines(root / other.path)
                if (lines & others).total() >= max(lines.total(), others.total()) / 2:
                    return other
    return None


def _lines(path: Path) -> Counter[str]:
    text = read_text(path)
    return Counter(filter(None, map(str.strip, (text if is_notebook(path.name) else body_of(text)).split("\n"))))


_ONE_OF_TWO = "correct one of them"
_RULES = (
    *(numbers, dates, unlikely_dates, translations, copies, topics, settings),
    *(files, folders, names, holders, near_names),
)
