"""Both lanes of a release's text: compiled by itself, and through Sphinx; and the real releases to compare them on."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import quote

from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.osutil import relative_uri

from sphinx_newsroom.extension.domain import domain_of, entity_tip
from sphinx_newsroom.extension.files_beside import body_html
from sphinx_newsroom.model.addresses import PageName, ReleaseId, entity_page, release_page, url_of
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.model.wording import long_date_in
from sphinx_newsroom.sources.header import body_of
from sphinx_newsroom.text import naming
from sphinx_newsroom.text.compiled import (
    Address,
    Conventions,
    Fillings,
    Link,
    Reason,
    Target,
    compile_text,
    fill,
    unbroken,
)
from sphinx_newsroom.text.words.tokens import Mark
from tests.conftest import CONF, ROOT, SHARED

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

Half = Literal["dev", "held"]

DOCUMENTS = 'newsroom_lane = "documents"\n'
"""What sends every release through docutils."""


@dataclass(frozen=True)
class Sample:
    """A release to compare the lanes on: what identifies it, and the text of its file."""

    id: str
    title: str
    text: str

    @property
    def order(self) -> bytes:
        """By which samples of all collections are mixed, the same way each time."""
        return hashlib.sha256(f"order of {self.id}".encode()).digest()


@dataclass(frozen=True)
class Text:
    """What a lane makes of a release."""

    plain: str
    marks: tuple[Mark, ...]
    html: str


@dataclass(frozen=True)
class Compared:
    """A release in both lanes; *fast* is the reason where it must take the slow one."""

    sample: Sample
    slow: Text
    fast: Text | Reason


@cache
def corpus() -> ModuleType:
    """The program that lays real releases out as an archive."""
    spec = importlib.util.spec_from_file_location("corpus_real", ROOT / "bench/corpus/real.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def real_releases(half: Half | None = None, *, as_written: bool = False) -> Iterator[Sample]:
    """The real releases that have words, all or a half of them, which depends on the id alone.

    Their bodies are made plain, as press officers would write them, or are left *as_written*, which brings all that
    Markdown has.
    """
    for path in sorted((SHARED / "data/releases").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                id_ = f"{path.name.removesuffix('.jsonl.gz')}/{row['id']}"
                digest = hashlib.sha256(id_.encode()).digest()
                if half is not None and half != ("dev" if digest[0] % 2 else "held"):
                    continue
                body = row.get("body") or "" if as_written else corpus().prose({"source": "", **row})
                if body.strip():
                    yield Sample(id_, str(row.get("title") or "Without a title"), _file(row, body, digest[1]))


def _file(row: dict[str, str], body: str, number: int) -> str:
    """The text of a release's file; one in three has a dateline."""
    header = [f"title: {corpus().quoted(row.get('title') or 'Without a title')}"]
    header.append(f"date: {(row.get('date') or '2020-01-01')[:10]}")
    header.append(f"language: {row.get('language') or 'en'}")
    if number % 3 == 0:
        header.append("dateline: Vienna")
    lines = "\n".join(header)
    return f"---\n{lines}\n---\n\n{body}\n"


def compare(samples: Sequence[Sample], root: Path, records: dict[str, str]) -> tuple[list[Compared], dict[str, float]]:
    """Both lanes of each release, which Sphinx reads as one archive in *root*; and the seconds of CPU of each lane."""
    names = {f"releases/2020/r{number:05}": sample for number, sample in enumerate(samples)}
    files = {"conf.py": CONF + DOCUMENTS, "index.md": "# Archive\n", **records}
    files |= {f"{name}.md": sample.text for name, sample in names.items()}
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    with patch_docutils(str(root)), docutils_namespace():
        seconds = {"slow": -time.process_time(), "fast": 0.0}
        out = root.parent / f"{root.name}-out"
        app = Sphinx(root, root, out, out / ".doctrees", "html", status=StringIO(), warning=StringIO())
        seconds["slow"] += time.process_time()  # what starting costs is no release's
        compared = _both(app, names, seconds)
    return compared, seconds


def _both(app: Sphinx, names: dict[str, Sample], seconds: dict[str, float]) -> list[Compared]:
    seconds["slow"] = -time.process_time()
    builder = cast("StandaloneHTMLBuilder", app.builder)
    builder.read()
    _prepare(builder, set(names))
    domain = domain_of(app.env)
    html = {name: body_html(app, builder, PageName(name)) for name in names if PageName(name) in domain.releases}
    seconds["slow"] += time.process_time()
    compared = []
    for name, sample in names.items():
        if name in html:
            entry = domain.releases[PageName(name)]
            slow = Text(entry.text, entry.marks, html[name])
            began = time.process_time()
            fast = fast_lane(app, PageName(name), sample, entry.mentions)
            seconds["fast"] += time.process_time() - began
            compared.append(Compared(sample, slow, fast))
    return compared


def _prepare(builder: StandaloneHTMLBuilder, docnames: set[str]) -> None:
    """Make a builder ready to write parts of pages."""
    builder.prepare_writing(docnames)
    builder.secnumbers, builder.fignumbers = {}, {}  # what Sphinx sets for each page


def conventions_of(app: Sphinx) -> Conventions:
    """What of conf.py shows in texts."""
    icon = app.config.html_permalinks_icon if app.config.html_permalinks else ""
    return Conventions(_("Link to this heading"), icon, domain_of(app.env).archive.settings.baseurl)


def fast_lane(app: Sphinx, docname: PageName, sample: Sample, mentions: Sequence[Mention]) -> Text | Reason:
    """A release compiled, with the links to those whom it names."""
    domain = domain_of(app.env)
    release, registry = domain.archive.releases[docname], domain.archive.registry
    compiled = compile_text(body_of(sample.text), release.title, domain.shown_by_role, conventions_of(app))
    if isinstance(compiled, Reason):
        return compiled

    def target(kind: str, id_: str) -> Target:
        if kind == "release":
            return Target(relative_uri(url_of(docname), url_of(release_page(ReleaseId(id_)))))
        entity = domain.archive.entity(kind, id_)
        assert entity is not None
        href = relative_uri(url_of(docname), url_of(entity_page(kind, id_)))
        return Target(href, entity_tip(entity, registry, release.date, domain.archive.settings.interface_of("en")))

    here = unbroken(compiled, mentions)
    linked = naming.to_link(compiled.text, compiled.marks, here, domain.archive.settings.link)
    links = [Link(m.start or 0, m.end or 0, target(m.kind, m.entity)) for m in linked]
    addresses = {address: _address(app, docname, address) for address in compiled.addresses}
    if not all(addresses.values()):
        return Reason.LINK
    dateline = ""
    if release.dateline:
        dateline = f"{release.dateline.upper()}, {long_date_in(release.date, release.language)} – "
    roles = {(use.kind, use.id): target(use.kind, use.id) for use in compiled.roles}
    return Text(compiled.text, compiled.marks, fill(compiled, Fillings(links, roles, addresses, dateline)))


def _address(app: Sphinx, docname: PageName, address: Address) -> str:
    """Where a path in a release leads; nothing where it is no page and no file of the release."""
    archive = domain_of(app.env).archive
    path = app.env.relfn2path(address.path, docname)[0]
    if address.use == "page":
        page = PageName(path.removesuffix(".md"))
        return relative_uri(url_of(docname), url_of(page)) if page in archive.releases and page != docname else ""
    placed = archive.placements.pages.get(docname, {}).get(path)
    return relative_uri(url_of(docname), quote(placed.address)) if placed else ""


_HEADER = "title: Fuzzed & read\ndate: 2020-05-04\ndateline: Vienna\n"


class OneRelease:
    """An archive of a few files whose release is read again and again, each time with another text.

    What it may show and offer are its *attachments*.
    """

    docname = PageName("releases/2020/fuzzed")

    def __init__(
        self,
        root: Path,
        files: Mapping[str, str],
        attachments: Sequence[str] = (),
        header: str = _HEADER,
        conf: str = "",
    ) -> None:
        self.header = f"---\n{header}---\n"
        offered = "".join(f"[offered]({path})\n" for path in attachments)
        release = {f"{self.docname}.md": self.header + offered}
        files = {"conf.py": CONF + DOCUMENTS + conf, "index.md": "# Archive\n", **files, **release}
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        self.log = StringIO()
        out = root.parent / f"{root.name}-out"
        self.app = Sphinx(root, root, out, out / ".doctrees", "html", status=StringIO(), warning=self.log)
        self.builder = cast("StandaloneHTMLBuilder", self.app.builder)
        self.builder.read()
        _prepare(self.builder, {self.docname})

    def compared(self, body: str) -> tuple[Text | None, Text | Reason, str]:
        """What both lanes make of a body, and what Sphinx reported; None for a text that it cannot read."""
        domain, text = domain_of(self.app.env), self.header + body
        domain.texts[self.docname] = text
        self.app.env.clear_doc(self.docname)
        self.log.seek(0)
        self.log.truncate()
        self.builder.read_doc(self.docname)
        entry = domain.releases.get(self.docname)
        if entry is None:
            return None, fast_lane(self.app, self.docname, Sample("", "", text), ()), self.log.getvalue()
        html = body_html(self.app, self.builder, self.docname)
        fast = fast_lane(self.app, self.docname, Sample("", entry.release.title, text), entry.mentions)
        return Text(entry.text, entry.marks, html), fast, self.log.getvalue()
