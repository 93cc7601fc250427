"""The files of an output, as a build writes them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from sphinx_newsroom.outputs.output import Output, State
from sphinx_newsroom.outputs.writing import write_outputs
from tests.helpers.folders import contents


def files_of(output: Output) -> dict[str, bytes]:
    """Return the bytes of each file, by its path in the site."""
    with TemporaryDirectory() as folder:
        write_outputs([output], State(), State(), Path(folder))
        return contents(Path(folder))
