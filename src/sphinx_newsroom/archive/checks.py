"""What is checked across files: ids that headers name, claims of the same id or address, circles, images.

Every rule is a generator of problems over :class:`Found`, which holds all headers of an archive.
An id is known if its file exists, even where that file is broken or under embargo, so that one
broken record does not take others down.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sphinx_newsroom.archive.doubles import doubles
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.files import too_long
from sphinx_newsroom.ledger.checks import moved_ids
from sphinx_newsroom.model.addresses import Taken, file_at, folders
from sphinx_newsroom.model.records import FOLDERS, Organization, Release
from sphinx_newsroom.sources.header import Parsed, original_of
from sphinx_newsroom.sources.listing import Kind, SourceFile
from sphinx_newsroom.sources.publishable import Publishable, Use
from sphinx_newsroom.sources.release_file import SUFFIXES, paths_of
from sphinx_newsroom.sources.safety import Target
from sphinx_newsroom.sources.sheet import closest, shortened
from sphinx_newsroom.text.inflection import installed
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.units import is_unit

RESERVED = frozenset(
    {
        "_static",
        "_images",
        "_downloads",
        "_search",
        "_sources",
        "atom",
        "corrections",
        "data",
        "editions",
        "languages",
        "types",
    }
)
"""Folders that hold parts of the site and never a former address."""


@dataclass(frozen=True)
class Found:
    """All headers of an archive as they were parsed, by file, and the local files that their texts need."""

    root: Path
    settings: Settings
    files: tuple[SourceFile, ...]
    parsed: Mapping[str, Parsed[Any]]
    targets: Mapping[str, tuple[Target, ...]]

    def ids(self, kind: Kind) -> frozenset[str]:
        """The ids that have a file, whatever state it is in."""
        return self._ids.get(kind, frozenset())

    @cached_property
    def _ids(self) -> Mapping[Kind, frozenset[str]]:
        found: dict[Kind, set[str]] = {}
        for file in self.files:
            found.setdefault(file.kind, set()).add(file.id)
        return {kind: frozenset(ids) for kind, ids in found.items()}

    @cached_property
    def moved(self) -> Mapping[str, str]:
        """The ids that releases had before, with those that they have now."""
        return moved_ids({release.docname: release for release, _ in self.records("release")})

    @cached_property
    def entities(self) -> frozenset[str]:
        """The ids of organizations and officials."""
        return self.ids("organization") | self.ids("official")

    @cached_property
    def pages(self) -> frozenset[str]:
        """The pages of organizations, officials and topics; each has a folder with its feeds and further pages."""
        pages = {file.docname for file in self.files if file.kind in FOLDERS}
        for release, _ in self.records("release"):
            pages.update(f"{FOLDERS['topic']}/{topic}" for topic in release.topics)
        return frozenset(pages)

    def records(self, kind: Kind) -> Iterator[tuple[Any, Mapping[str, int]]]:
        """The records of a kind whose header is sound, in the order of their paths, with their lines."""
        for file in self.files:
            parsed = self.parsed.get(file.path)
            if file.kind == kind and parsed is not None and parsed.record is not None:
                yield parsed.record, parsed.lines


def check(found: Found) -> Iterator[Problem]:
    """Everything that is wrong across the files of an archive."""
    for rule in (
        duplicate_ids,
        ids_of_releases,
        ids_of_organizations,
        ids_of_officials,
        issuer_of_settings,
        originals,
        former_urls,
        leading_images,
        linked_files,
        dictionaries,
        units,
    ):
        yield from rule(found)
    yield from doubles(found.records("organization"))
    yield from doubles(found.records("official"))
    yield from circles(found, "parent", lambda organization: (organization.parent,))
    yield from circles(found, "unit_of", lambda organization: (organization.unit_of,))
    yield from circles(found, "successors", lambda organization: organization.successors)


def unknown(path: str, line: int, key: str, id_: str, known: frozenset[str], folder: str) -> Problem:
    """The problem of an id without a file, with the nearest that has one."""
    meant = closest(id_.removeprefix("releases/").removesuffix(".md"), known)
    advice = f"did you mean {meant!r}?" if meant else f"write the id of a file in {folder}, or add that file"
    return Problem(path, line, Code.UNKNOWN_ID, f"{key} names {shortened(id_)!r}, which has no file", advice)


def duplicate_ids(found: Found) -> Iterator[Problem]:
    """The same id as Markdown and notebook, or of an organization and an official."""
    first: dict[str, str] = {}
    for file in found.files:
        claim = file.id if file.kind in ("organization", "official") else file.docname
        if claim in first:
            yield Problem(
                file.path,
                1,
                Code.DUPLICATE_ID,
                f"the id {file.id!r} is that of {first[claim]}, too",
                "rename one of the two files",
            )
        first.setdefault(claim, file.path)


def ids_of_releases(found: Found) -> Iterator[Problem]:
    """Ids in headers of releases."""
    organizations, officials = found.ids("organization"), found.ids("official")
    releases = found.ids("release") | found.moved.keys()
    for release, lines in found.records("release"):
        yield from _listed(release, lines, "organizations", organizations, "organizations/")
        yield from _listed(release, lines, "officials", officials, "officials/")
        yield from _listed(release, lines, "related", releases, "releases/")
        if "issuer" in lines and release.issuer not in organizations:
            yield unknown(release.path, lines["issuer"], "issuer", release.issuer, organizations, "organizations/")
        for surface, id_ in release.names:
            if id_ is not None and id_ not in found.entities:
                line = lines.get(f"names.{surface}", lines["names"])
                yield unknown(release.path, line, "names", id_, found.entities, "organizations/ or officials/")
        for key, id_ in _single(release):
            line = lines.get(key, 1)
            if id_ == release.id:
                yield Problem(
                    release.path, line, Code.BAD_VALUE, f"{key} names the release itself", "name another, or remove it"
                )
            elif id_ not in releases and key in lines:
                yield unknown(release.path, line, key, id_, releases, "releases/")


def _single(release: Release) -> Iterator[tuple[str, str]]:
    for key in ("replaces", "follows", "translation_of"):
        if id_ := getattr(release, key):
            yield key, id_
    if release.withdrawn and release.withdrawn.replaced_by:
        yield "withdrawn.replaced_by", release.withdrawn.replaced_by


def _listed(record: Any, lines: Mapping[str, int], key: str, known: frozenset[str], folder: str) -> Iterator[Problem]:
    for position, id_ in enumerate(getattr(record, key)):
        line = lines[f"{key}.{position}"]
        if id_ == record.id:
            yield Problem(
                record.path,
                line,
                Code.BAD_VALUE,
                f"{key} names {id_!r}, which is this file",
                "name another, or remove it",
            )
        elif id_ not in known:
            yield unknown(record.path, line, key, id_, known, folder)


def ids_of_organizations(found: Found) -> Iterator[Problem]:
    """Parents, the bodies of units, and successors."""
    known = found.ids("organization")
    for organization, lines in found.records("organization"):
        for key in ("parent", "unit_of"):
            id_ = getattr(organization, key)
            if id_ is not None and id_ not in known:
                yield unknown(organization.path, lines[key], key, id_, known, "organizations/")
        for position, id_ in enumerate(organization.successors):
            if id_ not in known:
                yield unknown(
                    organization.path, lines[f"successors.{position}"], "successors", id_, known, "organizations/"
                )


def ids_of_officials(found: Found) -> Iterator[Problem]:
    """The organizations in which office is held."""
    known = found.ids("organization")
    for official, lines in found.records("official"):
        for position, membership in enumerate(official.memberships):
            if membership.organization not in known:
                line = lines[f"memberships.{position}.organization"]
                yield unknown(
                    official.path, line, "memberships.organization", membership.organization, known, "organizations/"
                )


def issuer_of_settings(found: Found) -> Iterator[Problem]:
    """The default issuer in conf.py."""
    issuer = found.settings.issuer
    if issuer is not None and issuer not in found.ids("organization"):
        try:
            text = (found.root / "conf.py").read_text(encoding="utf-8", errors="replace")
        except OSError:
            text = ""
        line = text.count("\n", 0, max(text.find("newsroom_issuer"), 0)) + 1
        yield unknown("conf.py", line, "newsroom_issuer", issuer, found.ids("organization"), "organizations/")


def originals(found: Found) -> Iterator[Problem]:
    """A translation by its file's name has an original, and no original is a translation itself."""
    releases = found.ids("release")
    translations = {release.id: release.translation_of for release, _ in found.records("release")}
    for release, lines in found.records("release"):
        original = release.translation_of
        if original is None:
            continue
        implied = original_of(release.id)
        if implied is not None and original not in releases:
            meant = closest(original, releases - {release.id})
            yield Problem(
                release.path,
                1,
                Code.FILE_NAME,
                f"the file's name says that it translates {original!r}, which has no file",
                f"did you mean {meant!r}?" if meant else "add the original, or take the language tag out of the name",
            )
        elif (first := translations.get(original)) is not None and original != release.id:
            yield Problem(
                release.path,
                lines.get("translation_of", 1),
                Code.BAD_VALUE,
                f"translation_of names {original!r}, which is a translation itself",
                f"write {first}",
            )


def former_urls(found: Found) -> Iterator[Problem]:
    """Former addresses that two releases claim, or at which something stands."""
    claims = [
        (release, lines[f"former_urls.{position}"], url)
        for release, lines in found.records("release")
        for position, url in enumerate(release.former_urls)
        if url != f"{release.docname}.html"  # it has moved back to its first address
    ]
    site, claimed = _site(found) if claims else Taken(), Taken()
    for release, line, url in claims:
        place = file_at(url)
        if site.holder(place) or site.files.get(url) or _reserved(found, place):
            message = f"former_urls has {shortened(url)!r}, where the site has a page or file"
            yield Problem(release.path, line, Code.DUPLICATE_ID, message, "remove it, or correct it")
        elif other := claimed.holder(place):
            where = "which" if claimed.files.get(place) else "in whose way is an address that"
            message = f"former_urls has {shortened(url)!r}, {where} {other} has, too"
            yield Problem(release.path, line, Code.DUPLICATE_ID, message, "remove it from one of the two headers")
        else:
            claimed.add(place, release.path)


def _reserved(found: Found, place: str) -> bool:
    """Whether a place belongs to files of the site that no list of them names one by one."""
    folder, *below = place.split("/")
    if folder in RESERVED or (below[1:] and f"{folder}/{below[0]}" in found.pages):
        return True  # the latter: feeds and further pages of a record
    return any(_is_document(found.root, path) for path in (place, *folders(place)))


def _is_document(root: Path, path: str) -> bool:
    """Whether a path is the page of a document that Sphinx reads."""
    stem, suffix = os.path.splitext(path)
    return suffix == ".html" and any(os.path.isfile(root / source) for source in paths_of(stem))


_PAGES = ("index", "search", "subscribe", "corrections", "genindex")
_FEEDS = ("rss.xml", "atom.xml", "feed.json")
_FILES = ("feeds.opml", "sitemap.xml", "robots.txt", "objects.inv", "releases/manifest.json", "releases/ledger.jsonl")
_SERVERS = ("redirects.nginx", "redirects.apache", "redirects.netlify", "redirects.caddy")


def _site(found: Found) -> Taken:
    """The files of the site that follow from the sources, and those that every site has."""
    taken = Taken()
    names = [*(f"{name}.html" for name in _PAGES), *_FEEDS, *_FILES, *_SERVERS]
    names += [f"{folder}/index.html" for folder in ("releases", *FOLDERS.values())]
    for file in found.files:
        suffixes = (".html", ".json", ".txt", ".timemap") if file.kind in ("release", "superseded") else (".html",)
        names += [f"{file.docname}{suffix}" for suffix in suffixes]
    names += [f"{page}.html" for page in found.pages]
    for release, _ in found.records("release"):
        names.append(f"releases/{release.date.year}/index.html")
    for name in names:
        taken.add(name, name)
    return taken


def leading_images(found: Found) -> Iterator[Problem]:
    """The images that headers name."""
    for release, lines in found.records("release"):
        if release.image is not None:
            yield from _file(found, release.path, lines["image.src"], release.image.src, "image", missing=True)


def linked_files(found: Found) -> Iterator[Problem]:
    """The local files that texts link or show: inside the archive, and nothing that could run."""
    for path, targets in found.targets.items():
        for target in targets:
            if wrong := too_long(target.path):
                message = f"the path {shortened(target.path)!r} {wrong}"
                yield Problem(path, target.line, Code.MISSING_FILE, message, "correct it")
            elif not target.path.endswith(SUFFIXES):
                use: Use = "image" if target.image else "download"
                yield from _file(found, path, target.line, target.path, use, missing=False)


def _file(found: Found, path: str, line: int, src: str, use: Use, *, missing: bool) -> Iterator[Problem]:
    file = found.root / src
    if not os.path.exists(file):  # unlike Path's, it takes a name that is too long for one that is not there
        if missing:
            folder = file.parent
            names = os.listdir(folder) if os.path.isdir(folder) else []
            meant = closest(file.name, names)
            yield Problem(
                path,
                line,
                Code.MISSING_FILE,
                f"the file {shortened(src)!r} does not exist",
                f"did you mean {meant!r}?" if meant else "add the file, or correct its path",
            )
    elif (wrong := Publishable(found.root, found.settings.allowed).fault(src, use)) is not None:
        yield Problem(
            path,
            line,
            Code.OUTSIDE_ARCHIVE if wrong.outside else Code.DIRECTIVE,
            f"{shortened(src)!r} {wrong.words}",
            "copy the file into the archive" if wrong.outside else "name another file, or save this one anew",
        )


def dictionaries(found: Found) -> Iterator[Problem]:
    """The first name in Russian or Ukrainian whose dictionary is not there: its other cases will not be found."""
    reported: set[str] = set()
    for kind in ("organization", "official"):
        for record, lines in found.records(kind):
            for position, other in enumerate(record.other_names):
                language = (other.language or "").split("-")[0]
                if language in _DICTIONARIES and language not in reported and not installed(language):
                    reported.add(language)
                    yield Problem(
                        record.path,
                        lines[f"other_names.{position}"],
                        Code.NO_DICTIONARY,
                        f"{shortened(other.name)!r} is found only as it is written, since no dictionary is installed",
                        f"install it: pip install 'sphinx-newsroom[{_DICTIONARIES[language]}]'",
                    )


def units(found: Found) -> Iterator[Problem]:
    """Names that every body has a unit of, in a record that says nothing of the body."""
    for organization, lines in found.records("organization"):
        if organization.unit_of is None and organization.parent is None and is_unit(words_of(organization.name)):
            yield Problem(
                organization.path,
                lines["name"],
                Code.UNIT_NAME,
                f"{shortened(organization.name)!r} is a unit that many bodies have, so it is linked nowhere",
                "say which: unit_of: <the organization's id>; or write the name with the body in it",
            )


_DICTIONARIES = {"ru": "russian", "uk": "ukrainian"}
"""The extras that bring the dictionaries of languages whose names are inflected."""


def circles(found: Found, key: str, follow: Callable[[Organization], Iterable[str | None]]) -> Iterator[Problem]:
    """Organizations that lead back to themselves by *key*; each circle once, at its first id."""
    organizations: dict[str, tuple[Organization, Mapping[str, int]]] = {
        organization.id: (organization, lines) for organization, lines in found.records("organization")
    }
    done: set[str] = set()
    for start in organizations:
        if start in done:
            continue
        way = [start]
        branches = [iter(follow(organizations[start][0]))]
        while branches:
            step = next(branches[-1], "")
            if step == "":
                branches.pop()
                done.add(way.pop())
            elif step in way:
                circle = way[way.index(step) :]
                first = circle.index(min(circle))
                circle = circle[first:] + circle[:first]
                organization, lines = organizations[circle[0]]
                yield Problem(
                    organization.path,
                    lines[key],
                    Code.BAD_VALUE,
                    f"{key} leads in a circle: {' → '.join([*circle, circle[0]])}",
                    "correct one of these records",
                )
            elif step in organizations and step not in done:
                way.append(step)
                branches.append(iter(follow(organizations[step][0])))
