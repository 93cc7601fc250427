"""What the reference says that no table of the program does: the meaning of keys, files and fields, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sphinx_newsroom.diagnostics import Code, Severity

NOTE = "<!-- Written by `python -m sphinx_newsroom.reference docs/reference`: change the code, not this file. -->"


HEADER_INTRODUCTION = """\
A release's header is YAML between two lines of three hyphens at the beginning of its file. In a notebook it stands
under `newsroom` in the notebook's metadata. It is checked strictly: an unknown or repeated key, a value of the wrong
type or an id without a file keeps the release out of the archive and is reported with its line. [Write a
release](../guides/write-a-release.md) shows it in use."""

RECORDS_INTRODUCTION = """\
An organization, official or topic is one file in `organizations/`, `officials/` or `topics/`. The file's name is the
id; the text below the header describes it. The keys are those of [Popolo](https://www.popoloproject.com/). [Name
organizations and officials](../guides/name-organizations-and-officials.md) shows records in use."""

ALERTS_INTRODUCTION = """\
An alert is one file `alerts/….yaml`: YAML, checked as strictly as a header. Its name is the alert's id. All that it
asks for must be true of a release; of each list any will do. Nothing of `alerts/` is in the site but the feeds of those
with `feed: true`, and the names and searches of those with `feed` or `public`. [Send alerts](../guides/send-alerts.md)
shows alerts in use, `newsroom schema alert` prints the keys as a JSON Schema."""

WEBHOOK = """\
A POST with JSON, by [Standard Webhooks](https://www.standardwebhooks.com): the headers `webhook-id`, which stays the
same when a message is sent again, `webhook-timestamp` and `webhook-signature`, `v1,` and the Base64 of the HMAC-SHA-256
of id, timestamp and body with dots between them. The body has these fields; others may come, and `version` rises where
one goes or comes to mean something else."""

WEBHOOK_FIELDS = (
    ("`type`", "`alert.releases`."),
    ("`version`", "`1`."),
    ("`timestamp`", "When it was made (RFC 3339)."),
    ("`data.alert`, `data.name`", "The alert's id and name."),
    (
        "`data.items`",
        "What happened, by date: `event` (`new`, `corrected` or `withdrawn`), `date`, `note` (what was corrected, "
        "or why it was withdrawn) and `release`, with `id`, `url`, `title`, `date`, `type`, `language`, `issuers`, "
        "`summary` and `topics` as in [`data/releases.jsonl`](output.md).",
    ),
)

VALUES = """\
- **date**: `2011-06-21`.
- **time**: a date-time with its offset from UTC (RFC 3339), `2011-06-21T10:00:00+02:00`, or without,
  `2011-06-21T10:00`, where [`newsroom_timezone`](config.md) says in which zone.
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
    (
        "`language`",
        "The language of lists, feeds, mail and search, and of releases whose header names none. Default: `en`. "
        "There are catalogues for `en`, `fr`, `de`, `ru`, `es` and `ar`; in another language pages say English words, "
        "unless the archive brings a catalogue.",
    ),
    (
        "`locale_dirs`",
        "Folders with catalogues of the archive's own, `<folder>/<language>/LC_MESSAGES/newsroom.po`; what one says "
        "comes before ours. Default: `locales`.",
    ),
    ("`html_baseurl`", "The address at which the site stands. Feeds and citations need it."),
    ("`html_theme`", "`sphinx_book_theme`. Another theme stops the build."),
)

SEVERITIES: Mapping[Severity, tuple[str, str]] = {
    Severity.FATAL: ("Fatal errors", "Nothing is built until it is mended: a published text or address is at stake."),
    Severity.ERROR: (
        "Errors",
        "The release or record is left out of the archive until it is mended; what was published stays as it was.",
    ),
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
    Code.KEPT_AS_PUBLISHED: "Undo the change, or [record it](../guides/correct-a-release.md); "
    "a file that is gone comes back by `newsroom show`.",
    Code.SIGNATURE: "Look at what was changed, then run `newsroom publish --sign KEY`.",
    Code.NO_FRONT_PAGE: "Write one, with a heading and a sentence on what the archive is.",
    Code.PUBLIC_AT_ONCE: "Move the file into `releases/`, or out of the archive.",
    Code.UNREADABLE: "Give whoever builds the right to read it, or restore it.",
    Code.UNREADABLE_HEADER: (
        "Begin the header with `---`, close it below its last key, and put text with a colon in quotation marks."
    ),
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
    Code.TOO_LARGE: "Divide it, or raise [`newsroom_max_text`](config.md) or [`newsroom_max_links`](config.md).",
    Code.MISSING_FILE: "Add the file, or correct its path.",
    Code.OUTSIDE_ARCHIVE: "Copy the file into the archive and give its path there.",
    Code.DIRECTIVE: "Use one of those that [the reference](header.md) lists.",
    Code.RAW_HTML: "Write it as Markdown.",
    Code.FAILED_NOTEBOOK: "Mend the cell that the message names, or take the notebook out of `docs/`.",
    Code.BROKEN_LINK: "Put the file there, or correct what is written. Texts are linked by path: `../2011/opens.md`.",
    Code.FOOTNOTE: "Write `[^1]: …` below the text for each `[^1]` in it, once.",
    Code.DIRECTIVE_OPTION: "Write what the message names; [What texts may hold](allowed.md) has all directives.",
    Code.HEADING: "Begin headings within a text with `##`, and leave out a first one that only repeats the title.",
    Code.PASTED_TABLE: "Write it as a table of Markdown; the message has the line that goes below the first row.",
    Code.ODD_CHARACTER: "Write what the message names in its place, or remove it.",
    Code.PASTED_LIST: "Begin each of the lines with `- `, below an empty line, or leave an empty line between them.",
    Code.NO_TEXT: "Write the text below the header.",
    Code.UNFINISHED: "Write what belongs there, or take it out; the message says which words it means.",
    Code.EMBARGO_IN_TEXT: "Write `embargo:` with its date and time in the header, or take the line out.",
    Code.UNLIKELY: "Correct the date, or put another file in its place; `check --resize` makes pictures smaller.",
    Code.PLACE: "Move or rename it as the message says.",
    Code.CUT_SHORT: "Put the value in quotation marks.",
    Code.AROUND_TEXTS: "Look at a published release; set it back, or record something.",
    Code.PUBLISHED_SO: "Nothing, or `newsroom correct`.",
    Code.DATE_TO_COME: "Write the day on which it is done, and not before that day; an embargo is for releases alone.",
    Code.NUMBER_TWICE: "Correct one of the two; a translation, and what takes a release's place, may have its number.",
    Code.TRANSLATION_ISSUER: "Write the `issuer` or `issuers` of the original into the translation's header, too.",
    Code.LOG_NAME: (
        "Keep [the log's name](../guides/publish-and-verify.md) by `newsroom_log_name`, or sign it under the new one."
    ),
    Code.UNSIGNED_LOG: (
        "Bring `releases/ledger.checkpoint` back from git, or, where it was never made, as by versions before 0.2, run "
        "`newsroom publish --sign KEY`."
    ),
    Code.WITHDRAWN_ORIGINAL: "[Withdraw](../guides/withdraw-a-release.md) the translation, too.",
    Code.CIRCLE: "Take out of one of these headers what leads back.",
    Code.TOPIC_NAME: "Correct it, or describe the topic in a file of `topics/`.",
    Code.NOT_EXECUTED: "Run the notebook from its beginning to its end, and save it.",
    Code.UNSEEN_OUTPUT: "Have the cell give a picture, table or printed text (Plotly: `fig.show('png')`), or mend it; "
    "run the notebook, and save it.",
    Code.UNKNOWN_SETTING: "Correct the name. [Settings](config.md) has all.",
    Code.UNREAD_FILE: "Let the name of a text end in `.md`, and move what is none elsewhere.",
    Code.NO_ALT: "Write what the picture shows: `![A bridge](bridge.jpg)`.",
    Code.EMPTY_LINK: "Write what it leads to: `[the report](https://example.org/report)`, or take it out.",
    Code.HIDDEN_DATA: (
        "[Take it out](../guides/write-a-release.md); `newsroom check --strip` does so with the position in a picture. "
        "Where it is meant to be published: `newsroom_allow`."
    ),
    Code.EARLY_RECORD: "Add it when [the embargo](../guides/keep-an-embargo.md) ends: a record has none.",
    Code.UNUSED_FILE: "Name it in the text that it belongs to, or remove it.",
    Code.KEPT_BACK: "Nothing. [Keep an embargo](../guides/keep-an-embargo.md) says how a build waits for it.",
    Code.REFERENCE: "Correct the id; the message names the nearest one.",
    Code.OFFICE_NOT_HELD: "Correct the text, or the dates of `memberships` in the record.",
    Code.NO_DICTIONARY: "Install it; the message says how. Without it, such names are found only as they are written.",
    Code.UNPUBLISHED: "[Publish it](../guides/approve-and-publish.md) when its text is final.",
    Code.UNRECORDED: "[Record it](../guides/publish-and-verify.md) when its text is final.",
    Code.STOPPED_BY_POLICY: "[Let it](../guides/use-other-extensions.md) by `newsroom_csp`, or do without it.",
    Code.SETTING: "Write the line that the message gives.",
    Code.OTHER_ARCHIVE: "[Ask the archive again](../guides/link-archives.md): `newsroom archives update`.",
    Code.COSTLY_QUERY: "Ask for fewer words, and for longer ones before each `*`.",
    Code.NO_SEARCH_ENGINE: "`pip install 'sphinx-newsroom[alerts]'`, or [take `feed` out](../guides/send-alerts.md).",
    Code.READER_IN_GIT: "Take it out of the file, and run `newsroom alert subscribe ADDRESS ALERT`.",
    Code.UNIT_NAME: "[Say whose it is](../guides/name-organizations-and-officials.md) with `unit_of`.",
    Code.DOUBLE_RECORD: (
        "Make one of them by [`newsroom merge`](../guides/change-an-address.md); or say in both what tells them apart."
    ),
    Code.AMBIGUOUS_NAME: "[Decide](../guides/decide-an-ambiguous-name.md) which is meant.",
}

TEXT_INTRODUCTION = """\
The text of a release or record is Markdown ([MyST](https://myst-parser.readthedocs.io/)). It may use these directives
and roles; any other could read files or run code, and keeps the file out of the archive."""

COMMAND_INTRODUCTION = "Each command works in any archive, and exits with 0 only where nothing failed."

NAMING_INTRODUCTION = """\
`newsroom mentions FILE` shows for each mention of a release why it was taken for whom it was, and with `--why` also
each name that stands in the text and means nobody with a record. [Measure the links](../guides/measure-the-links.md)
shows how many of an archive's are right."""

TAKEN_INTRODUCTION = """\
The method stands in `data/mentions.jsonl`, and under `why` in the sheet of a sample. Where a mention is wrong,
`names: {NAME: false}` in the release's header takes it back there; what else can be done is in the last column."""

REFUSED_INTRODUCTION = """\
The first rule that refuses a name is told, and what stands beside a name goes before what it lacks. Where the record is
meant all the same, `names: {NAME: ID}` in the release's header decides; what else can be done, for this release and
others, is in the last column."""

SHEET_INTRODUCTION = """\
`newsroom mentions --sample 60 --output sheet.tsv` writes a table in UTF-8: a line each, tabs between the cells, the
names of the columns first. `newsroom mentions --marked sheet.tsv` reads it, marked."""

SHEET: Mapping[str, str] = {
    "mark": "Empty as it is drawn; write `right`, `wrong` or `unsure`.",
    "number": "The place in the sample, whose order is random: the first ten are a sample as well.",
    "sentence": "The sentence, with the words in double square brackets.",
    "words": "The words that were taken for a name.",
    "record": "The id of the record that they were taken to mean.",
    "kind": "`organization` or `official`.",
    "name": "The name of the record.",
    "why": "The method, as above.",
    "place": "The release's file and the line.",
}

OUTPUT_INTRODUCTION = "What a build writes into `_build/html`: files alone, which need no program on the server."

FILES: Sequence[tuple[str, str]] = (
    ("`index.html`", "The front: latest releases, search, ways to browse"),
    ("`releases/index.html`", "The years, with the number of releases in each"),
    ("`releases/2011/index.html`", "One year by month"),
    (
        "`releases/2011/06.html`",
        "One month, where a year has more than 300 releases; the year's page has the newest of each",
    ),
    ("`releases/2011/conference-opens.html`", "The release `2011/conference-opens`"),
    ("`releases/2011/conference-opens.html#p-57c2d7cf`", "One of its paragraphs, by an address that corrections keep"),
    ("`releases/2011/conference-opens.json`", "Its row of data, if `newsroom_beside` has `json`"),
    (
        "`releases/2011/conference-opens.md`",
        "Its text as Markdown, with a head of YAML that says what it is; also of a superseded text, see below",
    ),
    ("`releases/2011/index.bib`, `.ris`, `.csl.json`", "The citations of all releases that the year's page lists"),
    ("`llms.txt`, `releases/2011/index.md`", "For programs that read: the years, and the releases of each as Markdown"),
    ("`organizations/index.html`, `officials/index.html`, `topics/index.html`", "All of them, by first letter"),
    ("`organizations/unodc.html`", "An organization and the releases naming it; likewise officials and topics"),
    ("`organizations/unodc/page-2.html`", "Where more than `newsroom_per_page` name it, the oldest; then `page-3` …"),
    ("`search.html`, `_search/`", "Search and its index"),
    ("`_search/words-<language>.js`", "What scripts say, for each language of pages other than English"),
    ("`statements.html`", "Who says something in the releases, with the years that they say it in"),
    ("`statements/2011.html`, `statements/2011/page-2.html` …", "What is said in the releases of a year, by speaker"),
    ("`check.html`, `_search/quotes/`", "The check of quotations, and what it looks words up in"),
    ("`data.html`", "What data there is, field by field, and how to load it"),
    ("`subscribe.html`", "All feeds, with their addresses"),
    ("`types/<type>.html`", "All releases of a type, newest first, with its feed"),
    ("`404.html`", "What a server shows where there is no page; its addresses begin with that of the site"),
    ("`releases/2011/conference-opens.r1.html`", "A superseded text, with what was changed in it"),
    (
        "`releases/2011/conference-opens.timemap`",
        "Its texts and since when each was published (RFC 7089), if it was corrected",
    ),
    ("`releases/manifest.json`, `releases/ledger.jsonl`", "The SHA-256 of every published text, and the ledger"),
    ("`log/checkpoint`", "How many lines the ledger has and the root of its Merkle tree; signed where there is a key"),
    (
        "`log/tile/0/000` …, `log/tile/entries/000` …",
        "That tree and the ledger's lines as C2SP tlog-tiles; an erased line has length 0",
    ),
    (
        "`log/stamped.txt`, `.tsr`, `.ots`",
        "The checkpoint that was stamped last, its RFC 3161 timestamp, and its OpenTimestamps file",
    ),
    ("`log/tree.js`, `log/hashes/0.js` …", "The same hashes, for the check in a release's page"),
    ("`releases/2011/conference-opens/report.pdf`", "A picture or attachment of a release"),
    ("`releases/2011/conference-opens.r1/report.pdf`", "One of a superseded text, after another took its place"),
    ("`releases/2011/conference-opens.card.png`", "What a link to it is shown with, where `newsroom_card_font` is set"),
    ("`corrections.html`, `corrections/rss.xml`", "Every correction and withdrawal, and their feed"),
    ("`alerts/floods/rss.xml`", "What an [alert](alerts.md) with `feed: true` finds"),
    ("`editions/index.html`, `editions/2023.html`", "The editions, and the archive as it stood in each"),
    ("`rss.xml`, `atom.xml`, `feed.json`", "The newest releases with their texts, as RSS 2.0, Atom and JSON Feed 1.1"),
    ("`atom/1.xml` …", "The whole history as Atom (RFC 5005), from the oldest release on, without the texts"),
    (
        "`organizations/unodc/rss.xml` …",
        "The newest for an organization that releases name, as RSS; likewise officials and topics, `types/speech/` and "
        "`languages/ru/`",
    ),
    ("`feeds.opml`", "All feeds as one list that feed readers import"),
    ("`data/`", "The whole archive as data, see below"),
    ("`data/archive.sqlite`", "The same as a database of SQLite, see below"),
    ("`data/datapackage.json`, `data/schemas/<table>.json`, `data/metadata.yaml`", "What describes them to programs"),
    ("`data/<table>.parquet`", "The tables as Parquet, where `newsroom_parquet` is set"),
    ("`objects.inv`", "What other Sphinx projects can link to"),
    ("`sitemap.xml`, `robots.txt`", "For crawlers; the sitemap where `html_baseurl` is set"),
    (
        "`changelist.xml`",
        "Which pages of releases came, changed or went, and when (ResourceSync 1.1), where there is a ledger and "
        "`html_baseurl` is set; over 1,000 changes in parts, `changelist-1.xml` …",
    ),
    ("`.well-known/resourcesync`, `capabilitylist.xml`", "What leads programs to that list"),
    (
        "each of `former_urls`",
        "Leads to the release that once stood there; where queries told several apart, names them",
    ),
    ("`redirects.nginx`, `.apache`, `.caddy`", "The same as rules for servers, which know queries as well"),
    ("`_redirects`, `_headers`", "The same, and what to send with each file, for Netlify and Cloudflare Pages"),
    ("`.nojekyll`", "Empty; GitHub Pages takes the site as it is"),
    ("`docs/`, `_search/guides.js`", "About and guides, and their words for the box that finds them"),
)

CITATIONS_INTRODUCTION = """\
The fields of citations. What a release does not have is left out; each value is one line. The last column has what
Zotero and Google Scholar read in the head of a page."""

CITATIONS: Sequence[tuple[str, str, str, str, str, str]] = (
    ("", "BibTeX", "RIS", "CSL", "Wikipedia", "Page"),
    ("A report", "`@techreport`", "`TY`: `RPRT`", "`type`: `report`", "`cite press release`", ""),
    ("The id, with `:` for `/`", "the key", "`ID`", "`id`", "", ""),
    (
        "The issuers, or the archive, which is never an author",
        "`author` and `institution`",
        "`AU`, where a name has no comma, and `PB`",
        "`author`, or `publisher`",
        "`publisher`",
        "`citation_technical_report_institution`",
    ),
    ("The title; of a withdrawn release `Withdrawn: …`", "`title`", "`TI`", "`title`", "`title`", "`citation_title`"),
    ("The type, such as `Press release`", "`type`", "`M3`", "`genre`", "`type`", "`dcterms.type`"),
    ("The number", "`number`", "`SN`", "`number`", "`id`", "`citation_technical_report_number`"),
    ("The date", "`date`, `year`, `month`", "`DA`, `PY`", "`issued`", "`date`", "`citation_publication_date`"),
    ("The dateline; not of a withdrawn release", "`address`", "`CY`", "`publisher-place`", "`location`", ""),
    ("The address, where `html_baseurl` is set", "`url`", "`UR`", "`URL`", "`url`", "`rel=canonical`"),
    (
        "The language, a BCP 47 tag",
        "`language`",
        "`LA`",
        "`language`",
        "`language`, unless English",
        "`lang` of the page, or `citation_language`",
    ),
    ("Of a translation the original's title", "`note`", "`N1`", "`original-title`, `note`", "", "`z:extra`"),
    ("Corrections, or that it was superseded", "`note`", "`N1`", "`note`", "`type`, of a superseded text", "`z:extra`"),
    ("Why it was withdrawn", "`note`", "`N1`", "`note`; `status`: `withdrawn`", "`type`", "`z:extra`"),
)

MARKDOWN = """\
Beside each release, and beside each superseded text, stands its text as Markdown (`.md` in the place of `.html`):
what the page shows, with names as links, addresses that are absolute where `html_baseurl` is set, tables and
footnotes as GitHub has them. Its head is YAML: `id`, `title`, `subtitle`, `date`, `type` in words, `number`,
`language`, `issuers`, `cite-as`, the address to cite, and `attachments`; of the text that stands also `event` and
`image`; where the ledger has the text, `revision`, its `sha256`, the day when the first one was `published`, and
`former`, the addresses of superseded texts. `corrected` has `date` and `note` of each correction. A superseded text
says in `superseded` when and `by` what; its `published` is the day since which it stood. That of a withdrawn release
says in `withdrawn` when, why and what it was `replaced_by`, keeps `corrected`, as the data do, and has no text. What is
empty is left out."""

LINKED_DATA = """\
Pages of releases and records say what they are about in the words of [schema.org](https://schema.org), as JSON-LD in
the head. A release is a `NewsArticle`, an organization an `Organization` (a `GovernmentOrganization` where its
`classification` says government or ministry), an official a `Person` with offices as `OrganizationRole`; what a release
invites to is an `Event` that it is `about`. Corrections and withdrawals are `correction`; `mentions` has the addresses
of whom a release names, whose pages tell more; its topics are `keywords` in the head; the text before a correction, and
a release that it replaces, are `isBasedOn`. Of a withdrawn release no more is told than its page shows."""

DATA_INTRODUCTION = """\
All data are UTF-8, in an order that depends on the content alone: the same archive gives the same bytes. Embargoed
releases are not in them, and of a withdrawn release only the notice. `data/index.json` tells the same to
programs.

`data/index.json` and `releases/manifest.json` bear the number of their format, such as `"format": 3`. It rises only
where a field goes or comes to mean something else; where a field is added it stays. So a program reads a file of a
number that it knows, without minding fields that it does not, and refuses a higher one, as `newsroom verify` does. A
file without a number is from before there were any, and reads as format 1. Each line of the ledger has a number of its
own, `form`, by the same rule: lines of an older form hold for ever, and one of a higher form ends the command, which
says what to install."""


TABLES_INTRODUCTION = """\
`data/archive.sqlite` has the same as tables, with foreign keys and an index of words, `releases_fts` (FTS5, over title
and text; accents count for nothing). `mentions`, `statements` and `release_topics` are views, since each id, name and
text is stored once: the tables whose names begin with `_` hold what the views join.

```sql
SELECT date, title FROM releases
WHERE rowid IN (SELECT rowid FROM releases_fts WHERE releases_fts MATCH '"flood gauges"')
```

Days are `YYYY-MM-DD`, moments as RFC 3339 has them; lists and objects are JSON, which `json_each` takes apart.
`PRAGMA user_version` is the number of their format, by the rule above. The file has no time of its own and no free
pages: the same archive gives the same bytes with the same version of SQLite. Each build replaces it as a whole; so open
it to read alone. A program that asks for ranges over HTTP reads little of it: of 10,000 releases 330 kB for the newest
with a word, 20 kB for one by its id, 1.8 MB for the thousand that name an organization.

With [`newsroom_parquet`](config.md) each table is a file of Parquet, too, `data/<table>.parquet`, in which lists and
objects are lists and structs, and moments are in UTC. `data/schemas/<table>.json` is the JSON Schema of a row,
`data/datapackage.json` describes all files to programs of [Frictionless](https://framework.frictionlessdata.io/), and
`data/metadata.yaml` the tables to [Datasette](https://docs.datasette.io/)."""


PYTHON_INTRODUCTION = """\
`sphinx_newsroom.Archive` reads an archive in scripts and notebooks: a site, its `data/archive.sqlite`, its address, or
the sources. [Use the data](../guides/use-the-data.md) shows it in use. Neither Sphinx nor docutils is imported for it,
but where texts of sources have to be read; pandas and polars are imported where a frame is asked for."""


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
    "unseen": "What a picture or attachment may say that no reader sees, without a warning (`hidden-data`); nothing, "
    "unless conf.py adds some of `position`, `pictures`, `changes`, `comments`, `notes`, `sheets`, `slides`, "
    "`layers`, `paths` and `damaged`.",
    "nodes": "What a parsed text may consist of: the classes of docutils, Sphinx and this extension.",
}
"""What each kind of thing that is allowed means."""
