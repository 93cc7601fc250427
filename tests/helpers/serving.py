"""Run ``newsroom serve`` as a process, on a port of its choice, and stop it with Ctrl-C."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LONG = 300.0
"""Timeout in seconds, for the busiest machine."""
FROM_SOURCE = (sys.executable, "-m", "sphinx_newsroom")
"""The command for the program in this folder."""


@dataclass
class Serving:
    """A running server."""

    process: subprocess.Popen[str]
    port: int
    said: list[str] = field(default_factory=list)

    def ask(self, target: str, **headers: str) -> tuple[int, str, dict[str, str]]:
        """Return status, text and headers of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        try:
            connection.request("GET", target, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace"), dict(answer.headers)
        finally:
            connection.close()

    def state(self) -> dict[str, Any]:
        """Return the state that pages receive."""
        found: dict[str, Any] = json.loads(self.ask("/_newsroom/state?page=/")[1])
        return found

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until a condition is true."""
        end = time.monotonic() + LONG
        while not is_so():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.state()
            time.sleep(0.1)

    def end(self) -> int:
        """Press Ctrl-C; return the exit status, and keep the output in *said*."""
        self.process.send_signal(signal.SIGINT)
        self.said += self.process.communicate(timeout=LONG)[0].splitlines()
        return self.process.returncode


@contextmanager
def serving(root: Path, *options: str, command: Sequence[str] = FROM_SOURCE) -> Iterator[Serving]:
    """Run a server of the archive at *root*."""
    process = subprocess.Popen(
        [*command, "serve", "--port", "0", *options],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"},
        # Tests in the background ignore Ctrl-C, and child processes inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://localhost:(\d+)/", line)
        assert found, line
        yield Serving(process, int(found[1]), [line])
    finally:
        with process:  # closes the pipe
            if process.poll() is None:
                process.terminate()
                process.wait(LONG)
