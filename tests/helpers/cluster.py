"""A Dask cluster started by another user: a scheduler and workers in an empty folder, one of which is killed."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from distributed import Client

from tests.helpers.serving import LONG

STRANGER = "nobody"
"""The user who runs the workers, if this process may start them and that user may run this Python."""

_DIES = """
import os
import signal

from distributed.diagnostics.plugin import WorkerPlugin


class Dies(WorkerPlugin):
    name = "dies"

    def __init__(self):
        self.done = 0

    def transition(self, key, start, finish, **kwargs):
        if not str(key).startswith("do-"):
            return
        self.done += finish == "memory"
        if finish == "executing" and self.done == AFTER and not os.path.exists("killed"):
            open("killed", "x").close()
            os.kill(os.getpid(), signal.SIGKILL)


async def dask_setup(worker):
    await worker.plugin_add(Dies())
"""


@dataclass(frozen=True)
class Begun:
    """A running cluster: the scheduler's address, the workers' folder, and their user."""

    address: str
    folder: Path
    user: str
    workers: int

    def wait(self) -> None:
        """Wait for all workers; otherwise the one to be killed may get no work."""
        with Client(self.address, set_as_default=False) as asking:  # type: ignore[no-untyped-call]
            asking.wait_for_workers(self.workers)

    @property
    def was_killed(self) -> bool:
        """Whether a worker was killed while working."""
        return (self.folder / "killed").exists()


@contextmanager
def begun(workers: int, after: int) -> Iterator[Begun]:
    """Start a cluster whose first worker is killed after *after* parts, and is restarted by its nanny."""
    with ExitStack() as stack:
        place = Path(tempfile.mkdtemp(prefix="cluster-"))
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        place.chmod(0o755)  # other users need to read the module
        user, options = whose()
        folder = place / "workers"
        folder.mkdir()
        if options:
            shutil.chown(folder, STRANGER)
        told, dies = place / "scheduler.json", place / "dies.py"
        dies.write_text(_DIES.replace("AFTER", str(after)), encoding="utf-8")

        def run(arguments: Sequence[str], cwd: Path, **how: str | int) -> None:
            command = [sys.executable, "-m", *arguments, "--no-dashboard"]
            environment = {**os.environ, "HOME": str(cwd), "DASK_DISTRIBUTED__WORKER__DAEMON": "true"}
            process = subprocess.Popen(
                command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how
            )  # type: ignore[call-overload]
            stack.callback(process.wait)
            stack.callback(process.terminate)

        run(
            ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told)],
            place,
        )
        address = _address(told)
        for number in range(workers):
            preload = ["--preload", str(dies)] if number == 0 else []
            arguments = [address, "--nthreads", "1", "--death-timeout", "30", *preload]
            run(["distributed.cli.dask_worker", *arguments], folder, **options)
        yield Begun(address, folder, user, workers)


@cache
def whose() -> tuple[str, dict[str, str | int]]:
    """Return the user for the workers, and how to start a process as that user."""
    mine = pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() != 0:
        return mine, {}
    options: dict[str, str | int] = {"user": STRANGER, "group": pwd.getpwnam(STRANGER).pw_gid}
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        tried = [sys.executable, "-c", "import sphinx_newsroom.extension, distributed"]
        try:
            done = subprocess.run(tried, cwd=folder, capture_output=True, check=False, **options)  # type: ignore[call-overload]
        except OSError:
            return mine, {}
    return (STRANGER, options) if done.returncode == 0 else (mine, {})


def _address(told: Path) -> str:
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        try:
            return str(json.loads(told.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.1)
    raise TimeoutError("the scheduler did not begin")
