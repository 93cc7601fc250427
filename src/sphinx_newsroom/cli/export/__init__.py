"""``newsroom export``: releases and records in the formats of others, or files of the archive to be kept elsewhere."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.diagnostics import Severity, counted

if TYPE_CHECKING:
    from sphinx_newsroom.cli.export.opened import Opened

EPILOG = """formats:
  ninjs        IPTC's news in JSON 3.1, an item a line          .jsonl
  newsml-g2    IPTC's NewsML-G2 2.35, a message with all items  .xml
  icalendar    what releases invite to (`event` in a header)    .ics
  bibtex       citations for LaTeX                              .bib
  csl          citations for Pandoc and Zotero (CSL-JSON)       .json
  popolo       organizations, officials and offices             .json
  bagit        sources, the published site and the ledger with digests (RFC 8493), a folder
  wacz         the published site as a web archive              .wacz

examples:
  newsroom export ninjs --output releases.jsonl
  newsroom export newsml-g2 --year 2011 --output 2011.xml
  newsroom export csl --release 2011/conference-opens --output opens.json
  newsroom export bibtex --language ru --output ru.bib
  newsroom export bagit --year 2011 --output bag-2011
  newsroom export wacz --edition 2023 --output 2023.wacz

Nothing under embargo is in any of them, and of a withdrawn release only its notice. bagit and wacz take the pages from
the site that `newsroom build` published, which must be that of the archive as it is. wacz and icalendar need
pip install "sphinx-newsroom[export]". Exits with 1 where the archive or its site does not allow it, with 2 for a wrong
call."""


class Result(NamedTuple):
    """What was written: how many of what, such as ``item``, and what was left out, in words."""

    number: int
    what: str
    left_out: tuple[str, ...] = ()


Export = Callable[["Opened", Path], Result]


class RefusedExportError(RuntimeError):
    """Something cannot be exported as it is; the message says what, and what to do."""


def _formats() -> Mapping[str, Export]:
    from sphinx_newsroom.cli.export import kept, told

    return {
        "ninjs": told.write_ninjs,
        "newsml-g2": told.write_newsml,
        "icalendar": told.write_calendar,
        "bibtex": told.write_bibtex,
        "csl": told.write_csl,
        "popolo": told.write_popolo,
        "bagit": kept.write_bag,
        "wacz": kept.write_web_archive,
    }


FORMATS = ("ninjs", "newsml-g2", "icalendar", "bibtex", "csl", "popolo", "bagit", "wacz")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("format", choices=FORMATS, metavar="FORMAT", help=f"one of {', '.join(FORMATS)}")
    parser.add_argument("--output", type=Path, required=True, metavar="PATH", help="the file or, for bagit, new folder")
    parser.add_argument("--year", type=_year, action="append", default=[], metavar="YEAR", help="releases of this year")
    parser.add_argument("--edition", default="", metavar="NAME", help="the texts that stood then (newsroom_editions)")
    parser.add_argument("--release", action="append", default=[], metavar="ID", help="this release; may be given again")
    parser.add_argument("--language", action="append", default=[], metavar="TAG", help="releases in this language")
    parser.add_argument("--site", type=Path, metavar="DIR", help="the site for bagit and wacz (default: _build/html)")
    parser.add_argument("--json", action="store_true", help="print what was written as JSON")


def _year(text: str) -> int:
    if not (text.isdecimal() and len(text) == len("2011")):
        raise argparse.ArgumentTypeError(f"{text!r} is no year; write one such as 2011")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Export; 0 when written, 1 where it was refused."""
    from sphinx_newsroom.cli.export.opened import opened
    from sphinx_newsroom.outputs.exports.chosen import Wanted

    wanted = Wanted(tuple(args.year), args.edition, tuple(args.release), tuple(args.language))
    found = opened(args.root, settings_of(args.root), wanted, args.site)
    fatal = [problem for problem in found.archive.problems if problem.code.severity is Severity.FATAL]
    for problem in fatal:
        print(problem, file=sys.stderr)
    if fatal:
        return 1
    if not found.texts and args.format != "popolo":
        words = wanted.words or "this archive"
        of = words if words.startswith("in ") else f"of {words}"
        raise ConfigError(f"nothing is published {of}, so there is nothing to export")
    try:
        result = _formats()[args.format](found, args.output)
    except ImportError as error:
        print(
            f'newsroom export: {args.format} needs {error.name}: pip install "sphinx-newsroom[export]"', file=sys.stderr
        )
        return 1
    except RefusedExportError as error:
        print(f"newsroom export: {error}", file=sys.stderr)
        return 1
    except OSError as error:  # the temporary name that it has tells nobody anything
        why = f"{args.output} cannot be written: {error.strerror or error}"
        print(f"newsroom export: {why}; give another name with --output", file=sys.stderr)
        return 1
    _tell(args, result)
    return 0


def _tell(args: argparse.Namespace, result: Result) -> None:
    if args.json:
        row = {
            "format": args.format,
            "output": str(args.output),
            "number": result.number,
            "of": f"{result.what}s",
            "left_out": list(result.left_out),
        }
        print(json.dumps(row, ensure_ascii=False))
        return

    print(f"{args.output}: {counted(result.number, result.what)}")
    for words in result.left_out:
        print(f"left out: {words}", file=sys.stderr)
