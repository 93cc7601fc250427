"""A reader who follows a guide to the letter, in an archive of their own."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import singledispatchmethod
from pathlib import Path

from tests.guides.steps import Edit, Put, Run, Say, Step, Write
from tests.helpers import warm

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_VARIES = re.compile(rf"(?P<dots>…)|(?P<month>\b(?:{_MONTH})\b)|(?P<number>\d[\d,.]*)|(?P<blank>\s+)")
_SHAPES = {"dots": r"[\s\S]*?", "month": f"(?:{_MONTH})", "number": r"\d[\d,.]*", "blank": r"\s+"}
_OF_THE_SHELL = re.compile(r"[|&;$`~<*]|>>")
"""What a command has that only a shell understands; ``> file`` is understood here, too."""
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")

_TOOLS = {"newsroom", "git", "openssl", "date"}
"""What a test may run: nothing that installs, sends or asks another host."""


@dataclass
class Reader:
    """Takes steps in *folder*; *moment* is what the clock says."""

    folder: Path
    moment: str
    env: Mapping[str, str] = field(default_factory=dict)
    output: str = ""

    @singledispatchmethod
    def take(self, step: Step) -> None:
        """Do what a step says, and hold it against what the guide shows."""
        raise TypeError(step)

    @take.register
    def _(self, step: Run) -> None:
        status = self._run(step.command)
        assert status == step.status, f"$ {step.command}\nexits with {status}\n{self.output}"
        for line in step.said:  # in any order: a terminal shows both streams
            found = shape(line).search(self.output)
            assert found, f"$ {step.command}\nthe guide shows\n{line}\nand it says\n{self.output}"

    @take.register
    def _(self, step: Say) -> None:
        assert shape(step.text.strip()).search(self.output), (
            f"the guide shows\n{step.text}\nand was told\n{self.output}"
        )

    @take.register
    def _(self, step: Write) -> None:
        path = self.folder / step.path
        path.parent.mkdir(parents=True, exist_ok=True)
        text = step.text if step.how == "file" else _added(path, step.text, step.how == "in")
        path.write_text(text, encoding="utf-8")

    @take.register
    def _(self, step: Edit) -> None:
        path = self.folder / step.path
        before = path.read_text(encoding="utf-8")
        assert step.old in before, f"{step.path} has no {step.old!r}"
        path.write_text(before.replace(step.old, step.new), encoding="utf-8")

    @take.register
    def _(self, step: Put) -> None:
        path = self.folder / step.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.4\n")

    def _run(self, command: str) -> int:
        env = {"SOURCE_DATE_EPOCH": self.moment, **self.env}
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
            return 0
        # The environment of the archive is the one that the tests run in.
        command = re.sub(r"^make html(?: OPTIONS=\"?([^\"]*)\"?)?", r"newsroom build \1", command)
        command = command.replace(".venv/bin/newsroom", "newsroom")
        if given := re.match(r"((?:[A-Z_]+=\w+ )+)(?=newsroom )", command):
            env |= dict(pair.split("=") for pair in given[1].split())
            command = command[given.end() :]
        # Whoever is asked says yes.
        command = re.sub(r"^newsroom (publish|approve)\b(?!.* --(?:yes|dry-run|due))", r"newsroom \1 --yes", command)
        words = shlex.split(command, comments=True)
        tools = {word.split("=")[0] for word in re.findall(r"(?:^|[|&;(])\s*([\w.]+)", command.split(" #")[0])}
        assert tools <= _TOOLS, f"$ {command}\nis more than a test may run; write <!-- not run: WHY --> above the block"
        if _OF_THE_SHELL.search(_QUOTED.sub("", command.partition(" #")[0])) or words[0] != "newsroom":
            return self._shell(command, env)
        target = words[words.index(">") + 1] if ">" in words else None
        done = warm.run("sphinx_newsroom", words[1 : words.index(">") if target else None], self.folder, env)
        if target:
            (self.folder / target).write_text(done.stdout, encoding="utf-8")
        self.output = (done.stderr if target else done.stdout) + done.stderr
        return done.returncode

    def _shell(self, command: str, env: Mapping[str, str]) -> int:
        ours = f'newsroom() {{ {shlex.quote(sys.executable)} -m sphinx_newsroom "$@"; }}\n'
        identity = {
            f"GIT_{role}_{what}": "jo@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        environment = {**os.environ, **identity, "GIT_MERGE_AUTOEDIT": "no", **env}
        done = subprocess.run(
            ["bash", "-c", ours + command],
            cwd=self.folder,
            env=environment,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.output = done.stdout
        return done.returncode


def shape(text: str) -> re.Pattern[str]:
    """What a printed line looks like: other numbers and days will do, and anything in the place of an ellipsis.

    >>> bool(shape("4 files checked: …").search("12 files checked: nothing wrong"))
    True
    """
    parts, at = [], 0
    for varies in _VARIES.finditer(text):
        parts += [re.escape(text[at : varies.start()]), _SHAPES[str(varies.lastgroup)]]
        at = varies.end()
    return re.compile("".join([*parts, re.escape(text[at:])]))


def _added(path: Path, text: str, in_header: bool) -> str:
    """A file's text with more at its end, or in its header where it has one."""
    before = path.read_text(encoding="utf-8")
    if in_header and before.startswith("---\n"):
        header, _, rest = before.partition("\n---\n")
        kept = text.removeprefix("---\n").removesuffix("---\n")
        return f"{header}\n{kept.rstrip()}\n---\n{rest}"
    return f"{before}{text}"
