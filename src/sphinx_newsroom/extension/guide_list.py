"""The list of guides that stands beside each of them, in the groups that their own list has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinx import addnodes

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


class GuideGroup(NamedTuple):
    """Guides under one caption: the name and title of each."""

    caption: str
    guides: tuple[tuple[str, str], ...]


def guide_groups(env: BuildEnvironment, docname: str) -> tuple[GuideGroup, ...]:
    """The guides of the list that a document belongs to; nothing where the list has no captions.

    Sphinx's own ``toctree()`` knows the captions of the front page's lists alone.
    """
    above = {child: parent for parent, children in env.toctree_includes.items() for child in children}
    seen = {docname}
    while (parent := above.get(docname)) and parent != env.config.root_doc and parent not in seen:
        docname = parent
        seen.add(docname)
    if docname not in env.toctree_includes:
        return ()
    trees = env.get_doctree(docname).findall(addnodes.toctree)
    groups = tuple(
        GuideGroup(
            tree.get("caption") or "",
            tuple((name, title or env.titles[name].astext()) for title, name in tree["entries"] if name in env.titles),
        )
        for tree in trees
    )
    return groups if any(group.caption for group in groups) else ()
