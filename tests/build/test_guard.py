"""What the guard lets through and what it holds, as readers and press officers see it; hostile texts: tests/hostile."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest
from tests.conftest import CONF, NOW, SMALL, ArchiveOnDisk, Built
from tests.helpers import warm

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")
RELEASE = "releases/2013/text.md"
DEEP = "\n".join("`" * (153 - level) + "{note}" for level in range(150))
"""Directives within directives, more than Python can follow."""


def with_text(archive: ArchiveOnDisk, text: str) -> None:
    archive.put({RELEASE: f"---\ntitle: Text\ndate: 2013-01-01\n---\n\n{text}\n"})


def body(site: Built, page: str = "releases/2013/text.html") -> str:
    return site.read(page).partition("<!-- text -->")[2].partition("<!-- end of text -->")[0]


WIDENED = (
    ({"directives": ["versionadded", "contents"]}, "```{contents}\n```\n\n## One\n\nWords.", 'href="#one" id="id2"'),
    ({"nodes": ["versionmodified"]}, "```{versionadded} 2.0\n```", "version 2.0"),
    ({"roles": ["kbd"]}, "Press {kbd}`Enter`.", '<kbd class="kbd docutils literal notranslate">Enter</kbd>'),
    ({"schemes": ["gemini"]}, "<gemini://example.org/>", 'href="gemini://example.org/"'),
    ({"attachments": [".dwg"]}, "[plan](plan.dwg)", "/plan.dwg"),
)
"""What conf.py allows, a text, and what then is shown."""


def test_conf_py_widens_the_list(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": CONF, "releases/2013/plan.dwg": "AC1032"})
    head = "---\ntitle: Text\ndate: 2013-01-01\n---\n\n"
    archive.put({f"releases/2013/n{number}.md": f"{head}{text}\n" for number, (_, text, _) in enumerate(WIDENED)})
    before = archive.build()
    assert before.status == 0, before.log
    allowed = {key: value for allow, *_ in WIDENED for key, value in allow.items()}
    archive.put({"conf.py": f"{CONF}newsroom_allow = {allowed!r}\n"})
    after = archive.build("after", "-W")
    assert after.status == 0, after.log
    for number, (_, _, shown) in enumerate(WIDENED):
        page = f"releases/2013/n{number}.html"
        assert not (before.out / page).is_file() or shown not in body(before, page)
        assert shown in body(after, page)


def test_a_wrong_list_is_said(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": f"{CONF}newsroom_allow = {{'directive': ['x']}}\n"})
    site = archive.build()
    assert site.status == 2
    assert "newsroom_allow has" in site.log


def test_a_text_that_cannot_be_parsed_keeps_itself_back_alone(archive: ArchiveOnDisk) -> None:
    with_text(archive, DEEP)
    archive.put({"organizations/un.md": f"---\nname: United Nations\n---\n\n{DEEP}\n"})
    site = archive.build()
    assert site.status == 0, site.log
    assert "releases/2013/text.md:1: WARNING: [unreadable-text] the text can't be parsed" in site.log
    assert not (site.out / "releases/2013/text.html").exists()
    assert "Text" not in site.read("releases/index.html")
    assert "2013/text" not in site.read("data/releases.jsonl")
    assert "United Nations" in site.read("organizations/un.html")
    assert "zebra" in site.read("releases/2011/opening.html")
    with_text(archive, "Readable now.")
    archive.put({"organizations/un.md": "---\nname: United Nations\n---\n\nText.\n"})
    assert archive.build("out").tree() == archive.build("clean", "-W").tree()


SCRIPT = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>'


def notebook(*cells: dict[str, object]) -> str:
    header = {"title": "Numbers", "date": "2013-01-01"}
    made = [{"metadata": {}, "id": f"cell-{number}", **cell} for number, cell in enumerate(cells)]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {"newsroom": header}, "cells": made}, indent=1)


def displayed(**data: str) -> dict[str, object]:
    kinds = {"html": "text/html", "svg": "image/svg+xml", "latex": "text/latex", "plain": "text/plain"}
    shown = {kinds[kind]: text for kind, text in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "plain", **shown}}


FRAME = """<div><style scoped>.dataframe { color: red }</style><table border="1" class="dataframe" onclick="run()">
<thead><tr style="text-align: right;"><th></th><th>gauges</th></tr></thead>
<tbody><tr><th>Aldrum</th><td>7 &lt;m&gt;<script>run()</script></td></tr></tbody></table><p>1 row</p></div>"""


HEAD = "---\ntitle: Text\ndate: 2013-01-01\n---\n\n"
PICTURE = base64.b64encode(PNG).decode()
TEXTS = {
    "pictures": "![A](the%20hall.png) ![B](<the hall.png>) ![C](/releases/2013/hall.png)",
    "within": f"![A](data:image/png;base64,{PICTURE}) and ![B](data:image/png;base64,{PICTURE[:-8]})",
    "shown": "![A](x.svg)",
    "offered": "[A](x.svg)",
    "formulas": r"{math}`a & b`, {math}`\frac{1}{2}`, {math}`\text{<script>alert(1)</script>}`",
    "labelled": "```{math}\n:label: sum\nx\n```\n\n{eq}`sum`\n\n```{sidebar} A\n:subtitle: B\n\nC\n```",
    "comment": "% call the minister first\n\nText.\n\n+++ between us\n\nMore.",
    "target": "```{image} https://example.org/hall.png\n:target: https://example.org/\n:alt: The hall\n```",
    "links": "[![A bridge](https://other.example/a.png)](https://other.example/b) and [a site](//other.example/c).",
}
CELLS: tuple[dict[str, object], ...] = (
    {
        "cell_type": "markdown",
        "source": "UNODC counted $x^2$.\n\n## How\n\n![A](attachment:a.png)",
        "attachments": {"a.png": {"image/png": PICTURE}},
    },
    {
        "cell_type": "code",
        "source": "\nprint(1)\n",
        "execution_count": 3,
        "outputs": [
            {"output_type": "stream", "name": "stdout", "text": ["one\n", "<b>two</b>\n"]},
            {"output_type": "execute_result", "execution_count": 3, "metadata": {}, "data": {"text/plain": "42"}},
            {
                "output_type": "display_data",
                "metadata": {"image/png": {"width": 40}},
                "data": {"image/png": PICTURE},
            },
        ],
    },
    {"cell_type": "markdown", "source": "## Then\n\n| a | b |\n|---|--:|\n| 1 | 2 |"},
)
OUTPUTS = [
    displayed(html=FRAME),
    displayed(html="<iframe src='https://evil.example/'></iframe>", plain="a map"),
    displayed(svg=DRAWING),
    displayed(svg=SCRIPT, plain="a chart that runs"),
    displayed(latex=r"$\displaystyle \frac{1}{2}$"),
    displayed(latex=r"\begin{tabular}{l}x\end{tabular}", plain="a table in TeX"),
]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with a release for each text, and notebooks."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("guarded") / "archive")
    code = {"cell_type": "code", "source": "show()", "execution_count": 1, "outputs": OUTPUTS}
    archive.put(
        {
            **SMALL,
            **{f"releases/2013/{name}.md": f"{HEAD}{text}\n" for name, text in TEXTS.items()},
            "releases/2013/image.md": HEAD.replace("\n---\n\n", "\nimage: {src: x.svg, alt: A}\n---\n\nText.\n"),
            "releases/2013/numbers.ipynb": notebook(*CELLS),
            "releases/2013/tables.ipynb": notebook({"cell_type": "markdown", "source": "Words of UNODC."}, code),
            "releases/2013/y.png": SCRIPT,
            "conf.py": f'{CONF}html_baseurl = "https://example.org/"\n',
            "docs/guide.md": "---\norphan: true\n---\n# Guide\n\n```{literalinclude} ../part.txt\n```\n",
            "part.txt": "a part of the guide",
        }
    )
    for levels in (58, 59, 70):
        fences = "\n".join("`" * (levels + 3 - level) + "{note}" for level in range(levels))
        archive.put({f"releases/2013/n{levels}.md": f"{HEAD}{fences}\ninnermost\n"})
    for name in ("the hall.png", "hall.png"):
        (archive.root / "releases/2013" / name).write_bytes(PNG)
    (archive.root / "releases/2013/x.svg").symlink_to("y.png")
    site = archive.build()
    assert site.status == 0, site.log
    told = set(re.findall(r"(?:releases/2013|docs)/([\w-]+)\.(?:md|ipynb):\d*:? ?WARNING", site.log))
    assert told == {"shown", "offered", "image", "formulas", "n59", "n70"}
    return site


def test_guides_are_trusted(shown: Built) -> None:
    assert "a part of the guide" in shown.read("docs/guide.html")


def test_a_picture_is_found_by_its_address_and_its_name(shown: Built) -> None:
    text = body(shown, "releases/2013/pictures.html")
    assert text.count('src="pictures/the%20hall.png"') == 2
    assert 'src="pictures/hall.png"' in text


def test_a_picture_in_the_text_becomes_a_file(shown: Built) -> None:
    assert PNG in [path.read_bytes() for path in (shown.out / "_images").iterdir()]


def test_what_is_nested_too_deeply_is_shown_flat(shown: Built) -> None:
    told = re.findall(r"n(\d+)\.md:\d*:? ?WARNING: \[refused\] the text is nested too deeply", shown.log)
    assert set(told) == {"59", "70"}
    assert all("innermost" in body(shown, f"releases/2013/n{levels}.html") for levels in (58, 59, 70))


def test_a_link_called_a_drawing_is_looked_into_whatever_it_leads_to(shown: Built) -> None:
    assert not list(shown.out.rglob("x.svg"))


def test_a_formula_that_is_none_is_shown_as_it_was_written(shown: Built) -> None:
    text = body(shown, "releases/2013/formulas.html")
    assert "releases/2013/formulas.md:6: WARNING: [refused] the formula cannot be shown" in shown.log
    assert "<mfrac>" in text
    assert "mathjax" not in text.lower()
    assert '<span class="pre">&amp;</span>' in text
    assert "<script" not in text
    labelled = body(shown, "releases/2013/labelled.html")
    assert '<div class="math" id="equation-sum"><span class="eqno">(1)</span><math' in labelled
    assert 'href="#equation-sum">(1)</a>' in labelled
    assert '<p class="sidebar-subtitle">B</p>' in labelled


def test_a_comment_is_nobodys_to_read(shown: Built) -> None:
    text = body(shown, "releases/2013/comment.html")
    assert "minister" not in text
    assert "between" not in text


def test_a_link_around_a_picture_keeps_its_words(shown: Built) -> None:
    assert "cannot be written" not in shown.log
    assert "The hall" in body(shown, "releases/2013/target.html")


def test_no_link_stands_in_a_link_and_no_address_lacks_its_scheme(shown: Built) -> None:
    page = shown.read("releases/2013/links.html")
    assert '<a href="https://other.example/b">A bridge</a>' in page
    assert "other.example/a.png" not in page
    assert 'href="https://other.example/c"' in page
    for path in ("rss.xml", "atom.xml", "feed.json"):
        assert "other.example/a.png" not in shown.read(path)
        assert '"//other' not in shown.read(path).replace("\\", "")


def test_a_notebook_is_shown_cell_by_cell(shown: Built) -> None:
    text = body(shown, "releases/2013/numbers.html")
    link = 'href="../../organizations/unodc.html"'
    for part in (link, "<math", 'id="How"', 'id="Then"', "&lt;b&gt;two", "42", 'width="40"', "<table"):
        assert part in text, part
    assert "[3]:" not in text
    assert text.count("<img ") == 2
    assert (shown.out / "releases/2013/numbers.ipynb").is_file()


def test_a_notebooks_tables_drawings_and_formulas_are_shown_without_what_runs(shown: Built) -> None:
    text, copy = body(shown, "releases/2013/tables.html"), shown.read("releases/2013/tables.ipynb")
    head = "<thead><tr><td></td><th>gauges</th></tr></thead>"
    row = "<tbody><tr><th>Aldrum</th><td>7 &lt;m&gt;</td></tr></tbody>"
    for part in (head, row, "a map", "a chart that runs", "a table in TeX", "<mfrac>", "<summary>Code</summary>"):
        assert part in text, part
    assert text.count("<img ") == 1
    (drawing,) = (shown.out / "_images").glob("*.svg")
    assert drawing.read_text(encoding="utf-8") == DRAWING
    for part in ("<script", "onclick", "iframe", "scoped"):
        assert part not in text, part
        assert part not in copy, part
    assert "frac{1}{2}" in copy
    assert "gauges" not in shown.row("2013/tables")["text"], "what was computed is no part of what is said"
    assert '<a href="tables.ipynb">Notebook</a>' in shown.read("releases/2013/tables.html")


def test_a_picture_of_a_release_under_embargo_comes_and_goes_with_it_and_a_drawing_when_it_is_mended(
    archive: ArchiveOnDisk,
) -> None:
    secret = "---\ntitle: Secret\ndate: 2013-05-01\n{}---\n\nText.\n"
    held = {"releases/2013/secret.md": secret.format("embargo: 2031-01-01T00:00:00Z\n")}
    with_text(archive, "```{image} ./se%63ret.png\n:alt: the picture\n```")
    archive.put({**held, "releases/2013/drawn.md": f"{HEAD}![the drawing](drawing.svg)\n"})
    archive.put({"releases/2013/drawing.svg": SCRIPT})
    (archive.root / "releases/2013/secret.png").write_bytes(PNG)
    site = archive.build()
    assert site.status == 0, site.log
    assert not [path for path in site.out.rglob("*") if "secret" in path.name or path.name == "drawing.svg"]
    archive.put({"releases/2013/secret.md": secret.format(""), "releases/2013/drawing.svg": DRAWING})
    site = archive.build()
    assert "secret.png" in body(site)
    assert "drawing.svg" in body(site, "releases/2013/drawn.html")
    assert site.tree() == archive.build("clean").tree()
    archive.put(held)
    site = archive.build()
    assert not list(site.out.rglob("*secret*"))
    assert site.tree() == archive.build("clean-again").tree()


def test_the_policy_is_on_every_page_and_conf_py_changes_it(archive: ArchiveOnDisk) -> None:
    site = archive.build()
    pages = [page for page in site.out.rglob("*.html") if "_static" not in page.parts]
    assert len(pages) > 10
    policy = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
    for page in pages:
        assert policy in page.read_text("utf-8"), page
    archive.put({"conf.py": f"{CONF}newsroom_csp = ''\n"})
    assert "Content-Security-Policy" not in archive.build("without").read("index.html")
    archive.put({"conf.py": CONF + "newsroom_csp = '\"><script>'\n"})
    assert archive.build("wrong").status == 2


def test_a_withdrawn_text_leaves_neither_its_notebook_nor_its_headings(archive: ArchiveOnDisk) -> None:
    """nbsphinx publishes notebooks, and Sphinx's inventory has every label: both took them while a text was parsed."""
    code = {
        "cell_type": "code",
        "source": "print('quokka')",
        "execution_count": 1,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "quokka"}],
    }
    text = "(quokka-label)=\n\n## The quokka\n\nUNODC[^1].\n\n```{math}\n:label: quokka-sum\nx\n```\n\n[^1]: Quokka."
    book = notebook({"cell_type": "markdown", "source": "UNODC on the quokka.\n\n## Quokka heading"}, code)
    files = {
        "releases/2013/numbers.ipynb": book,
        "releases/2013/sums.md": f"---\ntitle: Sums\ndate: 2013-01-02\n---\n\n{text}\n",
    }
    archive.put(files)
    site = archive.build()
    assert b"quokka" in inventory(site)
    assert "quokka" in site.read("releases/2013/numbers.ipynb")
    gone = {"date": "2013-02-01", "reason": "It was in error."}
    files["releases/2013/numbers.ipynb"] = book.replace('"title"', f'"withdrawn": {json.dumps(gone)}, "title"', 1)
    header = f"---\nwithdrawn: {json.dumps(gone)}\n"
    files["releases/2013/sums.md"] = files["releases/2013/sums.md"].replace("---\n", header, 1)
    archive.put(files)
    for site in (archive.build(), archive.build("clean")):
        assert site.status == 0, site.log
        assert "It was in error." in site.read("releases/2013/numbers.html")
        assert "It was in error." in site.read("releases/2013/sums.html")
        assert not (site.out / "releases/2013/numbers.ipynb").exists()
        assert b"quokka" not in inventory(site).lower()
        assert not [path for path in site.out.rglob("*") if path.is_file() and b"quokka" in path.read_bytes()]


def inventory(site: Built) -> bytes:
    """What other Sphinx projects can link to, as it is written in objects.inv."""
    return zlib.decompress((site.out / "objects.inv").read_bytes().split(b"\n", 4)[4])


FAILING = (
    CONF
    + """newsroom_allow = {"directives": ["failing"]}

def setup(app):
    import os
    from docutils import nodes
    from docutils.parsers.rst import Directive

    class Failing(Directive):
        def run(self):
            if os.environ.get("FAIL") == "read":
                raise RecursionError
            return [nodes.paragraph("", "", nodes.emphasis("", "words"))]

    def fail(translator, node):
        if os.environ.get("FAIL") == "write":
            raise ValueError("of no use")
        translator.body.append("<em>")

    def leave(translator, node):
        translator.body.append("</em>")

    app.add_directive("failing", Failing)
    app.add_node(nodes.emphasis, html=(fail, leave), override=True)
"""
)
"""A conf.py with a directive of its own, which fails where the environment says so."""


def test_a_text_that_cannot_be_written_is_shown_in_its_words_alone(archive: ArchiveOnDisk) -> None:
    """Also that of a record."""
    text = "First.\n\n```{failing}\n```\n\nLast of UNODC."
    archive.put({"conf.py": FAILING, "organizations/un.md": f"---\nname: United Nations\n---\n\n{text}\n"})
    with_text(archive, text)
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    assert "<em>words</em>" in body(site)
    failed = archive.build("failed", env={"FAIL": "write"})
    assert failed.status == 0, failed.log
    for path in ("releases/2013/text", "organizations/un"):
        said = f"{path}.md:1: WARNING: [refused] the text can't be rendered (ValueError: of no use)"
        assert said in failed.log
        assert "<p>First.</p>\n<p>words</p>\n<p>Last of" in failed.read(f"{path}.html")
    assert "zebra" in failed.read("releases/2011/opening.html")


def test_a_published_text_that_cannot_be_parsed_stops_the_build(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": FAILING})
    with_text(archive, "```{failing}\n```")
    published = warm.run("sphinx_newsroom", ["publish"], archive.root, {"SOURCE_DATE_EPOCH": NOW})
    assert published.returncode == 0, published.stderr
    assert archive.build("out", "-W").status == 0
    failed = archive.build("failed", env={"FAIL": "read"})
    assert failed.status != 0
    assert "published texts would disappear; correct this first" in failed.log
    assert "releases/2013/text.md:1: [unreadable-text] the text can't be parsed (RecursionError" in failed.log
