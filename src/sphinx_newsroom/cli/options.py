"""Shared parts of the subcommands: options and their types, terminal input, and messages for system errors."""

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

if TYPE_CHECKING or find_spec("termios"):  # missing on Windows
    import select
    import termios
    import tty

ESCAPE, END = "\x1b", "\x04"
"""The value for keys that send an escape sequence (arrows, Delete), and the end of input."""

_SEQUENCE = 0.05
"""Seconds to wait for the rest of an escape sequence."""


Function = TypeVar("Function", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)
PORT = click.IntRange(0, 65_535)
option = click.option


class Given(SimpleNamespace):
    """The values of a call's options, by option name, for subcommands with many options."""

    root: Path


def archive_around(place: Path) -> Path | None:
    """Return *place* or its nearest parent folder that has a conf.py, or None."""
    return next((folder for folder in (place, *place.parents) if (folder / "conf.py").is_file()), None)


def root_of(given: str | Path | None) -> Path | None:
    """Return the *given* folder, or else the archive around the current folder, if there is one."""
    return Path(given).resolve() if given is not None else archive_around(Path.cwd())


def needed(root: Path | None) -> Path:
    """Return the archive's folder; raises ConfigError if it is None."""
    if root is None:
        here = Path.cwd()
        raise ConfigError(
            f"no conf.py in {here} or above it; create an archive with `newsroom init`, or name one with --root"
        )
    return root


def command(name: str, *, archive: bool = True) -> Callable[[Callable[..., int]], click.Command]:
    """Turn a function into a subcommand; its docstring is the help, and its ``root`` argument the archive's folder.

    Args:
        name: The subcommand's name.
        archive: Whether it needs an archive; without one, ``root`` may be None.
    """

    def root(ctx: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
        if ctx.resilient_parsing:  # a shell asks for completions
            return None
        found = root_of(value or (ctx.parent.params.get("root") if ctx.parent else None))
        return needed(found) if archive else found

    shared = click.option("--root", type=PATH, metavar="DIR", callback=root, help="The archive's folder.")
    return lambda function: click.command(name)(with_last(function, shared))


def with_last(function: Function, *shared: Callable[[Function], Function]) -> Function:
    """Add options to a function, listed after its own options in the help."""
    own = getattr(function, "__click_params__", [])
    function.__click_params__ = []  # type: ignore[attr-defined]  # click stores options here, the last one first
    for add in reversed(shared):
        function = add(function)
    function.__click_params__ += own  # type: ignore[attr-defined]
    return function


def with_many(name: str, *, archive: bool = True) -> Callable[[Callable[[Given], int]], click.Command]:
    """Turn a function into a subcommand that receives all its options as one value."""

    def wrap(function: Callable[[Given], int]) -> click.Command:
        @wraps(function)
        def run(**given: Any) -> int:
            return function(Given(**given))

        return command(name, archive=archive)(run)

    return wrap


def argument(name: str, metavar: str, **more: Any) -> Callable[[Function], Function]:
    """Add an argument that the help calls *metavar*."""
    return click.argument(name, metavar=metavar, **more)


def flag(*names: str, **more: Any) -> Callable[[Function], Function]:
    """Add an option that takes no value."""
    return click.option(*names, is_flag=True, **more)


def as_json(what: str) -> Callable[[Function], Function]:
    """Add the option ``--json``, which prints *what* as JSON."""
    return flag("--json", "as_json", help=f"Print {what} as JSON.")


def out(what: str = "The built site") -> Callable[[Function], Function]:
    """Add the option ``--out``, the folder of the site."""
    return option("--out", type=PATH, metavar="DIR", help=f"{what} (default: _build/html).")


sign = option(
    "--sign", type=PATH, metavar="KEY", help="Sign the ledger's last line with the Ed25519 key in this PEM file."
)
yes = flag("-y", "--yes", help="Don't ask any questions.")
who = option("--as", "who", metavar="NAME", help="Your name and email address (default: as set in git).")


def dry_run(what: str = "Show what would be written, without writing it.") -> Callable[[Function], Function]:
    """Add the option ``--dry-run``."""
    return flag("--dry-run", help=what)


def mail(more: str = "") -> Callable[[Function], Function]:
    """Add the options for sending email: sender, server, encryption and the unsubscribe address."""
    leave = "Where readers unsubscribe: an email address or https URL; {address} is replaced by the reader's address"
    add = (
        option("--from", "sender", metavar="ADDRESS", help="The sender (default: newsroom_mail_from in conf.py)."),
        option("--send", metavar="HOST[:PORT]", help="Send the email through this SMTP server."),
        option(
            "--tls",
            type=click.Choice(("starttls", "tls")),
            help="How to encrypt the connection (default: not encrypted).",
        ),
        option("--unsubscribe", metavar="ADDRESS", help=f"{leave}{more} (default: an email to the sender)."),
        flag(
            "--one-click",
            help="A POST request to that address unsubscribes the reader, so email programs can show a button for it "
            "(RFC 8058).",
        ),
    )

    return lambda function: reduce(lambda made, one: one(made), reversed(add), function)


def day(_: click.Context, __: click.Parameter, value: str | None) -> dt.date | None:
    """Parse a date such as ``2026-03-02``, as an option's callback; raises BadParameter for anything else."""
    try:
        return None if value is None else dt.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} isn't a date; write one such as 2026-03-02") from None


def address(_: click.Context, __: click.Parameter, value: str) -> str:
    """Check an http or https address, as an option's callback; raises BadParameter for others. It may be empty."""
    try:
        parts = urlsplit(value)
        if not value or (parts.scheme in ("http", "https") and parts.hostname):
            return value
    except ValueError:  # raised for `[::1`
        pass
    raise click.BadParameter(f"{value!r} isn't an address; write one such as https://example.org/news/")


def print_json(value: object, indent: int | None = 1) -> None:
    """Print a value as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "replace").decode())


def warn(*lines: object) -> None:
    """Print lines on standard error."""
    for line in lines:
        print(line, file=sys.stderr)


def site_of(out: Path | None, root: Path) -> Path:
    """Return the folder of the built site."""
    return (out or root / "_build" / "html").resolve()


def said_of(error: Exception) -> str:
    """Return an error's message; for a system error, with the file's name if it is known.

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
    # Users don't know the temporary file's name, so name the folder that it was written to.
    return f"{(folder or os.curdir) if is_temporary(name) else path}: {error.strerror}"


@contextmanager
def by_key() -> Iterator[Callable[[], str]]:
    """Read single keys from the terminal without echo, and restore its settings afterwards.

    Yields a function that waits for the next key and returns it as a character; it raises KeyboardInterrupt for Ctrl-C.
    Keys typed ahead aren't lost.
    """
    if sys.platform == "win32":
        yield _read_windows
        return
    terminal = sys.stdin.fileno()
    with _restored(terminal):
        tty.setcbreak(terminal, termios.TCSADRAIN)  # the default would drop keys typed ahead
        yield lambda: _read(terminal)


@contextmanager
def _restored(terminal: int) -> Iterator[list[Any]]:
    """Restore a terminal's attributes on exit; yields a copy of them."""
    before = termios.tcgetattr(terminal)
    try:
        yield termios.tcgetattr(terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


@contextmanager
def by_line() -> Iterator[None]:
    """Read whole lines with echo for a while, within :func:`by_key`."""
    if sys.platform == "win32":
        yield
        return
    terminal = sys.stdin.fileno()
    with _restored(terminal) as lines:
        lines[3] |= termios.ICANON | termios.ECHO  # index 3 holds the local flags
        termios.tcsetattr(terminal, termios.TCSADRAIN, lines)
        yield


def read_line(prompt: str) -> str:
    """Read a line, as :func:`input` does; raises EOFError, and KeyboardInterrupt at once for Ctrl-C."""
    print(prompt, end="", flush=True)
    if sys.platform != "win32" and sys.stdin.isatty():
        with suppress(io.UnsupportedOperation):  # raised if stdin isn't a system file
            _wait(sys.stdin.fileno())
    return input()


def _wait(terminal: int) -> None:
    """Wait for input in short steps, since Python handles signals only between them."""
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
    # A UTF-8 character has up to four bytes; the first says how many.
    more = sum(data >= mark for mark in (b"\xc0", b"\xe0", b"\xf0"))
    while more and (rest := os.read(terminal, 1)):
        data, more = data + rest, more - 1
    return data.decode("utf-8", "replace") if data else END


def _read_windows() -> str:
    import msvcrt

    read: Callable[[], str] = getattr(msvcrt, "getwch")  # noqa: B009 - type checkers know it on Windows only
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
    """Print the script that sets up command completion in a shell.

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
    assert found is not None  # one exists for each shell above
    print(found(newsroom, {}, "newsroom", "_NEWSROOM_COMPLETE").source())
