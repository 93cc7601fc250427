"""What verbs share: options, values that options take, the terminal, and errors of the system in words."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import reduce, wraps
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import click

from sphinx_newsroom.config import ConfigError

if TYPE_CHECKING or find_spec("termios"):  # which Windows does not have
    import select
    import termios
    import tty

ESCAPE, END = "\x1b", "\x04"
"""What a key with a longer name (an arrow, Delete) counts as; and the end of the input."""

_SEQUENCE = 0.05
"""Seconds within which the rest of what such a key sends is there."""


Function = TypeVar("Function", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)
PORT = click.IntRange(0, 65_535)
option = click.option


class Given(SimpleNamespace):
    """What a call gives, by the names of its options, for verbs with many of them."""

    root: Path


def archive_around(place: Path) -> Path | None:
    """*place* or the nearest folder above it that has a conf.py; None if none has."""
    return next((folder for folder in (place, *place.parents) if (folder / "conf.py").is_file()), None)


def root_of(given: str | Path | None) -> Path | None:
    """The folder that is *given*, else the archive around this one, if there is one."""
    return Path(given).resolve() if given is not None else archive_around(Path.cwd())


def needed(root: Path | None) -> Path:
    """The archive that a verb is for; raises ConfigError if there is none."""
    if root is None:
        here = Path.cwd()
        raise ConfigError(
            f"no conf.py in {here} or above it; `newsroom init` begins an archive, or name one with --root"
        )
    return root


def command(name: str, *, archive: bool = True) -> Callable[[Callable[..., int]], click.Command]:
    """Make a function a verb; its docstring is the help, and ``root`` the archive's folder.

    Args:
        name: The verb.
        archive: Whether it needs an archive; else ``root`` may be None.
    """

    def root(ctx: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
        if ctx.resilient_parsing:  # a shell asks what a word may be completed to
            return None
        found = root_of(value or (ctx.parent.params.get("root") if ctx.parent else None))
        return needed(found) if archive else found

    shared = click.option("--root", type=PATH, metavar="DIR", callback=root, help="The archive's folder.")
    return lambda function: click.command(name)(with_last(function, shared))


def with_last(function: Function, *shared: Callable[[Function], Function]) -> Function:
    """A function with options that help lists behind its own."""
    own = getattr(function, "__click_params__", [])
    function.__click_params__ = []  # type: ignore[attr-defined]  # where click notes them, the last first
    for add in reversed(shared):
        function = add(function)
    function.__click_params__ += own  # type: ignore[attr-defined]
    return function


def with_many(name: str, *, archive: bool = True) -> Callable[[Callable[[Given], int]], click.Command]:
    """Make a function a verb that gets all options as one value."""

    def wrap(function: Callable[[Given], int]) -> click.Command:
        @wraps(function)
        def run(**given: Any) -> int:
            return function(Given(**given))

        return command(name, archive=archive)(run)

    return wrap


def argument(name: str, metavar: str, **more: Any) -> Callable[[Function], Function]:
    """An argument, which help calls *metavar*."""
    return click.argument(name, metavar=metavar, **more)


def flag(*names: str, **more: Any) -> Callable[[Function], Function]:
    """An option without a value."""
    return click.option(*names, is_flag=True, **more)


def as_json(what: str) -> Callable[[Function], Function]:
    """The option ``--json``, which prints *what* for programs."""
    return flag("--json", "as_json", help=f"Print {what} as JSON.")


def out(what: str = "The built site") -> Callable[[Function], Function]:
    """The option ``--out``, the folder of the site."""
    return option("--out", type=PATH, metavar="DIR", help=f"{what} (default: _build/html).")


sign = option(
    "--sign", type=PATH, metavar="KEY", help="Sign the ledger's last line with the Ed25519 key in this PEM file."
)
yes = flag("-y", "--yes", help="Ask nothing.")
who = option("--as", "who", metavar="NAME", help="Who does it (default: as git has it).")


def dry_run(what: str = "Show what would be written; write nothing.") -> Callable[[Function], Function]:
    """The option ``--dry-run``."""
    return flag("--dry-run", help=what)


def mail(more: str = "") -> Callable[[Function], Function]:
    """The options by which mails go: who sends them, by which server, and where readers leave."""
    leave = "Where readers unsubscribe: an email or https address, in which {address} becomes the reader's"
    add = (
        option("--from", "sender", metavar="ADDRESS", help="Who sends it (default: newsroom_mail_from in conf.py)."),
        option("--send", metavar="HOST[:PORT]", help="Send it by this SMTP server."),
        option("--tls", type=click.Choice(("starttls", "tls")), help="How the connection is encrypted (default: not)."),
        option("--unsubscribe", metavar="ADDRESS", help=f"{leave}{more} (default: an email to the sender)."),
        flag(
            "--one-click",
            help="A POST to that address is enough, so the reader's program shows a button for it (RFC 8058).",
        ),
    )

    return lambda function: reduce(lambda made, one: one(made), reversed(add), function)


def day(_: click.Context, __: click.Parameter, value: str | None) -> dt.date | None:
    """A date such as ``2026-03-02``, as the callback of an option; raises BadParameter for what is none."""
    try:
        return None if value is None else dt.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} isn't a date; write one such as 2026-03-02") from None


def address(_: click.Context, __: click.Parameter, value: str) -> str:
    """An address with its host, or an empty one, as the callback of an option; raises BadParameter for others."""
    try:
        parts = urlsplit(value)
        if not value or (parts.scheme in ("http", "https") and parts.hostname):
            return value
    except ValueError:  # as of [::1
        pass
    raise click.BadParameter(f"{value!r} isn't an address; write one such as https://example.org/news/")


def print_json(value: object, indent: int | None = 1) -> None:
    """Print a value for programs."""
    print(json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "replace").decode())


def warn(*lines: object) -> None:
    """Print lines on the standard error stream."""
    for line in lines:
        print(line, file=sys.stderr)


def site_of(out: Path | None, root: Path) -> Path:
    """The folder of the built site."""
    return (out or root / "_build" / "html").resolve()


def said_of(error: Exception) -> str:
    """What an error says; one of the system with its file, if that is known: of a full disk it is not.

    >>> said_of(PermissionError(13, "Permission denied", "releases/a.md"))
    'releases/a.md: Permission denied'
    >>> said_of(OSError(28, "No space left on device"))
    'No space left on device'
    """
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    place = error.filename if error.filename2 is None else error.filename2
    if place is None or isinstance(place, int):
        return error.strerror
    from sphinx_newsroom.files import is_temporary

    path = os.fsdecode(place)
    folder, name = os.path.split(path)
    # A temporary name tells nobody anything: it was to be put into that folder.
    return f"{(folder or os.curdir) if is_temporary(name) else path}: {error.strerror}"


# A terminal from which one key is read at a time, without Enter, or a line.


@contextmanager
def by_key() -> Iterator[Callable[[], str]]:
    """Have keys of the terminal read at once and shown by nobody but the program; it is as it was afterwards.

    Gives what waits for the next key and returns it, a character; it raises KeyboardInterrupt for Ctrl-C.
    What is typed ahead is not lost.
    """
    if sys.platform == "win32":
        yield _read_windows
        return
    terminal = sys.stdin.fileno()
    with _kept(terminal):
        tty.setcbreak(terminal, termios.TCSADRAIN)  # by default it would drop what was typed ahead
        yield lambda: _read(terminal)


@contextmanager
def _kept(terminal: int) -> Iterator[list[Any]]:
    """Leave a terminal as it is now; gives its attributes."""
    before = termios.tcgetattr(terminal)
    try:
        yield termios.tcgetattr(terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


@contextmanager
def by_line() -> Iterator[None]:
    """Have lines read, as a terminal does by itself, for a while within :func:`by_key`."""
    if sys.platform == "win32":
        yield
        return
    terminal = sys.stdin.fileno()
    with _kept(terminal) as lines:
        lines[3] |= termios.ICANON | termios.ECHO  # of the flags those for what is local to the terminal
        termios.tcsetattr(terminal, termios.TCSADRAIN, lines)
        yield


def read_line(prompt: str) -> str:
    """What is typed until Enter, as :func:`input` has it; raises KeyboardInterrupt for Ctrl-C at once, EOFError."""
    print(prompt, end="", flush=True)
    if sys.platform != "win32" and sys.stdin.isatty():
        with suppress(io.UnsupportedOperation):  # which is raised where no system file is read
            _wait(sys.stdin.fileno())
    return input()


def _wait(terminal: int) -> None:
    """Wait until there is something to read; Python answers a signal between two looks, and else at the next key."""
    while not select.select([terminal], [], [], 0.1)[0]:
        pass


def _read(terminal: int) -> str:
    _wait(terminal)
    data = os.read(terminal, 1)
    if data == ESCAPE.encode():
        while select.select([terminal], [], [], _SEQUENCE)[0] and (rest := os.read(terminal, 1)):
            if rest.isalpha() or rest == b"~":
                break
        return ESCAPE
    # A letter of another alphabet has more bytes; the first says how many.
    more = sum(data >= mark for mark in (b"\xc0", b"\xe0", b"\xf0"))
    while more and (rest := os.read(terminal, 1)):
        data, more = data + rest, more - 1
    return data.decode("utf-8", "replace") if data else END


def _read_windows() -> str:
    import msvcrt

    read: Callable[[], str] = getattr(msvcrt, "getwch")  # noqa: B009 - which type checkers know on Windows alone
    key = read()
    if key == "\x03":
        raise KeyboardInterrupt
    if key in "\x00\xe0":
        read()
        return ESCAPE
    return END if key == "\x1a" else key


@click.command("completion")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print the script that lets a shell complete commands.

    \b
    examples:
      newsroom completion bash > ~/.local/share/bash-completion/completions/newsroom
      newsroom completion zsh > ~/.zfunc/_newsroom       with fpath+=~/.zfunc in .zshrc, before compinit
      newsroom completion fish > ~/.config/fish/completions/newsroom.fish

    Then open a new shell.
    """
    from click.shell_completion import get_completion_class

    from sphinx_newsroom.cli import newsroom

    found = get_completion_class(shell)
    assert found is not None  # of each shell above
    print(found(newsroom, {}, "newsroom", "_NEWSROOM_COMPLETE").source())
