"""A link to a release is shown elsewhere with a picture of its headline, where the archive names a font."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from tests.build.test_citations import BASE
from tests.conftest import CONF, ArchiveOnDisk

from sphinx_newsroom.cli import main
from sphinx_newsroom.outputs.cards import SIZE, CardWords, drawn

pillow = pytest.importorskip("PIL.Image")
FONTS = ("/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf", "/usr/share/fonts/TTF/DejaVuSerif-Bold.ttf")
FONT = next((Path(name) for name in FONTS if Path(name).is_file()), None)
CARDS = f'{CONF}html_baseurl = "{BASE}"\nnewsroom_card_font = "fonts/serif.ttf"\n'

pytestmark = pytest.mark.skipif(FONT is None, reason="the font DejaVu Serif is not installed")


def with_font(archive: ArchiveOnDisk) -> None:
    assert FONT is not None
    archive.put({"conf.py": CARDS})
    (archive.root / "fonts").mkdir()
    shutil.copy(FONT, archive.root / "fonts/serif.ttf")


def test_a_release_without_an_image_has_a_card(archive: ArchiveOnDisk) -> None:
    with_font(archive)
    archive.put(
        {
            "releases/2013/gone.md": "---\ntitle: Gone\ndate: 2013-02-01\n"
            "withdrawn: {date: 2013-02-02, reason: No.}\n---\n\nX.\n",
            "releases/2013/lead.md": "---\ntitle: Lead\ndate: 2013-03-01\nimage: {src: lead.png, alt: A}\n---\n\nX.\n",
        }
    )
    pillow.new("RGB", (8, 6)).save(archive.root / "releases/2013/lead.png")
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    page = site.read("releases/2011/opening.html")
    assert f'<meta property="og:image" content="{BASE}releases/2011/opening.card.png">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    assert pillow.open(site.out / "releases/2011/opening.card.png").size == SIZE
    assert {path.name for path in site.out.rglob("*.card.png")} == {"opening.card.png", "follow-up.card.png"}
    assert "card.png" not in site.read("releases/2013/gone.html")
    before = (site.out / "releases/2011/opening.card.png").stat().st_mtime_ns
    archive.put({"releases/2012/more.md": "---\ntitle: More\ndate: 2012-05-01\n---\n\nX.\n"})
    again = archive.build()
    assert (again.out / "releases/2011/opening.card.png").stat().st_mtime_ns == before, "each is drawn once"
    archive.put({"conf.py": CONF})
    assert not list(archive.build().out.rglob("*.card.png"))


@pytest.mark.parametrize("title", ["Short", "A headline of many words, " * 12, "长" * 80, "Заголовок", "", "w" * 90])
def test_a_headline_of_any_length_stays_within_the_card(title: str) -> None:
    assert FONT is not None
    image = pillow.open(
        BytesIO(drawn(CardWords("Archive " * 40, title, "OSCE · 21 June 2011", False), FONT.read_bytes()))
    )
    gray = image.convert("L").point(lambda shade: 255 - shade)
    assert gray.crop((0, 470, SIZE[0], 484)).getbbox() is None, "the headline ends above the line"
    left, top, right, bottom = gray.getbbox()
    assert (left, top) >= (60, 60)
    assert (right, bottom) <= (SIZE[0] - 20, SIZE[1] - 60)


@pytest.mark.parametrize("name", ["fonts/none.ttf", "index.md"])
def test_what_is_no_font_is_told_by_check_and_by_a_build(
    archive: ArchiveOnDisk, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.put({"conf.py": CARDS.replace("fonts/serif.ttf", name)})
    assert main(["check", "--root", str(archive.root)]) != 0
    assert f"newsroom_card_font is '{name}', which can't be read as a font" in capsys.readouterr().err
    built = archive.build()
    assert built.status != 0
    assert f"newsroom_card_font is '{name}'" in built.log
