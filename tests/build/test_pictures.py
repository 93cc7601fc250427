"""Pictures have their sizes, and a text no section without a heading, in both lanes."""

from __future__ import annotations

import re
import struct
import zlib

from tests.conftest import CONF, ArchiveOnDisk

from sphinx_newsroom.extension.compiled_pages import with_sizes
from sphinx_newsroom.model.addresses import PageName


def png(width: int, height: int) -> bytes:
    """A black picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\0" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PLAIN = "The plan.\n\n![Plan of the bridge](plan.png)\n\n![Its arch](arch.svg)\n"
RELEASE = "---\ntitle: Bridge\ndate: 2012-05-05\nimage: {src: lead.png, alt: The bridge}\n---\n"


def test_pictures_have_their_sizes_and_texts_no_empty_section(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2012/bridge.md": RELEASE + PLAIN})
    (archive.root / "releases/2012/plan.png").write_bytes(png(30, 20))
    (archive.root / "releases/2012/arch.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="6pt"/>'
    )
    (archive.root / "releases/2012/lead.png").write_bytes(png(8, 6))
    site = archive.build("out", "-W")
    page = site.read("releases/2012/bridge.html")
    assert '<img src="bridge/lead.png" alt="The bridge" width="8" height="6">' in page, "at once: it is seen first"
    assert '<img alt="Plan of the bridge" src="bridge/plan.png" width="30" height="20" loading="lazy" />' in page
    assert '<img alt="Its arch" src="bridge/arch.svg" width="12" height="8" loading="lazy" />' in page
    assert "<section id=" not in page
    assert re.search(r' id="bridge">\n<!-- text -->\n<p class="p-summary" id="p-[0-9a-f]{8}">The plan.</p>', page)
    (archive.root / "releases/2012/plan.png").write_bytes(png(60, 20))
    again = archive.build("out", "-W")
    assert 'width="60" height="20"' in again.read("releases/2012/bridge.html"), "another picture, the same text"


RECORD = "---\nname: Anna Novak\nimage: {src: novak/portrait.png, alt: At her desk, credit: A. Photographer}\n---\n"


def test_a_record_shows_its_portrait_where_it_may(archive: ArchiveOnDisk) -> None:
    archive.put({"officials/novak.md": RECORD, "conf.py": CONF + '\nhtml_baseurl = "https://a.example/"\n'})
    (archive.root / "officials/novak").mkdir()
    portrait = archive.root / "officials/novak/portrait.png"
    portrait.write_bytes(png(30, 40))
    site = archive.build("out")
    page = site.read("officials/novak.html")
    assert '<img src="novak/portrait.png" alt="At her desk" width="30" height="40">' in page
    assert "<figcaption>A. Photographer</figcaption>" in page
    assert '"image":"https://a.example/officials/novak/portrait.png"' in page
    assert (site.out / "officials/novak/portrait.png").read_bytes() == portrait.read_bytes()
    portrait.write_bytes(png(60, 40))
    again = archive.build("out")
    assert 'width="60" height="40"' in again.read("officials/novak.html")
    archive.put({"officials/novak.md": "---\nname: Anna Novak\n---\n"})
    gone = archive.build("out")
    assert "portrait" not in gone.read("officials/novak.html")
    assert not (gone.out / "officials/novak/portrait.png").exists()


def test_a_chart_is_called_by_its_heading_and_no_other_picture_by_its_path() -> None:
    chart = '<div class="output_area docutils container">\n<img alt="../_images/a.png" src="../_images/a.png" />'
    said = with_sizes(f"<h2>Low <em>water</em></h2>{chart}</div>", PageName("docs/a"), lambda address: None)
    assert 'alt="Chart: Low water"' in said
    other = with_sizes('<p><img alt="a.png" src="a.png" /></p>', PageName("docs/a"), lambda address: None)
    assert 'alt=""' in other
