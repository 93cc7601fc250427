"""``newsroom mentions --sample`` and ``--marked``: a sheet of links to read, and what its marks say of all of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from sphinx_newsroom.archive.link_sample import Link, drawn, links, sentence
from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.archive.marked_sheet import Precision, Row, read_sheet, sheet
from sphinx_newsroom.archive.release_text import line_of, release_text
from sphinx_newsroom.cli.refusals import said_of
from sphinx_newsroom.conf_file import settings_of
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.files import read_text, write
from sphinx_newsroom.operations.opened import opened
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.sources.table_cells import read_table
from sphinx_newsroom.text.naming import Names, find
from sphinx_newsroom.text.naming.reasons import TAKEN

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
    _print_json(found, rows) if as_json else _print(found, rows)
    return DONE


def _print(found: Precision, rows: list[Row]) -> None:
    low, high = found.interval
    print(f"{found.right} right, {found.wrong} wrong, {found.unsure} unsure, {found.unmarked} not marked")
    print(f"precision {_percent(found.share)}; 95 % interval {_percent(low)} to {_percent(high)} (Wilson score)")
    if found.unsure:
        least = found.right / (found.decided + found.unsure)
        print(f"{_percent(least)}, were all unsure ones wrong")
    for row in rows:
        if row.mark == "wrong":
            means = f"{row.kind} {row.record} ({row.name}): {TAKEN[row.why].why}"
            print(f"\n{row.place}: {row.words}  →  {means}\n    {row.sentence}\n    {_advice(row)}")


def _print_json(found: Precision, rows: list[Row]) -> None:
    low, high = found.interval
    wrong = [{**row._asdict(), "advice": _advice(row)} for row in rows if row.mark == "wrong"]
    counts = {"right": found.right, "wrong": found.wrong, "unsure": found.unsure, "not_marked": found.unmarked}
    print(json.dumps({**counts, "precision": found.share, "low": low, "high": high, "wrongs": wrong}, indent=1))


def _advice(row: Row) -> str:
    return f"write names: {{{row.words}: false}} in the release's header; for all releases {TAKEN[row.why].where_wrong}"


def _percent(share: float) -> str:
    return f"{share:.1%}".replace("%", " %")
