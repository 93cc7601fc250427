"""The alerts of an archive, held against its records: an id that has none would be waited for in vain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import NEAR, Code, Problem, nearest
from sphinx_newsroom.ledger.git import git
from sphinx_newsroom.model.alerts import Alert
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.sources.alert_file import AlertFiles, read_alerts


def alerts_of(root: Path, settings: Settings, registry: Registry) -> AlertFiles:
    """The alerts of the archive in *root*; those that name an unknown record or lack QuickJS are left out."""
    found = read_alerts(root, settings)
    problems = [problem for alert in found.alerts for problem in (*_unknown(alert, registry), *_unsearchable(alert))]
    wrong = {problem.path for problem in problems}
    alerts = tuple(alert for alert in found.alerts if alert.path not in wrong)
    return AlertFiles(alerts, tuple(sorted((*found.problems, *problems), key=lambda one: (one.path, one.line))))


def _unknown(alert: Alert, registry: Registry) -> Iterator[Problem]:
    for kind, key, ids in (
        ("organization", "organizations", alert.organizations),
        ("official", "officials", alert.officials),
    ):
        known = registry.of_kind(kind)
        for position, id_ in enumerate(ids):
            if id_ not in known:
                now = registry.current_id(kind, id_)
                meant = nearest(id_, known, NEAR)
                advice = (
                    f"write {now!r}, the id that it has by now"
                    if now in known
                    else f"did you mean {meant!r}?"
                    if meant
                    else f"add {kind}s/{id_}.md, or remove it"
                )
                line = alert.lines.get(f"{key}.{position}", 1)
                yield Problem(alert.path, line, Code.UNKNOWN_ID, f"{key} names {id_!r}, which has no file", advice)


def _unsearchable(alert: Alert) -> Iterator[Problem]:
    if alert.feed and alert.query and find_spec("quickjs") is None:
        message, advice = "its feed needs QuickJS, which is missing", "pip install 'sphinx-newsroom[alerts]'"
        yield Problem(alert.path, alert.lines.get("query", 1), Code.NO_SEARCH_ENGINE, message, advice)


def addresses_in_git(root: Path, alerts: Iterable[Alert]) -> Iterator[Problem]:
    """Addresses of readers in files that git keeps: they stay in its history, and all who read it have them."""
    for alert in alerts:
        line = next((one.line for one in alert.mail if one.address), 0)
        if line and git(root, "ls-files", "--", alert.path):
            advice = f"take it out, and run: newsroom alert subscribe ADDRESS {alert.id}"
            yield Problem(alert.path, line, Code.READER_IN_GIT, "git keeps the address of a reader", advice)
