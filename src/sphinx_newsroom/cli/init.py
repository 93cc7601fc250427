"""``newsroom init``: begin an archive, with answers to a few questions."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sphinx_newsroom._version import __version__
from sphinx_newsroom.cli.keys import read_line
from sphinx_newsroom.cli.refusals import said_of
from sphinx_newsroom.config import ConfigError, now_of, site_of, timezone_of
from sphinx_newsroom.files import LONGEST_NAME
from sphinx_newsroom.model.days import day_in
from sphinx_newsroom.operations.begin import Answers, archive_files
from sphinx_newsroom.operations.begin.placing import OccupiedError, place, refuse_occupied
from sphinx_newsroom.sources.values import canonical_tag

EPILOG = """examples:
  newsroom init our-newsroom
  newsroom init our-newsroom --yes --issuer "Harbour Authority of Aldrum" --url https://news.example.org/

On a terminal it asks for what is not given; --yes, or a pipe, takes what it would propose. The archive builds at
once: it has a sample release, records, a Makefile, and what GitHub and VS Code are told of it."""


INTERRUPTED = 130
"""128 and the signal's number, as a shell counts."""


def _name(value: str) -> str:
    text = " ".join(value.split())
    if not text or not text.isprintable() or len(text) > LONGEST_NAME:
        raise ConfigError(f"{value!r} is no name; write some words, {LONGEST_NAME} characters at most")
    return text


def _name_or_nothing(value: str) -> str:
    return _name(value) if value.strip() else ""


def _language(value: str) -> str:
    if (tag := canonical_tag(value.strip().replace("_", "-"))) is None:
        raise ConfigError(f"{value!r} is no tag of a language; write one such as en, de or pt-BR")
    return tag


def _address(value: str) -> str:
    return site_of("the address", value.strip())


def _timezone(value: str) -> str:
    return timezone_of("the time zone", value.strip()) or "UTC"


class _Question(NamedTuple):
    """What is asked for a field of Answers: in words, how an answer is read, and what the option takes."""

    words: str
    read: Callable[[str], str]
    metavar: str
    meaning: str


_QUESTIONS: Mapping[str, _Question] = {
    "project": _Question("What is the archive called?", _name, "TEXT", "what the archive is called"),
    "issuer": _Question("Which organization issues its releases?", _name, "TEXT", "the organization that issues"),
    "acronym": _Question("Its acronym, if it has one?", _name_or_nothing, "TEXT", "its acronym"),
    "language": _Question("In which language, as a tag such as en or de?", _language, "TAG", "the releases' language"),
    "timezone": _Question("In which time zone?", _timezone, "NAME", "the time zone, such as Europe/Vienna"),
    "url": _Question("The address of the site, if that is known?", _address, "URL", "the site's address"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(), metavar="DIR", help="a new folder, or an empty one"
    )
    for field, question in _QUESTIONS.items():
        option = "--name" if field == "project" else f"--{field}"
        parser.add_argument(option, dest=field, metavar=question.metavar, help=question.meaning)
    parser.add_argument("-y", "--yes", action="store_true", help="ask nothing, and take what would be proposed")


def run(args: argparse.Namespace) -> int:
    """Make the archive; 0 when it is there, 1 where the folder cannot take it."""
    folder = args.folder.absolute()
    try:
        refuse_occupied(folder)
        answers = _answers(args, folder)
        today = day_in(ZoneInfo(answers.timezone), now_of("", None))
        files = archive_files(answers, today, __version__)
        place(folder, files)
    except (OccupiedError, OSError) as error:
        print(f"newsroom init: nothing was made: {said_of(error)}", file=sys.stderr)
        return 1
    except (EOFError, KeyboardInterrupt):  # Ctrl-D ends what is typed, too
        print("\nnewsroom init: nothing was made", file=sys.stderr)
        return INTERRUPTED
    print(f"made the archive {answers.project} in {folder}, {len(files)} files; next:")
    if folder != Path.cwd():
        print(f"  cd {args.folder}")
    print("  newsroom serve           the site in a browser, with a sample release; it follows what you save")
    print('  newsroom new "A title"   a release of your own, as a draft')
    print("  newsroom publish         what is finished goes public, after you have seen and agreed")
    return 0


def _answers(args: argparse.Namespace, folder: Path) -> Answers:
    """What was given, and what is answered to the rest; raises ConfigError for what cannot be."""
    said = {field: question.read(value) for field, question in _QUESTIONS.items() if (value := vars(args)[field])}
    asks = not args.yes and sys.stdin.isatty() and sys.stdout.isatty()
    proposed = {
        "project": _title(folder.name),
        "issuer": "Example Agency",
        "acronym": "",
        "language": "en",
        "timezone": _zone_here(),
        "url": "",
    }
    for field, question in _QUESTIONS.items():
        if field not in said:
            said[field] = _ask(question, proposed[field]) if asks else proposed[field]
    return Answers(**said)


def _zone_here() -> str:
    """The name of the time zone that this computer is set to, as far as it says so; else UTC."""
    # Source: tzset(3); localtime(5).
    said = os.environ.get("TZ", "").lstrip(":") or os.path.realpath("/etc/localtime").rpartition("/zoneinfo/")[2]
    try:
        return _timezone(said or "UTC")
    except ConfigError:
        return "UTC"


def _title(name: str) -> str:
    """``our-newsroom`` as a title: ``Our newsroom``."""
    words = " ".join(name.replace("-", " ").replace("_", " ").split())
    try:
        return _name(words[:1].upper() + words[1:])
    except ConfigError:
        return "Newsroom"


def _ask(question: _Question, proposed: str) -> str:
    """The answer to a question, asked again until it can be one."""
    while True:
        answer = read_line(f"{question.words} [{proposed or 'none'}] ").strip()
        if not answer:
            return proposed
        try:
            return question.read(answer)
        except ConfigError as error:
            print(f"  {error}")
