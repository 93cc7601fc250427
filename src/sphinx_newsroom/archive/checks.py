"""Checks across files: unknown ids, ids claimed twice, circles, and missing files.

Every rule is a generator of problems from an archive's :class:`~sphinx_newsroom.archive.checks.Headers`. An id is known
if its file exists, even if the file is broken or under embargo, so that one broken record doesn't affect others.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from operator import attrgetter
from pathlib import Path
from typing import Any

from sphinx_newsroom.archive.release_files import files_named, header_files
from sphinx_newsroom.archive.source_file import ParsedHeaders, Targets
from sphinx_newsroom.config import Settings, line_of_setting
from sphinx_newsroom.diagnostics import Code, Problem, closest, cut, suggestion
from sphinx_newsroom.files import too_long
from sphinx_newsroom.ledger.checks import moved_ids
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import (
    FOLDERS,
    RELEASES,
    SOURCE_FOLDERS,
    PageName,
    ReleaseId,
    SiteFiles,
    Taken,
    entity_page,
    folders,
    long_months,
    month_page,
    parts,
    url_of,
)
from sphinx_newsroom.model.records import ENTITY_KINDS, Official, Organization, PartialDate, earliest, latest
from sphinx_newsroom.model.registry import former_ids
from sphinx_newsroom.sources.header import SUFFIXES, id_in, original_of, paths_of
from sphinx_newsroom.sources.listing import Kind, SourceFile
from sphinx_newsroom.sources.publishable import Publishable, Use
from sphinx_newsroom.sources.values import label
from sphinx_newsroom.text.inflection import installed
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.office_words import is_unit, nicknames_of
from sphinx_newsroom.text.words.word_lists import SUFFIXES as NAME_SUFFIXES


@dataclass(frozen=True)
class Headers:
    """All parsed headers of an archive, by file, and the local files that its texts refer to."""

    root: Path
    settings: Settings
    files: tuple[SourceFile, ...]
    parsed: ParsedHeaders
    targets: Targets
    stored: Container[str] = frozenset()
    """The files that are replaced by stored ones, and may be missing."""
    other_files: Sequence[str] = ()
    """The files in the folders of releases and records that aren't texts."""

    def ids(self, kind: Kind) -> frozenset[str]:
        """Return the ids that have a file, whether it is valid or not."""
        return self._ids.get(kind, frozenset())

    @cached_property
    def _ids(self) -> Mapping[Kind, frozenset[str]]:
        found: dict[Kind, set[str]] = {}
        for file in self.files:
            found.setdefault(file.kind, set()).add(file.id)
        return {kind: frozenset(ids) for kind, ids in found.items()}

    @cached_property
    def moved(self) -> Mapping[ReleaseId, ReleaseId]:
        """The former ids of releases, mapped to the current ones."""
        found = [release for release, _ in self.records("release")]
        if not any(release.former_urls for release in found):  # the usual case
            return {}
        return moved_ids({release.docname: release for release in found})

    @cached_property
    def former(self) -> Mapping[str, Mapping[str, str]]:
        """The former ids of records, by kind, mapped to the current ones."""
        return former_ids(record for kind in ENTITY_KINDS for record, _ in self.records(kind))

    def known(self, kind: Kind) -> frozenset[str]:
        """Return the ids by which a release's header may name a record, including former ids."""
        return self.ids(kind) | self.former.get(kind, {}).keys()

    @cached_property
    def pages(self) -> frozenset[PageName]:
        """The pages of organizations, officials and topics."""
        pages = {file.docname for file in self.files if file.kind in FOLDERS}
        for release, _ in self.records("release"):
            topics = (self.former.get("topic", {}).get(topic, topic) for topic in release.topics)
            pages.update(entity_page("topic", topic) for topic in topics)
        return frozenset(pages)

    def records(self, kind: Kind) -> Iterator[tuple[Any, Mapping[str, int]]]:
        """Return the valid records of a kind with the lines of their keys, sorted by path."""
        return iter(self._records.get(kind, ()))

    @cached_property
    def _records(self) -> Mapping[Kind, list[tuple[Any, Mapping[str, int]]]]:
        # Computed once because twenty rules need it.
        found: dict[Kind, list[tuple[Any, Mapping[str, int]]]] = {}
        for file in self.files:
            parsed = self.parsed.get(file.path)
            if parsed is not None and parsed.record is not None:
                found.setdefault(file.kind, []).append((parsed.record, parsed.lines))
        return found


def former_urls(found: Headers) -> Iterator[Problem]:
    """Report former addresses that two releases or records claim, or that a page or file of the site has."""
    claims = [*_claims(found)]
    site, claimed = _site(found) if claims else Taken(), Taken()
    queries: dict[str, str] = {}
    for path, line, key, value, url in claims:
        former = parts(url)
        place, other = former.file, queries.get(url) if former.query else claimed.holder(former.file)
        taken = site.holder(place) or any(_is_document(found.root, up) for up in (place, *folders(place)))
        if taken and not former.is_front:
            message = f"{key} has {cut(value)!r}, which is the path of a page or file of the site"
            yield Problem(path, line, Code.DUPLICATE_ID, message, "remove it, or correct it")
        elif other:
            where = "which" if former.query or claimed.files.get(place) else "in whose way is an address that"
            message = f"{key} has {cut(value)!r}, {where} {other} also has"
            yield Problem(path, line, Code.DUPLICATE_ID, message, "remove it from one of the headers", other=other)
        elif former.query:  # several queries can share a path, and servers distinguish them
            queries[url] = path
        else:
            claimed.add(place, path)


Claim = tuple[str, int, str, str, str]
"""An address that a file claims: the file's path, line and key, the value as written, and the address."""


def _claims(found: Headers) -> Iterator[Claim]:
    for release, lines in found.records("release"):
        for position, url in enumerate(release.former_urls):
            if url != url_of(release.docname):  # it has moved back to its first address
                yield release.path, lines[f"former_urls.{position}"], "former_urls", url, url
    for kind in ENTITY_KINDS:
        for record, lines in found.records(kind):
            for position, former in enumerate(record.former_ids):
                url = url_of(entity_page(kind, former))
                yield record.path, lines[f"former_ids.{position}"], "former_ids", former, url


KINDS_WITH_IMAGES: tuple[Kind, ...] = ("organization", "official")


def _is_document(root: Path, path: str) -> bool:
    """Whether a path is the page of a Sphinx document outside the folders of releases and records."""
    stem, suffix = os.path.splitext(path)
    if suffix != ".html" or path.split("/")[0] in SOURCE_FOLDERS:
        return False
    return any(os.path.isfile(root / source) for source in paths_of(PageName(stem)))


def _site(found: Headers) -> SiteFiles:
    """Return the files of the site that follow from the sources, and those that every site has."""
    texts = (file.docname for file in found.files if file.kind in ("release", "superseded"))
    dates = [release.date for release, _ in found.records("release")]
    months = (month_page(*month) for month in sorted(long_months((date.year, date.month) for date in dates)))
    return SiteFiles(texts, found.pages, {date.year for date in dates}, months)


def files_of_headers(found: Headers) -> Iterator[Problem]:
    """Check the images and attachments that headers name."""
    for kind in ("release", *KINDS_WITH_IMAGES):
        for record, lines in found.records(kind):
            for place, src, use in header_files(record):
                if src not in found.stored:
                    yield from _file(found, record.path, lines[place], src, use, missing=True)


def linked_files(found: Headers) -> Iterator[Problem]:
    """Check the local files that texts link to or show: they must be in the archive and harmless."""
    for path, targets in found.targets.items():
        for target in targets:
            if wrong := too_long(target.path):
                message = f"the path {cut(target.path)!r} {wrong}"
                yield Problem(path, target.line, Code.MISSING_FILE, message, "correct it")
            elif not target.path.endswith(SUFFIXES):
                use: Use = "image" if target.image else "download"
                yield from _file(found, path, target.line, target.path, use, missing=False)


def file_addresses(found: Headers) -> Iterator[Problem]:
    """Report files of a release that would have the same address, or the address of a page's own file."""
    site: Taken | None = None
    for release, _ in found.records("release"):
        targets = found.targets.get(release.path, ())
        if not targets and release.image is None and not release.attachments:
            continue
        taken: dict[str, str] = {}
        for file in files_named(release, targets, release.own_pages, found.root, found.settings.language):
            if not os.path.isfile(found.root / file.path):
                continue
            address = release.file_address(file.path)
            other = taken.setdefault(address, file.path)
            site = site or _site(found)
            if other != file.path or address in site.files:
                reason = "which is a file that belongs to a page" if other == file.path else f"where {cut(other)!r} is"
                message = f"{cut(file.path)!r} would be at {address}, {reason}"
                yield Problem(release.path, file.line, Code.DUPLICATE_ID, message, "rename the file")


LOOKS_THE_SAME = (
    "a file's name looks the same but has other characters, as some systems write letters with accents; "
    "rename that file, and type the name"
)
"""The advice if :func:`is_made_otherwise`."""


def is_made_otherwise(name: str, names: Iterable[str]) -> bool:
    """Whether a missing file exists under a name that differs only in Unicode normalization.

    macOS may write ``ü`` as two code points, and cloud drives and ZIP files keep that.
    """
    normalized = unicodedata.normalize("NFC", name)
    return any(unicodedata.normalize("NFC", one) == normalized for one in names)


def _file(found: Headers, path: str, line: int, src: str, use: Use, *, missing: bool) -> Iterator[Problem]:
    file = found.root / src
    if not os.path.exists(file):  # unlike Path.exists, it returns False if the name is too long
        if missing:
            folder = file.parent
            names = os.listdir(folder) if os.path.isdir(folder) else []
            advice = suggestion(file.name, names, "add the file, or correct its path")
            if is_made_otherwise(file.name, names):
                advice = LOOKS_THE_SAME
            yield Problem(path, line, Code.MISSING_FILE, f"the file {cut(src)!r} does not exist", advice)
    elif (wrong := Publishable(found.root, found.settings.allowed).fault(src, use)) is not None:
        code, advice = Code.DIRECTIVE, "refer to another file, or save this one again"
        if wrong.outside:
            code, advice = Code.OUTSIDE_ARCHIVE, "copy the file into the archive"
        yield Problem(path, line, code, f"{cut(src)!r} {wrong.words}", advice)


# Records that seem to be about the same organization or person. Names that both have are ambiguous and aren't linked.

Record = Organization | Official

_FULL_NAME = 2
"""The minimum number of words in a name: single words are often shared."""


def doubles(records: Iterable[tuple[Record, Mapping[str, int]]]) -> Iterator[Problem]:
    """Report records that share an identifier or a full name with an earlier one, and that nothing distinguishes."""
    known: dict[Hashable, list[Record]] = {}
    for record, lines in records:
        keys = [*_keys(record)]
        others = (one for key in keys for one in known.get(key, ()))
        ids = set(record.identifiers)
        if other := next((one for one in others if ids.intersection(one.identifiers) or _alike(record, one)), None):
            message = (
                f"{cut(record.name)!r} seems to be the same as {other.path}, and names that both have aren't linked"
            )
            advice = (
                f"if they are the same, merge them: newsroom merge {record.kind} {record.id} {other.id}; if not, add "
                "words to both that distinguish them: context: [<words>]"
            )
            yield problem_at(record, lines, "name", Code.DOUBLE_RECORD, message, advice, other.path)
        for key in keys:
            known.setdefault(key, []).append(record)


def _keys(record: Record) -> Iterator[Hashable]:
    """Yield the keys that duplicate records have in common: an identifier, or a full name."""
    yield from record.identifiers
    if isinstance(record, Official):
        words, _ = _parts(record)
        # For a person, the family name and the given name or any of its short forms.
        if len(words) >= _FULL_NAME:
            # Not `family_name_of`: importing its package takes a tenth of the time of `newsroom check`.
            names = [name for name in record.name.split() if not NAME_SUFFIXES.issuperset(words_of(name))]
            family = words_of(record.family_name or names[-1])
            yield from (("person", name, *family) for name in sorted({words[0], *nicknames_of(words[0])}))
        return
    # A name with dates is a former one, which a successor may have.
    others = [other.name for other in record.other_names if other.start_date is None and other.end_date is None]
    for words in map(words_of, (record.name, *others)):
        if len(words) >= _FULL_NAME and not is_unit(words):
            yield ("body", *words)


def _parts(official: Official) -> tuple[list[str], frozenset[str]]:
    """Return the words of a person's name, and suffixes such as Jr.: Robert P. Casey | Jr."""
    words = words_of(official.name)
    return [word for word in words if word not in NAME_SUFFIXES], NAME_SUFFIXES.intersection(words)


def _alike(one: Record, other: Record) -> bool:
    """Whether nothing distinguishes two records with the same name."""
    if one.context or other.context:
        return False
    if isinstance(one, Official) and isinstance(other, Official):
        return _one_person(one, other)
    return isinstance(one, Organization) and isinstance(other, Organization) and _one_body(one, other)


def _one_body(one: Organization, other: Organization) -> bool:
    """Whether two organizations with the same name are the same: no different parents or kinds, no succession."""
    named = {one.id, other.id}
    related = {one.parent, other.parent, one.unit_of, other.unit_of, *one.successors, *other.successors}
    if not named.isdisjoint(related):
        return False
    for mine, theirs in ((one.parent, other.parent), (one.classification, other.classification)):
        if mine is not None and theirs is not None and mine != theirs:
            return False
    return not (
        _before(one.dissolution_date, other.founding_date) or _before(other.dissolution_date, one.founding_date)
    )


def _one_person(one: Official, other: Official) -> bool:
    """Whether two persons with the same name are the same: no different middle names, suffixes or employers."""
    (mine, suffix), (theirs, another) = _parts(one), _parts(other)
    if len(mine) > _FULL_NAME and len(theirs) > _FULL_NAME and mine[1][0] != theirs[1][0]:
        return False
    if suffix != another:
        return False
    bodies = [{membership.organization for membership in record.memberships} for record in (one, other)]
    return not all(bodies) or not bodies[0].isdisjoint(bodies[1])


def _before(end: PartialDate | None, start: PartialDate | None) -> bool:
    return end is not None and start is not None and earliest(end) <= latest(start)


def check(found: Headers) -> Iterator[Problem]:
    """Yield every problem between the files of an archive."""
    for rule in (
        duplicate_ids,
        named_ids,
        issuer_of_settings,
        originals,
        former_urls,
        files_of_headers,
        linked_files,
        file_addresses,
        dictionaries,
        units,
        circles_of_releases,
    ):
        yield from rule(found)
    for kind in KINDS_WITH_IMAGES:
        yield from doubles(found.records(kind))
    for key in ("parent", "unit_of", "successors"):
        yield from circles(found, key)


def problem_at(
    record: Any, lines: Mapping[str, int], key: str, code: Code, message: str, advice: str, other: str = ""
) -> Problem:
    """Return a problem at the line of a key in a record's header."""
    return Problem(record.path, lines.get(key, 1), code, message, advice, other=other)


def unknown(path: str, line: int, key: str, id_: str, known: frozenset[str], folder: str) -> Problem:
    """Return the problem of an id without a file, with the most similar id as advice."""
    others = known - {os.path.splitext(path)[0].split("/", 1)[-1]}
    if address := _ADDRESS.search(id_):
        written = address[1].removesuffix(".html")
        advice = (
            f"write the id, not the address: {written if written in known else closest(written, others) or written}"
        )
    else:
        advice = suggestion(id_in(id_), others, f"write the id of a file in {folder}, or add that file")
    return Problem(path, line, Code.UNKNOWN_ID, f"{key} names {cut(id_)!r}, which has no file", advice)


_ADDRESS = late_pattern(r"^(?:https?://.*?/|/)?(?:releases|organizations|officials)/(.+\.html)(?:[?#].*)?$")
"""Matches the address of a page of this archive; the group contains its id."""


def duplicate_ids(found: Headers) -> Iterator[Problem]:
    """Report ids that are used twice: as Markdown and notebook, or for an organization and an official."""
    first: dict[str, str] = {}
    for file in found.files:
        other = first.setdefault(file.id if file.kind in KINDS_WITH_IMAGES else file.docname, file.path)
        if other != file.path:
            message, advice = f"{other} has the same id, {file.id!r}", "rename one of the files"
            yield Problem(file.path, 1, Code.DUPLICATE_ID, message, advice, other=other)


def named_ids(found: Headers) -> Iterator[Problem]:
    """Report unknown ids in headers."""
    # A published text may name a record by a former id.
    known: dict[str, frozenset[str]] = {kind: found.known(kind) for kind in KINDS_WITH_IMAGES}
    known |= {"release": found.ids("release") | found.moved.keys(), "entity": frozenset().union(*known.values())}
    for release, lines in found.records("release"):
        if "issuer" in lines or any(_NAMES_OTHERS(release)):
            yield from _named_ids(release, lines, known)
    for kind in KINDS_WITH_IMAGES:
        for record, lines in found.records(kind):
            yield from _named_ids(record, lines, {"organization": found.ids("organization")})


def _named_ids(record: Any, lines: Mapping[str, int], known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    for place, id_, kind in _named(record):
        key = "names" if kind == "entity" else label(place)
        if (place if place in lines else key) not in lines:
            continue  # named by conf.py or the file's name
        line = lines.get(place, lines.get(key, 1))
        if kind == "release" and id_ == record.id:
            message = f"{key} refers to the release itself"
            yield Problem(record.path, line, Code.BAD_VALUE, message, "name another release, or remove it")
        elif id_ not in known[kind]:
            folders = " or ".join(f"{_FOLDERS[one]}/" for one in (KINDS_WITH_IMAGES if kind == "entity" else (kind,)))
            yield unknown(record.path, line, key, id_, known[kind], folders)


def _named(record: Any) -> Iterator[tuple[str, str, str]]:
    """Yield the ids in a header, or in conf.py on its behalf: the key, the id and the kind of each."""
    for key, kind in _NAMED.items():
        value = getattr(record, key, None) or ()
        yield from ((f"{key}.{n}", id_, kind) for n, id_ in enumerate(value if isinstance(value, tuple) else ()))
        if isinstance(value, str):
            yield key, value, kind
    yield from ((f"boilerplate.{n}", id_, "organization") for n, id_ in enumerate(getattr(record, "about", ())))
    for n, office in enumerate(getattr(record, "memberships", ())):
        yield f"memberships.{n}.organization", office.organization, "organization"
    yield from ((f"names.{words}", id_, "entity") for words, id_ in getattr(record, "names", ()) if id_ is not None)
    withdrawn = getattr(record, "withdrawn", None)
    if withdrawn and withdrawn.replaced_by:
        yield "withdrawn.replaced_by", withdrawn.replaced_by, "release"


_FOLDERS = {"release": RELEASES, **FOLDERS}
_NAMED = {
    **dict.fromkeys(("organizations", "issuer", "issuers", "parent", "unit_of", "successors"), "organization"),
    **dict.fromkeys(("related", "replaces", "follows", "translation_of"), "release"),
    "officials": "official",
}
"""The keys that contain ids, with the kind of record."""
_NAMES_OTHERS = attrgetter(
    *("organizations", "officials", "related", "names", "issuers"),
    *("boilerplate", "replaces", "follows", "translation_of", "withdrawn"),
)
"""The keys with ids in a release, except the issuer. Most headers have none of them, so this is a quick test."""


def issuer_of_settings(found: Headers) -> Iterator[Problem]:
    """Check the default issuer in conf.py."""
    issuer = found.settings.issuer
    if issuer is not None and issuer not in found.ids("organization"):
        line = line_of_setting(found.root, "newsroom_issuer")
        yield unknown("conf.py", line, "newsroom_issuer", issuer, found.ids("organization"), "organizations/")


def originals(found: Headers) -> Iterator[Problem]:
    """Check that translations have an original that isn't a translation itself."""
    releases = found.ids("release")
    translating = [one for one in found.records("release") if one[0].translation_of is not None]
    translations = {release.id: release.translation_of for release, _ in translating}
    for release, lines in translating:
        original = release.translation_of
        implied = original_of(release.id)
        if implied is not None and original not in releases:
            # Other translations, and this one, can't be the original.
            known = {one for one in releases if original_of(ReleaseId(one)) is None}
            message = f"according to the file name, this translates {original!r}, which has no file"
            advice = suggestion(original, known, "add the original, or remove the language tag from the file name")
            yield Problem(release.path, 1, Code.FILE_NAME, message, advice)
        elif (first := translations.get(original)) is not None and original != release.id:
            message = f"translation_of names {original!r}, which is a translation itself"
            yield problem_at(release, lines, "translation_of", Code.BAD_VALUE, message, f"write {first}")


def dictionaries(found: Headers) -> Iterator[Problem]:
    """Report the first Russian or Ukrainian name if its dictionary isn't installed: inflected forms won't be found."""
    reported: set[str] = set()
    for kind in KINDS_WITH_IMAGES:
        for record, lines in found.records(kind):
            for position, other in enumerate(record.other_names):
                language = (other.language or "").split("-")[0]
                if language in _DICTIONARIES and language not in reported and not installed(language):
                    reported.add(language)
                    message = f"{cut(other.name)!r} is found only in this form, because no dictionary is installed"
                    advice = f"install it: pip install 'sphinx-newsroom[{_DICTIONARIES[language]}]'"
                    yield problem_at(record, lines, f"other_names.{position}", Code.NO_DICTIONARY, message, advice)


def units(found: Headers) -> Iterator[Problem]:
    """Report organizations named like a unit that many bodies have, without saying whose unit it is."""
    for organization, lines in found.records("organization"):
        if organization.unit_of is None and organization.parent is None and is_unit(words_of(organization.name)):
            message = f"{cut(organization.name)!r} is a unit that many bodies have, so it isn't linked"
            advice = "name the body: unit_of: <the organization's id>; or include the body in the name"
            yield problem_at(organization, lines, "name", Code.UNIT_NAME, message, advice)


_DICTIONARIES = {"ru": "russian", "uk": "ukrainian"}
"""The extras with the dictionaries of languages that inflect names."""


def circles(found: Headers, key: str) -> Iterator[Problem]:
    """Report organizations that lead back to themselves through *key*, once per circle, at its first id."""
    known = {organization.id: (organization, lines) for organization, lines in found.records("organization")}
    steps = {id_: getattr(organization, key) for id_, (organization, _) in known.items()}
    for circle in _circles({id_: step if isinstance(step, tuple) else (step,) for id_, step in steps.items()}):
        message = f"{key} forms a circle: {' → '.join(circle)}"
        yield problem_at(*known[circle[0]], key, Code.BAD_VALUE, message, "correct one of these records")


def circles_of_releases(found: Headers) -> Iterator[Problem]:
    """Report releases that replace or follow themselves indirectly, or are replaced by themselves."""
    # This is only a warning: it isn't known which one is wrong, and all may be published already.
    some = [one for one in found.records("release") if one[0].replaces or one[0].follows or one[0].withdrawn]
    known = {release.id: (release, lines) for release, lines in some}
    for keys in (("replaces", "follows"), ("withdrawn.replaced_by",)):
        after = {
            release.id: {id_: key for key, id_, _ in _named(release) if key in keys and id_ != release.id}
            for release, _ in some
        }
        for circle in _circles(after):
            key, last = after[circle[0]][circle[1]], circle[-2]
            message = f"{key} forms a circle: {' → '.join(circle)}"
            advice = f"remove {key} here, or the key that points back from the header of {last}"
            yield problem_at(*known[circle[0]], key, Code.CIRCLE, message, advice, known[last][0].path)


def _circles(steps: Mapping[str, Iterable[str | None]]) -> Iterator[list[str]]:
    """Yield the circles in a graph, each once, from its smallest id back to the same id."""
    after = {id_: [step for step in dict.fromkeys(some) if step in steps] for id_, some in steps.items()}
    while True:
        try:
            TopologicalSorter(after).prepare()
            return
        except CycleError as error:
            ids = error.args[1][:0:-1]  # in the order of the steps
            first = ids.index(min(ids))
            circle = [*ids[first:], *ids[: first + 1]]
            yield circle
            after[circle[0]].remove(circle[1])
