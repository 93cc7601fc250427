"""The subcommands init, new and schema, and the first steps that ``newsroom`` prints without a subcommand."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import click

from sphinx_newsroom._version import __version__
from sphinx_newsroom.archive.journal import interrupted
from sphinx_newsroom.archive.loading import LoadedArchive, missing_for
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.cli.options import PATH, argument, command, flag, option, print_json, read_line, said_of, warn, yes
from sphinx_newsroom.config import ConfigError, Settings, now_of, settings_of, site_of, timezone_of
from sphinx_newsroom.diagnostics import Code, counted
from sphinx_newsroom.diagnostics import RefusedError as RefusedValueError
from sphinx_newsroom.files import LONGEST_NAME, write_new
from sphinx_newsroom.model.addresses import SOURCE_FOLDERS
from sphinx_newsroom.model.records import day_in
from sphinx_newsroom.operations.begin import (
    Answers,
    NewReleaseError,
    OccupiedError,
    Wish,
    archive_files,
    is_sample,
    new_release,
    place,
    refuse_occupied,
    requirement,
    whole_archive,
)
from sphinx_newsroom.operations.publish import in_words, next_due
from sphinx_newsroom.operations.site import Places, is_ours
from sphinx_newsroom.sources.header import KEYS, schema_of
from sphinx_newsroom.sources.values import canonical_tag, day_of, moment_of

# The questions of `newsroom init`.


INTERRUPTED = 130
"""128 plus the signal's number, as shells report it."""


def _name(value: str) -> str:
    text = " ".join(value.split())
    if not text or not text.isprintable() or len(text) > LONGEST_NAME:
        raise ConfigError(f"{value!r} isn't a name; write some words, {LONGEST_NAME} characters at most")
    return text


def _acronym(value: str) -> str:
    return _name(value) if value.strip() else ""


def _language(value: str) -> str:
    if (tag := canonical_tag(value.strip().replace("_", "-"))) is None:
        raise ConfigError(f"{value!r} isn't a language tag; write one such as en, de or pt-BR")
    return tag


def _address(value: str) -> str:
    """Return the site's address; ``news.example.org`` gets ``https://``."""
    value = value.strip()
    is_host = "." in value.partition("/")[0] and "://" not in value
    return site_of("the address", f"https://{value}" if is_host else value)


def _timezone(value: str) -> str:
    return timezone_of("the time zone", value.strip()) or "UTC"


class _Question(NamedTuple):
    """A question for a field of Answers: its words, the parser, and the option's metavar and help."""

    words: str
    read: Callable[[str], str]
    metavar: str
    meaning: str


_QUESTIONS: Mapping[str, _Question] = {
    "project": _Question("What is the archive called?", _name, "TEXT", "The name of the archive."),
    "issuer": _Question(
        "Which organization issues its releases?", _name, "TEXT", "The organization that issues the releases."
    ),
    "acronym": _Question("Its acronym, if it has one?", _acronym, "TEXT", "Its acronym."),
    "language": _Question(
        "In which language, as a tag such as en or de?", _language, "TAG", "The language of the releases."
    ),
    "timezone": _Question("In which time zone?", _timezone, "NAME", "The time zone, such as Europe/Vienna."),
    "url": _Question("The site's address, if you know it?", _address, "URL", "The address of the site."),
}


def _options(function: Callable[..., int]) -> Callable[..., int]:
    """Add an option for each question."""
    for field, question in reversed([*_QUESTIONS.items()]):
        name = "--name" if field == "project" else f"--{field}"
        function = option(name, field, metavar=question.metavar, help=question.meaning)(function)
    return function


@click.command("init")
@argument("folder", "[DIR]", type=PATH, default=Path())
@_options
@yes
def init(folder: Path, yes: bool, **given: str | None) -> int:
    """Create an archive: a folder with everything it needs, ready to build.

    \b
    examples:
      newsroom init our-newsroom
      newsroom init our-newsroom --yes --issuer "Harbour Authority of Aldrum" --url https://news.example.org/

    On a terminal, the command asks for values that you don't set. With --yes, or in a pipe, it uses its own
    suggestions. You can build the archive immediately: it contains a sample release, records, a Makefile, and settings
    for GitHub and VS Code.
    """
    root = folder.absolute()
    try:
        refuse_occupied(root)
        answers = _answers(given, root, asks=not yes and sys.stdin.isatty() and sys.stdout.isatty())
        today = day_in(ZoneInfo(answers.timezone), now_of("", None))
        files = archive_files(answers, today, requirement(__version__))
        place(root, files)
    except (OccupiedError, OSError) as error:
        raise click.ClickException(f"nothing was created: {said_of(error)}") from error
    except (EOFError, KeyboardInterrupt):  # Ctrl-D also ends the input
        warn("\nnewsroom init: nothing was created")
        return INTERRUPTED
    print(f"made the archive {answers.project} in {root}, {len(files)} files; next:")
    if root != Path.cwd():
        print(f"  cd {folder}")
    print("  newsroom serve           preview the site, with a sample release; it reloads when you save")
    print('  newsroom new "A title"   start a release, as a draft')
    print("  newsroom publish         publish finished releases, after you agree")
    return 0


def _answers(given: Mapping[str, str | None], folder: Path, *, asks: bool) -> Answers:
    """Return the given answers, asking for the rest or using defaults; raises ConfigError for a bad value."""
    said = {field: question.read(value) for field, question in _QUESTIONS.items() if (value := given[field])}
    proposals = _name_of(folder.name), "Example Agency", "", "en", _zone_here(), ""
    for (field, question), proposed in zip(_QUESTIONS.items(), proposals, strict=True):
        if field not in said:
            said[field] = _ask(question, proposed) if asks else proposed
    return Answers(**said)


def _zone_here() -> str:
    """Return the computer's time zone, or UTC if it can't be found."""
    # Source: tzset(3); localtime(5).
    said = os.environ.get("TZ", "").lstrip(":") or os.path.realpath("/etc/localtime").rpartition("/zoneinfo/")[2]
    try:
        return _timezone("UTC" if said in ("", "Etc/UTC") else said)
    except ConfigError:
        return "UTC"


def _name_of(name: str) -> str:
    """Turn ``our-newsroom`` into a title: ``Our newsroom``."""
    words = " ".join(name.replace("-", " ").replace("_", " ").split())
    try:
        return _name(words[:1].upper() + words[1:])
    except ConfigError:
        return "Newsroom"


def _ask(question: _Question, proposed: str) -> str:
    """Ask a question until the answer is valid, and return it."""
    while True:
        answer = read_line(f"{question.words} [{proposed or 'none'}] ").strip()
        if not answer:
            return proposed
        try:
            read = question.read(answer)
        except ConfigError as error:
            print(f"  {error}")
            continue
        if read.removesuffix("/") == f"https://{answer}".removesuffix("/"):
            proposed = read  # the scheme is a guess, so let the user confirm it
        else:
            return read


@command("new")
@argument("title", "[TITLE]", required=False)
@option("--date", metavar="DATE", help="A date, or a date and time (default: today, in newsroom_timezone).")
@option("--issuer", metavar="ID", help="The issuer (default: newsroom_issuer).")
@option("--type", "kind", metavar="TYPE", help="One of newsroom_types (default: press-release).")
@option("--language", metavar="TAG", help="The language (default: the one in conf.py).")
@option("--translation-of", metavar="ID", help="Translate this release; needs --language.")
@flag("--notebook", help="Write a Jupyter notebook instead of Markdown.")
def new(
    root: Path,
    title: str | None,
    date: str | None,
    issuer: str | None,
    kind: str | None,
    language: str | None,
    translation_of: str | None,
    notebook: bool,
) -> int:
    """Create a draft release: a file named after TITLE, with a completed header.

    \b
    examples:
      newsroom new "Bridge at Aldrum reopens to shipping"
      newsroom new "Statement on the flood" --type statement --date 2026-10-01T10:00
      newsroom new --translation-of 2026/bridge-at-aldrum-reopens-to-shipping --language de
      newsroom new "Labour survey" --notebook

    If the archive numbers its releases, the file gets the next number. If the issuer's record has no contacts, the file
    gets those of the issuer's newest release. It is a draft until you remove `draft: true`. On a terminal, $VISUAL or
    $EDITOR opens it.
    """
    settings = settings_of(root)
    try:
        day = _day(date, settings.timezone)
        said = _title(title), date, day, issuer, kind, _language(language) if language else None
        path, text = new_release(whole_archive(root, settings), Wish(*said, translation_of, notebook), settings.today)
        file = root / path
        write_new(os.fspath(file), text.encode("utf-8"))  # if another process was faster, its file stays
    except (NewReleaseError, OSError) as error:
        raise click.ClickException(f"nothing was written: {said_of(error)}") from error
    print(os.path.relpath(file), flush=True)
    if not notebook:
        warn("next: write the text below the header; newsroom serve shows it; remove `draft: true` when it is final")
    elif missing := missing_for(path):
        warn(f"newsroom new: {missing}")
    _open(file)
    return 0


def _title(given: str | None) -> str | None:
    title = None if given is None else " ".join(given.split())
    if title is not None and not (title and title.isprintable()):
        raise ConfigError(f"{given!r} isn't a title; write some words")
    return title


def _day(written: str | None, timezone: str | None) -> dt.date | None:
    if written is None:
        return None
    try:
        return moment_of(written, "--date", timezone).date() if ":" in written else day_of(written, "--date")
    except RefusedValueError as error:
        raise ConfigError(f"{error.message}; {error.advice}") from error


def _open(place: Path) -> None:
    """Open a file in the user's editor, if the command runs on a terminal."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    try:
        subprocess.run([*shlex.split(editor), str(place)], check=False)
    except (OSError, ValueError) as error:
        warn(f"newsroom new: {editor} couldn't be run: {error}; open the file yourself")


@command("schema", archive=False)
@argument("kind", "KIND", type=click.Choice((*KEYS, "alert")))
def schema(root: Path | None, kind: str) -> int:
    """Print the JSON Schema of a header, for editors.

    KIND is a release, a kind of record, or an alert.

    \b
    examples:
      newsroom schema release > release.schema.json
      newsroom schema organization > organization.schema.json

    In an archive, the schema contains the types of releases from its conf.py; elsewhere, the default types.
    """
    print_json(schema_of(kind, settings_of(root) if root else Settings()), indent=2)
    return 0


# `newsroom` without a subcommand: the archive's state, and what to do first.

_NEW = (Code.UNPUBLISHED, Code.UNRECORDED)


class Step(NamedTuple):
    """A command to run, and why."""

    call: str
    why: str


def first_steps(root: Path | None) -> None:
    """Print what to do first in the archive at *root*, or outside any archive if it is None."""
    if root is None:
        print("There is no archive here, nor in a folder above.")
        steps = [Step("newsroom init our-newsroom", "create one")]
    else:
        archive = open_archive(root, as_published=True)
        print(_state(archive))
        if built := _last_built(root):
            moment = dt.datetime.fromtimestamp(built, ZoneInfo(archive.settings.timezone or "UTC"))
            print(f"Last build: {moment:%Y-%m-%d %H:%M}")
        steps = list(_steps(root, archive))
    width = max(len(step.call) for step in steps)
    print("\n".join(f"  {step.call:{width}}   {step.why}" for step in steps))
    print("All commands: newsroom --help")


def _state(archive: LoadedArchive) -> str:
    count = Counter[str](
        found.reason for found in archive.withheld.values() if not is_sample(archive.root / found.path)
    )
    parts = {
        "draft": counted(count["draft"], "draft"),
        "embargo": f"{count['embargo']:,} to come",
        "unpublished": f"{count['unpublished']:,} not published",
    }
    return f"{archive.settings.project}: " + ", ".join(
        (counted(len(archive.releases), "release"), *(words for reason, words in parts.items() if count[reason]))
    )


def _last_built(root: Path) -> float | None:
    """Return when the site in ``_build/html`` was built, in seconds since 1970, or None."""
    note = Places(root / "_build" / "html").built
    return note.stat().st_mtime if note.exists() else None


def _changed_since(root: Path, moment: float) -> int:
    """Return the number of sources changed since a moment."""
    files = [root / "conf.py", *(path for folder in SOURCE_FOLDERS for path in (root / folder).rglob("*"))]
    return sum(path.is_file() and path.stat().st_mtime > moment for path in files)


def _steps(root: Path, archive: LoadedArchive) -> Iterator[Step]:
    """Yield what to do, the most urgent first; at least one step."""
    if stopped := interrupted(root):
        yield Step(f"newsroom {shlex.join(stopped.call)}", "it was interrupted; run the same command again")
    if wrong := sum(problem.is_error and not problem.pending for problem in archive.problems):
        yield Step("newsroom check", f"{wrong:,} {'thing is' if wrong == 1 else 'things are'} wrong")
    if drafts := sum(found.reason == "draft" for found in archive.withheld.values()):
        yield Step("newsroom serve", "look at the draft" if drafts == 1 else f"look at the {drafts:,} drafts")
    unpublished = [found.path for found in archive.withheld.values() if found.reason == "unpublished"]
    texts = (*unpublished, *(release.path for release in archive.releases.values()))
    own = [path for path in texts if not is_sample(root / path)]
    if not own and not drafts:
        yield Step('newsroom new "A title"', "write the first release")
    if own and archive.ledger is None:
        yield Step("newsroom publish", "start the record of what is published")
    elif new := sum(one.code in _NEW and not is_sample(root / one.path) for one in archive.problems):
        yield Step("newsroom publish", f"publish what is new: {new:,}")
    yield from _build_step(root, archive)
    if own or drafts:
        yield Step('newsroom new "A title"', "start a release")


def _build_step(root: Path, archive: LoadedArchive) -> Iterator[Step]:
    if not is_ours(root / "_build" / "html"):
        yield Step("newsroom build", "build the site in _build/html")
    elif changed := _changed_since(root, _last_built(root) or 0):
        yield Step("newsroom build", f"{counted(changed, 'file')} changed since the last build")
    elif due := next_due(archive):
        yield Step("newsroom build --wait-next", f"the next is due at {in_words(due)}")
