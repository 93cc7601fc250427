"""Archives in other languages with every kind of page, whose texts and records contain no English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from sphinx_newsroom.cli import main
from sphinx_newsroom.interface import LOCALES
from sphinx_newsroom.outputs.tables.columns import DESCRIPTIONS, FILES, TABLES
from tests.conftest import ArchiveOnDisk, Built
from tests.helpers.once import once

LANGUAGES = ("fr", "ru", "ar")
"""The languages of the archives: one in Latin letters, one in other letters, one written right to left."""

JANUARY_2026 = 1_767_225_600


class Words(NamedTuple):
    """The texts of an archive in one language."""

    archive: str
    body: str
    old_body: str
    person: str
    role: str
    kind: str
    topic: str
    title: str
    before: str
    after: str
    note: str
    reason: str
    file: str


WORDS = {
    "fr": Words(
        "Salle de presse du fleuve",
        "Commission du fleuve",
        "Ancien conseil du fleuve",
        "Jeanne Moreau",
        "Directrice",
        "commission",
        "Navigation fluviale",
        "Le barrage ouvre ses portes",
        "Jeanne Moreau, de la Commission du fleuve, inaugure le barrage avec seize invités et beaucoup de joie.",
        "Jeanne Moreau, de la Commission du fleuve, inaugure le barrage avec vingt invités et beaucoup de joie.",
        "Le nombre des invités.",
        "Rien de tout cela.",
        "Plan du barrage",
    ),
    "ru": Words(
        "Пресс-центр на реке",
        "Речная комиссия",
        "Прежний речной совет",
        "Анна Петрова",
        "Директор",
        "комиссия",
        "Судоходство",
        "Плотина открыта",
        "Анна Петрова из организации Речная комиссия открыла плотину при шестнадцати гостях и многих детях.",
        "Анна Петрова из организации Речная комиссия открыла плотину при двадцати гостях и многих детях.",
        "Число гостей.",
        "Ничего этого не было.",
        "План плотины",
    ),
    "ar": Words(
        "غرفة أخبار النهر",
        "لجنة النهر",
        "مجلس النهر السابق",
        "ليلى منصور",
        "المديرة",
        "لجنة",
        "الملاحة النهرية",
        "افتتاح السد",
        "افتتحت ليلى منصور من لجنة النهر السد بحضور ستة عشر ضيفًا وكثير من الأطفال والأهالي.",
        "افتتحت ليلى منصور من لجنة النهر السد بحضور عشرين ضيفًا وكثير من الأطفال والأهالي.",
        "عدد الضيوف.",
        "لم يحدث شيء من ذلك.",
        "مخطط السد",
    ),
}

SAID = (
    "---\ntitle: Сказано у плотины\ndate: 2012-05-04\nlanguage: ru\n---\n\n"
    "«Вода принадлежит всем людям на земле», – сказала Анна Петрова.\n"
)
"""A release with a quotation, in a language in which quotations are found."""


def files(language: str) -> Mapping[str, str]:
    """Return the files of the archive before anything was published."""
    w = WORDS[language]
    other = "fr" if language == "ru" else "ru"
    small = {
        f"releases/2012/a{number:02}.md": f"---\ntitle: {w.title} {number}\ndate: 2012-01-{number:02}\n"
        f"topics: [sailing]\nrelated: [2011/dam]\n---\n\n{w.before}\n"
        for number in range(1, 13)
    }
    types = ("statement", "media-advisory", "speech", "notice")
    typed = {
        f"releases/2013/{type_}.md": f"---\ntitle: {w.title} {number}\ndate: 2013-01-0{number}\ntype: {type_}\n---\n\n"
        f"{w.before}\n"
        for number, type_ in enumerate(types, 1)
    }
    return {
        "conf.py": f'project = "{w.archive}"\nlanguage = "{language}"\nextensions = ["sphinx_newsroom"]\n'
        'html_theme = "sphinx_book_theme"\nhtml_baseurl = "https://a.example.org/"\nnewsroom_per_page = 10\n'
        f'newsroom_description = "{w.archive}, {w.topic}."\nnewsroom_issuer = "river"\n'
        'newsroom_editions = {"2026-02": "2026-02-28"}\nnewsroom_mail_from = "a@example.org"\n'
        'newsroom_alerts = "a@example.org"\n',
        "alerts/river.yaml": f"name: {w.topic}\norganizations: [river]\nfeed: true\npublic: true\n",
        "index.md": f"# {w.archive}\n\n{w.body}.\n\n```{{releases}}\n:limit: 2\n```\n\n"
        "```{toctree}\n:hidden:\n\ndocs/index\n```\n",
        "docs/index.md": f"# {w.topic}\n\n## {w.body}\n\n{w.before}\n\n## {w.title}\n\n{w.after}\n\n"
        f"```{{toctree}}\n:caption: {w.kind}\n\none\ntwo\nthree\n```\n",
        "docs/one.md": f"# {w.body} 1\n\n{w.before}\n",
        "docs/two.md": f"# {w.body} 2\n\n{w.after}\n\n```console\n$ ls\n```\n\n```yaml\n- 1\n```\n",
        "docs/three.md": f"# {w.body} 3\n\n{w.before}\n",
        "docs/imprint.md": f"# {w.archive}\n\n{w.body}.\n",
        "organizations/river.md": f"---\nname: {w.body}\nclassification: {w.kind}\nfounding_date: 2010-07\n"
        f"website: https://a.example.org/\nother_names:\n  - {{name: {w.old_body} 1, end_date: 2009-03}}\n"
        f"contacts:\n  - {{name: {w.person}, email: a@example.org}}\nboilerplate: {w.body}.\n---\n\n{w.body}.\n",
        "organizations/old.md": f"---\nname: {w.old_body}\ndissolution_date: 2010-07-01\nsuccessors: [river]\n---\n",
        "officials/person.md": f"---\nname: {w.person}\nother_names:\n  - {{name: Анна Петрова}}\nmemberships:\n"
        f"  - {{role: {w.role}, organization: river, start_date: 2010-07}}\n---\n",
        "officials/nobody.md": f"---\nname: {w.person} {w.role}\n---\n",
        "topics/sailing.md": f"---\nname: {w.topic}\n---\n\n{w.topic}.\n",
        "releases/2011/dam.md": f"---\ntitle: {w.title}\nsubtitle: {w.topic}\ndate: 2011-06-21\nnumber: 2011/1\n"
        f"dateline: {w.topic}\ntopics: [sailing]\nattachments:\n  - {{src: plan.pdf, title: {w.file}}}\n"
        f"contacts:\n  - {{name: {w.person}}}\n---\n\n{w.before}\n\n{w.old_body}.\n",
        f"releases/2011/dam.{other}.md": f"---\ntitle: {WORDS[other].title}\ndate: 2011-06-21\nlanguage: {other}\n"
        f"translation_of: 2011/dam\n---\n\n{WORDS[other].before}\n",
        "releases/2011/plan.pdf": "%PDF-1.4\n",
        "releases/2011/gone.md": f"---\ntitle: {w.title} 0\ndate: 2011-07-21\n---\n\n{w.before}\n",
        "releases/2012/said.md": SAID,
        **small,
        **typed,
    }


def lived(language: str, root: Path) -> ArchiveOnDisk:
    """Create an archive in which one release was corrected and another withdrawn."""
    archive = ArchiveOnDisk(root)
    archive.put(files(language))
    w = WORDS[language]
    run(archive, 1, "publish")
    run(archive, 3, "correct", "2011/dam", "--note", w.note)
    file = root / "releases/2011/dam.md"
    file.write_text(file.read_text(encoding="utf-8").replace(w.before, w.after), encoding="utf-8")
    run(archive, 3, "publish", "--yes", "--no-build")
    run(archive, 4, "withdraw", "2011/gone", "--reason", w.reason, "--replaced-by", "2011/dam")
    run(archive, 4, "publish", "--yes", "--no-build")
    return archive


def built(factory: pytest.TempPathFactory, language: str) -> tuple[ArchiveOnDisk, Built]:
    """Return the archive in a language and its site, shared by the processes of a run."""

    def make(place: Path) -> None:
        site = lived(language, place / "archive").build(env={"SOURCE_DATE_EPOCH": str(JANUARY_2026 + 300 * 86400)})
        assert site.status == 0, site.log

    place = once(factory, f"in-{language}", make)
    return ArchiveOnDisk(place / "archive"), Built(place / "out", 0, "")


def run(archive: ArchiveOnDisk, month: int, *arguments: str) -> None:
    """Run a command in the archive in some month of 2026."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(JANUARY_2026 + month * 30 * 86400))
        assert main([*arguments, "--root", str(archive.root)]) == 0


# -- what readers see

_SKIPPED = frozenset(("script", "style", "code", "pre"))
"""Elements without translatable text: scripts, query syntax, a Wikipedia template."""

_SHOWN = frozenset(("title", "aria-label", "placeholder", "alt", "data-copy", "data-tip"))
_NAMED = frozenset(("description", "og:title", "og:description", "og:site_name", "citation_title", "dcterms.type"))
_VOID = frozenset(("meta", "link", "input", "img", "br", "hr"))


class Seen(HTMLParser):
    """The text of a page, visible or for screen readers, without text marked as English."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.english: list[str] = []
        self._skipped = 0
        self._within: list[str] = []
        """The open elements, from the first that is marked as English."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if (self._within or found.get("lang") == "en") and tag not in ("html", *_VOID):
            self._within.append(tag)
        if tag in _SKIPPED:
            self._skipped += 1
        self.said += [value for name, value in attrs if name in _SHOWN and value]
        if tag == "meta" and (found.get("name") or found.get("property")) in _NAMED:
            self.said.append(found.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped -= 1
        if self._within and tag not in _VOID:
            assert self._within.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self._skipped and data.strip():
            (self.english if self._within else self.said).append(" ".join(data.split()))


def seen(html: str) -> list[str]:
    """Return the text of a page, which must not have parts marked as English."""
    parser = Seen()
    parser.feed(html)
    assert parser.english == []
    return parser.said


def seen_of_data(html: str) -> list[str]:
    """Return the text of the data page without the reference of files and fields, which is in English."""
    parser = Seen()
    parser.feed(html)
    told = {part.strip() for text in _of_the_reference() for part in text.split("`")[::2]}
    assert {text.removesuffix(".") for text in parser.english} <= {part.removesuffix(".") for part in told} | {""}
    assert len(parser.english) > len(FILES)
    return parser.said


def _of_the_reference() -> Iterator[str]:
    yield from DESCRIPTIONS.values()
    yield from (table.description for table in TABLES.values())
    for fields in (*FILES.values(), *(table.fields for table in TABLES.values())):
        yield from (field.meaning for field in fields)


_WORD = re.compile(r"[^\W\d_]{4,}")
_NO_WORDS = re.compile(
    r"<[^>]+>|\{\w+\}"  # tags and placeholders
    r"|\b[a-z]+:\S*|\bOR\b"  # query syntax
    r"|https?://\S+|\S+@\S+|\S+\.(?:xml|html|json|js|org)\b|[0-9a-f]{12,}"  # addresses and digests
    r"|Link to this heading"  # from Sphinx, whose Arabic catalog lacks it
)

NAMES = frozenset(
    "atom bibtex json opml wikipedia javascript feedly inoreader newsblur newsroom english deutsch français español "
    "русский العربية https month year html sphinx curl pandas python markdown resourcesync "
    "datasette sqlite schema parquet frictionless".split()
)
"""Names, and languages in their own language."""


def catalogue(language: str = "") -> Iterator[Message]:
    """Yield the messages of a catalog; without a language, all messages."""
    path = LOCALES / language / "LC_MESSAGES" / "newsroom.po" if language else LOCALES / "newsroom.pot"
    with path.open("rb") as file:
        yield from (message for message in read_po(file) if message.id)


def words(*texts: str) -> set[str]:
    """Return the words of four or more letters in some texts."""
    return {word for text in texts for word in _WORD.findall(_NO_WORDS.sub(" ", text).casefold())}


def several(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Return a message's text, or its plural forms."""
    return list(value) if isinstance(value, tuple | list) else [value or ""]


@cache
def english(language: str) -> frozenset[str]:
    """Return words that only our English has, and that pages in a language must not contain."""
    ours = {word for message in catalogue() for word in words(*several(message.id))}
    theirs = {word for message in catalogue(language) for word in words(*several(message.string))}
    own = {word for each in {language, "ru", "fr"} for word in words(*WORDS[each])} if language != "ru" else set()
    return frozenset(ours - theirs - own - NAMES)


@cache
def english_messages(language: str) -> frozenset[str]:
    """Return whole messages that are translated: "Corrected", although a query may contain ``corrected``."""
    ours = {text for message in catalogue() for text in several(message.id)}
    theirs = {text for message in catalogue(language) for text in several(message.string)}
    return frozenset(ours - theirs)


def wrong(language: str, said: list[str]) -> list[str]:
    """Return the English parts of the text shown to readers of *language*."""
    if language in ("ru", "ar"):  # words in Latin letters are foreign
        own = {word for each in ("fr",) for word in words(*WORDS[each])}
        return [text for text in said if {w for w in words(text) if w.isascii()} - NAMES - own]
    forbidden = english(language)
    whole = english_messages(language)
    return [text for text in said if words(text) & forbidden or text.strip() in whole]
