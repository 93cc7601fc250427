"""Read one file of an archive: its header, its links, its digests, and the problems in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sphinx_newsroom.allowed import Allowed
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, HeaderError, Problem, RefusedError, cut, nearest
from sphinx_newsroom.files import as_text, digest
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.ledger.text_digest import Digests, digests
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import PageName, superseded_by_name
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.sources import header_checks
from sphinx_newsroom.sources.header import KEYS, Parsed, cells, is_notebook, parse_record, parse_release, size_limit
from sphinx_newsroom.sources.listing import SourceFile, SourceText, read_source
from sphinx_newsroom.sources.notebook import Cell, notebook_of, unshowable_outputs, wrong_shape
from sphinx_newsroom.sources.outline import Lines
from sphinx_newsroom.text import checks
from sphinx_newsroom.text.checks import odd_characters, unfinished
from sphinx_newsroom.text.checks.parsed import ParsedText, anchor, parsed
from sphinx_newsroom.text.checks.references import Pointer, Target, pointers, targets
from sphinx_newsroom.text.words.embargo_lines import day_in, embargo_in, embargo_lines
from sphinx_newsroom.text.words.text_dates import slips

ParsedHeaders = Mapping[str, Parsed[Any]]
"""The parsed headers of an archive, by path."""
Targets = Mapping[str, tuple[Target, ...]]
"""The files that texts show or link to, by the path of the text."""


class Read(NamedTuple):
    """A parsed file: its header, and what its text refers to."""

    parsed: Parsed[Any]
    targets: tuple[Target, ...]
    digests: Digests | None = None
    """The digests of a release's text, if it can be recorded."""
    source: str = ""
    """The digest of the file's content."""
    pointers: tuple[Pointer, ...] = ()
    """The references in its text to other files."""
    anchors: frozenset[str] = frozenset()
    """The anchors in its text, if it links to any itself."""
    labels: frozenset[str] = frozenset()
    """The labels in its text, which other texts can link to."""
    later: tuple[Problem, ...] = ()
    """Problems by rules that are newer than the ledger, which don't affect published texts."""


def read_file(
    root: Path,
    file: SourceFile,
    settings: Settings,
    events: Mapping[PageName, Event],
    data: bytes | None = None,
) -> tuple[Read, str]:
    """Parse a file, and return the result with its text; *data* overrides the file's content."""
    try:
        limit = size_limit(file.path, settings.max_text)
        source = read_source(root, file.path, limit) if data is None else SourceText(data, as_text(data))
    except RefusedError as refusal:
        return Read(Parsed(None, (refusal.problem(file.path),), {}), ()), ""
    return judged(file, source, settings, events), source.text


def judged(file: SourceFile, source: SourceText, settings: Settings, events: Mapping[PageName, Event]) -> Read:
    """Parse a file's content, and check its header and its text.

    *events* are the ledger's lines that record texts, by docname.
    """
    text = source.text
    header = parse_header(file, text, settings)
    words = None
    event = events.get(file.docname)
    misshapen = tuple((_not_a_notebook if is_notebook(file.path) else _closed_too_early)(file, text))
    if isinstance(header.record, Release) and not (misshapen and is_notebook(file.path)):
        with suppress(HeaderError, UnicodeEncodeError):  # UnicodeEncodeError: a lone surrogate, which is reported below
            words = digests(header.record, text, event.issuer if event else header.record.issuer)
    parts = parts_of(file.path, text)
    found = [*unsafe(file.path, parts, settings.allowed, settings.max_links), *misshapen]
    shown = tuple(dict.fromkeys(_targets(file.path, parts, settings.allowed)))
    if file.kind == "superseded":  # superseded texts can't be changed, so their faults aren't reported
        return Read(_with_problems(header, found), shown, words, digest(source.data))
    found += _text_problems(file.path, text, parts, header.record)
    points = dict.fromkeys(
        one._replace(line=part.line(one.line))
        for part, body in parts
        if body
        for one in pointers(file.path, body, settings.allowed)
    )
    labels = frozenset[str]().union(*(body.labels for _, body in parts if body))
    anchors = frozenset[str]()
    if any(one.kind == "label" for one in points):
        anchors = labels.union(anchor(words) for _, body in parts if body for _, words, _ in body.headings())
    published = event is not None and words is not None and words.are_of(event)
    later = tuple(_newer_rule_problems(file, text, parts, header, settings, published=published))
    header = _with_problems(header, found)
    return Read(header, shown, words, digest(source.data), tuple(points), anchors, labels, later)


Parts = Sequence[tuple[Cell, ParsedText | None]]
"""The cells of a file, with text cells parsed."""


def parts_of(path: str, text: str) -> Parts:
    """Return the cells of a file, or nothing if it can't be parsed, which is reported with its header."""
    try:
        return [(cell, parsed(cell.source) if cell.kind == "markdown" else None) for cell in cells(path, text)]
    except HeaderError:
        return []


def targets_of(path: str, text: str, allowed: Allowed) -> tuple[Target, ...]:
    """Return the files of the archive that a text links to or shows."""
    return tuple(dict.fromkeys(_targets(path, parts_of(path, text), allowed)))


def _targets(path: str, parts: Parts, allowed: Allowed) -> Iterator[Target]:
    for part, body in parts:
        if body:
            yield from (one._replace(line=part.line(one.line)) for one in targets(path, body, allowed))


def unsafe(path: str, parts: Parts, allowed: Allowed, most_links: int | None = None) -> Iterator[Problem]:
    """Report what isn't allowed in a text, such as too many links."""
    left = most_links
    for part, body in parts:
        if part.kind == "raw":
            message = "the notebook contains a raw cell, which could run code"
            yield Problem(path, part.line(1), Code.DIRECTIVE, message, "change it to a text cell, or remove it")
        elif body:
            if left is not None:
                links = [line for token, line in body.spans if token.type in _LINKS]
                if len(links) > left:
                    message = f"the text has more than {most_links:,} links; this is the next one"
                    advice = "divide the text, or raise newsroom_max_links in conf.py"
                    yield Problem(path, part.line(links[left]), Code.TOO_LARGE, message, advice)
                left = None if len(links) > left else left - len(links)  # reported once
            yield from _at_file_lines(part, checks.unsafe(path, body, allowed))


_LINKS = frozenset(("link_open", "image", "myst_role", "footnote_ref"))


def _at_file_lines(part: Cell, found: Iterable[Problem]) -> Iterator[Problem]:
    """Convert the lines of a cell's problems to lines of the file."""
    return (replace(one, line=part.line(one.line)) for one in found)


def _with_problems(header: Parsed[Any], problems: Iterable[Problem]) -> Parsed[Any]:
    return header._replace(problems=(*header.problems, *dict.fromkeys(problems)))


def _text_problems(path: str, text: str, parts: Parts, record: Any) -> Iterator[Problem]:
    """Report problems within a text."""
    finished = isinstance(record, Release) and record.withdrawn is None and not record.draft
    if parts and finished and not _says_anything(path, [part for part, _ in parts]):
        message = "the release has no text, so its page is empty"
        yield Problem(path, 1, Code.NO_TEXT, message, "write the text below the header")
    title = None if record is None else record.title if isinstance(record, Release) else record.name
    for part, body in parts:
        if body:
            yield from _at_file_lines(part, checks.faults(path, body, title))
            if is_notebook(path):
                title = None  # only the first text cell may begin with the title
        elif part.kind == "code" and part.source.strip() and part.executed is None:
            message = f"cell {part.number + 1} was never executed, and builds don't execute releases"
            advice = "run the notebook from start to end, and save it"
            yield Problem(path, part.line(1), Code.NOT_EXECUTED, message, advice)
    if is_notebook(path) and parts:
        yield from unshowable_outputs(path, text, [part for part, _ in parts])
        yield from unfinished.passwords(path, text)


def _newer_rule_problems(
    file: SourceFile, text: str, parts: Parts, header: Parsed[Any], settings: Settings, *, published: bool
) -> Iterator[Problem]:
    """Report problems by rules that don't withhold a text that was already published.

    Whether a published text is finished isn't checked.
    """
    if not parts:
        return
    with suppress(HeaderError):  # reported with the header
        rule = header_checks.notebook_problems if is_notebook(file.path) else header_checks.cut_short
        yield from rule(file.path, text, KEYS[file.kind])
    record = header.record
    if record is None or published or getattr(record, "draft", False) or getattr(record, "withdrawn", None):
        return
    for part, body in parts:
        if body:
            yield from _at_file_lines(part, unfinished.faults(file.path, body))
            if isinstance(record, Release):
                words = body.words
                for said in embargo_lines(words):
                    yield from _embargo(record, part.line(said.line), said.words, settings)
                yield from _against_header(record, words, header.lines, part)
    yield from _header_problems(file.path, header, settings)


def _against_header(release: Release, text: str, keys: Mapping[str, int], part: Cell) -> Iterator[Problem]:
    """Report differences between a text and its header: dates, the language, attachments, numbers."""
    lines, words = Lines(text), text.lstrip()
    begin = len(text) - len(words)
    yield from _notices_in_text(release, part.line(lines.at(begin)), words[:_BEGINNING])
    found = [
        (part.line(lines.at(begin + place)), wrong)
        for place, wrong in slips(words, release.language, release.date, _days_of(release))
    ]
    if wrong := _at_another_hour(release, words):
        found.append((keys.get("event.start", 1), wrong))
    if release.embargo and (said := _AT_ONCE.match(words)):
        message = f"the text says {said[0]!r}, but `embargo` keeps the release back until {release.embargo.isoformat()}"
        found.append((part.line(lines.at(begin)), message))
    if release.dateline and words[:_BEGINNING].casefold().lstrip("*_ ").startswith(release.dateline.casefold()):
        found.append((part.line(lines.at(begin)), "the text begins with its dateline, which the page shows anyway"))
    offers = release.attachments or not any(word in words for word in _OFFERED) or _LOCAL_LINK.search(words)
    if not offers and (said := _ATTACHED.search(words)):
        message = f"the text says {said[0]!r}, but the release has no attachment"
        found.append((part.line(lines.at(begin + said.start())), message))
    if release.title and (wrong := _digits_turned(release.title, f"{release.summary} {words}")):
        found.append((keys.get("title", 1), wrong))
    year = folder[1] if (folder := _FOLDER.match(release.path)) else ""
    if year and year in words and abs(int(year) - release.date.year) > 1 and str(release.date.year) not in words:
        found.append((keys["date"], f"the date {release.date} is years from {year}, of which folder and text are"))
    if wrong := _in_another_language(release.language, words):
        found.append((keys.get("language", 1), wrong))
    for line, message in found:
        yield Problem(release.path, line, Code.UNLIKELY, message, "correct one of them")


_AT_ONCE = late_pattern(
    r"\W*(?:for immediate release|(?:zur )?sofortigen? (?:veröffentlichung|freigabe)|pour diffusion immédiate"
    r"|(?:para )?publicación inmediata|для немедленной публикации|للنشر الفوري)",
    re.IGNORECASE,
)
_ATTACHED = late_pattern(
    r"\b(?:is|are) attached(?: to this| below|\.)|\battached to this (?:press )?release"
    r"|\b(?:in der anlage|im anhang) finden|\b(?:ci-joint|se adjunta|adjuntamos)\b",
    re.IGNORECASE,
)
_LOCAL_LINK = late_pattern(r"\]\((?!https?:|mailto:|#)")
_OFFERED = "attached", "Anlage", "Anhang", "ci-joint", "adjunt"
_HOUR = late_pattern(r"(?<![\d:.])(\d{1,2})[:.h](\d\d)(?![\d:.]\d)")


def _days_of(release: Release) -> tuple[date, date] | None:
    """Return the first and the last day of the event that a release announces."""
    if release.event is None:
        return None
    first, last = (release.event.start, release.event.end or release.event.start)
    return tuple(one.date() if isinstance(one, datetime) else one for one in (first, last))  # type: ignore[return-value]


def _at_another_hour(release: Release, text: str) -> str:
    """Return a message if a text has times, but not the time at which the event begins according to the header."""
    start = release.event.start if release.event else None
    if not isinstance(start, datetime):
        return ""
    hours = {(int(hour) % 12, minute) for hour, minute in _HOUR.findall(text)}
    if not hours or (start.hour % 12, f"{start:%M}") in hours:
        return ""
    return f"the header says that the event starts at {start:%H:%M}, but the text has only other times"


def _digits_turned(title: str, text: str) -> str:
    """Return a message if a number in the title occurs in the text only with its digits in another order: 24 for 42."""
    for number in re.findall(r"(?<![\d.,-])[1-9]\d+(?![\d.,-]?\d)", title):
        numbers = set(re.findall(r"\d+", text))
        other = next((one for one in sorted(numbers) if sorted(one) == sorted(number)), number)
        if number not in numbers and other != number:
            return f"the title says {number}, and the text {other}"
    return ""


_FOLDER = late_pattern(r"releases/((?:19|20)\d\d)/")
_BEGINNING = 100
_BY_HAND = tuple(
    (late_pattern(rf"\W*(?:{words})[\s*_]*(?:[:–—|\])]|-\s|$)", re.IGNORECASE | re.MULTILINE), key, advice)
    for words, key, advice in (
        (
            "correction(?: notice)?|corrected(?: (?:version|release|copy))?|corrigendum|erratum|berichtigung|korrektur"
            "|korrigierte fassung|correctif|rectificatif|version corrigée|corrección|versión corregida|fe de erratas"
            "|исправлени[ея]|исправленная версия|уточнение|виправлен[а-яі]+(?: версія)?|تصحيح",
            "corrections",
            "record it with `newsroom correct`, which informs readers and keeps the first text, and remove this",
        ),
        (
            "withdrawn|retracted|retraction|zurückgezogen|retiré|retractado|retirado|отозван[оа]?|відкликано|سحب",
            "withdrawn",
            "run `newsroom withdraw`, and take this out",
        ),
        (
            "cancell?ed|abgesagt|annulée?|cancelad[oa]|отменен[оа]?|отменён|скасовано|ملغى",
            "event",
            "write `cancelled: true` under `event`, and take this out",
        ),
    )
)
"""Words before a title or text, with the header key that should be used instead."""


def _notices_in_text(release: Release, line: int, words: str) -> Iterator[Problem]:
    """Report a correction, withdrawal or cancellation that is only mentioned in the text."""
    for pattern, key, advice in _BY_HAND:
        found = pattern.match(words)
        said = getattr(release, key)
        if found and (not said or (key == "event" and not said.cancelled)) and (said or key != "event"):
            message = f"the text says {found[0].strip(' *_:–—-|[]()')!r}, but the header doesn't"
            yield Problem(release.path, line, Code.UNLIKELY, message, advice)


_FREQUENT = {
    "en": "the and of that with",
    "de": "der die und das den",
    "fr": "les des dans pour est une",
    "es": "el los las del para una",
    "ru": "и в на что с по",
    "uk": "і та у на що з",
    "ar": "في من على إلى التي",
}
"""Words that any longer text in a language contains."""
_ENOUGH = 4


def _in_another_language(language: str, text: str) -> str:
    """Return a message if a text has no frequent words of its language, but those of another."""
    words = set(text[: 20 * _BEGINNING].lower().split())
    found = {tag: len(words.intersection(some.split())) for tag, some in _FREQUENT.items()}
    other = max(found, key=found.__getitem__)
    if found.get(language.partition("-")[0]) or found[other] < _ENOUGH:
        return ""
    return f"the header says that the release is in {language!r}, but its text seems to be in {other!r}"


def _header_problems(path: str, parsed: Parsed[Any], settings: Settings) -> Iterator[Problem]:
    """Report unfinished or unlikely values in a header."""
    record = parsed.record
    values = [(key, " ".join(words.split())) for key, words in _words(record)]
    lines = [parsed.lines.get(key, 1) for key, _ in values]
    sheet = "\n".join(words for _, words in values)
    found = [*unfinished.values_faults(path, sheet), *odd_characters.faults(path, sheet)]
    yield from (replace(one, line=lines[one.line - 1]) for one in found)
    for line, (key, words) in zip(lines, values, strict=True):
        if isinstance(record, Release) and key in ("title", "subtitle", "summary"):
            for said in embargo_lines(words):
                yield from _embargo(record, line, said.words, settings)
            yield from _notices_in_text(record, line, words)
        if wrong := _wrong_value(record, key, words):
            yield Problem(path, line, Code.UNLIKELY, wrong, "correct it if it is a mistake")
        if key == "title" or key.startswith("attachments"):
            yield from unfinished.title_faults(path, line, words)
        if key == "image.alt" and checks.SAYS_NOTHING.fullmatch(words):
            message = f"the alternative text {cut(words)!r} doesn't describe the image"
            yield Problem(path, line, Code.NO_ALT, message, "write what it shows, such as: A ferry at a pier")


_YEAR = late_pattern(r"(?<!\d)(?:19|20)\d\d$")
_MAIL = "gmail.com googlemail.com hotmail.com outlook.com yahoo.com gmx.de web.de mail.ru orange.fr".split()


def _wrong_contact(key: str, words: str) -> str:
    """Return a message if a telephone number or email address is probably wrong."""
    if key.endswith(".phone") and re.sub(r"\D", "", words).endswith("0000000"):
        return f"{words!r} isn't a whole telephone number"
    domain = words.rpartition("@")[2].lower()
    meant = nearest(domain, _MAIL, 0.85) if key.endswith(".email") else None
    return "" if meant in (None, domain) else f"there is probably no host {domain!r} for e-mail; did you mean {meant}?"


def _wrong_value(record: Any, key: str, words: str) -> str:
    """Return a message if a header's value is probably wrong."""
    if key == "number":
        year, own = _YEAR.search(words), record.date
        if year and abs(int(year[0]) - own.year) == 1 and own.month not in (1, 12):
            return f"the number {words!r} is of another year than the release's date, {own}"
        if re.search(r"\d[lIO]\b|\b[lO]\d", words):
            return f"the number {words!r} has a letter among its figures"
    if key.startswith("contacts"):
        return _wrong_contact(key, words)
    if not isinstance(record, Release):
        return f"the name {words!r} begins with the family name" if key == "name" and _TURNED.match(words) else ""
    if key == "summary" and words.casefold().strip(" .") == record.title.casefold().strip(" ."):
        return "the summary says what the title does"
    if key == "summary" and unfinished.ends_early(words):
        return "the summary ends in the middle of a sentence"
    if key == "dateline" and (day := day_in(words, record.language)) and day != record.date:
        return f"the dateline says {day}, and the release is of {record.date}"
    wrong = [one for _, one in slips(words, record.language, record.date, is_text=False)] if key in _SENTENCES else []
    return "; ".join(wrong)


_SENTENCES = ("title", "subtitle", "summary")
_TURNED = late_pattern(r"[^\W\d_a-z]{2,}, [^\W\d_]+$")


def _words(record: Any) -> Iterator[tuple[str, str]]:
    """Yield the header's values that readers see, with their keys."""
    keys = ("title", "subtitle", "summary", "dateline", "number", "name")
    values = [(key, getattr(record, key, None)) for key in keys]
    for part, inner in (("image", ("alt", "caption", "credit")), ("event", ("name", "place"))):
        values += [(f"{part}.{key}", getattr(getattr(record, part, None), key, None)) for key in inner]
    values += [(f"attachments.{n}", one.title) for n, one in enumerate(getattr(record, "attachments", ()))]
    for n, contact in enumerate(getattr(record, "contacts", ())):
        values += [(f"contacts.{n}.{key}", getattr(contact, key)) for key in ("name", "email", "phone")]
    yield from ((key, value) for key, value in values if value)


def _embargo(release: Release, line: int, words: str, settings: Settings) -> Iterator[Problem]:
    """Report an embargo in the text that doesn't match the header."""
    language = release.language or settings.language
    day, written = day_in(words, language), embargo_in(words, language, settings.timezone or "UTC")
    moment = datetime.fromisoformat(written) if written else None
    if release.embargo is None:
        if words.casefold().startswith("for release") and not (day and day > release.date):
            return  # the date of publication, as in many releases
        if (moment and moment <= release.begin) or (day and day < release.date):
            return  # it isn't published before then
        message = (
            f"the text says {cut(words)!r}, but there is no `embargo` in the header, so the release isn't kept back"
        )
        moment_words = f"`embargo: {written}`" if written else "`embargo:` with its date and time"
        advice = f"add {moment_words} to the header, or remove this line"
    else:
        until = release.embargo.astimezone(settings.zone)
        if (moment and moment == until) or day is None or (moment is None and day == until.date()):
            return
        message = f"the text says {cut(words)!r}, but `embargo` in the header says {until.isoformat()}"
        advice = f"correct one of them{f': this is {written}' if written else ''}"
    yield Problem(release.path, line, Code.EMBARGO_IN_TEXT, message, advice)


def _says_anything(path: str, parts: Iterable[Cell]) -> bool:
    """Whether there is more than a heading below the header."""
    words = "\n".join(cell.source.strip() for cell in parts if cell.kind != "raw").strip()
    return bool(words) and (is_notebook(path) or not words.startswith("# ") or "\n" in words)


def _closed_too_early(file: SourceFile, text: str) -> Iterator[Problem]:
    """Report header keys below the end of a Markdown file's header."""
    if file.kind != "superseded":
        with suppress(HeaderError):  # reported with the header
            if problem := header_checks.closed_early(file.path, text, KEYS[file.kind]):
                yield problem


def _not_a_notebook(file: SourceFile, text: str) -> Iterator[Problem]:
    """Report what is invalid in a notebook, because nbsphinx would end the whole build."""
    with suppress(HeaderError):  # reported with the header
        if wrong := wrong_shape(notebook_of(text), text):
            message = f"the file isn't a valid notebook (nbformat 4): {wrong}"
            advice = "save it again from the notebook editor"
            yield Problem(file.path, 1, Code.UNREADABLE_HEADER, message, advice)


def parse_header(file: SourceFile, text: str, settings: Settings) -> Parsed[Any]:
    """Parse a file's header; a superseded text gets the id of its release."""
    stem, suffix = file.path.rsplit(".", 1)
    superseded = superseded_by_name(stem) if file.kind == "superseded" else None
    if superseded is None:
        return parse_release(file.path, text, settings) if file.kind == "release" else parse_record(file.path, text)
    parsed = parse_release(f"{superseded[0]}.{suffix}", text, settings)
    record = replace(parsed.record, path=file.path) if parsed.record else None
    return parsed._replace(record=record, problems=tuple(replace(p, path=file.path) for p in parsed.problems))
