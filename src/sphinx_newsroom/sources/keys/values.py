"""The forms of values that headers take: language tags, addresses, ids, decisions on names.

The readers come first, and below them the forms: each is a reader, with the words of the reference and a JSON Schema.
A schema says what it can: which files there are, only the reader knows. Dates and times stand in :mod:`.times`.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import yaml

from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.files import LONGEST_NAME, LONGEST_PART, too_long
from sphinx_newsroom.model.addresses import LONGEST_TAG
from sphinx_newsroom.model.former_addresses import canonical, parts
from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.sources.keys.meant import LANGUAGES
from sphinx_newsroom.sources.keys.sheet import (
    LONGEST_NAMED,
    RefusedError,
    Sheet,
    ValueForm,
    kind_of,
    label,
    refuse_long,
    scalar,
    shortened,
)
from sphinx_newsroom.sources.keys.value_forms import TEXT, matching, whole

# RFC 5646, section 2.1, less what no registered tag uses: primary languages of 4 to 8 letters, grandfathered tags.
_TAG = re.compile(
    "[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}"  # language, such as en
    "(?:-[A-Za-z]{4})?"  # script, such as Cyrl
    "(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"  # region, such as GB
    "(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"  # variants, such as 1996
    "(?:-[A-WYZa-wyz0-9](?:-[A-Za-z0-9]{2,8})+)*"  # extensions, such as u-nu-latn
    "(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?"  # private use, such as x-press
)

ID = re.compile("[a-z0-9]+(?:-+[a-z0-9]+)*")
"""An id, and so a file's name without suffix: lower-case ASCII letters, digits and hyphens between them."""


_REGION, _SCRIPT = 2, 4


def canonical_tag(value: str) -> str | None:
    """A BCP 47 tag in its usual case (``pt-BR``, ``zh-Hant``), or None where it is not well-formed (RFC 5646)."""
    if len(value) > LONGEST_TAG or not _TAG.fullmatch(value):
        return None
    parts = value.lower().split("-")
    for position, part in enumerate(parts[1:], 1):
        # Behind a single letter (u-, x-) capitals have no meaning; RFC 5646, section 2.1.1.
        if len(parts[position - 1]) == 1:
            break
        if len(part) == _REGION:
            parts[position] = part.upper()
        elif len(part) == _SCRIPT and part.isalpha():
            parts[position] = part.title()
    return "-".join(parts)


def language(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """A BCP 47 language tag."""
    value = scalar(where, node, "a language tag such as en, ru or pt-BR")
    tag = canonical_tag(value)
    if tag is None:
        # "pt_BR" is how POSIX and Java write it.
        meant = canonical_tag(value.replace("_", "-").strip())
        raise RefusedError(
            Code.BAD_VALUE,
            f"{label(where)} is {shortened(value)!r}, which is no language tag (BCP 47)",
            f"did you mean {meant!r}?"
            if meant
            else f"write {LANGUAGES.get(value.lower(), 'a tag such as en, ru or pt-BR')}",
        )
    return tag


def one_id(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """The id of a file; whether there is one the archive knows."""
    return scalar(where, node, "the id of one file, such as 2011/opens")


def topic(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """A topic's id; it becomes a page's address without having a file, so its form is checked here."""
    value = scalar(where, node, "a topic's id such as human-trafficking")
    if not ID.fullmatch(value):
        raise RefusedError(
            Code.BAD_VALUE,
            f"{label(where)} has {shortened(value)!r}, which is no id",
            f"did you mean {slug(value)!r}?" if slug(value) else "write lower-case letters, digits and hyphens",
        )
    refuse_length(where, value, LONGEST_NAME)
    return value


def refuse_length(where: str, path: str, part: int = LONGEST_PART) -> None:
    """Raise RefusedError where a path, or a *part* of it, is too long for a file's."""
    if wrong := too_long(path, part):
        message = f"{label(where)} has {shortened(path)!r}, which {wrong}"
        raise RefusedError(Code.BAD_VALUE, message, "write a shorter one")


# No address may have these (RFC 3986); a blank is most often that of a second one behind it.
_NO_URL = r'\s<>"\\^`{|}'


def truth(sheet: Sheet, where: str, node: yaml.Node) -> bool:
    """Whether true or false was written; raises RefusedError for all else, such as YAML 1.1's yes and no."""
    written = node.value.lower() if isinstance(node, yaml.ScalarNode) else ""
    if node.tag != "tag:yaml.org,2002:bool" or written not in ("true", "false"):
        shown = shortened(repr(node.value)) if written else kind_of(node)
        raise RefusedError(Code.WRONG_TYPE, f"{label(where)} is {shown}", "write true, or remove the key")
    return bool(written == "true")


def web_address(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """An absolute http or https address."""
    value = scalar(where, node, "an address such as https://www.example.org/")
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(rf"[{_NO_URL}]", value)
    except ValueError:
        sound = False
    if not sound:
        raise RefusedError(
            Code.BAD_VALUE,
            f"{label(where)} is {shortened(value)!r}, which is no web address",
            "write one that begins with https:// or http://",
        )
    return value


def former_url(sheet: Sheet, where: str, node: yaml.Node) -> str:
    """An address below the site's root; never one that a file could be written to outside of it, or hidden in it."""
    value = scalar(where, node, "an address such as press/12345.html")
    try:
        url = canonical(value)
    except ValueError as error:
        raise RefusedError(
            Code.BAD_VALUE,
            f"{label(where)} has {shortened(value)!r}, which {error}",
            "write it as press/12345.html, index.php?id=12 or https://example.org/press/12345, without `..` and `#`",
        ) from None
    refuse_length(where, parts(url).file)
    return url


def decisions(sheet: Sheet, where: str, node: yaml.Node) -> tuple[tuple[str, str | None], ...]:
    """``names:``: a surface form -> an id, or false for "never link"."""
    if not isinstance(node, yaml.MappingNode):
        raise RefusedError(
            Code.WRONG_TYPE,
            f"{label(where)} is {kind_of(node)}",
            "write each name with the id that it means, or false for none: {KPA: kelmark-port-authority}",
        )
    pairs: list[tuple[str, str | None]] = []
    for key, value in sheet.entries(node, f"{where}.", set()):
        place = f"{where}.{key}"
        try:
            if not key.strip() or any(char < " " for char in key):
                raise RefusedError(
                    Code.BAD_VALUE, f"{where} has an empty or unreadable name", "write the name as the text has it"
                )
            refuse_long(f"a name in {where}", key)
            if value.tag == "tag:yaml.org,2002:bool":
                if value.value.lower() != "false":
                    raise RefusedError(
                        Code.WRONG_TYPE,
                        f"{where} has {value.value} for {shortened(key)!r}",
                        "write an id, or false for a name that must never be a link",
                    )
                pairs.append((" ".join(key.split()), None))
            else:
                pairs.append((" ".join(key.split()), scalar(place, value, "an id, or false")))
        except RefusedError as refusal:
            sheet.refuse(refusal, sheet.lines[place])
    return tuple(pairs)


TRUTH = ValueForm(truth, "`true`", {"type": "boolean"})
LANGUAGE = ValueForm(language, "language tag", whole(_TAG.pattern, maxLength=LONGEST_TAG))

# Whether a file bears an id, and so its whole form, is a question to the archive; YAML makes a number of 112.
ID_SCHEMA = whole(ID.pattern, "integer", minimum=0)
_release_schema = whole(rf"{ID.pattern}(?:/{ID.pattern})*(?:\.[a-z0-9-]+)?", "integer", minimum=0)
ORGANIZATION_ID = ValueForm(one_id, "organization id", ID_SCHEMA)
OFFICIAL_ID = ValueForm(one_id, "official id", ID_SCHEMA)
RECORD_ID = ValueForm(topic, "id", ID_SCHEMA)
RELEASE_ID = ValueForm(one_id, "release id", _release_schema)
TOPIC_ID = ValueForm(topic, "topic id", {**ID_SCHEMA, "maxLength": LONGEST_NAME})
DECISIONS = ValueForm(
    decisions,
    "form: id, or form: `false`",
    {
        "type": "object",
        "propertyNames": {"pattern": TEXT.schema["pattern"], "maxLength": LONGEST_NAMED},
        "additionalProperties": {"anyOf": [ID_SCHEMA, {"const": False}]},
    },
)

WEB_ADDRESS = ValueForm(web_address, "address", whole(rf"[Hh][Tt][Tt][Pp][Ss]?://[^/?#{_NO_URL}][^{_NO_URL}]*"))
_ends = r'\s<>"\\#?'
_part = f"[^./:{_ends}][^/:{_ends}]*"
_query = r'[?][^\s<>"\\#]+'
FORMER_URL = ValueForm(
    former_url,
    "path",
    whole(
        f"(?:[Hh][Tt][Tt][Pp][Ss]?://[^/{_ends}]+(?=[/?]))?/?(?:{_part}(?:/{_part})*/?(?:{_query[:-1]}*)?|{_query})",
        "integer",
        minimum=0,
    ),
)
# RFC 5322's atoms and dots alone: no quotation marks, no comments, no address of a machine in brackets.
_ATOM = r'[^\s@<>()\[\],;:"\\.]+'
EMAIL = matching(rf"{_ATOM}(?:\.{_ATOM})*@{_ATOM}(?:\.{_ATOM})+", "an address such as press@example.org", "text")
# Three digits at least, as 112 has; a blank and a hyphen that do not break are what word processors put in.
PHONE = matching(
    r"\+?(?=(?:[^\d]*\d){3})[\d(][\d ()/.\u00a0\u2011-]*(?: ?(?:ext\.?|x) ?\d+)?",
    'a telephone number such as "+43 1 000"',
    "text",
    "number",
)
