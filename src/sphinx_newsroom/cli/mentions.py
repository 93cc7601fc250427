"""``newsroom mentions``: whom a text names, and why each name was taken for whom it was."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.archive.release_text import line_of, release_text
from sphinx_newsroom.cli import needed, root_of
from sphinx_newsroom.cli.arguments import whole_number
from sphinx_newsroom.conf_file import settings_of
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.diagnostics import Problem, nearest
from sphinx_newsroom.files import as_text
from sphinx_newsroom.model.addresses import NO_RELEASE
from sphinx_newsroom.model.records import Mention, Release
from sphinx_newsroom.operations.opened import opened
from sphinx_newsroom.outputs.tables import table_rows
from sphinx_newsroom.sources.keys.sheet import closest
from sphinx_newsroom.sources.keys.values import canonical_tag
from sphinx_newsroom.sources.release_file import id_in
from sphinx_newsroom.text.naming import Found, Names, Refused, find, reports
from sphinx_newsroom.text.naming.reasons import TAKEN
from sphinx_newsroom.text.words.tokens import Mark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


from collections.abc import Iterator

from sphinx_newsroom.archive.link_sample import Link, drawn, links, sentence
from sphinx_newsroom.archive.marked_sheet import Precision, Row, read_sheet, sheet
from sphinx_newsroom.cli.refusals import said_of
from sphinx_newsroom.files import read_text, write
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.sources.table_cells import read_table

# `newsroom mentions --sample` and `--marked`: a sheet of links to read, and what its marks say of all of them.

DONE, FAILED, UNUSABLE = 0, 1, 2


def draw(root: Path, size: int, seed: int, output: Path | None) -> int:
    """Draw a sample of an archive's links, and print or write the sheet; raises ConfigError where that cannot be."""
    if output is not None and output.exists():
        raise ConfigError(f"{output} is there already, and may have marks; give another name, or delete it")
    archive = opened(root, settings_of(root))
    try:
        sample, count = drawn(_links(archive), size, seed)
        text = sheet(_row(number, link, archive) for number, link in enumerate(sample, 1))
        if output is None:
            print(text, end="")
        else:
            write(output, text)
    except OSError as error:
        print(f"newsroom: {said_of(error)}; no sheet was written", file=sys.stderr)
        return FAILED
    if not count:
        print("no text names anybody who has a record; `newsroom suggest` lists names without one", file=sys.stderr)
        return DONE
    then = f"newsroom mentions --marked {output or 'SHEET'}"
    print(f"{len(sample):,} of {count:,} mentions, drawn with seed {seed}", file=sys.stderr)
    print(f"write right, wrong or unsure into the column mark, then: {then}", file=sys.stderr)
    return DONE


def _links(archive: Archive) -> Iterator[Link]:
    """What was found in all texts of an archive, release by release."""
    names, progress = Names(archive.registry), Progress("releases")
    for number, release in enumerate(archive.releases.values()):
        progress("read", number, len(archive.releases))
        text, marks = release_text(archive, release)
        yield from links(release, text, find(names, text, marks, release).mentions)
    progress.end()


def _row(number: int, link: Link, archive: Archive) -> Row:
    mention, path = link.mention, link.release.path
    ahead, behind = sentence(link.text, link.start, link.end)
    record = archive.registry.entity(mention.entity)
    line = line_of(link.text, link.start, read_text(archive.root / path))
    return Row(
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


# What was marked


def show_precision(file: Path, *, as_json: bool) -> int:
    """Print what the marks of a sheet say; raises ConfigError where it cannot be read or has no marks."""
    rows, problems = read_sheet(str(file), read_table(file, "sheet", "--sample"))
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return UNUSABLE
    found = Precision.of(rows)
    if not found.decided:
        raise ConfigError(f"{file} has no row marked right or wrong; write these words into its first column")
    _print_sample_json(found, rows) if as_json else _print_sample(found, rows)
    return DONE


def _print_sample(found: Precision, rows: list[Row]) -> None:
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


def _print_sample_json(found: Precision, rows: list[Row]) -> None:
    low, high = found.interval
    wrong = [{**row._asdict(), "advice": _sample_advice(row)} for row in rows if row.mark == "wrong"]
    counts = {"right": found.right, "wrong": found.wrong, "unsure": found.unsure, "not_marked": found.unmarked}
    print(json.dumps({**counts, "precision": found.share, "low": low, "high": high, "wrongs": wrong}, indent=1))


def _sample_advice(row: Row) -> str:
    return f"write names: {{{row.words}: false}} in the release's header; for all releases {TAKEN[row.why].where_wrong}"


def _percent(share: float) -> str:
    return f"{share:.1%}".replace("%", " %")


EPILOG = """examples:
  newsroom mentions releases/2011/conference-opens.md
  newsroom mentions --why releases/2011/conference-opens.md        also the names that were not taken, and why
  newsroom mentions --json releases/2011/conference-opens.md       rows as in data/mentions.jsonl
  newsroom mentions --text wire.txt --date 2011-06-21 --issuer osce   any plain text
  pbpaste | newsroom mentions --text -                                the same, as it comes
  newsroom mentions --sample 60 --output sheet.tsv       60 links at random, to be marked right or wrong
  newsroom mentions --marked sheet.tsv                   how many of all links are right, by the marks

A release may still be under embargo. Its text is the `text` of its row of data, whose characters are counted.
Exits with 1 where a name is ambiguous or an office was not held, with 2 where FILE cannot be read."""

_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "why": ("release", "text"),
    "json": ("release", "text", "marked"),
    "date": ("text",),
    "language": ("text",),
    "issuer": ("text",),
    "seed": ("sample",),
    "output": ("sample",),
}
"""With what each option goes: a release, ``--text``, ``--sample`` or ``--marked``."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="a release of the archive; with --text, any plain text, - for standard input; with --sample, the folder "
        "of an archive",
    )
    parser.add_argument("--json", action="store_true", help="print a row of JSON for each mention")
    parser.add_argument(
        "--why",
        action="store_true",
        help="show the names, too, that stand in the text and were not taken, by which rule, and what can be done",
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--text", action="store_true", help="FILE is plain text and no release")
    kind.add_argument(
        "--sample",
        type=_number,
        metavar="N",
        help="draw N of all mentions in the archive at random, on a sheet to mark: a table with tabs between the cells",
    )
    kind.add_argument(
        "--marked", type=Path, metavar="SHEET", help="read a marked sheet, and tell how many of all links are right"
    )
    parser.add_argument(
        "--date", type=_date, metavar="DATE", help="with --text: the day that the text is of (default: today)"
    )
    parser.add_argument(
        "--language", type=_language, metavar="TAG", help="with --text: its language (default: the archive's)"
    )
    parser.add_argument("--issuer", metavar="ID", help="with --text: the organization that issued it")
    parser.add_argument(
        "--seed", type=whole_number, metavar="N", help="with --sample: another number draws another sample (default: 0)"
    )
    parser.add_argument(
        "--output", type=Path, metavar="SHEET", help="with --sample: write the sheet into this file (default: print it)"
    )


def _number(value: str) -> int:
    if not value.isdecimal() or int(value) == 0:
        raise argparse.ArgumentTypeError(f"{value!r} is no number of mentions; write one from 1 up")
    return int(value)


def _date(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is no date; write one such as 2011-06-21") from None


def _language(value: str) -> str:
    tag = canonical_tag(value)
    if tag is None:
        raise argparse.ArgumentTypeError(f"{value!r} is no language tag; write one such as en, ru or pt-BR")
    return tag


def run(args: argparse.Namespace) -> int:
    """Find and show; raises ConfigError where conf.py or FILE cannot be used."""
    _check(args)
    if args.marked is not None:
        return show_precision(args.marked, as_json=args.json)
    if args.sample is not None:
        return draw(_archive_folder(args), args.sample, args.seed or 0, args.output)
    if args.file is None:
        raise ConfigError("FILE is missing; give a release, --text and any plain text, or --sample N")
    root = needed(args.root)
    archive = opened(root, settings_of(root))
    source = _read(args.file, args.text, archive)
    release, text, marks = _plain(args, archive, source) if args.text else _release(args.file, archive)
    found = find(Names(archive.registry), text, marks, release, why=args.why)
    _print_json(release, found) if args.json else _print(found, archive)
    for start, code, message, advice in reports(found, release, archive.registry):
        print(Problem(str(args.file), line_of(text, start, source), code, message, advice), file=sys.stderr)
    if not found.mentions:
        print("nobody is named who has a record; `newsroom suggest` lists names without one", file=sys.stderr)
    return 1 if found.ambiguities or found.conflicts else 0


def _check(args: argparse.Namespace) -> None:
    """Raise ConfigError where an option does not go with what was asked for."""
    modes = {"text": args.text, "sample": args.sample is not None, "marked": args.marked is not None}
    mode = next((name for name, given in modes.items() if given), "release")
    for option, with_ in _OPTIONS.items():
        value = getattr(args, option)
        if value is None or value is False or mode in with_:
            continue
        if with_ == ("text",):
            raise ConfigError(f"--{option} is for plain text, and a release says its own; give --text with it")
        if with_ == ("sample",):
            raise ConfigError(f"--{option} is for a sample; give --sample N with it")
        raise ConfigError(f"--{option} does not go with --{mode}; leave it out")
    if mode == "marked" and args.file is not None:
        raise ConfigError(f"--marked reads its sheet alone; leave {args.file} out")


def _archive_folder(args: argparse.Namespace) -> Path:
    """The archive of which a sample is drawn: that of FILE, if it is given."""
    if args.file is None:
        return needed(args.root)
    root = root_of(args.file.resolve())
    if root is None:
        raise ConfigError(f"{args.file} is no archive: it has no conf.py; give the folder of one")
    return root


def _release(file: Path, archive: Archive) -> tuple[Release, str, Sequence[Mark]]:
    """A release of the archive, with its text; a draft and one under embargo as it will be."""
    path = file.resolve()
    withheld = next((found for found in archive.withheld.values() if archive.root / found.path == path), None)
    if withheld is not None and withheld.is_to_come:
        then = withheld.until or archive.settings.now
        archive = opened(archive.root, replace(archive.settings, now=then, drafts=True))
    for release in archive.releases.values():
        if archive.root / release.path == path:
            return release, *release_text(archive, release)
    problem = next((found for found in archive.problems if archive.root / found.path == path), None)
    if problem is not None:
        raise ConfigError(f"{file}:{problem.line}: {problem.text}")
    raise ConfigError(f"{file} is no release of the archive {archive.root}; give one, or --text for any plain text")


def _plain(args: argparse.Namespace, archive: Archive, text: str) -> tuple[Release, str, Sequence[Mark]]:
    """A plain text, as if it were the text of a release."""
    settings = archive.settings
    if args.issuer and args.issuer not in archive.registry.organizations:
        near = nearest(args.issuer, archive.registry.organizations)
        advice = f"did you mean {near}?" if near else "write the id of one in organizations/"
        raise ConfigError(f"--issuer {args.issuer} has no file; {advice}")
    release = Release(
        id=NO_RELEASE,
        title="",
        date=args.date or settings.now.date(),
        path=str(args.file),
        issuer=args.issuer,
        language=args.language or settings.language,
    )
    return release, text, ()


def _read(file: Path, is_text: bool, archive: Archive) -> str:
    try:
        source = sys.stdin.buffer.read() if is_text and str(file) == "-" else file.read_bytes()
        return as_text(source)
    except OSError as error:
        advice = "give a file of UTF-8 text"
        if not is_text:
            paths = {str(release.id): release.path for release in archive.releases.values()}
            meant = closest(id_in(str(file)), paths)
            advice = f"did you mean {paths[meant]!r}?" if meant else "give the file of a release"
        raise ConfigError(f"{file} cannot be read: {error.strerror}; {advice}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file}:{line}: the text is not UTF-8; save it as UTF-8") from error


def _print_json(release: Release, found: Found) -> None:
    for mention in table_rows.in_order(found.mentions):
        row: dict[str, Any] = {"release": release.id or None, **mention._asdict()}
        print(json.dumps(row, ensure_ascii=False))
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
        print(json.dumps(row, ensure_ascii=False))


def _print(found: Found, archive: Archive) -> None:
    """One line a mention: where, what stands there, whom it means, why, and the office held; two a name not taken."""
    lines = [(-1 if m.start is None else m.start, 0, _mention_line(m, archive)) for m in found.mentions]
    lines += [(one.start, 1, _refused_lines(one)) for one in found.refused]
    for _, _, line in sorted(lines, key=lambda row: row[:2]) if found.refused else lines:
        print(line)


def _mention_line(mention: Mention, archive: Archive) -> str:
    where = "header" if mention.start is None else f"{mention.start}–{mention.end}"
    record = archive.registry.entity(mention.entity)
    name = f" ({record.name})" if record and record.name != mention.surface else ""
    office = f"; at the time {mention.role}" if mention.role else ""
    surface = " ".join(mention.surface.split())
    return f"{where:>11}  {surface}  →  {mention.kind} {mention.entity}{name}: {TAKEN[mention.method].why}{office}"


_MOST_SHOWN = 3
"""How many records are named of those that have a name: a family name may be that of hundreds."""


def _refused_lines(one: Refused) -> str:
    shown = ", ".join(one.entities[:_MOST_SHOWN]) or "nobody"
    more = len(one.entities) - _MOST_SHOWN
    if more > 0:
        shown += f" and {more:,} more"
    surface = " ".join(one.surface.split())
    first = f"{f'{one.start}–{one.end}':>11}  {surface}  ↛  {shown}: [{one.why.code}] {one.why.meaning}"
    return f"{first}\n{'':13}{_advice(one)}"


def _advice(one: Refused) -> str:
    return one.why.advice(" ".join(one.surface.split()), one.entities[0] if one.entities else "ID")
