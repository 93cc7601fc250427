"""A process that has imported what a build needs, and forks for each: half of the time of a small build is imports.

It runs by itself, and not as a thread of the server, since a process that forks is to have one thread.  Each build
begins with the same fresh state, conf.py and the archive's own extensions included, and does to its process what it
likes.  Which modules a build needs, the last one tells.  Where nothing forks, each build is a process that imports
for itself.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any

FORKS = hasattr(os, "fork")
_FIRST = ("sphinx.application", "sphinx.builders.html", "sphinx_newsroom.extension", "sphinx_newsroom.cli.build")


def build(question: dict[str, Any]) -> int:
    """Build as a question says: arguments of ``newsroom build``, and files for what it prints."""
    from sphinx_newsroom.cli import build as command

    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    args = parser.parse_args(question["arguments"])
    args.root, args.for_readers = Path(question["root"]), False
    with (
        open(question["stdout"], "w", encoding="utf-8") as said,
        open(question["stderr"], "w", encoding="utf-8") as warned,
        redirect_stdout(said),
        redirect_stderr(warned),
    ):
        return command.run(args)


def forked(question: dict[str, Any]) -> int:
    """Build in a process of its own; returns the exit status, and imports what it had imported."""
    if not FORKS:
        call = [sys.executable, "-m", __name__ if __name__ != "__main__" else __spec__.name, json.dumps(question)]
        return subprocess.run(call, check=False).returncode
    if not (child := os.fork()):
        status = 1
        try:
            status = build(question)
            names = [name for name, module in list(sys.modules.items()) if _is_installed(module)]
            Path(question["modules"]).write_text(json.dumps(names), encoding="utf-8")
        except BaseException as error:  # what nobody foresaw is told, and never runs on in a copy of the server
            with suppress(OSError):
                Path(question["stderr"]).write_text(f"{type(error).__name__}: {error}\n", encoding="utf-8")
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended)


def _is_installed(module: Any) -> bool:
    """Whether a module is one that stays as it is: Python's, a package's or ours, and none of the archive's."""
    file = str(getattr(module, "__file__", None) or "")
    stay = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    return file.startswith(tuple(f"{folder}{os.sep}" for folder in (*stay, Path(__file__).parents[2])))


def preload(names: Iterable[str]) -> None:
    """Import modules, so that those who are forked have them."""
    for name in names:
        if name not in sys.modules:
            with suppress(Exception):  # what cannot be imported is the build's to say
                importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what nobody looks at again is not copied when it is


def serve() -> None:
    """Answer each line, a question, with the exit status of its build, until there are none."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else prints does not answer
    if FORKS:
        preload(_FIRST)
    for line in sys.stdin:
        question = json.loads(line)
        print(forked(question), file=answers, flush=True)
        with suppress(OSError, ValueError):
            preload(json.loads(Path(question["modules"]).read_text(encoding="utf-8")))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(build(json.loads(sys.argv[1])))
    serve()
