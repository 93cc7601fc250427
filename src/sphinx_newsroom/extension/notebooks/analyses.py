"""The notebooks under ``docs/``, which nbsphinx executes when they, their files or the archive's data have changed.

One that fails keeps its last results and stops nothing.
Where it never gave any, its page stands with text and code and says that results are missing: its address is in lists
of guides, and a reader who follows it should learn what is so.
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

# What notebooks under ``docs/`` gave when they were last executed, kept by builds until something of it changes.
#
# Each stands in a file of its own, beside what else builds keep: on the first line the day, and the digest of what it
# was made of, then the executed notebook as the site publishes it.


class Result(NamedTuple):
    """A notebook as it was executed, when, and the digest of what it was made of."""

    day: dt.date
    digest: str
    notebook: str


def result_of(root: Path, docname: str) -> Result | None:
    """The last result of a notebook that was published; None where none is kept."""
    try:
        first, _, notebook = read_plain(work_place(root, _named(docname))).decode().partition("\n")
        day, _, digest = first.partition(" ")
        return Result(dt.date.fromisoformat(day), digest, notebook)
    except (OSError, ValueError):
        return None


def keep_result(root: Path, docname: str, result: Result) -> None:
    """Keep the result of a notebook that was published; raises OSError."""
    leave(root, _named(docname), f"{result.day.isoformat()} {result.digest}\n{result.notebook}")


def _named(docname: str) -> str:
    return f"published.notebooks/{docname}{NOTEBOOK}"


_CELL = re.compile(r"^-{18}\n(.*?)\n-{18}$", re.MULTILINE | re.DOTALL)
"""Where nbclient quotes the cell that failed (nbclient.exceptions.CellExecutionError.from_cell_and_msg)."""
_LONGEST = 200


class _Failure(NamedTuple):
    """Why a notebook gives nothing, and on which line of its file that shows."""

    why: str
    line: int


def parse(text: str, document: nodes.document) -> None:
    """Parse a notebook under ``docs/`` into *document*, executed by nbsphinx where it has no outputs.

    Where all is as it was, it shows what it gave then.  Raises NotebookError where not even its last results can be
    shown, such as without pandoc.
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
        # A process that reads documents hands on its log only at its end, and a notebook can take long.
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
    interface = domain_of(env).archive.settings.interface
    words = (
        interface.say(
            "The calculations on this page failed when the site was last built. It shows its results of {date}.",
            date=interface.date(kept.day),
        )
        if kept
        else interface.say("The calculations on this page failed when the site was last built. It shows no results.")
    )
    domain_of(env).failed[env.docname] = words
    message = f"the notebook fails ({failure.why}), so its page shows {since}"
    warn(Code.FAILED_NOTEBOOK, message, "fix it, or remove it from docs/", (env.docname, failure.line))


def _show(notebook: str, document: nodes.document) -> None:
    """Parse a notebook without running it; the page shows what can be downloaded."""
    env = document.settings.env
    _parse(notebooks.not_executed(notebook), document)
    write(Path(env.nbsphinx_auxdir, f"{env.docname}{NOTEBOOK}"), notebook)


def _parse(notebook: str, document: nodes.document) -> None:
    """Have nbsphinx parse a notebook, and fold its code: a reader comes for what it gives."""
    Nbsphinx().parse(notebook, document)
    words = domain_of(document.settings.env).archive.settings.interface.say("Code")
    for container in list(document.findall(_is_input)):
        container.parent.replace(container, folded("", container, words=words))


def _is_input(node: nodes.Node) -> bool:
    return isinstance(node, docutils.nodes.container) and "nbinput" in node["classes"]


def _unreadable(text: str) -> _Failure | None:
    """What is wrong with a file that isn't a notebook, which nbsphinx would read as reStructuredText.

    Sphinx passes translated paragraphs on as well, which are none.
    """
    if not text.lstrip().startswith("{") and '"nbformat"' not in text:
        return None
    try:
        parsed(text)
    except Exception as error:  # nbformat raises its own, and whatever a wrong shape brings about
        return _Failure(f"it isn't a notebook: {shown(error, _LONGEST)}", 1)
    return None


def parsed(text: str) -> Any:
    """A notebook; nbformat raises errors of its own where it is none."""
    return nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]


def _failure(error: NotebookError, text: str) -> _Failure:
    cause = error.__context__
    name, value = getattr(cause, "ename", ""), getattr(cause, "evalue", "")
    lines = [line for line in str(error).splitlines() if line.strip()]
    why = f"{name}: {value}" if name else lines[-1] if lines else type(error).__name__
    cell = _CELL.search(str(cause))
    return _Failure(shown(why, _LONGEST), _line_of(text, cell[1]) if cell else 1)


def _line_of(text: str, source: str) -> int:
    """The line of a notebook's file in which a cell begins; 1 where none has this source."""
    return next((cell.line(1) for cell in cells_of(text) if cell.source.strip() == source.strip()), 1)


def _without_results(text: str, docname: str) -> str:
    if _unreadable(text) is None:
        return notebooks.without_results(nbformat.writes(parsed(text)))  # type: ignore[no-untyped-call]
    words = docname.rpartition("/")[2].replace("-", " ")
    return notebooks.titled(words[:1].upper() + words[1:])


def keep_results(env: BuildEnvironment) -> None:
    """Keep what the notebooks gave that a build has executed and published; raises OSError."""
    domain = domain_of(env)
    root, today = domain.archive.root, domain.archive.settings.today
    for docname, path in getattr(env, "nbsphinx_notebooks", {}).items():
        digest = domain.analyses.get(docname)
        before = result_of(root, docname)
        if digest is not None and not (before and before.digest == digest and not digest.startswith(ALWAYS)):
            notebook = Path(cast("Any", env).nbsphinx_auxdir, path).read_text(encoding="utf-8")
            keep_result(root, docname, Result(today, digest, notebook))
