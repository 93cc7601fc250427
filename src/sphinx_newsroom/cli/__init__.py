"""The ``newsroom`` command: a click group that imports each subcommand only when it is used."""

from __future__ import annotations

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
from typing import Any, NamedTuple, NoReturn

import click

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_BAD_NAMES = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.ELOOP)
"""Errors caused by a file name that the user gave and the system rejects; any other error is a bug."""


class Verb(NamedTuple):
    """A subcommand: the module that defines it, and its one-line help."""

    module: str
    help: str


def _groups() -> Mapping[str, Mapping[str, Verb]]:
    """Read the list of subcommands: ``check  cli.check  Check every header.`` below a line with the group's title."""
    groups: dict[str, dict[str, Verb]] = {}
    title = ""
    for line in Path(__file__).with_name("verbs.txt").read_text(encoding="utf-8").splitlines():
        if line.endswith(":"):
            title = line[:-1]
        elif line and not line.startswith("#"):
            name, module, words = line.split(maxsplit=2)
            groups.setdefault(title, {})[name] = Verb(module, words)
    return groups


GROUPS = _groups()
"""The subcommands by group, in the order in which ``--help`` lists them."""
COMMANDS: Mapping[str, Verb] = {name: verb for verbs in GROUPS.values() for name, verb in verbs.items()}
OTHERS = "newsroom.commands"
"""The entry point group through which other packages add click commands."""


class Newsroom(click.Group):
    """The command group; it imports a subcommand only when needed, since most calls need just one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all subcommands."""
        return [*COMMANDS, *self._others()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a subcommand by its name, or None."""
        if cmd_name not in COMMANDS:
            other = self._others().get(cmd_name)
            return other.load() if other else None
        found = vars(import_module(f"sphinx_newsroom.{COMMANDS[cmd_name].module}")).values()
        return next(one for one in found if isinstance(one, click.Command) and one.name == cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the subcommand to run; raises UsageError, suggesting the nearest name for an unknown one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from sphinx_newsroom.diagnostics import nearest

            near = nearest(args[0], self.list_commands(ctx))
            if near is None:
                raise
            raise click.UsageError(f"No such command {args[0]!r}. Did you mean `newsroom {near}`?", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the subcommands group by group."""
        for title, verbs in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name, verb.help) for name, verb in verbs.items()], col_max=16)
        if others := self._others():
            with formatter.section("From other packages"):
                formatter.write_dl([(name, entry.value) for name, entry in others.items()], col_max=16)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Return the completions that a shell can offer for a word."""
        from click.shell_completion import CompletionItem

        verbs = {**dict.fromkeys(self._others(), ""), **{name: verb.help for name, verb in COMMANDS.items()}}
        found = [CompletionItem(name, help=words) for name, words in verbs.items() if name.startswith(incomplete)]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def _others(self) -> Mapping[str, Any]:
        from importlib.metadata import entry_points

        return {entry.name: entry for entry in entry_points(group=OTHERS) if entry.name not in COMMANDS}


@click.group(
    cls=Newsroom,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
    epilog="`newsroom` alone shows what to do next, and `newsroom COMMAND --help` explains a command.",
)
@click.option(
    "--root",
    type=click.Path(),
    metavar="DIR",
    help="The archive's folder (default: this folder, or the nearest parent folder that contains a conf.py).",
)
@click.option("--version", is_flag=True, help="Print the version.")
@click.pass_context
def newsroom(ctx: click.Context, root: str | None, version: bool) -> int:
    """Check, build and record an archive of press releases, and notify readers."""
    if version:
        from sphinx_newsroom._version import __version__

        print(f"newsroom {__version__}")
        raise click.exceptions.Exit
    if ctx.invoked_subcommand is None:
        from sphinx_newsroom.cli.options import root_of
        from sphinx_newsroom.cli.write import first_steps

        first_steps(root_of(root))
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    The status is 2 for a wrong call or an unusable conf.py, and 130 for Ctrl-C.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # for file names that aren't valid text
    arguments = [*(sys.argv[1:] if argv is None else argv)]
    try:
        _refuse_other_encodings()
        return _run(arguments)
    except KeyboardInterrupt:
        print("newsroom: interrupted; the published site is unchanged", file=sys.stderr)
        return 130  # 128 plus the signal's number, as shells report it
    except BrokenPipeError:  # the reader closed the pipe, as `head` does
        _silence_stdout()
        return 1
    except OSError as error:
        if error.errno in (*_FORBIDDEN, *_BAD_NAMES) and error.filename is not None:
            from sphinx_newsroom.cli.options import said_of

            print(f"newsroom: {said_of(error)}; nothing more was done", file=sys.stderr)
            return 1
        if error.errno not in _FULL:
            raise
        return _report_full_disk(error)
    except ValueError as error:
        from sphinx_newsroom.config import ConfigError

        if not isinstance(error, ConfigError):
            raise
        print(f"newsroom: {error}", file=sys.stderr)
        return 2


def _refuse_other_encodings() -> None:
    """Raise ConfigError if file names aren't read as UTF-8: they would differ from those in texts, git and servers."""
    if (found := sys.getfilesystemencoding().lower()) != "utf-8":
        from sphinx_newsroom.config import ConfigError

        raise ConfigError(f"the encoding of file names is {found}; set a UTF-8 locale, such as LC_ALL=C.UTF-8")


def _run(arguments: list[str]) -> int:
    """Run the subcommand and print click's errors; returns the exit status."""
    context = None
    try:
        with newsroom.make_context("newsroom", arguments) as context:
            return int(newsroom.invoke(context) or 0)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        print(f"newsroom {context and context.invoked_subcommand}: {error.message}", file=sys.stderr)
        return error.exit_code


def _silence_stdout() -> None:
    # Python flushes stdout at exit and would report the error again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report_full_disk(error: OSError) -> int:
    """Report that the output is incomplete because the disk is full; returns the exit status."""
    _silence_stdout()
    with suppress(OSError):  # stderr may be on the full disk, too
        print(f"newsroom: the disk refuses: {error}; what was printed is incomplete", file=sys.stderr)
    return 1


def as_process() -> NoReturn:
    """Run the command as the process's only task, then exit."""
    if said := os.environ.get("_NEWSROOM_COMPLETE"):  # a shell asks for completions
        from click.shell_completion import shell_complete

        sys.exit(shell_complete(newsroom, {}, "newsroom", "_NEWSROOM_COMPLETE", said))
    status = main()
    if threading.active_count() > 1:  # wait for threads that are still running
        sys.exit(status)
    # Freeing a build's 300 MB of small objects one by one is slow; `os._exit` lets the system free them at once.
    atexit._run_exitfuncs()
    for stream in filter(None, (sys.stdout, sys.stderr)):  # Python sets them to None if they are closed
        try:
            stream.flush()
        except BrokenPipeError:  # the reader closed the pipe
            status = status or 1
        except OSError as error:
            full = _report_full_disk(error)
            status = status or full
    os._exit(status)
