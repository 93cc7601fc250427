"""Whatever Markdown a release holds: where it is compiled, that is what Sphinx makes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils
from tests.conftest import CONF
from tests.hostile.cases import load
from tests.hostile.mutations import Corpus

from sphinx_newsroom.archive.compiler import Compiled, Compiler
from sphinx_newsroom.extension.builder import SiteBuilder
from sphinx_newsroom.extension.compiled_pages import body_html, conventions_of
from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.extension.transforms import DocumentTexts
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.sources.header import body_of
from sphinx_newsroom.text.compiled import CompiledText, compile_text
from sphinx_newsroom.text.words.tokens import Mark

FILES = {
    "organizations/unodc.md": "---\nname: UN Office on Drugs & Crime\nacronym: UNODC\n---\n",
    "officials/yury-fedotov.md": "---\nname: Yury Fedotov\n---\n",
    "topics/trafficking.md": "---\nname: Trafficking\n---\n",
    "releases/2020/other.md": "---\ntitle: The other\ndate: 2020-01-01\n---\nWords.\n",
    "releases/2020/plan.pdf": "a plan",
    "releases/2020/map.png": "a map",
}

PIECES, BLOCKS = json.loads((Path(__file__).parents[1] / "fixtures/markdown_pieces.json").read_text("utf-8")).values()
"""What stands within a line, and what stands by itself."""

LONG = 1_000
"""Longer hostile texts try how long something takes, which is not asked here."""

lines = st.lists(st.sampled_from([*PIECES, "word ", " ", "word"]), max_size=9).map("".join)
blocks = st.sampled_from(BLOCKS) | lines.map(lambda line: f"{line}\n")
quoted = st.tuples(st.sampled_from(["> ", "  ", "- "]), blocks).map(
    lambda pair: "".join(f"{pair[0]}{line}\n" for line in pair[1].split("\n"))
)
texts = st.lists(
    st.tuples(blocks | blocks | quoted, st.sampled_from(["\n", "\n", "\n", ""])).map("".join), max_size=7
).map("".join)


class Text(NamedTuple):
    """What comes of a release."""

    plain: str
    marks: tuple[Mark, ...]
    html: str


class OneRelease:
    """An archive of a few files whose release is read again and again, each time with another text."""

    docname = PageName("releases/2020/fuzzed")
    header = "---\ntitle: Fuzzed & read\ndate: 2020-05-04\ndateline: Vienna\n---\n"

    def __init__(self, root: Path, conf: str = "") -> None:
        offered = "[offered](plan.pdf)\n[offered](map.png)\n"
        conf = f"{CONF}\n{conf}"
        files = {
            **FILES,
            "conf.py": conf,
            "docutils.conf": "",
            "index.md": "# Archive\n",
            f"{self.docname}.md": self.header + offered,
        }
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        self.log = StringIO()
        out = root.parent / f"{root.name}-out"
        self.app = Sphinx(root, root, out, out / ".doctrees", "html", status=StringIO(), warning=self.log)
        self.builder = cast("SiteBuilder", self.app.builder)
        self.builder.read()
        self.builder.prepare_writing({self.docname})

    def compared(self, body: str) -> tuple[Text | None, Text | None, str]:
        """What docutils and our compiler make of a body, None for what they cannot read, and what Sphinx reported."""
        domain, text = domain_of(self.app.env), self.header + body
        domain.texts[self.docname] = text
        self.app.env.clear_doc(self.docname)
        self.log.seek(0)
        self.log.truncate()
        self.builder.read_doc(self.docname)
        compiler = Compiler(domain.archive, {}, {}, {}, lambda: domain.names, conventions_of(self.app.config))
        fast = compiler.text(self.docname, "Fuzzed & read", body_of(text))
        if self.docname not in domain.read_releases:
            return None, self._filled(fast), self.log.getvalue()
        slow = DocumentTexts(self.builder, frozenset((self.docname,)))[self.docname]
        return self._filled(slow), self._filled(fast), self.log.getvalue()

    def _filled(self, text: CompiledText | None) -> Text | None:
        if text is None:
            return None
        domain, page = domain_of(self.app.env), self.docname
        found = Compiled({page: text}, entries=domain.read_releases)
        return Text(text.text, text.marks, body_html(domain.archive, found, page, lambda address: None))


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneRelease]:
    with patch_docutils(), docutils_namespace():
        yield OneRelease(tmp_path_factory.mktemp("lanes") / "archive")


def test_a_text_of_all_that_is_compiled_is(release: OneRelease) -> None:
    text = (
        "".join(f"{block}\n" for block in BLOCKS[:6])
        + "UNODC {org}`unodc` [plan](plan.pdf) ![](map.png) [o](other.md)\n"
    )
    slow, fast, log = release.compared(f"{text}\na[^a]\n\n[^a]: b\n\n## Head\n\n```none\nx\n```\n")
    assert fast is not None
    assert fast == slow
    assert not log


@given(text=texts)
def test_docutils_gives_the_same(release: OneRelease, text: str) -> None:
    slow, fast, log = release.compared(text)
    if fast is not None:
        assert fast == slow
        # What docutils or the guard reports must be reported: such a text is not compiled.
        assert not log


def test_hostile_texts_come_out_as_the_guard_has_them(release: OneRelease) -> None:
    texts = [text for text in Corpus(load("markdown")[::8]).bodies if len(text) < LONG]
    compiled = [text for text in texts if compile_text(text, "Title")]
    for text in compiled:
        slow, fast, log = release.compared(f"\n{text}")
        assert fast is None or (fast, "") == (slow, log)
    assert compiled
