"""What stands about the issuers under a release on its page and is no part of it: boilerplate.

No names are looked for in it, nobody is quoted from it, and no digest holds what a record says: a record may change
without the releases that it stands under.  A text of the header's own is the release's, and is held to as that.
"""

from __future__ import annotations

from typing import NamedTuple

from sphinx_newsroom.interface import Interface
from sphinx_newsroom.model.records import Organization, Release
from sphinx_newsroom.model.registry import Registry


class About(NamedTuple):
    """A boilerplate, by paragraphs; *organization* is None where the header itself has it."""

    organization: Organization | None
    paragraphs: tuple[str, ...]


def abouts(release: Release, registry: Registry) -> tuple[About, ...]:
    """What stands under a release; nothing under the notice of a withdrawn one."""
    if release.withdrawn:
        return ()
    if release.own_boilerplate:
        return (About(None, tuple(release.own_boilerplate.split("\n\n"))),)
    records = (registry.organizations.get(id_) for id_ in release.about)
    return tuple(
        About(record, tuple(record.boilerplate.split("\n\n"))) for record in records if record and record.boilerplate
    )


def heading(about: About, interface: Interface) -> str:
    """What stands over it."""
    return interface.say("About {name}", name=about.organization.name) if about.organization else interface.say("About")
