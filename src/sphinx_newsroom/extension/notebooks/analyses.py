"""The notebooks under ``docs/``, which nbsphinx runs after a change of the notebook, its files or the archive's data.

If a notebook fails, its last results stay and the build continues.  If it never had results, its page shows text and
code with a notice, because lists of guides link to the page.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import docutils.nodes
import nbformat
from nbsphinx import NotebookError
from nbsphinx import NotebookParser as Nbsphinx

from sphinx_newsroom.diagnostics import Code, shown
from sphinx_newsroom.extension.domain import domain_of, folded, warn
from sphinx_newsroom.extension.notebooks import ALWAYS, digest_of
from sphinx_newsroom.files import leave, read_plain, work_place, write
from sphinx_newsroom.model.wording import long_date
from sphinx_newsroom.sources import notebook as notebooks
from sphinx_newsroom.sources.header import NOTEBOOK
from sphinx_newsroom.sources.notebook import cells_of

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.environment import BuildEnvironment

# The results of notebooks under ``docs/`` from their last run, stored by builds until an input changes.
#
# Each has its own file: the first line has the date and the digest of the inputs, and the rest is the executed notebook
# as the site publishes it.


class Result(NamedTuple):
    """An executed notebook, its date, and the digest of its inputs."""

    day: dt.date
    digest: str
    notebook: str


def result_of(root: Path, docname: str) -> Result | None:
    """Return the last result of a published notebook; None if none is stored."""
    try:
        first, _, notebook = read_plain(work_place(root, _named(docname))).decode().partition("\n")
        day, _, digest = first.partition(" ")
        return Result(dt.date.fromisoformat(day), digest, notebook)
    except (OSError, ValueError):
        return None


def keep_result(root: Path, docname: str, result: Result) -> None:
    """Store the result of a published notebook; raises OSError."""
    leave(root, _named(docname), f"{result.day.isoformat()} {result.digest}\n{result.notebook}")


def _named(docname: str) -> str:
    return f"published.notebooks/{docname}{NOTEBOOK}"


_CELL = re.compile(r"^-{18}\n(.*?)\n-{18}$", re.MULTILINE | re.DOTALL)
"""The failed cell in an error of nbclient (nbclient.exceptions.CellExecutionError.from_cell_and_msg)."""
_LONGEST = 200


class _Failure(NamedTuple):
    """Why a notebook has no results, and the line of its file with the cause."""

    why: str
    line: int


def parse(text: str, document: nodes.document) -> None:
    """Parse a notebook under ``docs/`` into *document*; nbsphinx runs it if it has no outputs.

    If no input changed, the stored results are used.  Raises NotebookError if not even these can be shown, for example
    without pandoc.
    """
    env = document.settings.env
    kept = result_of(domain_of(env).archive.root, env.docname)
    failure = _unreadable(text)
    digest = digest_of(env, env.docname)
    if kept and failure is None and kept.digest == digest and not digest.startswith(ALWAYS):
        domain_of(env).analyses[env.docname] = digest
        _show(kept.notebook, document)
        return
    if failure is None:
        # A reader process reports its log only when it ends, and a notebook can take long.
        status = env._app._status
        status.write(f"\nexecuting {env.docname}{NOTEBOOK}\n")
        status.flush()
        try:
            _parse(text, document)
        except NotebookError as error:
            failure = _failure(error, text)
        else:
            domain_of(env).analyses[env.docname] = digest
            return
    _show(kept.notebook if kept else _without_results(text, env.docname), document)
    since = f"its results of {long_date(kept.day)}" if kept else "no results"
    interface = domain_of(env).settings.interface
    words = (
        interface.say(
            "The calculations on this page failed when the site was last built. It shows the results from {date}.",
            date=interface.date(kept.day),
        )
        if kept
        else interface.say("The calculations on this page failed when the site was last built. It shows no results.")
    )
    domain_of(env).failed[env.docname] = words
    message = f"the notebook fails ({failure.why}), so its page shows {since}"
    warn(Code.FAILED_NOTEBOOK, message, "fix it, or remove it from docs/", (env.docname, failure.line))


def _show(notebook: str, document: nodes.document) -> None:
    """Parse a notebook without running it; the page shows the version for download."""
    env = document.settings.env
    _parse(notebooks.not_executed(notebook), document)
    write(Path(env.nbsphinx_auxdir, f"{env.docname}{NOTEBOOK}"), notebook)


def _parse(notebook: str, document: nodes.document) -> None:
    """Parse a notebook with nbsphinx, and collapse its code, since readers come for the results."""
    Nbsphinx().parse(notebook, document)
    words = domain_of(document.settings.env).settings.interface.say("Code")
    for container in list(document.findall(_is_input)):
        container.parent.replace(container, folded("", container, words=words))


def _is_input(node: nodes.Node) -> bool:
    return isinstance(node, docutils.nodes.container) and "nbinput" in node["classes"]


def _unreadable(text: str) -> _Failure | None:
    """Return what is wrong with a file that isn't a notebook, which nbsphinx would read as reStructuredText.

    Sphinx also passes translated paragraphs, which aren't notebooks.
    """
    if not text.lstrip().startswith("{") and '"nbformat"' not in text:
        return None
    try:
        parsed(text)
    except Exception as error:  # nbformat raises its own errors, and others for unexpected structure
        return _Failure(f"it isn't a notebook: {shown(error, _LONGEST)}", 1)
    return None


def parsed(text: str) -> Any:
    """Parse a notebook; nbformat raises its own errors for other files."""
    return nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]


def _failure(error: NotebookError, text: str) -> _Failure:
    cause = error.__context__
    name, value = getattr(cause, "ename", ""), getattr(cause, "evalue", "")
    lines = [line for line in str(error).splitlines() if line.strip()]
    why = f"{name}: {value}" if name else lines[-1] if lines else type(error).__name__
    cell = _CELL.search(str(cause))
    return _Failure(shown(why, _LONGEST), _line_of(text, cell[1]) if cell else 1)


def _line_of(text: str, source: str) -> int:
    """Return the line of a notebook's file on which a cell begins; 1 if no cell has this source."""
    return next((cell.line(1) for cell in cells_of(text) if cell.source.strip() == source.strip()), 1)


def _without_results(text: str, docname: str) -> str:
    if _unreadable(text) is None:
        return notebooks.without_results(nbformat.writes(parsed(text)))  # type: ignore[no-untyped-call]
    words = docname.rpartition("/")[2].replace("-", " ")
    return notebooks.titled(words[:1].upper() + words[1:])


def keep_results(env: BuildEnvironment) -> None:
    """Store the results of the notebooks that a build ran and published; raises OSError."""
    domain = domain_of(env)
    root, today = domain.archive.root, domain.settings.today
    for docname, path in getattr(env, "nbsphinx_notebooks", {}).items():
        digest = domain.analyses.get(docname)
        before = result_of(root, docname)
        if digest is not None and not (before and before.digest == digest and not digest.startswith(ALWAYS)):
            notebook = Path(cast("Any", env).nbsphinx_auxdir, path).read_text(encoding="utf-8")
            keep_result(root, docname, Result(today, digest, notebook))
