"""Problems on their way to Sphinx's log: one helper, always a code and a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import logging

from sphinx_newsroom.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from docutils import nodes

    from sphinx_newsroom.diagnostics import AnyCode, Problem

logger = logging.getLogger(__name__)


def warn(code: AnyCode, message: str, advice: str, location: tuple[str, int | None] | str) -> None:
    """Log a problem: a warning (type ``newsroom``, subtype the code), or for a notice a plain line."""
    text = f"[{code.code}] {message}; {advice}"
    if code.severity is Severity.NOTICE:
        logger.info(text, location=location)
    else:
        logger.warning(text, type="newsroom", subtype=code.code, location=location)


def warn_all(problems: Iterable[Problem], root: Path) -> None:
    """Log problems that were found without Sphinx, each at its file and line."""
    for problem in problems:
        warn(problem.code, problem.message, problem.advice, f"{root / problem.path}:{problem.line}")


def lines_of(node: nodes.Node) -> Iterator[int]:
    """The lines of a node and of those around it, the nearest first."""
    while node is not None:
        if node.line:
            yield node.line
        node = node.parent
