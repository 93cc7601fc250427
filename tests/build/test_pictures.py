"""Pictures have their sizes, and a text no section without a heading, in both lanes."""

from __future__ import annotations

import re
import struct
import zlib

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.extension.pictures import with_sizes
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.outputs.pages.body import without_empty_section


def png(width: int, height: int) -> bytes:
    """A black picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\0" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PLAIN = "The plan.\n\n![Plan of the bridge](plan.png)\n"
RELEASE = "---\ntitle: Bridge\ndate: 2012-05-05\nimage: {src: lead.png, alt: The bridge}\n---\n"


@pytest.mark.parametrize("lane", ["compiled", "documents"])
def test_pictures_have_their_sizes_and_texts_no_empty_section(archive: ArchiveOnDisk, lane: str) -> None:
    archive.put({"releases/2012/bridge.md": RELEASE + PLAIN})
    (archive.root / "releases/2012/plan.png").write_bytes(png(30, 20))
    (archive.root / "releases/2012/lead.png").write_bytes(png(8, 6))
    site = archive.build("out", "-W", "-D", f"newsroom_lane={lane}")
    page = site.read("releases/2012/bridge.html")
    assert '<img src="bridge/lead.png" alt="The bridge" width="8" height="6">' in page, "at once: it is seen first"
    assert '<img alt="Plan of the bridge" src="bridge/plan.png" width="30" height="20" loading="lazy" />' in page
    assert "<section id=" not in page
    assert re.search(r'<div id="bridge">\n<!-- text -->\n<p id="p-[0-9a-f]{8}">The plan.</p>', page)
    (archive.root / "releases/2012/plan.png").write_bytes(png(60, 20))
    again = archive.build("out", "-W", "-D", f"newsroom_lane={lane}")
    assert 'width="60" height="20"' in again.read("releases/2012/bridge.html"), "another picture, the same text"


def test_a_chart_is_called_by_its_heading_and_no_other_picture_by_its_path() -> None:
    chart = '<div class="output_area docutils container">\n<img alt="../_images/a.png" src="../_images/a.png" />'
    said = with_sizes(f"<h2>Low <em>water</em></h2>{chart}</div>", PageName("docs/a"), lambda address: None)
    assert 'alt="Chart: Low water"' in said
    other = with_sizes('<p><img alt="a.png" src="a.png" /></p>', PageName("docs/a"), lambda address: None)
    assert 'alt=""' in other


def test_a_section_with_a_heading_stays() -> None:
    whole = '<section id="a">\n<h1>A</h1>\n</section>\n'
    assert without_empty_section(whole) == ("", whole)
    inner = '<section id="a">\n<p>A</p>\n<section id="b">\n<h2>B</h2>\n</section>\n</section>\n<aside>1</aside>\n'
    anchor, html = without_empty_section(inner)
    assert anchor == "a"
    assert html == '<p>A</p>\n<section id="b">\n<h2>B</h2>\n</section>\n\n<aside>1</aside>\n'
