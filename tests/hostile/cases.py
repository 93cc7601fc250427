"""Hostile inputs: what each puts into an archive, as ``inputs/<kind>/<name>.yaml`` says it.

The keys of such a file:

``why``
    What the input tries, in one sentence.
``files``
    Path in the archive -> content: text, ``!!binary`` bytes, ``{repeat: text, times: number}``, or a list of these.
``text``
    Short for a release with this text below a sound header.
``svg``
    Short for a picture and a release that shows it and offers it for download.
``cells``, ``metadata``
    Short for a release that is a notebook with these cells (and this metadata beside the header).
``links``, ``fifos``
    Symbolic links, path -> target, and named pipes.
``says``
    Files for which the build or the check must report a problem, since what is asked for is refused.
    Without it, the input must be harmless in whatever way it is shown.

Everywhere ``CASE`` stands for the slug of the input, and ``@OUTSIDE@`` for the absolute path of a folder
outside of the archive, where ``canaries`` lays files that must never be copied.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

INPUTS = Path(__file__).parent / "inputs"
KINDS = ("markdown", "notebook", "svg", "header", "record", "name", "files")

END = "-zz"
"""What every slug ends with, so that it is found in longer names."""
SLUG = re.compile(rf"(?<![a-z0-9-])[a-z0-9-]*?{END}(?![a-z])")
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Case:
    """One input: all that it lays into the archive."""

    kind: str
    name: str
    why: str
    files: Mapping[str, bytes]
    links: Mapping[str, str] = field(default_factory=dict)
    fifos: tuple[str, ...] = ()
    says: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What tests and reports call it."""
        return f"{self.kind}/{self.name}"

    @property
    def slug(self) -> str:
        """What stands for CASE."""
        return self.name + END


def header(title: str = "Hostile CASE") -> str:
    """A sound header."""
    return f"---\ntitle: {title}\ndate: 2025-06-01\nissuer: osce\n---\n\n"


def parsed(kind: str, name: str, source: str) -> Case:
    """The input that a file's text describes."""
    said = yaml.load(source, LOADER)
    known = {"why", "files", "text", "svg", "cells", "metadata", "links", "fifos", "says", "seed"}
    assert isinstance(said, dict), name
    assert set(said) <= known, (name, set(said) - known)
    files = {path: content(value) for path, value in said.get("files", {}).items()}
    files |= dict(_short(said))
    return Case(
        kind, name, said["why"], files, said.get("links", {}), tuple(said.get("fifos", ())), tuple(said.get("says", ()))
    )


def _short(said: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    if "text" in said:
        yield "releases/2025/CASE.md", header().encode() + content(said["text"]) + b"\n"
    if "svg" in said:
        yield "releases/2025/CASE.svg", content(said["svg"])
        shown = "A picture: ![x](CASE.svg)\n\nThe same [for download](CASE.svg).\n"
        yield "releases/2025/CASE.md", (header() + shown).encode()
    if "cells" in said:
        release = {"title": "Hostile CASE", "date": "2025-06-01", "issuer": "osce"}
        language = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        whole = {
            "metadata": {"newsroom": release, **language, **said.get("metadata", {})},
            "nbformat": 4,
            "nbformat_minor": 5,
            "cells": [_cell(number, cell) for number, cell in enumerate(said["cells"])],
        }
        yield "releases/2025/CASE.ipynb", json.dumps(whole, indent=1).encode()


def _cell(number: int, cell: Any) -> Any:
    """A cell with what nbformat asks for and the input does not say."""
    if not isinstance(cell, dict):
        return cell
    whole = {"cell_type": "markdown", "id": f"cell-{number}", "metadata": {}, "source": "", **cell}
    if whole["cell_type"] == "code":
        whole = {"execution_count": 1, "outputs": [], **whole}
        whole["outputs"] = (
            [_output(output) for output in whole["outputs"]]
            if isinstance(whole["outputs"], list)
            else (whole["outputs"])
        )
    return whole


def _output(output: Any) -> Any:
    if not isinstance(output, dict) or output.get("output_type", "display_data") != "display_data":
        return output
    return {"output_type": "display_data", "metadata": {}, **output}


def content(value: Any) -> bytes:
    """The bytes that a value of ``files`` stands for."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, list):
        return b"".join(map(content, value))
    if isinstance(value, dict):
        return content(value["repeat"]) * int(value["times"])
    return str(value).encode("utf-8", "surrogatepass")


def load(kind: str, folder: Path = INPUTS) -> list[Case]:
    """All inputs of a kind, by name."""
    found = []
    for path in sorted((folder / kind).glob("*.yaml")):
        try:
            found.append(parsed(kind, path.stem, path.read_text(encoding="utf-8")))
        except Exception as error:
            error.add_note(f"in {path}")
            raise
    return found


def batches(kind: str, size: int = 200) -> dict[str, list[Case]]:
    """The inputs of a kind in parts of about *size*: each is an archive of its own."""
    cases = load(kind)
    count = max(1, round(len(cases) / size))
    return {f"{kind}-{number + 1}": cases[number::count] for number in range(count)}
