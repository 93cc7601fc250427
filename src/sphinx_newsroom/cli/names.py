"""``newsroom mentions`` lists or samples the links in texts; ``newsroom archives`` fetches other archives' records."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from sphinx_newsroom.archive.compiler import line_of, release_text
from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.archive.other_archives import load_others
from sphinx_newsroom.cli import options
from sphinx_newsroom.cli.options import (
    PATH,
    Given,
    archive_around,
    argument,
    flag,
    needed,
    option,
    print_json,
    said_of,
    warn,
    with_many,
)
from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.diagnostics import Problem, closest, suggestion
from sphinx_newsroom.files import as_text, read_text, write
from sphinx_newsroom.importers.records.existing import load_records
from sphinx_newsroom.model.addresses import NO_RELEASE
from sphinx_newsroom.model.records import Mention, Release
from sphinx_newsroom.operations.link_sample import (
    Link,
    Precision,
    SampledLink,
    drawn,
    links,
    read_sheet,
    sentence,
    sheet,
)
from sphinx_newsroom.operations.other_archives import Fetcher, Updated, update, wanted_of
from sphinx_newsroom.outputs.tables import database
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.sources.header import id_in
from sphinx_newsroom.sources.table_cells import read_table
from sphinx_newsroom.sources.values import canonical_tag
from sphinx_newsroom.text.naming import Found, Names, Refused, find, reports
from sphinx_newsroom.text.naming.reasons import TAKEN
from sphinx_newsroom.text.words.tokens import Mark

# `newsroom mentions --sample` and `--marked`: draw links to check by hand, and estimate the precision.


def draw(root: Path, size: int, seed: int, output: Path | None) -> int:
    """Draw a sample of an archive's links, and print or write it as a table; raises ConfigError if it can't."""
    if output is not None and output.exists():
        raise ConfigError(f"{output} already exists, and may contain marks; use another name, or delete the file")
    archive = open_archive(root)
    try:
        sample, count = drawn(_links(archive), size, seed)
        text = sheet(_row(number, link, archive) for number, link in enumerate(sample, 1))
        if output is None:
            print(text, end="")
        else:
            write(output, text)
    except OSError as error:
        raise click.ClickException(f"{said_of(error)}; no table was written") from error
    if not count:
        warn("no text names anything that has a record; `newsroom suggest` lists names without one")
        return 0
    then = f"newsroom mentions --marked {output or 'SHEET'}"
    warn(f"{len(sample):,} of {count:,} mentions, drawn with seed {seed}")
    warn(f"enter right, wrong or unsure in the column mark, then run: {then}")
    return 0


def _links(archive: LoadedArchive) -> Iterator[Link]:
    """Yield the links in all texts of an archive, release by release."""
    names, progress = Names(archive.registry), Progress("releases")
    for number, release in enumerate(archive.releases.values()):
        progress("read", number, len(archive.releases))
        text, marks = release_text(archive, release)
        yield from links(release, text, find(names, text, marks, release).mentions)
    progress.end()


def _row(number: int, link: Link, archive: LoadedArchive) -> SampledLink:
    mention, path = link.mention, link.release.path
    ahead, behind = sentence(link.text, link.start, link.end)
    record = archive.registry.entity(mention.entity)
    line = line_of(link.text, link.start, read_text(archive.root / path))
    return SampledLink(
        mark="",
        number=number,
        sentence=f"{ahead}[[{mention.surface}]]{behind}",
        words=mention.surface,
        record=mention.entity,
        kind=mention.kind,
        name=record.name if record else "",
        why=mention.method,
        place=f"{path}:{line}",
    )


# The marked sheet.


def show_precision(file: Path, *, as_json: bool) -> int:
    """Print the precision that a sheet's marks show; raises ConfigError if it can't be read or has no marks."""
    rows, problems = read_sheet(str(file), read_table(file, "sheet", "--sample"))
    warn(*problems)
    if problems:
        return 2
    found = Precision.of(rows)
    if not found.decided:
        raise ConfigError(f"{file} contains no row marked right or wrong; enter these words in the first column")
    _print_sample_json(found, rows) if as_json else _print_sample(found, rows)
    return 0


def _print_sample(found: Precision, rows: list[SampledLink]) -> None:
    low, high = found.interval
    print(f"{found.right} right, {found.wrong} wrong, {found.unsure} unsure, {found.unmarked} not marked")
    print(f"precision {_percent(found.share)}; 95 % interval {_percent(low)} to {_percent(high)} (Wilson score)")
    if found.unsure:
        least = found.right / (found.decided + found.unsure)
        print(f"{_percent(least)}, were all unsure ones wrong")
    for row in rows:
        if row.mark == "wrong":
            means = f"{row.kind} {row.record} ({row.name}): {TAKEN[row.why].why}"
            print(f"\n{row.place}: {row.words}  →  {means}\n    {row.sentence}\n    {_sample_advice(row)}")


def _print_sample_json(found: Precision, rows: list[SampledLink]) -> None:
    low, high = found.interval
    wrong = [{**row._asdict(), "advice": _sample_advice(row)} for row in rows if row.mark == "wrong"]
    counts = {"right": found.right, "wrong": found.wrong, "unsure": found.unsure, "not_marked": found.unmarked}
    print_json({**counts, "precision": found.share, "low": low, "high": high, "wrongs": wrong})


def _sample_advice(row: SampledLink) -> str:
    return f"write names: {{{row.words}: false}} in the release's header; for all releases {TAKEN[row.why].where_wrong}"


def _percent(share: float) -> str:
    return f"{share:.1%}".replace("%", " %")


_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "why": ("release", "text"),
    "as_json": ("release", "text", "marked"),
    "date": ("text",),
    "language": ("text",),
    "issuer": ("text",),
    "seed": ("sample",),
    "output": ("sample",),
}
"""The modes that each option is for: a release, ``--text``, ``--sample`` or ``--marked``."""


def _language(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and canonical_tag(value) is None:
        raise click.BadParameter(f"{value!r} isn't a language tag; write one such as en, ru or pt-BR")
    return None if value is None else canonical_tag(value)


@with_many("mentions", archive=False)
@argument("file", "[FILE]", required=False, type=PATH)
@options.as_json("a row for each mention")
@flag("--why", help="Also show names that aren't linked, with the rule that applies and what to do.")
@flag("--text", help="FILE is plain text, not a release.")
@option(
    "--sample",
    type=click.IntRange(1),
    metavar="N",
    help="Write N random mentions from the archive to a tab-separated table, for you to mark.",
)
@option("--marked", type=PATH, metavar="SHEET", help="Read a marked table, and estimate how many links are right.")
@option("--date", callback=options.day, metavar="DATE", help="With --text: the date of the text (default: today).")
@option(
    "--language",
    callback=_language,
    metavar="TAG",
    help="With --text: the language of the text (default: the archive's).",
)
@option("--issuer", metavar="ID", help="With --text: the organization that issued the text.")
@option("--seed", type=int, metavar="N", help="With --sample: a number that determines the sample (default: 0).")
@option("--output", type=PATH, metavar="SHEET", help="With --sample: write the table to this file (default: print it).")
def mentions(args: Given) -> int:
    """Show the names in a text, and why each is linked.

    FILE is a release in the archive. With --text, it is any plain text, or - for standard input. With --sample, it is
    the folder of an archive.

    \b
    examples:
      newsroom mentions releases/2011/conference-opens.md
      newsroom mentions --why releases/2011/conference-opens.md        include names that aren't linked, and why
      newsroom mentions --json releases/2011/conference-opens.md       rows as in data/mentions.jsonl
      newsroom mentions --text wire.txt --date 2011-06-21 --issuer osce   read any plain text
      pbpaste | newsroom mentions --text -                                read standard input
      newsroom mentions --sample 60 --output sheet.tsv       write 60 random links, to be marked right or wrong
      newsroom mentions --marked sheet.tsv                   estimate how many links are right

    The release can be under embargo. Positions are character positions in its `text` in the data. Exits with 1 if a
    name is ambiguous or an office wasn't held, and with 2 if FILE can't be read.
    """
    _check(args)
    if args.marked is not None:
        return show_precision(args.marked, as_json=args.as_json)
    if args.sample is not None:
        return draw(_archive_folder(args), args.sample, args.seed or 0, args.output)
    if args.file is None:
        raise ConfigError("FILE is missing; name a release, or use --text with any plain text, or --sample N")
    root = needed(args.root)
    archive = open_archive(root)
    source = _read(args.file, args.text, archive)
    release, text, marks = _plain(args, archive, source) if args.text else _release(args.file, archive)
    found = find(Names(archive.registry), text, marks, release, why=args.why)
    _print_found_json(release, found) if args.as_json else _print_found(found, archive)
    for start, code, message, advice in reports(found, release, archive.registry):
        warn(Problem(str(args.file), line_of(text, start, source), code, message, advice))
    if not found.mentions:
        warn("the text doesn't name anything that has a record; `newsroom suggest` lists names without one")
    return 1 if found.ambiguities or found.conflicts else 0


def _check(args: Given) -> None:
    """Raise ConfigError if an option doesn't apply to the chosen mode."""
    modes = {"text": args.text, "sample": args.sample is not None, "marked": args.marked is not None}
    mode = next((name for name, given in modes.items() if given), "release")
    for one, with_ in _OPTIONS.items():
        value, name = getattr(args, one), one.removeprefix("as_")
        if value is None or value is False or mode in with_:
            continue
        if with_ == ("text",):
            raise ConfigError(
                f"--{name} works only with --text, because a release states it itself; add --text, or leave it out"
            )
        if with_ == ("sample",):
            raise ConfigError(f"--{name} works only with a sample; add --sample N, or leave it out")
        raise ConfigError(f"--{name} can't be combined with --{mode}; leave it out")
    if mode == "marked" and args.file is not None:
        raise ConfigError(f"--marked reads only its table; leave {args.file} out")


def _archive_folder(args: Given) -> Path:
    """Return the archive to sample: FILE, if given, or the current one."""
    if args.file is None:
        return needed(args.root)
    root = archive_around(args.file.resolve())
    if root is None:
        raise ConfigError(f"{args.file} isn't an archive: it has no conf.py; name the folder of an archive")
    return root


def _release(file: Path, archive: LoadedArchive) -> tuple[Release, str, Sequence[Mark]]:
    """Return a release of the archive with its text and marks; a draft or embargoed one as it will be published."""
    path = file.resolve()
    withheld = next((found for found in archive.withheld.values() if archive.root / found.path == path), None)
    if withheld is not None and withheld.is_to_come:
        then = withheld.until or archive.settings.now
        archive = open_archive(archive.root, replace(archive.settings, now=then, drafts=True))
    for release in archive.releases.values():
        if archive.root / release.path == path:
            return release, *release_text(archive, release)
    problem = next((found for found in archive.problems if archive.root / found.path == path), None)
    if problem is not None:
        raise ConfigError(f"{file}:{problem.line}: {problem.text}")
    raise ConfigError(
        f"{file} isn't a release in the archive {archive.root}; name one, or use --text for any plain text"
    )


def _plain(args: Given, archive: LoadedArchive, text: str) -> tuple[Release, str, Sequence[Mark]]:
    """Return a plain text as if it were a release."""
    settings = archive.settings
    if args.issuer and args.issuer not in archive.registry.organizations:
        advice = suggestion(args.issuer, archive.registry.organizations, "use the id of a file in organizations/")
        raise ConfigError(f"--issuer is {args.issuer}, but there is no such organization; {advice}")
    release = Release(
        id=NO_RELEASE,
        title="",
        date=args.date or settings.now.date(),
        path=str(args.file),
        issuer=args.issuer,
        language=args.language or settings.language,
    )
    return release, text, ()


def _read(file: Path, is_text: bool, archive: LoadedArchive) -> str:
    try:
        source = sys.stdin.buffer.read() if is_text and str(file) == "-" else file.read_bytes()
        return as_text(source)
    except OSError as error:
        advice = "name a file with UTF-8 text"
        if not is_text:
            paths = {str(release.id): release.path for release in archive.releases.values()}
            meant = closest(id_in(str(file)), paths)
            advice = f"did you mean {paths[meant]!r}?" if meant else "name the file of a release"
        raise ConfigError(f"{file} cannot be read: {error.strerror}; {advice}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file}:{line}: the text isn't UTF-8; save it as UTF-8") from error


def _print_found_json(release: Release, found: Found) -> None:
    for mention in database.in_order(found.mentions):
        row: dict[str, Any] = {"release": release.id or None, **mention._asdict()}
        print_json(row, indent=None)
    for one in found.refused:
        row = {
            "release": release.id or None,
            "refused": one.why.code,
            "entities": list(one.entities),
            "surface": one.surface,
            "start": one.start,
            "end": one.end,
            "meaning": one.why.meaning,
            "advice": _advice(one),
        }
        print_json(row, indent=None)


def _print_found(found: Found, archive: LoadedArchive) -> None:
    """Print a line for each mention: position, words, record, reason and office; two lines for a name not linked."""
    lines = [(-1 if m.start is None else m.start, 0, _mention_line(m, archive)) for m in found.mentions]
    lines += [(one.start, 1, _refused_lines(one)) for one in found.refused]
    for _, _, line in sorted(lines, key=lambda row: row[:2]) if found.refused else lines:
        print(line)


def _mention_line(mention: Mention, archive: LoadedArchive) -> str:
    where = "header" if mention.start is None else f"{mention.start}–{mention.end}"
    record = archive.registry.entity(mention.entity)
    name = f" ({record.name})" if record and record.name != mention.surface else ""
    office = f"; at the time {mention.role}" if mention.role else ""
    surface = " ".join(mention.surface.split())
    return f"{where:>11}  {surface}  →  {mention.kind} {mention.entity}{name}: {TAKEN[mention.method].why}{office}"


_MOST_SHOWN = 3
"""The maximum number of records printed for an ambiguous name: hundreds may share a family name."""


def _refused_lines(one: Refused) -> str:
    records = ", ".join(one.entities[:_MOST_SHOWN]) or "nobody"
    more = len(one.entities) - _MOST_SHOWN
    if more > 0:
        records += f" and {more:,} more"
    surface = " ".join(one.surface.split())
    first = f"{f'{one.start}–{one.end}':>11}  {surface}  ↛  {records}: [{one.why.code}] {one.why.meaning}"
    return f"{first}\n{'':13}{_advice(one)}"


def _advice(one: Refused) -> str:
    return one.why.advice(" ".join(one.surface.split()), one.entities[0] if one.entities else "ID")


@with_many("archives")
@argument("act", "[list|update]", type=click.Choice(("list", "update")), default="list")
@argument("names", "[NAME]...", nargs=-1)
@flag(
    "--local-network",
    help="With update: allow http and addresses in the local network, which are otherwise refused.",
)
@options.as_json("it")
def archives(args: Given) -> int:
    """Fetch and save other archives' data about the same organizations and officials.

    \b
    examples:
      newsroom archives                  list the saved data
      newsroom archives update           fetch from all archives, and save to archives/
      newsroom archives update osce      fetch from one archive

    The setting newsroom_archives in conf.py lists the archives. Records are matched only by Wikidata ids. Commit
    archives/: a build reads only this folder, and contacts no other host. Exits with 1 if an archive can't be
    read or contains an error; its saved data stay as they were.
    """
    settings = settings_of(args.root)
    if not settings.archives:
        raise ConfigError('newsroom_archives is not set; name one in conf.py: {"osce": "https://press.example.org/"}')
    for name in args.names:
        if name not in settings.archives:
            raise ConfigError(f"no archive is called {name!r}; {suggestion(name, settings.archives, 'see conf.py')}")
    selected = {name: settings.archives[name] for name in args.names or settings.archives}
    return _update(args, selected) if args.act == "update" else _list(args, selected)


def _list(args: Given, selected: dict[str, str]) -> int:
    others, problems = load_others(args.root, selected)
    rows: list[dict[str, Any]] = [
        {"name": one.name, "url": one.url, "title": one.title, "entries": len(one.entries)} for one in others.archives
    ]
    if args.as_json:
        print_json({"archives": rows, "problems": [one.row() for one in problems]}, indent=None)
        return 0
    for row in rows:
        print(f"{row['name']}: {row['title']}, {row['url']}: {_entries(row['entries'])}")
    warn(*problems)
    return 0


def _update(args: Given, selected: dict[str, str]) -> int:
    records = wanted_of(load_records(args.root).records)
    rows: list[dict[str, Any]] = []
    for name, url in selected.items():
        fetcher = Fetcher(local=args.local_network)
        try:
            row = _updated_row(update(args.root, name, url, records, fetcher.fetch))
        except OSError as error:
            raise ConfigError(f"archives/ can't be written: {error.strerror or error}") from None
        except Exception as error:  # bad data of one archive must not stop the others
            row = {"name": name, "url": url, "failed": f"{error}; the saved files are unchanged"}
        rows.append(row)
        if not args.as_json:
            _tell(row)
    if args.as_json:
        print_json(rows, indent=None)
    return 1 if any(row.get("failed") or row.get("problems") for row in rows) else 0


def _updated_row(done: Updated) -> dict[str, Any]:
    return {
        "name": done.archive.name,
        "url": done.archive.url,
        "title": done.archive.title,
        "entries": len(done.archive.entries),
        "written": done.written,
        "changes": list(done.changes),
        "problems": list(done.problems),
    }


def _tell(row: dict[str, Any]) -> None:
    if "failed" in row:
        warn(f"{row['name']}: {row['failed']}")
        return
    print(f"{row['name']}: {row['title']}, {_entries(row['entries'])}{'' if row['written'] else ', nothing changed'}")
    for change in row["changes"]:
        print(f"  {change}")
    for problem in row["problems"]:
        warn(f"{row['name']}: {problem}")


def _entries(count: int) -> str:
    return f"{count:,} entr{'y' if count == 1 else 'ies'} of the same Wikidata id"
