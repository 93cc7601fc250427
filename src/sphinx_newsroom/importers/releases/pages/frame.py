"""Whether a block or picture is of the page's frame, and not of its text, by what stands around it."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import Any

from sphinx_newsroom.importers.releases.html_fragment import is_pixel
from sphinx_newsroom.importers.releases.pages.document import Unit, words_of

_LINKED = 0.5
LEVELS = 5
_FRAMES = ("nav", "aside", "form", "footer", "button", "label")
_FRAME_NAMES = re.compile(
    r"(?:^|[\s_-])(?:shar(?:e|ing)|social|related|teaser|newsletter|subscri|sign-?up|donat|spende|banner|cookie|consent|promo"
    r"|advert|ads?|breadcrumb|menu|nav|tags?|byline|author|comment|widget|sidebar|recommend|popup|modal|tooltip|video)",
    re.IGNORECASE,
)


def is_frame(unit: Unit, before: bool = False) -> bool:
    """Whether a block is of the page's frame: of links, in a form, or in what calls itself share, teaser or the like.

    *before* the text, leads are called teasers as well.
    """
    linked = sum(len(words_of(link.text_content())) for link in unit.element.iter("a"))
    if linked > _LINKED * len(unit.words):
        return True
    around = islice(chain((unit.element,), unit.element.iterancestors()), LEVELS)
    return any(
        (above.tag in _FRAMES and not _says_who(above)) or (not before and _FRAME_NAMES.search(_names_of(above)))
        for above in around
    )


def _says_who(element: Any) -> bool:
    """Whether an element is the footer of a quotation, which says whose words these are."""
    return element.tag == "footer" and next(element.iterancestors("blockquote"), None) is not None


def _names_of(element: Any) -> str:
    """What a page calls an element, without what a builder of pages calls all of them."""
    built = re.sub(r"(?:^|(?<=\s))elementor(?:-widget|-element)?(?=[-\s]|$)", "", element.get("class", ""))
    return f"{built} {element.get('id', '')}"


def is_beside(image: Any) -> bool:
    """Whether a picture is one of the page's frame, or one that nobody sees."""
    if is_pixel(image):
        return True
    around = (image, *islice(image.iterancestors(), LEVELS))
    return any(one.tag in _FRAMES or _FRAME_NAMES.search(_names_of(one)) for one in around)
