"""Run commands in processes that have everything imported; imports take half the time of a small build.

A server imports Sphinx and the program, then forks for each command. So every command starts in the same fresh state,
and may change its process freely. Templates compiled by Jinja are kept for later commands, because compiling those of
the theme takes longer than the rest of a small build.

Two servers with different hash seeds take turns, so that two consecutive builds don't iterate over sets in the same
order. Settings that an interpreter reads at its start (``PYTHONPATH``, ``LANG``) need a separate process.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import hashlib
import importlib
import inspect
import json
import marshal
import math
import os
import pkgutil
import re
import resource
import runpy
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import PathDistribution, entry_points
from itertools import cycle
from pathlib import Path
from types import CodeType
from typing import Any, cast

import jinja2

from sphinx_newsroom import files, progress
from sphinx_newsroom.memory import late_pattern

ROOT = Path(__file__).parents[2]
SEEDS = ("1", "2")
OTHERS = (
    *("sphinx.cmd.build", "sphinx.jinja2glue", "sphinx_book_theme", "myst_parser.sphinx_ext.main", "nbsphinx"),
    *("docutils.languages.en", "encodings.unicode_escape", "encodings.utf_8_sig", "jinja2.ext", "sphinx.ext.mathjax"),
    *("myst_parser.sphinx_ext.directives", "myst_parser.sphinx_ext.mathjax", "sphinx.builders.latex.transforms"),
    *("myst_parser.sphinx_ext.myst_refs", "multiprocessing.popen_fork", "pygments.styles.tango", "sphinx.util.console"),
)
_CAPABILITY_VERSION = 0x20080522
_WHATEVER_PERMISSIONS_SAY = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""
_HELD: dict[str, CodeType] = {}
"""Templates compiled by Jinja, by a digest of everything they depend on."""
_DIGEST = 64
_WORDS = "sphinx_newsroom.text.words."
_Kept = type(cache(lambda: None))
UNASKED = re.compile(r"sphinx_newsroom\.(__main__|reference.*|importers\.releases.*|analysis.*)")


def without_the_disk() -> None:
    """Skip fsync: no test cuts the power, and a sync waits for everything that other programs have written."""
    os.fsync = lambda descriptor: None  # type: ignore[assignment]
    os.sync = lambda: None


def without_haste() -> None:
    """Turn off progress messages, so that output is the same on a busy machine."""
    progress.SOON = math.inf


def without_rereading() -> None:
    """Read the entry points of an installed package once in a process: each build looks for plugins three times."""
    for name in ("entry_points", "_normalized_name"):
        _read_once(name, getattr(PathDistribution, name))


def _read_once(name: str, kept: property) -> None:
    known: dict[str, object] = {}

    def read(self: PathDistribution) -> object:
        place = str(self._path)
        if place not in known:
            known[place] = kept.__get__(self)
        return known[place]

    setattr(PathDistribution, name, property(read))


class _Server:
    """A process that forks for each command."""

    def __init__(self, seed: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.warm", _templates()],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        atexit.register(self._end)

    def ask(self, question: Mapping[str, object]) -> int:
        """Run a command and return its exit status."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(question), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        assert answer, "the server of warm processes has ended"
        return int(answer)

    def _end(self) -> None:
        """End the process, close its pipes, and wait; otherwise Python warns about a running process."""
        with self._process:
            self._process.kill()


@cache
def _templates() -> str:
    """Return a folder for compiled templates, which is deleted when the tests end."""
    folder = tempfile.mkdtemp(prefix="templates-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _servers() -> Iterator[_Server]:
    return cycle([_Server(seed) for seed in SEEDS])


def run(
    module: str,
    arguments: Sequence[str],
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    limits: Mapping[int, int] | None = None,
    seconds: int = 0,
    *,
    permitted: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m module arguments``; *env* extends the environment, *limits* are those of setrlimit(2).

    A command that takes more than *seconds*, if given, is ended by a signal. *module* may also be a program's file.
    With *permitted*, file permissions apply even to root.
    """
    environment = {**os.environ, **(env or {})}
    if any(name.startswith(("PYTHON", "LC_", "LANG")) for name in env or {}):
        assert not permitted, "which is for warm processes alone"
        return _cold(module, arguments, cwd, environment, limits or {}, seconds)
    with tempfile.TemporaryDirectory(prefix="warm-") as folder:
        said, warned = Path(folder, "stdout"), Path(folder, "stderr")
        question: dict[str, Any] = {"module": module, "arguments": list(arguments), "env": environment}
        question |= {"cwd": str(cwd or Path.cwd()), "limits": list((limits or {}).items()), "seconds": seconds}
        question |= {"stdout": str(said), "stderr": str(warned), "permitted": permitted}
        status = next(_servers()).ask(question)
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.CompletedProcess(
            command, status, said.read_text(encoding="utf-8"), warned.read_text(encoding="utf-8")
        )


def rebuilt(root: Path, folder: Path) -> Path | None:
    """Build an archive into a folder, in the place of the cold process in which `newsroom verify` does."""
    site = folder / "html"
    done = run("sphinx_newsroom", ["build", "-q", "--no-drafts", "--out", str(site), "--root", str(root)])
    return None if done.returncode else site


def _cold(
    module: str,
    arguments: Sequence[str],
    cwd: Path | None,
    env: Mapping[str, str],
    limits: Mapping[int, int],
    seconds: int,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=cwd,
        env=env,
        check=False,
        text=True,
        capture_output=True,
        preexec_fn=lambda: _limit(limits.items(), seconds),
    )


def _limit(limits: Iterable[tuple[int, int]], seconds: int) -> None:
    signal.alarm(seconds)
    for what, most in limits:
        resource.setrlimit(what, (most, most))


# -- the server


def _serve() -> None:
    """Run the command in each input line, and answer with its exit status."""
    questions, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    without_the_disk()
    without_haste()
    without_rereading()
    preload()
    _keep_templates(Path(sys.argv[1]))
    gc.collect()
    gc.freeze()
    for line in questions:
        question = json.loads(line)
        _hold_templates(Path(sys.argv[1]))
        if not (child := os.fork()):
            _be(question)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


def preload() -> None:
    """Import what builds need."""
    import pygments.styles
    import sphinx.application

    import sphinx_newsroom
    from sphinx_newsroom import interface
    from sphinx_newsroom.archive import store
    from sphinx_newsroom.outputs.search import stems
    from sphinx_newsroom.text.words import countries

    ours = pkgutil.walk_packages(sphinx_newsroom.__path__, "sphinx_newsroom.")
    for module in (*OTHERS, *sphinx.application.builtin_extensions, *(one.name for one in ours)):
        if not UNASKED.fullmatch(module):
            importlib.import_module(module)
    # Results that depend only on installed packages, and are computed once in a process.
    list(pygments.styles.get_all_styles())
    for found in (
        entry_points,
        interface.script_messages,
        countries.countries,
        countries.places,
        stems.own_rules,
        store.program,
    ):
        found()
    _ask_once()


def _ask_once() -> None:
    """Compile all patterns and load all word lists that are created on first use, since most texts need some."""
    late, asked = type(late_pattern("")), [name for name in dir(re.Pattern) if not name.startswith("_")]
    for one in gc.get_objects():
        if type(one) is late:  # isinstance would wake other lazy objects
            for name in asked:
                getattr(one, name)
    for name, module in sys.modules.copy().items():
        if name.startswith(_WORDS):
            for table in vars(module).values():
                if isinstance(table, _Kept) and not inspect.signature(table).parameters:
                    table()


def _keep_templates(folder: Path) -> None:
    """Compile each template only once, for environments with the same settings."""
    compiled = jinja2.Environment.compile

    def kept(self: jinja2.Environment, source: str, name: str | None = None, filename: str | None = None) -> CodeType:
        asked = type(self), sorted(self.extensions), self.autoescape, name, filename, source
        digest = hashlib.sha256(repr(asked).encode()).hexdigest()
        if digest in _HELD:
            return _HELD[digest]
        code = compiled(self, source, name, filename)
        with contextlib.suppress(OSError):  # the command may not be able to write
            files.write(folder / digest, marshal.dumps(code))
        return code

    jinja2.Environment.compile = kept  # type: ignore[assignment, method-assign]


def _hold_templates(folder: Path) -> None:
    """Load the templates that earlier commands have compiled, in this server or the other."""
    for name in os.listdir(folder):
        if len(name) == _DIGEST and name not in _HELD:
            _HELD[name] = cast(CodeType, marshal.loads((folder / name).read_bytes()))


def _be(question: Mapping[str, Any]) -> None:
    """Become the command; doesn't return."""
    status = 1
    try:
        for number, name in enumerate(("stdout", "stderr"), 1):
            os.dup2(os.open(question[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.environ.clear()
        os.environ.update(question["env"])
        time.tzset()
        os.chdir(question["cwd"])
        _limit(question["limits"], question["seconds"])
        if question["permitted"]:
            _as_permitted()
        sys.argv = ["-m", *question["arguments"]]
        gc.disable()  # a small command ends before it would save memory
        # As with `python -m`: the current folder, not the tests'.
        sys.path[0] = question["cwd"]
        status = _status(question["module"])
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _as_permitted() -> None:
    """Give up the two capabilities by which root ignores file permissions (capabilities(7))."""
    if os.geteuid():
        return
    system = ctypes.CDLL(None, use_errno=True)
    header, rights = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)()
    if system.capget(header, rights):
        raise OSError(ctypes.get_errno(), "capget")
    for which in (0, 1):  # effective, and permitted, which access(2) checks
        rights[which] &= ~_WHATEVER_PERMISSIONS_SAY
    if system.capset(header, rights):
        raise OSError(ctypes.get_errno(), "capset")


def _status(module: str) -> int:
    try:
        if module.endswith(".py"):
            sys.path[0] = str(Path(module).parent)
            runpy.run_path(module, run_name="__main__")
        else:
            runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return int(ended.code or 0)
        print(ended.code, file=sys.stderr)
        return 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    finally:
        # Joins the processes that the command started, as an interpreter does at its end.
        atexit._run_exitfuncs()
    return 0


if __name__ == "__main__":
    _serve()
