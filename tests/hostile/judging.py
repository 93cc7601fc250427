"""What must hold of an archive whatever stands in it, and by whose doing it does not."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from . import archives, canaries, watching
from .archives import PAGES, Built
from .cases import Case

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Faults = Mapping[str, list[str]]
"""What is wrong, by the slug of the input that did it; under "" what cannot be laid at anybody's door."""

OPENED = frozenset((".html", ".htm", ".xhtml", ".xht", ".xml", ".svg", ".svgz", ".mht", ".shtml", ".hta", ".js", ""))
"""Copied files that a browser may run something of."""

COPIES = "_downloads/", "_images/"
"""Where a site holds copies of files."""


def judge(browser: Browser, folder: Path, cases: Sequence[Case], seconds: float = 60.0) -> Faults:
    """Build an archive of *cases* in *folder* and say what each of them did that it may not."""
    built = archives.build(folder, cases, seconds)
    faults: defaultdict[str, list[str]] = defaultdict(list)
    for slug, how in built.stoppers.items():
        faults[slug].append(how)
    if built.run.wrong:
        faults[""].append(f"nothing could be built: the build {built.run.wrong}\n{built.run.log[-2000:]}")
        return faults
    checked = archives.newsroom(built.root, "check", seconds=seconds)
    if checked.status is None or "Traceback" in checked.log:
        faults[""].append(f"newsroom check {checked.wrong}")
    for rule in (_unsaid(built, checked.log), _missing(built), _leaked(built), _malformed(built)):
        for slug, fault in rule:
            faults[slug].append(fault)
    for slug, fault in _watched(browser, built):
        faults[slug].append(fault)
    return {slug: list(dict.fromkeys(found)) for slug, found in faults.items()}


def _unsaid(built: Built, checked: str) -> Iterator[tuple[str, str]]:
    """Files for which a problem should have been reported and was not."""
    log = f"{built.log}\n{checked}"
    said = set(re.findall(r"^\s*(?:\S.*?/archive/)?(\S.*?):\d+: (?:WARNING: )?\[[a-z-]+\] ", log, re.MULTILINE))
    for case in built.cases:
        if case.slug in built.stoppers:
            continue
        for name in case.says:
            wanted = name.replace("CASE", case.slug)
            if not any(path == wanted or path.endswith(f"/{wanted}") for path in said):
                yield case.slug, f"nothing is said of {wanted}"


def _missing(built: Built) -> Iterator[tuple[str, str]]:
    """Innocent pages that are not there."""
    for place, words in PAGES.items():
        path = built.out / place
        if not path.is_file() or words not in path.read_text(encoding="utf-8"):
            yield "", f"the innocent page {place} is not there, or without its text"


def _leaked(built: Built) -> Iterator[tuple[str, str]]:
    """Secrets in the site, or in what is kept from one build to the next."""
    slugs = [case.slug for case in built.cases]
    for slug, leaks in canaries.found(built.published, slugs).items():
        for leak in leaks:
            if not slug and (copy := re.search(r"(?:_downloads/\w+|_images)/.+$", leak)):
                linking = [who for who, place in _pages(built) if copy[0] in _text(built.out / place)]
                yield from ((who, leak) for who in linking or [""])
            else:
                yield slug, leak


def _pages(built: Built) -> Iterator[tuple[str, str]]:
    """The pages of the site, with the slug of the input that each belongs to."""
    known = {case.slug for case in built.cases}
    for path in canaries.files_below(built.out):
        place = path.relative_to(built.out).as_posix()
        if path.suffix == ".html" and not place.startswith(("_static/", *COPIES)):
            yield canaries.slug_of(place, known), place


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _malformed(built: Built) -> Iterator[tuple[str, str]]:
    """Files whose form hostile words have broken."""
    known = {case.slug for case in built.cases}
    for path in canaries.files_below(built.out):
        place = path.relative_to(built.out).as_posix()
        if place.startswith(("_static/", *COPIES)):
            continue
        try:
            _read(path)
        except (ValueError, ElementTree.ParseError) as error:
            yield canaries.slug_of(place, known), f"{place} is not well-formed: {str(error)[:200]}"


def _entries(path: Path) -> int:
    """How many citations a year's file holds, as the same in CSL-JSON says."""
    return len(json.loads(path.with_suffix(".csl.json").read_text(encoding="utf-8")))


def _read(path: Path) -> None:  # noqa: C901 (a form of file each)
    """Read a file in its form; raises ValueError or ParseError."""
    if path.suffix in (".xml", ".opml") and path.name != "changelist.xml":
        ElementTree.parse(path)
    elif path.suffix == ".json":
        json.loads(path.read_text(encoding="utf-8"))
    elif path.suffix == ".jsonl":
        for line in path.read_text(encoding="utf-8").split("\n"):
            json.loads(line or "0")
    elif path.suffix == ".bib":
        if len(re.findall(r"^\s*@", path.read_text(encoding="utf-8"), re.MULTILINE)) != _entries(path):
            raise ValueError("it does not hold an entry for each release")
    elif path.suffix == ".ris":
        tags = re.findall(r"^(TY|ER)  - ?", path.read_text(encoding="utf-8"), re.MULTILINE)
        if tags != ["TY", "ER"] * _entries(path):
            raise ValueError("it does not hold an entry for each release")
    elif path.suffix == ".html" and path.parts[-3:-2] == ("releases",):
        text = path.read_text(encoding="utf-8")
        if text.count("<!-- text -->") > 1 or text.count("<!-- end of text -->") > 1:
            raise ValueError("the comments around the text stand in the text as well")


def _watched(browser: Browser, built: Built) -> Iterator[tuple[str, str]]:
    """What a browser sees on the pages, in copied files and in feeds."""
    owners: dict[str, str] = {}
    for slug, place in _pages(built):
        refreshing = 'http-equiv="refresh"' in _text(built.out / place)
        if refreshing and not re.search(
            r"""<meta http-equiv="refresh" content="0; ?url=(?![a-z]+:|//)[^"]*">""", _text(built.out / place)
        ):
            yield slug, f"{place} leads elsewhere by itself"
        if not refreshing:
            owners[place] = slug
    owners.update(_copies(built))
    seen = watching.faults_of_pages(browser, built.out, sorted(owners))
    for place, found in seen.items():
        for fault in found:
            yield owners[place], f"{place}: {fault}"
    yield from _in_feeds(browser, built)


def _copies(built: Built) -> dict[str, str]:
    """The copied files that a browser may run something of, with the slug of whose page links each."""
    known = {case.slug for case in built.cases}
    found: dict[str, str] = {}
    texts: dict[str, str] = {}
    for path in canaries.files_below(built.out):
        place = path.relative_to(built.out).as_posix()
        if (
            not place.startswith(("_static/", "_search/"))
            and path.suffix.lower() in OPENED
            and (place.startswith(COPIES) or path.suffix.lower() == ".svg")
        ):
            slug = canaries.slug_of(place, known)
            if not slug:
                texts = texts or {who: _text(built.out / page) for who, page in _pages(built) if who}
                slug = next((who for who, text in texts.items() if place in text), "")
            found[place] = slug
    return found


def _in_feeds(browser: Browser, built: Built) -> Iterator[tuple[str, str]]:
    """What is wrong with the items of feeds."""
    known = {case.slug for case in built.cases}
    try:
        # A text that stands in several feeds is looked at once.
        items = {html: link for link, html in reversed(list(watching.feed_items(built.out)))}
    except (OSError, ValueError, ElementTree.ParseError):
        return  # which is reported as not well-formed
    links = list(items.values())
    for index, fault in watching.faults_of_items(browser, list(items)):
        slug = canaries.slug_of(links[index], known) if index >= 0 else ""
        yield slug, f"in a feed: {fault}"
