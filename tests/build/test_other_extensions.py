"""What extensions beside ours, and what conf.py says to Sphinx, promise for pages: it holds for the archive's, too."""

from __future__ import annotations

import os
import re

import pytest
from tests.conftest import CONF, SHARING, SMALL, ArchiveOnDisk, Built
from tests.helpers.building import newsroom
from tests.helpers.folders import contents

HERE = "import os, sys\nsys.path.insert(0, os.path.dirname(__file__))\n"
WITH = f'{CONF}{HERE}extensions += ["theirs"]\n'
SAFE = '    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}\n'
GUIDES = {"docs/index.md": "# Guides\n\n```{toctree}\nuse\n```\n", "docs/use.md": "# Use\n\n```python\nx = 1\n```\n"}
PAGES = (
    "index.html",
    "releases/2011/opening.html",
    "releases/2011/index.html",
    "organizations/osce.html",
    "docs/use.html",
)

# As sphinx-tabs, sphinx-copybutton and their like do it.
FILES = f"""\
import os
from pathlib import Path

def find(app):
    app.config.html_static_path.append(str(Path(__file__).parent / "their_static"))

def setup(app):
    app.connect("builder-inited", find)
    app.add_css_file("theirs.css")
    app.add_js_file("theirs.js")
{SAFE}"""
STATIC = {"their_static/theirs.css": "p { color: inherit }\n", "their_static/theirs.js": "'use strict';\n"}

# As sphinx-favicon does it.
HEAD = f"""\
import os

def say(app, pagename, templatename, context, doctree):
    word = os.environ.get("WORD", "one")
    context["metatags"] = context.get("metatags", "") + f'<meta name="theirs" content="{{word}}">'

def setup(app):
    app.connect("html-page-context", say)
{SAFE}"""


def html_pages(site: Built) -> dict[str, str]:
    """The site's whole pages; not the frames that show a record within other programs."""
    paths = (path.relative_to(site.out).as_posix() for path in site.out.rglob("*.html"))
    return {path: site.read(path) for path in paths if not path.startswith("data/")}


THEIRS = f"""\
from pathlib import Path
from docutils import nodes
from sphinx.domains import Domain

class Lengths(Domain):
    name = "lengths"
    label = "Lengths"
    initial_data = {{"of": {{}}}}

    def process_doc(self, env, docname, document):
        self.data["of"][docname] = len(document.astext())

    def clear_doc(self, docname):
        self.data["of"].pop(docname, None)

    def merge_domaindata(self, docnames, otherdata):
        self.data["of"].update(otherdata["of"])

def tell(app, exception):
    Path(app.outdir, "lengths.txt").write_text("\\n".join(sorted(app.env.get_domain("lengths").data["of"])))

def collect(app):
    yield "theirs/list", {{"title": "Their list", "names": ["one & two"]}}, "theirs.html"
    yield "theirs/text", {{"title": "Their text", "body": "<p>As a document</p>"}}, "page.html"

def say(app, pagename, templatename, context, doctree):
    if pagename.startswith("releases/"):
        context["metatags"] = context.get("metatags", "") + '<meta name="description" content="theirs">'
    if doctree is not None and any(doctree.findall(nodes.note)):
        app.add_js_file("tabs.js")

def find(app):
    app.config.html_static_path.append(str(Path(__file__).parent / "their_static"))

def setup(app):
    app.add_domain(Lengths)
    app.connect("build-finished", tell)
    app.connect("html-collect-pages", collect)
    app.connect("html-page-context", say)
    app.connect("builder-inited", find)
    app.add_css_file("theirs.css")
    app.add_js_file("theirs.js")
{SAFE}"""
"""An extension that does what sphinx-tabs, sphinx-copybutton and their like do."""
LAYOUT = '{% extends "!layout.html" %}\n{% block extrahead %}{{ super() }}<meta name="own" content="x">{% endblock %}\n'
LISTED = '{% extends "layout.html" %}{% block body %}{% for n in names %}<li>{{ n|e }}</li>{% endfor %}{% endblock %}'
TERMS = '{% extends "layout.html" %}{% set title = "Their own" %}{% block body %}<h1>Terms</h1>{% endblock %}\n'
META = 'myst:\n  html_meta:\n    description: In my words\n    "property=og:title": Mine\n'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site that an extension, and templates and pages of the archive's own, show in."""
    archive = ArchiveOnDisk(tmp_path_factory.mktemp("theirs") / "archive")
    settings = 'html_additional_pages = {"terms": "terms.html"}\nhtml_use_index = True\ntemplates_path = ["own"]\n'
    note = "---\ntitle: Note\ndate: 2012-01-01\n---\n:::{note}\nUNODC.\n:::\n"
    guide = f"---\norphan: true\n{META}---\n# Guide\n\n```{{py:function}} published(text)\nWhat is.\n```\n"
    archive.put({**SMALL, **GUIDES, **STATIC, "conf.py": WITH + settings, "theirs.py": THEIRS})
    archive.put({"releases/2012/note.md": note, "docs/words.md": guide, "their_static/tabs.js": "'use strict';\n"})
    archive.put({"own/layout.html": LAYOUT, "own/theirs.html": LISTED, "own/terms.html": TERMS})
    built = archive.build("out")
    assert built.status == 0, built.log
    return built


def test_files_of_an_extension_are_on_every_page(site: Built) -> None:
    """Without the script of sphinx-tabs, nobody gets to see the second tab."""
    for page in PAGES:
        html = site.read(page)
        assert len(re.findall(r'<script src="[./]*_static/theirs\.js', html)) == 1, page
        assert html.count("_static/theirs.css") == 1, page
        assert html.index("theirs.css") < html.index("newsroom/newsroom.css"), "theirs first, so that ours win"
        loaded = re.findall(r'<(?:script|link rel="stylesheet")[^>]*_static/([\w./-]+)', html)
        theirs = ["theirs.css", "documentation_options.js", "doctools.js", "theirs.js"]
        assert [name for name in loaded if not name.startswith("newsroom/")] == theirs, "none of the theme's"
    for name in ("theirs.js", "documentation_options.js", "doctools.js"):  # that of sphinx-copybutton asks for these
        assert (site.out / "_static" / name).is_file()
    assert [page for page, html in html_pages(site).items() if "tabs.js" in html] == ["releases/2012/note.html"]


def test_a_domain_that_looks_at_documents_gets_them(site: Built) -> None:
    assert {"releases/2011/opening", "organizations/osce"} <= set(site.read("lengths.txt").split(os.linesep))


def test_pages_in_templates_of_others_show_what_these_say(site: Built) -> None:
    for page, said, title in (
        ("terms.html", "<h1>Terms</h1>", "Their own – Test archive"),
        ("theirs/list.html", "<li>one &amp; two</li>", "Their list – Test archive"),
        ("theirs/text.html", "<p>As a document</p>", "Their text – Test archive"),
        ("genindex.html", 'href="docs/words.html#published">published()', "Index – Test archive"),
    ):
        html = site.read(page)
        assert said in html, page
        assert f"<title>{title}</title>" in html
        assert 'class="site-header"' in html, "in our frame"
        assert "newsroom/docs.css" in html
    assert [path for path, html in html_pages(site).items() if html.count('name="own"') != 1] == []


def test_what_a_page_is_about_is_said_once(site: Built) -> None:
    """Of a guide by its own text, and of a release by the archive, which knows what became of it."""

    def said(path: str, name: str) -> list[str]:
        tags = re.findall(rf'<meta [^>]*(?:name|property)="{name}"[^>]*>', site.read(path))
        return [found[1] for tag in tags if (found := re.search('content="([^"]*)"', tag))]

    assert said("docs/words.html", "description") == ["In my words"]
    assert said("docs/words.html", "og:title") == ["Mine"]
    assert said("docs/words.html", "og:site_name") == ["Test archive"]
    (of_release,) = said("releases/2011/opening.html", "description")
    assert of_release.startswith("Yury Fedotov of UNODC spoke")


def test_an_extension_comes_changes_and_goes(archive: ArchiveOnDisk) -> None:
    theirs = FILES
    archive.put({"theirs.py": theirs, **STATIC, **GUIDES, "conf.py": CONF + HERE})
    assert archive.build("out").status == 0
    archive.put({"conf.py": WITH})
    assert archive.build("out").status == 0
    archive.put({"theirs.py": theirs.replace('"theirs.css"', '"theirs.js"')})
    assert archive.build("out").tree() == archive.build("changed").tree()
    archive.put({"conf.py": CONF + HERE})
    assert archive.build("out").tree() == archive.build("gone").tree()


def test_all_is_written_where_that_is_asked_for(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": WITH, "theirs.py": HEAD, **GUIDES})
    assert archive.build("out").status == 0
    again = archive.build("out", "-a", env={"WORD": "two"})
    assert [path for path, html in html_pages(again).items() if 'content="two"' not in html] == []
    assert again.tree() == archive.build("clean", env={"WORD": "two"}).tree()


def test_addresses_that_end_otherwise_are_refused(archive: ArchiveOnDisk) -> None:
    name = "html_file_suffix"
    archive.put({"conf.py": f'{CONF}{name} = ".htm"\n'})
    site = archive.build("out")
    assert site.status != 0
    assert f"{name} is '.htm'; addresses in an archive end in .html; leave the setting out" in site.log


def test_what_the_policy_of_the_pages_stops_is_said_once(archive: ArchiveOnDisk) -> None:
    """As sphinxcontrib-mermaid and sphinx-togglebutton add it; without a word nobody learns why nothing happens."""
    theirs = f"""\
def of_guides(app, pagename, templatename, context, doctree):
    if pagename.startswith("docs/"):
        app.add_js_file(None, body="import drawn from 'x'", type="module")

def setup(app):
    app.connect("html-page-context", of_guides)
    app.add_js_file(None, body="let hint = 1;")
    app.add_js_file(None, body="[]", type="application/json")
    app.add_js_file("https://cdn.example/theirs.js")
    app.add_js_file("theirs.js")
{SAFE}"""
    conf = f'{WITH}html_css_files = ["https://cdn.example/own.css"]\n'
    archive.put({"conf.py": conf, "theirs.py": theirs, **GUIDES})
    site = archive.build("out")
    assert site.status == 0, site.log
    stopped = re.findall(
        r"conf\.py:(\d+): \[stopped-by-policy\] the Content-Security-Policy blocks (.*?), which", site.log
    )
    named = {
        "extensions": ["https://cdn.example/theirs.js", "the script import drawn from 'x'", "the script let hint = 1;"],
        "html_css_files": ["https://cdn.example/own.css"],
    }
    lines = {setting: str(conf[: conf.index(f"{setting} ")].count("\n") + 1) for setting in named}
    assert sorted(stopped) == sorted((lines[setting], what) for setting, found in named.items() for what in found)
    archive.put({"conf.py": f"{conf}newsroom_csp = \"script-src 'self' 'unsafe-inline' https://cdn.example\"\n"})
    assert "stopped-by-policy" not in archive.build("other").log


def test_what_an_extension_writes_over_is_made_again(archive: ArchiveOnDisk) -> None:
    """As sphinx-sitemap does: in a build that continues it knows of the pages that were written alone."""
    theirs = f"""\
from pathlib import Path

def write(app, exception):
    Path(app.outdir, "sitemap.xml").write_text("theirs")

def setup(app):
    app.connect("build-finished", write)
{SAFE}"""
    archive.put({"conf.py": WITH + 'html_baseurl = "https://example.org/"\n', "theirs.py": theirs, **GUIDES})
    assert "releases/2011/opening.html" in archive.build("out").read("sitemap.xml")
    assert "releases/2011/opening.html" in archive.build("out").read("sitemap.xml"), "where nothing changed"
    archive.put({"docs/use.md": "# Use\n\nMore.\n"})
    again = archive.build("out", "-j", "2")
    assert again.tree() == archive.build("clean").tree()


def test_what_an_extension_writes_in_place_is_published_unless_it_fails(archive: ArchiveOnDisk) -> None:
    theirs = f"""\
from pathlib import Path

def finished(app, exception):
    page = Path(app.outdir, "releases/2012/follow-up.html")
    page.write_text(page.read_text().replace("</body>", "<p>theirs</p></body>"))

def setup(app):
    app.connect("build-finished", finished)
{SAFE}"""
    archive.put({"conf.py": WITH + SHARING, "theirs.py": theirs})
    assert newsroom(archive.root, "-j", "2").returncode == 0
    before = contents(archive.root / "_build/html")
    assert b"<p>theirs</p>" in before["releases/2012/follow-up.html"]
    fails = "def setup(app):\n    app.connect('build-finished', lambda app, error: 1 / 0, priority=10)\n"
    archive.put({"theirs.py": fails})
    assert newsroom(archive.root, "-j", "2").returncode != 0
    assert contents(archive.root / "_build/html") == before


def test_a_warning_of_an_extension_is_shown_beside_those_of_checks(archive: ArchiveOnDisk) -> None:
    say = 'def say(app, tree):\n    log.warning("spelt so", location=app.env.docname)\n'
    warns = f'{say}\n\ndef setup(app):\n    app.connect("doctree-read", say)\n'
    archive.put(
        {
            "conf.py": f"{CONF}from sphinx.util.logging import getLogger\nlog = getLogger('theirs')\n{warns}",
            "releases/2011/other.md": "---\ntitle: Other\ndate: 2011-06-22\n---\nA link [to nothing](nothing.md).\n",
        }
    )
    log = archive.build().log
    assert re.search(r"other\.md.*\[broken-link\]", log)
    assert re.search(r"other\.md.* WARNING: spelt so", log)
