"""What the check finds clean is built without a warning; what is wrong is said once, by check and build alike."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.conftest import CONF, NOW, ArchiveOnDisk

from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.diagnostics import Code, Severity

SOUND = (
    "Text on the harbour.",
    "## A heading\n\nText.",
    "![A bridge](bridge.png)",
    "[The report](report.pdf)",
    "[Earlier](../2011/opening.md)",
    "{org}`harbour-board` and {release}`2011/opening`",
    "Text[^1].\n\n[^1]: A note.",
    "```{note}\nText.\n```",
    ":::{figure} bridge.png\n:alt: A bridge\n:width: 50%\n\nWords.\n:::",
    "```{releases}\n:topic: harbours\n:limit: 3\n```",
    "```python\nprint(1)\n```",
    "- one\n- two\n\n> Words.",
    "| a | b |\n|---|---|\n| c | d |",
    "`![A](no.png) {org}`",
    '[Example](https://www.example.org/ "A title") and <mailto:press@example.org>',
)
"""Pieces of texts with which nothing is wrong."""

FAULTS = (
    "![A bridge](brige.png)",
    "[The report](reprt.pdf)",
    "[Earlier](../2011/openin.md)",
    "[Earlier](../2011/opening.html)",
    "[Nowhere]()",
    "[Here](#there)",
    "[A link](steam:x)",
    "[The label][a]\n\n[a]: no.pdf",
    "[a] [b]\n\n[a]: https://a.example\n[a]: https://b.example",
    "{org}`harbour-bord`",
    "{official}`nobody`",
    "{topic}`harbors-of-old`",
    "{release}`2011/openin`",
    "{doc}`/nowhere`",
    "{ref}`Words <nowhere>`",
    "Text[^x].",
    "Text.\n\n[^y]: A note that nobody names.",
    "Text[^z].\n\n[^z]: One.\n[^z]: Two.",
    "##### Deep\n\nText.",
    "```{note}\n:colour: red\n\nText.\n```",
    "```{note}\n```",
    "```{admonition}\nText.\n```",
    ":::{figure}\n:alt: A\n:::",
    ":::{figure} bridge.png\n:alt: A\n:width: wide\n:::",
    ":::{figure} bridge.png\n:alt: A\n:widht: 3\n:::",
    "```{image} no.png\n:alt: A\n```",
    "```{list-table}\n* a\n```",
    "```{releases}\n:topic: nothing\n```",
    "```{releases}\n:limit: some\n```",
    "```nolanguage\nx\n```",
    "(twice)=\n\nText.\n\n(twice)=\n\nText.",
    "Words <b>bold</b>.",
)
"""Pieces of which a build warned, or which it did not show."""

PIECES = st.lists(st.sampled_from((*SOUND, *FAULTS)), min_size=1, max_size=4, unique=True)


def texts(pieces: list[str]) -> str:
    return "\n\n".join(pieces) + "\n"


def archive_of(root: Path, bodies: list[str]) -> ArchiveOnDisk:
    """An archive with a release for each of the bodies."""
    archive = ArchiveOnDisk(root)
    archive.put(
        {
            "conf.py": CONF,
            "index.md": "# Test archive\n\nWhat was said.\n",
            "organizations/harbour-board.md": "---\nname: Harbour Board of Aldrum\n---\nText.\n",
            "releases/2011/opening.md": "---\ntitle: Opening\ndate: 2011-01-01\ntopics: [harbours]\n---\nText.\n",
        }
    )
    for number, body in enumerate(bodies):
        (root / "releases/2012").mkdir(parents=True, exist_ok=True)
        head = f"---\ntitle: Release {number}\ndate: 2012-01-01\n---\n"
        (root / f"releases/2012/r{number}.md").write_text(head + body, encoding="utf-8")
    (root / "releases/2012/bridge.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (root / "releases/2012/report.pdf").write_bytes(b"%PDF-1.4")
    return archive


def warned(log: str, root: Path) -> Counter[str]:
    """How many warnings a log has of each file."""
    found = re.findall(rf"^(?:\x1b\[\d+m)*{re.escape(str(root))}/(\S+?\.md):\d*: (?:WARNING|ERROR)", log, re.MULTILINE)
    return Counter(found)


def test_a_build_warns_where_the_check_does_and_nowhere_else(tmp_path: Path) -> None:
    bodies: list[str] = []

    # One build of all that this makes: builds cost seconds, and the texts have nothing to do with each other.
    @settings(max_examples=120, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(PIECES)
    def gather(pieces: list[str]) -> None:
        bodies.append(texts(pieces))

    gather()
    bodies += [texts([piece]) for piece in (*SOUND, *FAULTS)]
    root = tmp_path / "archive"
    archive = archive_of(root, bodies)
    problems = open_archive(root).problems
    said = Counter(one.path for one in problems if one.code.severity is not Severity.NOTICE)
    built = archive.build(env={"SOURCE_DATE_EPOCH": NOW})
    assert built.status == 0, built.log
    assert warned(built.log, root) == said, built.log
    alone = len(bodies) - len(SOUND) - len(FAULTS)
    for number, piece in enumerate((*SOUND, *FAULTS), alone):
        path = f"releases/2012/r{number}.md"
        assert (said[path] > 0) == (piece in FAULTS), piece
    assert not [one for one in problems if one.code in (Code.DIRECTIVE, Code.UNREADABLE_TEXT)]
