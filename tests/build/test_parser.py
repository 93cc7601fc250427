"""Our shortcut through MyST's parser gives the document that MyST gives."""

from __future__ import annotations

from tests.conftest import CONF, ArchiveOnDisk

from sphinx_newsroom.extension.parser import MarkdownParser

TEXT = """
# Title

Words with *stress*, `code`, [a link](https://example.org), {org}`unodc`, a note[^1] and {ref}`below`.

[^1]: The note.

(below)=
## Below

| a | b |
|---|---|
| 1 | 2 |

:::{note}
Inside, a {org}`osce`.

## Deeper
:::

Term
: Its meaning
"""


def test_settings_that_directives_look_at_are_there() -> None:
    wanted = {"raw_enabled", "file_insertion_enabled", "tab_width", "syntax_highlight"}
    assert wanted <= set(MarkdownParser.settings_defaults)


def test_pages_are_those_of_mysts_parser(archive: ArchiveOnDisk) -> None:
    archive.put({"docs/index.md": "---\norphan: true\n---\n" + TEXT, "docs/again.md": TEXT, "docs/third.md": TEXT})
    archive.put({"conf.py": CONF + 'suppress_warnings = ["toc.not_included", "myst.header"]\n'})
    ours = archive.build("ours")
    archive.put(
        {
            "conf.py": CONF + 'suppress_warnings = ["toc.not_included", "myst.header"]\n'
            "def setup(app):\n"
            "    from myst_parser.parsers.sphinx_ import MystParser\n"
            "    app.add_source_parser(MystParser, override=True)\n"
        }
    )
    theirs = archive.build("theirs")
    assert ours.status == theirs.status == 0, ours.log + theirs.log
    for page in ("docs/again.html", "docs/third.html", "releases/2011/opening.html"):
        assert ours.read(page) == theirs.read(page)
