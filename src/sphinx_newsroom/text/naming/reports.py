"""What a person should look at in a text, in words, the same in the build and in the command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.model.dates import long_date
from sphinx_newsroom.model.offices import office_text

if TYPE_CHECKING:
    from sphinx_newsroom.model.records import Release
    from sphinx_newsroom.model.registry import Registry
    from sphinx_newsroom.text.naming.found import Found


class Report(NamedTuple):
    """A name that was left open, or an office that does not fit the record, at *start* in the text."""

    start: int
    code: Code
    message: str
    advice: str


def reports(found: Found, release: Release, registry: Registry) -> Iterator[Report]:
    """Names that are not linked because nothing decides them, and offices not held on the release's date."""
    # A line to copy into the header comes with each, since that is what decides it for good.
    for ambiguity in found.ambiguities:
        surface, meant = " ".join(ambiguity.surface.split()), " or ".join(ambiguity.candidates)
        doubt = f"could mean {meant}" + (", though the text does not bear it out," if ambiguity.doubted else "")
        yield Report(
            ambiguity.start,
            Code.AMBIGUOUS_NAME,
            f"{surface!r} {doubt} and is not linked",
            f"decide it in the header, such as names: {{{surface}: {ambiguity.candidates[0]}}}, or false for nobody",
        )
    for conflict in found.conflicts:
        official = registry.officials[conflict.official]
        # Either the text is wrong, or the record lacks the office, or somebody else of that name is meant.
        decision = f"names: {{{official.name}: {official.id}}}"
        yield Report(
            conflict.start,
            Code.OFFICE_NOT_HELD,
            f"the text gives {official.name} the office {office_text(conflict.office, registry)!r}, which "
            f"{official.path or official.id} does not have on {long_date(release.date)}",
            f"correct the text or the record's memberships, or write {decision} in the header",
        )
