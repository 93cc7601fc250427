"""Sphinx's own lists of index words and modules: what leads to one that is not made leads nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.domains.std import StandardDomain

from sphinx_newsroom.extension.builder import html_builder

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_LABELS = {"genindex": "genindex", "modindex": "py-modindex", "py-modindex": "py-modindex"}
"""The labels that Sphinx knows in every project, each with the page that it is of."""


def leave_out(app: Sphinx) -> None:
    """Know the labels of those lists alone that the settings have made.

    ``{ref}`genindex` ``, as sphinx-quickstart writes it, is then told as a label that is nowhere, and ``objects.inv``
    names no page that is not there.
    """
    site, made, std = html_builder(app) is not None, app.config, app.env.domains.standard_domain
    for label, page in _LABELS.items():
        wanted = made.html_use_index if page == "genindex" else bool(made.html_domain_indices)
        for known, initial in (
            (std.labels, StandardDomain.initial_data["labels"]),
            (std.anonlabels, StandardDomain.initial_data["anonlabels"]),
        ):
            # What was kept of the last build may be without it; a text may have a label of that name itself.
            if label in initial and (wanted or not site):
                known.setdefault(label, initial[label])
            elif site and not wanted and known.get(label, ("",))[0] == page:
                del known[label]


def setup(app: Sphinx) -> None:
    """Ask once the settings are read and what was kept of the last build is loaded."""
    app.connect("builder-inited", leave_out)
