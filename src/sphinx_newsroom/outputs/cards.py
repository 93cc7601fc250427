"""Draw the preview image of a release's links (``og:image``) from its headline, issuer and date, as PNG.

A card is drawn if ``newsroom_card_font`` names a font and the release has no image of its own. Each takes four
milliseconds and 25 KB; Pillow is imported only for this.

Source: The Open Graph protocol, `og:image`. The larger networks show images of 1200 by 630 pixels uncropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.config import ConfigError, Settings
from sphinx_newsroom.files import digest, fingerprint
from sphinx_newsroom.model.addresses import CARD
from sphinx_newsroom.model.wording import direction, long_date_in
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.model.records import Release

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 80
SMALL = 32
"""Font size of the lines above and below the headline, in pixels."""
HEADLINES = ((72, 3), (60, 4), (48, 5))
"""Headline font sizes, each with the number of lines that have room; the largest that fits is used."""
_PAPER, _MUTED, _INK = 0, 150, 255
_LEVELS = [shade for level in range(256) for shade in (255 - round(level * 0.92),) * 3]
"""The palette of a card, dark grey on white with one byte a pixel: colours would take three times as long."""


class CardWords(NamedTuple):
    """The text of a card."""

    archive: str
    title: str
    below: str
    right_to_left: bool


def has_card(release: Release, settings: Settings) -> bool:
    """Whether a release gets a card. Its page needs an absolute address to link the card."""
    return bool(settings.card_font and settings.baseurl) and not release.image and not release.withdrawn


def font_of(root: Path, settings: Settings) -> bytes:
    """Return the bytes of the font named in conf.py, empty if none is named.

    Raises :class:`ConfigError` if the font cannot be read or Pillow is missing.
    """
    if not settings.card_font:
        return b""
    if find_spec("PIL") is None:
        raise ConfigError("newsroom_card_font requires Pillow, which is missing: pip install 'sphinx-newsroom[cards]'")
    from PIL import ImageFont

    try:
        data = (root / settings.card_font).read_bytes()
        ImageFont.truetype(BytesIO(data), SMALL)
    except OSError as error:  # Pillow raises it too, if the file isn't a font
        raise ConfigError(
            f"newsroom_card_font is {settings.card_font!r}, which can't be read as a font; use the path of a .ttf or "
            ".otf file in the archive"
        ) from error
    return data


def outputs(index: ArchiveIndex, settings: Settings, font: bytes) -> Iterator[Output]:
    """Yield the card of each release that has one."""
    known = digest(font)
    for page, entry in index.entries.items():
        if has_card(entry.release, settings):
            words = _words(entry.release, index, settings)
            make = partial(_file, page + CARD, words, font)
            yield Output(f"card/{page}", fingerprint(words, known), make, weight=4, here=True)


def _words(release: Release, index: ArchiveIndex, settings: Settings) -> CardWords:
    issuers = (record.acronym or record.name for record in index.registry.issuers(release))
    below = " · ".join((*issuers, long_date_in(release.date, release.language)))
    return CardWords(settings.project, release.title, below, direction(release.language) == "rtl")


def _file(path: str, words: CardWords, font: bytes) -> Mapping[str, bytes]:
    return {path: drawn(words, font)}


def drawn(words: CardWords, font: bytes) -> bytes:
    """Draw a card as PNG; raises OSError if *font* isn't a font."""
    from PIL import Image, ImageDraw, ImageFont

    def of(size: int) -> FreeTypeFont:
        return ImageFont.truetype(BytesIO(font), size)

    image = Image.new("L", SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    edge, anchor = (WIDTH - MARGIN, "rs") if words.right_to_left else (MARGIN, "ls")

    def write(y: int, text: str, size: int, shade: int) -> None:
        draw.text((edge, y), text, font=of(size), fill=shade, anchor=anchor)

    write(MARGIN + SMALL, _whole(words.archive, of(SMALL)), SMALL, _MUTED)
    for size, most in HEADLINES:
        lines = _lines(words.title, of(size))
        if len(lines) <= most:
            break
    else:
        lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
    for number, line in enumerate(lines, 1):
        write(round(MARGIN + 2 * SMALL + number * size * 1.25), line, size, _INK)
    write(HEIGHT - MARGIN, _whole(words.below, of(SMALL)), SMALL, _MUTED)
    draw.line((MARGIN, HEIGHT - MARGIN - 2 * SMALL, WIDTH - MARGIN, HEIGHT - MARGIN - 2 * SMALL), fill=_MUTED, width=2)
    image.putpalette(_LEVELS)
    data = BytesIO()
    image.save(data, "PNG", compress_level=3)
    return data.getvalue()


def _whole(text: str, font: FreeTypeFont) -> str:
    """Return a text on one line, truncated at a word if it is too long."""
    first, *more = _lines(text, font) or [""]
    return f"{first} …" if more else first


def _lines(text: str, font: FreeTypeFont) -> list[str]:
    """Wrap a text to the card's width; a word that is too long, such as a sentence in Chinese, is split anywhere."""
    room = WIDTH - 2 * MARGIN
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if font.getlength(longer) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        while font.getlength(word) > room:
            most = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or font.getlength(word[:n]) <= room)
            lines.append(word[:most])
            word = word[most:]
        line = word
    return [*lines, line] if line else lines
