"""What stands around every page, on the front page, and where there is none."""

from __future__ import annotations

import re

from tests.build.test_pictures import png
from tests.conftest import CONF, ArchiveOnDisk


def test_logo_copyright_and_imprint_stand_on_every_page_and_one_for_what_is_not_there(archive: ArchiveOnDisk) -> None:
    more = 'html_baseurl = "https://example.org/news/"\nhtml_logo = "logo.png"\ncopyright = "2026, The Office"\n'
    imprint = "---\norphan: true\n---\n# Imprint\n\nThe Office.\n"
    archive.put({"conf.py": CONF + more, "docs/imprint.md": imprint})
    (archive.root / "logo.png").write_bytes(png(4, 4))
    site = archive.build("out", "-W")
    page = site.read("releases/2011/opening.html")
    assert '<img src="../../_static/logo.png" alt="">' in page
    assert "© 2026, The Office" in page
    assert 'href="../../docs/imprint.html">Imprint</a>' in page
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', site.read("404.html"))
    assert [one for one in addresses if not one.startswith(("/news/", "#"))] == [], "none is relative"
    assert "/news/releases/index.html" in addresses
    assert "404.html" not in site.read("sitemap.xml")


def test_lists_that_are_empty_yet_are_not_led_to(archive: ArchiveOnDisk) -> None:
    (archive.root / "officials/yury-fedotov.md").unlink()
    first = archive.build("out").read("releases/2012/follow-up.html")
    assert ">Officials</a>" not in first
    assert ">Organizations</a>" in first
    archive.put({"officials/jane-roe.md": "---\nname: Jane Roe\n---\n"})
    assert ">Officials</a>" in archive.build("out").read("releases/2012/follow-up.html"), "on each page, as when clean"


def test_the_front_page_shows_the_newest_image_and_whole_words(archive: ArchiveOnDisk) -> None:
    words = "measurement " * 30
    archive.put(
        {
            "releases/2013/bridge.md": "---\ntitle: Bridge\ndate: 2013-05-05\nimage: {src: lead.png, alt: The bridge}\n"
            f"related: [2011/opening]\n---\n{words}\n"
        }
    )
    (archive.root / "releases/2013/lead.png").write_bytes(png(8, 6))
    site = archive.build("out", "-W")
    front = site.read("index.html")
    assert '<img src="releases/2013/bridge/lead.png" alt="The bridge" width="8" height="6">' in front
    summary = re.search(r'<p class="summary p-summary">(.*?)</p>', front)
    assert summary
    assert re.fullmatch(r"(measurement[ \xa0])+…", summary[1])
    assert "Refers to this · " in site.read("releases/2011/opening.html")
    (archive.root / "releases/2013/lead.png").write_bytes(png(16, 6))
    assert 'width="16"' in archive.build("out", "-W").read("index.html")


def test_each_type_has_a_page_that_releases_lead_to(archive: ArchiveOnDisk) -> None:
    archive.put(
        {
            f"releases/2013/speech-{n}.md": f"---\ntitle: Speech {n}\ndate: 2013-05-0{n}\ntype: speech\n---\nWords.\n"
            for n in range(1, 5)
        }
    )
    archive.put({"conf.py": CONF + 'newsroom_per_page = 2\nhtml_baseurl = "https://example.org/"\n'})
    site = archive.build("out", "-W")
    first, oldest = site.read("types/speech.html"), site.read("types/speech/page-2.html")
    assert first.index("Speech 4") < first.index("Speech 3")
    assert "Speech 2" not in first
    assert oldest.index("Speech 2") < oldest.index("Speech 1")
    assert '<a href="../../types/speech.html">Speech</a> ·' in site.read("releases/2013/speech-1.html")
    assert 'href="../types/speech.html">Speech</a>' in site.read("releases/index.html")
    assert "https://example.org/types/speech.html" in site.read("sitemap.xml")
    assert "<link>https://example.org/types/speech.html</link>" in site.read("types/speech/rss.xml")
    assert not (site.out / "types/notice.html").exists(), "no release is one"
    archive.put({"releases/2014/late.md": "---\ntitle: Late\ndate: 2014-05-01\ntype: speech\n---\nWords.\n"})
    before = oldest, (site.out / "types/speech/page-2.html").stat().st_mtime_ns
    site = archive.build("out", "-W")
    assert "Late" in site.read("types/speech.html")
    assert "Speech 3" in site.read("types/speech/page-3.html"), "by its address, before the first page leads there"
    after = site.read("types/speech/page-2.html"), (site.out / "types/speech/page-2.html").stat().st_mtime_ns
    assert after == before, "one more release is on the first page, and no other changes"
