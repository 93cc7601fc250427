"""What the reference says that no table of the program does: the meaning of keys, files and fields, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sphinx_newsroom.diagnostics import Code, Severity

NOTE = "<!-- Written by `python -m sphinx_newsroom.reference docs/reference`: change the code, not this file. -->"


class Key(NamedTuple):
    """A key of a header: what it takes, what it means, whether it must be there."""

    takes: str
    meaning: str
    required: bool = False


HEADER_INTRODUCTION = """\
A release's header is YAML between two lines of three hyphens at the beginning of its file. In a notebook it stands
under `newsroom` in the notebook's metadata. It is checked strictly: an unknown or repeated key, a value of the wrong
type or an id without a file keeps the release out of the archive and is reported with its line. [Write a
release](../guides/write-a-release.md) shows it in use."""

RELEASE: Mapping[str, Key] = {
    "title": Key("text", "The headline. Required here, or as the first `# heading` of the text."),
    "date": Key("date or time", "When it is published. It is kept back until then.", required=True),
    "type": Key("a type", "One of [`newsroom_types`](config.md). Default: `press-release`."),
    "dateline": Key("text", "The place that opens the text, before the date."),
    "issuer": Key("organization id", "Who issued the release. Default: [`newsroom_issuer`](config.md)."),
    "number": Key("text", "The number under which the issuer's series has it."),
    "language": Key("language tag", "The language of the text. Default: that of the file's name, else of `conf.py`."),
    "summary": Key("text", "One or two sentences for lists, search and the feed. Default: the first paragraph."),
    "topics": Key("list of topic ids", "What the release is about. A topic needs no file."),
    "organizations": Key("list of organization ids", "Organizations named, beyond those that the text links."),
    "officials": Key("list of official ids", "Officials named, beyond those that the text links."),
    "names": Key("form: id, or form: `false`", "What a form of a name means here, or `false` for never link."),
    "related": Key("list of release ids", "Other releases to read with this one. The relation shows on both."),
    "replaces": Key("release id", "The release that this one takes the place of."),
    "follows": Key("release id", "The release that this one continues."),
    "translation_of": Key("release id", "The original. Default: by the file's name; `x.ru.md` translates `x.md`."),
    "embargo": Key("time", "No site that is built before this moment holds any of it, or of a translation."),
    "contacts": Key("list of contacts", "Whom the press may ask."),
    "image": Key("an image", "The leading image."),
    "corrections": Key("list of corrections", "What was changed in the published text; `newsroom correct` adds to it."),
    "withdrawn": Key("a withdrawal", "The release is replaced by a notice."),
    "former_urls": Key("list of paths", "Addresses below the archive's root at which the release once stood."),
}

RELEASE_PARTS: Mapping[str, Mapping[str, Key]] = {
    "contacts": {
        "name": Key("text", "A person or desk.", required=True),
        "email": Key("text", "An e-mail address."),
        "phone": Key("text", "A telephone number, in quotation marks."),
    },
    "image": {
        "src": Key("path", "The file, relative to the release.", required=True),
        "alt": Key("text", "What the image shows, for those who cannot see it.", required=True),
        "caption": Key("text", "The words below the image."),
        "credit": Key("text", "Whose image it is."),
    },
    "corrections": {
        "date": Key("date", "When the text was corrected.", required=True),
        "note": Key("text", "What was changed.", required=True),
    },
    "withdrawn": {
        "date": Key("date", "When the release was withdrawn.", required=True),
        "reason": Key("text", "Why.", required=True),
        "replaced_by": Key("release id", "The release that takes its place."),
    },
}

RECORDS_INTRODUCTION = """\
An organization, official or topic is one file in `organizations/`, `officials/` or `topics/`. The file's name is the
id; the text below the header describes it. The keys are those of [Popolo](https://www.popoloproject.com/). [Name
organizations and officials](../guides/name-organizations-and-officials.md) shows records in use."""

_NAMED = {
    "other_names": Key("list of names", "Other and former names, as text or with the keys below; all are looked for."),
    "context": Key("list of texts", "A release must have one of these words for a name to count."),
    "website": Key("address", "The address of its own site."),
    "identifiers": Key("scheme: identifier", "Identifiers elsewhere, such as `wikidata` or `ror`."),
    "sources": Key("list of sources", "Where the statements of the record come from."),
}

RECORDS: Mapping[str, Mapping[str, Key]] = {
    "Organization": {
        "name": Key("text", "The official name, looked for in releases.", required=True),
        "acronym": Key("text", "The acronym, looked for in releases."),
        "other_names": _NAMED["other_names"],
        "classification": Key("text", "What kind of organization it is."),
        "parent": Key("organization id", "The organization that it is part of."),
        "founding_date": Key("partial date", "When it was founded."),
        "dissolution_date": Key("partial date", "When it ceased to exist."),
        "successors": Key("list of organization ids", "What took its place."),
        "website": _NAMED["website"],
        "identifiers": _NAMED["identifiers"],
        "context": _NAMED["context"],
        "sources": _NAMED["sources"],
    },
    "Official": {
        "name": Key("text", "The full name, looked for in releases.", required=True),
        "other_names": _NAMED["other_names"],
        "family_name": Key("text", "Looked for after a fuller form of the name. Default: the last word of the name."),
        "memberships": Key("list of offices", "The offices held, with their dates."),
        "website": _NAMED["website"],
        "identifiers": _NAMED["identifiers"],
        "context": _NAMED["context"],
        "sources": _NAMED["sources"],
    },
    "Topic": {
        "name": Key("text", "The name that readers see. Without a file: made of the id.", required=True),
    },
}

RECORD_PARTS: Mapping[str, Mapping[str, Key]] = {
    "other_names": {
        "name": Key("text", "The name.", required=True),
        "language": Key("language tag", "The language that the name is in."),
        "start_date": Key("partial date", "From when the name was used."),
        "end_date": Key("partial date", "Until when the name was used."),
    },
    "memberships": {
        "role": Key("text", "The office, such as `Executive Director`.", required=True),
        "organization": Key("organization id", "Where the office is held.", required=True),
        "start_date": Key("partial date", "When the office began."),
        "end_date": Key("partial date", "When it ended. Left out while it is held."),
    },
    "sources": {
        "url": Key("address", "The address of the source.", required=True),
        "note": Key("text", "What it is, or what is taken from it."),
    },
}

VALUES = """\
- **date**: `2011-06-21`.
- **time**: a date-time with its offset from UTC (RFC 3339), `2011-06-21T10:00:00+02:00`.
- **partial date**: as much as is known, `2010`, `2010-07` or `2010-07-12`.
- **id**: the file's path below its folder without `.md`: `2011/conference-opens`, `unodc`. No part of it has more than
  200 letters; of a notebook, neither has the whole.
- **language tag**: BCP 47, such as `en`, `ru`, `pt-BR`, with at most 60 letters.
- **address**: no part between two slashes has more than 255 bytes, the whole no more than 1,000.
- **text**: in quotation marks where it holds a colon and a space, or begins with a sign that YAML takes for its own."""

CONFIG_INTRODUCTION = """\
These stand in `conf.py`. An archive needs three lines: `project`, `extensions = ["sphinx_newsroom"]` and
`html_theme = "sphinx_book_theme"`. All else has a default."""

SPHINX_SETTINGS: Sequence[tuple[str, str]] = (
    ("`project`", "The archive's name, as readers see it."),
    ("`language`", "The language of releases whose header names none. Default: `en`."),
    ("`html_baseurl`", "The address at which the site stands. Feeds and citations need it."),
    ("`html_theme`", "`sphinx_book_theme`. Another theme stops the build."),
)

SEVERITIES: Mapping[Severity, tuple[str, str]] = {
    Severity.FATAL: ("Fatal errors", "Nothing is built until it is mended: a published text or address is at stake."),
    Severity.ERROR: ("Errors", "The release or record is left out of the archive until it is mended."),
    Severity.WARNING: ("Warnings", "The release is published; what is wrong in it is not shown."),
    Severity.NOTICE: ("Notices", "Nothing is wrong, but somebody should decide something."),
}

WARNINGS_INTRODUCTION = """\
Every problem is reported as `file:line: [code] what is wrong; what to write instead`. `newsroom build -W` and
`sphinx-build -W` fail on errors and warnings. To silence one code, write
`suppress_warnings = ["newsroom.raw-html"]` into `conf.py`."""

REMEDIES: Mapping[Code, str] = {
    Code.LEDGER: "Restore the file from git; after a merge run `newsroom publish`.",
    Code.NOT_AS_PUBLISHED: "Undo the change, or [record it](../guides/correct-a-release.md).",
    Code.VANISHED: "Restore the file; to take a release back, [withdraw](../guides/withdraw-a-release.md) it.",
    Code.SIGNATURE: "Look at what was changed, then run `newsroom publish --sign KEY`.",
    Code.UNREADABLE: "Give whoever builds the right to read it, or restore it.",
    Code.UNREADABLE_HEADER:
        "Begin the header with `---`, close it below its last key, and put text with a colon in quotation marks.",
    Code.UNREADABLE_TEXT: "Write the text as plain Markdown; where nothing in it is odd, please report the message.",
    Code.REFUSED: "See [what a text may hold](allowed.md); write it so, or widen the list knowingly.",
    Code.DUPLICATE_KEY: "Keep one of the two.",
    Code.UNKNOWN_KEY: "Correct the spelling; the message names the nearest key.",
    Code.MISSING_KEY: "Add it.",
    Code.WRONG_TYPE: "Write a value of the type that the message names. A list of one needs brackets, too.",
    Code.BAD_VALUE: "Write one of the values that the message names.",
    Code.BAD_DATE: "Write `2011-06-21`, or `2011-06-21T10:00:00+02:00` where a time is asked for.",
    Code.UNKNOWN_ID: "Correct the id, or add the file that it names.",
    Code.DUPLICATE_ID: "Rename one of the two files, or remove the former address from one of the headers.",
    Code.FILE_NAME: "Use lower-case letters, digits and hyphens, before `.md` a language tag such as `ru`.",
    Code.NOT_A_FILE: "Put the file itself there: a text that is a link would escape what holds for its other name.",
    Code.TOO_LARGE: "Divide it, or raise [`newsroom_max_text`](config.md).",
    Code.MISSING_FILE: "Add the file, or correct its path.",
    Code.OUTSIDE_ARCHIVE: "Copy the file into the archive and give its path there.",
    Code.DIRECTIVE: "Use one of those that [the reference](header.md) lists.",
    Code.RAW_HTML: "Write it as Markdown.",
    Code.REFERENCE: "Correct the id; the message names the nearest one.",
    Code.OFFICE_NOT_HELD: "Correct the text, or the dates of `memberships` in the record.",
    Code.NO_DICTIONARY: "Install it; the message says how. Without it, such names are found only as they are written.",
    Code.UNRECORDED: "[Record it](../guides/publish-and-verify.md) when its text is final.",
    Code.AMBIGUOUS_NAME: "[Decide](../guides/decide-an-ambiguous-name.md) which is meant.",
}

TEXT_INTRODUCTION = """\
The text of a release or record is Markdown ([MyST](https://myst-parser.readthedocs.io/)). It may use these directives
and roles; any other could read files or run code, and keeps the file out of the archive."""

COMMAND_INTRODUCTION = "Each command works in any archive, and exits with 0 only where nothing failed."

OUTPUT_INTRODUCTION = "What a build writes into `_build/html`: files alone, which need no program on the server."

FILES: Sequence[tuple[str, str]] = (
    ("`index.html`", "The front: latest releases, search, ways to browse"),
    ("`releases/index.html`", "The years, with the number of releases in each"),
    ("`releases/2011/index.html`", "One year by month"),
    ("`releases/2011/conference-opens.html`", "The release `2011/conference-opens`"),
    ("`releases/2011/conference-opens.json`", "The same as data"),
    ("`releases/2011/conference-opens.txt`", "The same as plain text: title and paragraphs, with blank lines between"),
    ("`organizations/index.html`, `officials/index.html`, `topics/index.html`", "All of them, by first letter"),
    ("`organizations/unodc.html`", "An organization and the releases naming it; likewise officials and topics"),
    ("`organizations/unodc/page-2.html`", "Further releases naming it, where they are more than `newsroom_per_page`"),
    ("`search.html`, `_search/`", "Search and its index, one part for each year"),
    ("`subscribe.html`", "All feeds, with their addresses"),
    ("`releases/2011/conference-opens.r1.html`", "A superseded text, with what was changed in it"),
    ("`releases/2011/conference-opens.timemap`", "Its texts and since when each stood (RFC 7089)"),
    ("`releases/manifest.json`, `releases/ledger.jsonl`", "The SHA-256 of every published text, and the ledger"),
    ("`corrections.html`, `corrections/rss.xml`", "Every correction and withdrawal, and their feed"),
    ("`editions/index.html`, `editions/2023.html`", "The editions, and the archive as it stood in each"),
    ("`rss.xml`, `atom.xml`, `feed.json`", "The newest releases with their texts, as RSS 2.0, Atom and JSON Feed 1.1"),
    ("`atom/1.xml` …", "The whole history as Atom (RFC 5005), from the oldest release on"),
    ("`organizations/unodc/rss.xml` …", "The same for an organization; likewise officials and topics, "
                                        "`types/speech/` and `languages/ru/`"),
    ("`feeds.opml`", "All feeds as one list that feed readers import"),
    ("`data/`", "The whole archive as data, see below"),
    ("`objects.inv`", "What other Sphinx projects can link to"),
    ("`sitemap.xml`, `robots.txt`", "For crawlers; the sitemap where `html_baseurl` is set"),
    ("each of `former_urls`", "Leads to the release that once stood there"),
    ("`redirects.nginx`, `.apache`, `.netlify`, `.caddy`", "The same as rules for servers"),
    ("`docs/`", "About and guides"),
)

DATA_INTRODUCTION = """\
All data are UTF-8, in an order that depends on the content alone: the same archive gives the same bytes. Embargoed
releases are not in them, and of a withdrawn release only the notice. `data/index.json` tells the same to
programs."""


ALLOWED_INTRODUCTION = """\
A release may have been pasted from anywhere, and whoever writes one should not be able to run code, read the builder's
files or put script on a page. So the text of every release, superseded text, record, topic and notebook release is
held, once it is parsed, to the lists below. What is not on them is not done: a directive is not run, a link leads
nowhere, a file is not copied, and the words are shown as they are, with a warning that names file and line.

A file is copied into the site only if it is in the archive (symbolic links are followed to the file that they lead
to), outside of hidden folders, `_build` and what was built, ends in one of the suffixes below, and does not belong to
a release that is kept back: one that bears the name of such a release, or stands in a folder of that name. An SVG
drawing is looked into; one with script, events, animation or anything from elsewhere is refused.

`newsroom_allow` in conf.py adds to these lists. Texts under `docs/` are trusted, as conf.py is, and are not held to
them."""
"""What the page on allowed syntax begins with."""

ALLOWED: Mapping[str, str] = {
    "directives": "A text may use these directives.",
    "roles": "A text may use these roles, also with `newsroom:` before them.",
    "schemes": "The address of a link may begin with one of these, or stay within the site.",
    "attachments": "Files that a text may offer for download, beside pictures.",
    "nodes": "What a parsed text may consist of: the classes of docutils, Sphinx and this extension.",
}
"""What each kind of thing that is allowed means."""
