"""The command ``newsroom``: one module a verb, each with add_arguments and run."""

from __future__ import annotations

import argparse
import atexit
import errno
import io
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, Protocol, cast

from sphinx_newsroom.cli.refusals import said_of
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.diagnostics import nearest

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_NO_PLACES = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.ELOOP)
"""What a name that somebody gave can be that no file can have; any other error is one of ours."""


class Command(Protocol):
    """What a module of a verb offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what the verb takes, and in the parser's epilog show an example."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; ``args.root`` is the archive's folder. Returns the exit status."""


class Verb(NamedTuple):
    """A verb of the command: the module of this package that has it, what it does, and whether in an archive alone."""

    module: str
    help: str
    needs_archive: bool = True


COMMANDS: Mapping[str, Verb] = {
    "init": Verb("init", "begin an archive: a folder with all that it needs, ready to build", needs_archive=False),
    "new": Verb("new", "begin a release: a file with its header filled in, as a draft"),
    "build": Verb("build", "build the site, and publish it into a folder when the build is whole"),
    "serve": Verb("serve", "show the archive in a browser, drafts and all, and each page anew when a file is saved"),
    "check": Verb("check", "check every header, record and text, without building"),
    "publish": Verb("publish", "publish releases, finished corrections and withdrawals: show, ask, record, build"),
    "approve": Verb("approve", "approve a release as it is, as a second person, before it is published"),
    "correct": Verb(
        "correct", "correct a published release: keep its text with a page of its own, and say what changed"
    ),
    "erase": Verb("erase", "take the words of a published release out of everything: a notice with the reason stays"),
    "withdraw": Verb("withdraw", "withdraw a published release: its address stays, with a notice that says why"),
    "move": Verb(
        "move", "give a published release another id, and so another address; the one that it had leads there"
    ),
    "rename": Verb(
        "rename", "give an organization, official or topic another id, wherever it is named; the one it had leads there"
    ),
    "merge": Verb("merge", "make one of two records of the same organization, official or topic"),
    "undo": Verb("undo", "take the last recorded operation back, before any reader has it"),
    "show": Verb("show", "print the source of a text as it was published"),
    "verify": Verb("verify", "tell whether the sources, a file or a whole site are as published"),
    "import": Verb("import_", "take over organizations and officials from a file, after showing what would change"),
    "import-releases": Verb(
        "import_releases", "take over releases from pages, feeds, exports and files, by a plan that can be edited"
    ),
    "import-history": Verb(
        "import_history", "record releases as of their own dates, with the corrections and moves that git has of them"
    ),
    "mentions": Verb("mentions", "show whom a text names, and why", needs_archive=False),
    "suggest": Verb(
        "suggest",
        "list names that look like organizations or officials and have no record, and take what is decided about them",
    ),
    "export": Verb(
        "export", "write releases and records in formats of news, citation, calendars and archives, for use elsewhere"
    ),
    "match": Verb(
        "match", "tell which records the names in a spreadsheet mean, and why; or tell OpenRefine, with --serve"
    ),
    "archives": Verb("archives", "keep what other newsrooms' archives have of the same organizations and officials"),
    "digest": Verb("digest", "write a mail of what was published, corrected and withdrawn, and send it where told to"),
    "alert": Verb(
        "alert", "tell those who asked, by mail or webhook, what is new, corrected or withdrawn since the last time"
    ),
    "ping": Verb("ping", "tell the WebSub hub which feeds changed"),
    "completion": Verb("completion", "print what bash or zsh completes commands by", needs_archive=False),
    "schema": Verb("schema", "print what a header may hold as a JSON Schema, for editors", needs_archive=False),
}
"""The verbs, in the order in which help names them; the module of one is imported when it is asked for."""


class VerbParser(argparse.ArgumentParser):
    """The parser of one verb, which learns what the verb takes when it parses: most calls need one verb of them all."""

    module = ""

    def learn(self) -> None:
        """Ask the verb's module what the verb takes."""
        if self.module:
            command = cast("Command", import_module(f"{__package__}.{self.module}"))
            self.module = ""
            command.add_arguments(self)
            self.set_defaults(run=command.run)

    def parse_known_args(self, *args: Any, **options: Any) -> Any:
        """Parse, once it is known what."""
        self.learn()
        found, left = super().parse_known_args(*args, **options)
        if left:  # said here, where it is known of which verb
            self.error(f"it does not take {left[0]!r}; `{self.prog} --help` says what it takes")
        return found, left


class ShowVersion(argparse.Action):
    """``--version``, which looks the version up when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        """Print the version and end."""
        from sphinx_newsroom._version import __version__

        print(f"newsroom {__version__}")
        parser.exit()


_EPILOG = """examples:
  newsroom init our-newsroom          a new archive
  newsroom new "Bridge reopens"       a new release, as a draft
  newsroom serve      all of it in a browser, each page anew when a file is saved
  newsroom check      every header and record, without building
  newsroom build      the site in _build/html
  newsroom mentions releases/2011/conference-opens.md
  newsroom mentions --sample 60       links at random, to read and mark
  newsroom publish    publish what is finished; newsroom approve: as a second person. For what changes later:
    newsroom correct, newsroom withdraw, newsroom erase, newsroom move
  newsroom rename topic floods flooding     another id for a record, wherever it is named; newsroom merge: two in one
  newsroom undo       what was recorded by mistake, before anybody has it
  newsroom show 2011/conference-opens     the text as it was published
  newsroom verify     whether all is as published
  newsroom import-history    begin the ledger with what git knows
  newsroom export ninjs --year 2011 --output 2011.jsonl    releases for others, in their formats
  newsroom digest --since 2026-03-02      what is new, as a mail
  newsroom alert      those who asked are told what is new
  newsroom ping       the WebSub hub is told what changed
  newsroom suggest    names that have no record yet
  newsroom match guests.csv --column Name     which records a spreadsheet's names mean
  newsroom archives update    what other newsrooms' archives have
  newsroom schema release    what a header may hold, for an editor
  newsroom completion bash   what the shell completes commands by
  newsroom import people.json    records of organizations and officials from elsewhere
  newsroom import-releases export.xml --plan plan.tsv    releases from elsewhere, as a plan first

`newsroom` alone says what to do first, `newsroom COMMAND --help` what a command takes."""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    shared = VerbParser(add_help=False)
    shared.add_argument(
        "--root",
        type=Path,
        # It may stand before the verb or behind it; a default of the one would wipe out what the other took.
        default=argparse.SUPPRESS,
        metavar="DIR",
        help="the archive's folder (default: this folder, or the nearest above it that has a conf.py)",
    )
    top = argparse.ArgumentParser(
        prog="newsroom",
        description="Check, build and keep the record of an archive of press releases and of whom they name, "
        "and tell readers.",
        epilog=_EPILOG,
        parents=[shared],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action=ShowVersion, nargs=0, help="show program's version number and exit")
    verbs = top.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=VerbParser)
    for name, (module, words, _) in COMMANDS.items():
        verb = verbs.add_parser(
            name,
            help=words,
            description=f"{words[:1].upper()}{words[1:]}.",
            parents=[shared],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        verb.module = module
        verb.set_defaults(verb=name)
    return top


def whole_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line, with what each verb takes."""
    top = parser()
    for action in top._actions:  # argparse offers no other way to list what it parses
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                if isinstance(verb, VerbParser):
                    verb.learn()
    return top


def _word(arguments: Sequence[str]) -> str | None:
    """What stands in the place of the verb; None where nothing does."""
    left = iter(arguments)
    for argument in left:
        if not argument.startswith("-"):
            return argument
        if len(argument) > len("--") and "--root".startswith(argument):  # argparse takes --roo as well
            next(left, None)
    return None


def root_of(start: Path) -> Path | None:
    """*start* or the nearest folder above it that has a conf.py; None where none has."""
    return next((folder for folder in (start, *start.parents) if (folder / "conf.py").is_file()), None)


def _root(args: argparse.Namespace) -> Path | None:
    """The archive that a verb is for; raises ConfigError where there is none and the verb needs one."""
    if "root" in args:
        return cast("Path", args.root).resolve()
    here = Path.cwd()
    root = root_of(here)
    return needed(root) if COMMANDS[args.verb].needs_archive else root


def needed(root: Path | None) -> Path:
    """The archive that a verb is for; raises ConfigError where there is none."""
    if root is None:
        here = Path.cwd()
        raise ConfigError(
            f"no conf.py in {here} or above it; `newsroom init` begins an archive, --root names one that is elsewhere"
        )
    return root


def _first_steps() -> int:
    from sphinx_newsroom.cli.first_steps import tell

    tell(root_of(Path.cwd()))
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status, 2 for a wrong call or a conf.py that cannot be used, 130 for Ctrl-C."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name can be no text; in JSON this is valid, too
    arguments = sys.argv[1:] if argv is None else argv
    try:
        _refuse_other_encodings()
        _refuse_other_time_zones()
        if not arguments:
            return _first_steps()
        if (word := _word(arguments)) is not None and word not in COMMANDS:
            near = nearest(word, COMMANDS)
            advice = f"did you mean `newsroom {near}`?" if near else "`newsroom --help` lists them"
            raise ConfigError(f"there is no command {word!r}; {advice}")
        args = parser().parse_args(arguments)
        args.root = _root(args)
        status: int = args.run(args)
    except ConfigError as error:
        print(f"newsroom: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("newsroom: interrupted; what was published before stands as it was", file=sys.stderr)
        return 130  # 128 and the signal's number, as a shell counts
    except BrokenPipeError:  # whoever read the output has seen enough, as `head` does
        _say_no_more()
        return 1
    except OSError as error:
        if error.errno in (*_FORBIDDEN, *_NO_PLACES) and error.filename is not None:
            print(f"newsroom: {said_of(error)}; nothing more was done", file=sys.stderr)
            return 1
        if error.errno not in _FULL:
            raise
        return _not_whole(error)
    return status


def _say_no_more() -> None:
    # Python flushes at its end, and would complain once more.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _not_whole(error: OSError) -> int:
    """Say that what was printed went to a disk that is full; returns the exit status."""
    _say_no_more()
    with suppress(OSError):  # it may be that of both
        print(f"newsroom: the disk refuses: {error}; what was printed is not whole", file=sys.stderr)
    return 1


def _refuse_other_encodings() -> None:
    """Refuse to read names of files otherwise than as UTF-8, which git and web servers have: they would be others."""
    if (found := sys.getfilesystemencoding().lower()) != "utf-8":
        raise ConfigError(
            f"names of files are read as {found}; set a locale of UTF-8, such as LC_ALL=C.UTF-8, or PYTHONUTF8=1"
        )


_ZONE_HEAD = 44
"""Bytes that a file of a time zone begins with."""


def _refuse_other_time_zones() -> None:
    """Refuse a TZ that names a file which is no time zone: Babel reads it as one as soon as it is imported, and fails.

    Of what names no file it takes no notice.  Source: tzfile(5).
    """
    said = os.environ.get("TZ", "").removeprefix(":")
    if not said or not os.path.exists(said):
        return
    found = b""
    if os.path.isfile(said):  # a folder is none, and a pipe would be waited for
        with suppress(OSError), open(said, "rb") as file:
            found = file.read(_ZONE_HEAD)
    if not found.startswith(b"TZif") or len(found) < _ZONE_HEAD:
        raise ConfigError(
            f"the environment's TZ is {said!r}, which is no file of a time zone; name one, such as TZ=Europe/Vienna, "
            "or unset it"
        )


def as_process() -> NoReturn:
    """Run the command as a process of its own, and end that."""
    status = main()
    if threading.active_count() > 1:  # whoever still works is waited for
        sys.exit(status)
    # A build leaves 300 MB of small records, which Python would take apart one by one; the system takes all at once.
    atexit._run_exitfuncs()
    for stream in filter(None, (sys.stdout, sys.stderr)):  # Python has none where nobody reads
        try:
            stream.flush()
        except BrokenPipeError:  # whoever read the output has seen enough
            status = status or 1
        except OSError as error:
            full = _not_whole(error)
            status = status or full
    os._exit(status)
