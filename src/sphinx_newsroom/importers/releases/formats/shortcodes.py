"""The text of a post as WordPress shows it: paragraphs at empty lines, shortcodes as what they stand for.

Source: wp-includes/formatting.php (wpautop) and wp-includes/shortcodes.php of WordPress.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from sphinx_newsroom.importers.releases.formats.stretches import replaced
from sphinx_newsroom.importers.releases.incoming import Loss

_BLOCKS = """
    address article aside audio blockquote canvas caption col colgroup dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr iframe legend li main math menu nav noscript object ol option p pre
    section select style summary svg table tbody td tfoot th thead tr ul video
""".split()
_BLOCK = re.compile(rf"(</?(?:{'|'.join(_BLOCKS)})\b[^<>]{{0,5000}}>)", re.IGNORECASE)
_KEPT = re.compile(r"<(?P<name>pre|script|style|textarea)\b[^<>]{0,5000}>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?=\s{0,9}(?:/?wp:|more\b|nextpage\b|noteaser\b))")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,5000}>")
_BLANK = re.compile(r"\n[ \t\u00a0]*\n\s*")
_CODE = re.compile(
    r"\[(?P<end>/)?(?P<name>[a-z][a-z0-9_-]{1,40})(?P<words>(?:\s[^\[\]]{0,5000})?|=[^\[\]]{0,500})(?P<own>/)?\]"
)
_WORDS = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")
# Those of WordPress itself and of Jetpack that stand for an address.
_LINKED = {
    "embed",
    "youtube",
    "vimeo",
    "audio",
    "video",
    "wpvideo",
    "soundcloud",
    "dailymotion",
    "twitter",
    "instagram",
}
_PAIRED = {"caption", "wp_caption"}
_OWN = {"gallery", "playlist", "embed", "caption", "wp_caption", *_LINKED}
_MARK = "\ue000{}\ue001"
_MARKED = re.compile("\ue000(\\d+)\ue001")
_CODES_OF_TEXT = frozenset({"sic", "sig", "url", "link", "note", "name", "date", "place"})


def html_of_post(content: str, attached: Mapping[str, str], losses: list[Loss]) -> str:
    """The HTML that readers of a post saw; what of it has none is added to *losses*.

    *attached* are the addresses of attachments by their numbers, which galleries name.
    """
    kept: list[str] = []

    def keep(words: str) -> str:
        kept.append(words)
        return _MARK.format(len(kept) - 1)

    content = content.replace("\r\n", "\n").replace("\r", "\n").replace("\ue000", "").replace("\ue001", "")
    content = replaced(content, _COMMENT, lambda opening: "-->", lambda words: "")
    # Before shortcodes, as WordPress does not look for these inside of tags that hold code.
    content = replaced(content, _KEPT, lambda opening: f"</{opening['name'].lower()}", keep)
    # A tag may go on over several lines, which are no lines of the text (wp_replace_in_html_tags).
    content = _TAG.sub(lambda tag: tag[0].replace("\n", " "), content)
    content = _shown(content, attached, losses)
    content = _paragraphs(content)
    return _MARKED.sub(lambda found: kept[int(found[1])] if int(found[1]) < len(kept) else "", content)


def _paragraphs(content: str) -> str:
    """Paragraphs at empty lines, and lines as they stand, outside of what is a block already."""
    parts = _BLOCK.split(content)
    found: list[str] = []
    depth = 0
    for number, part in enumerate(parts):
        if number % 2:
            found.append(part)
            name = re.sub(r"[</]", "", part).split(None, 1)[0].rstrip("/>").lower()
            if name not in ("hr", "col", "div", "section", "article", "blockquote"):
                depth = max(depth + (-1 if part.startswith("</") else 1), 0)
        elif depth or not part.strip():
            found.append(_lines(part) if part.strip() else part)
        else:
            found += [f"<p>{_lines(one.strip())}</p>" for one in _BLANK.split(part) if one.strip()]
    return "".join(found)


def _lines(text: str) -> str:
    return re.sub(r"[ \t]*(?<!<br>)(?<!/>)\n", "<br>\n", text.strip("\n"))


def _shown(content: str, attached: Mapping[str, str], losses: list[Loss]) -> str:
    """The content with what its shortcodes stand for; one that we do not know gives way to the words in it."""
    found: list[str] = []
    at = 0
    names = {code["name"] for code in _CODE.finditer(content) if code["end"]}
    waiting: list[str] = []
    for code in _CODE.finditer(content):
        if code.start() < at:
            continue
        name = code["name"]
        known = name in _OWN or name in names or (bool(code["words"]) and "=" in code["words"])
        if not known or content[max(code.start() - 1, 0) : code.start()] == "[" or name in _CODES_OF_TEXT:
            continue
        found.append(content[at : code.start()])
        at = code.end()
        words = {key: first or second or third for key, first, second, third in _WORDS.findall(code["words"] or "")}
        if code["end"]:
            found.append("</figcaption></figure>\n\n" if name in waiting else "")
            waiting = [other for other in waiting if other != name]
        elif name in _PAIRED:
            waiting.append(name)
            # The words of a caption stand behind its picture, or in the shortcode of old versions.
            found.append(f"\n\n<figure><figcaption>{html.escape(words.get('caption', ''))} ")
        elif name == "gallery":
            numbers = [number for number in re.split(r"[,\s]+", words.get("ids", "")) if number]
            pictures = [attached[number] for number in numbers if number in attached]
            found.append("".join(f'<p><img src="{html.escape(url)}" alt=""></p>' for url in pictures))
            if len(pictures) < len(numbers) or not numbers:
                losses.append(Loss("gallery", " ".join(numbers) or "of all that is attached"))
        elif name in _LINKED and (url := _address(words, code["words"] or "")):
            found.append(f'<p><a href="{html.escape(url)}">{html.escape(url)}</a></p>')
        elif name not in _LINKED:
            losses.append(Loss(f"shortcode {name}", code["words"].strip()[:60]))
    found.append(content[at:])
    found.append("</figcaption></figure>" * len(waiting))
    return "".join(found)


def _address(words: Mapping[str, str], text: str) -> str:
    """The address that a shortcode has, whatever it calls it."""
    named = (words.get(key, "") for key in ("src", "url", "mp3", "mp4", "ogg", "m4a", "webm"))
    bare = re.search(r"https?://[^\s\"'\]]+", text)
    return next(filter(None, named), bare[0] if bare else "")
