"""The Markdown beside the page of a release or superseded text: a head of YAML, the title, and the text.

It is written with the page, of the same view and the same HTML, and so stands or is written anew with it.  The head's
values are JSON, which is YAML, too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote

from sphinx_newsroom.model.addresses import MARKDOWN, PageName, release_id, url_of
from sphinx_newsroom.outputs.announced_events import EventView
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.machines.html_to_markdown import markdown
from sphinx_newsroom.outputs.machines.markdown_signs import escaped, link
from sphinx_newsroom.outputs.pages.views import AttachmentView, ImageView, Note
from sphinx_newsroom.outputs.pages.views.release import ReleaseView
from sphinx_newsroom.outputs.pages.views.versions import SupersededView
from sphinx_newsroom.outputs.site_folder import SiteFolder

_line = json.JSONEncoder(ensure_ascii=False).encode


def markdown_file(page: PageName, view: object, body: str, baseurl: str) -> tuple[str, bytes] | None:
    """The file beside *page*, as path in the site and content; None where its *view* is neither of the two.

    *body* is the text's HTML, with links relative to the page; that of a withdrawn release is left out.
    """
    place = _Place(page, baseurl)
    if isinstance(view, ReleaseView):
        blocks = [_head(_of_release(view, place)), *_text(view, body, place)]
    elif isinstance(view, SupersededView):
        blocks = [_head(_of_superseded(view, place)), *_text(view, body, place)]
    else:
        return None
    text = "\n\n".join(filter(None, blocks)) + "\n"
    return page + MARKDOWN, text.encode("utf-8", "replace")


def write_markdown(folder: SiteFolder, page: PageName, view: object, body: str, baseurl: str) -> str:
    """Write the file beside *page*, where it has one, and give its SHA-256; raises OSError."""
    made = markdown_file(page, view, body, baseurl)
    if made is None:
        return ""
    folder.write(*made)
    return hashlib.sha256(made[1]).hexdigest()


class _Place(NamedTuple):
    """The page beside which a file stands, and the address of its site, empty where that has none."""

    page: PageName
    baseurl: str

    def address(self, path: str) -> str:
        """The address of a file of the site: from anywhere, or from the page where the site has none."""
        return self.baseurl + quote(path) if self.baseurl else "../" * self.page.count("/") + quote(path)

    @property
    def own(self) -> str:
        """The page's own address; empty where the site has none."""
        return self.address(url_of(self.page)) if self.baseurl else ""


def _of_release(view: ReleaseView, place: _Place) -> dict[str, object]:
    line, recorded, withdrawn = view.line, view.recorded, view.withdrawn
    return {
        "id": release_id(place.page),
        "title": view.cite.title,
        "subtitle": view.subtitle,
        "date": view.datetime,
        "type": line.type_label,
        "number": view.number,
        "language": line.language,
        "issuers": [issuer.name for issuer in line.issuers],
        "revision": recorded.revision if recorded else None,
        "sha256": recorded.digest if recorded else None,
        "published": recorded.first if recorded else None,
        "corrected": [{"date": note.date, "note": note.text} for note in view.corrections],
        "withdrawn": _withdrawn(withdrawn, place),
        "draft": line.status == "draft",
        "cite-as": place.own,
        "former": [place.address(url_of(former)) for former in recorded.pages] if recorded else [],
        "event": _event(view.event) if view.event else None,
        "image": _image(view.image, place) if view.image and not withdrawn else None,
        "attachments": _attachments(view.attachments, place),
    }


def _of_superseded(view: SupersededView, place: _Place) -> dict[str, object]:
    return {
        "id": release_id(view.line.page),
        "title": view.cite.title,
        "subtitle": view.subtitle,
        "date": view.datetime,
        "type": view.kind,
        "number": view.cite.number,
        "language": view.language,
        "issuers": list(view.issuers),
        "revision": view.revision,
        "sha256": view.digest,
        "published": view.published.date,
        "superseded": {"date": view.note.date, "note": view.note.text, "by": place.address(url_of(view.next))},
        "withdrawn": _withdrawn(view.withdrawn, place),
        "cite-as": place.own,
        "attachments": _attachments(view.attachments, place),
    }


def _head(values: Mapping[str, object]) -> str:
    """What is empty is left out."""
    return "\n".join(["---", *(f"{key}: {clean(_line(value))}" for key, value in values.items() if value), "---"])


def _withdrawn(note: Note | None, place: _Place) -> dict[str, str] | None:
    if note is None:
        return None
    replaced = {"replaced_by": place.address(url_of(note.replaced_by.page))} if note.replaced_by else {}
    return {"date": note.date, "reason": note.text, **replaced}


def _event(event: EventView) -> dict[str, object]:
    found = {"name": event.name, "start": event.begins, "end": event.ends, "place": event.place, "url": event.url}
    return {key: value for key, value in (*found.items(), ("cancelled", event.cancelled)) if value}


def _image(image: ImageView, place: _Place) -> dict[str, str]:
    told = {"alt": image.alt, "caption": image.caption, "credit": image.credit}
    return {"url": place.address(image.src), **{key: value for key, value in told.items() if value}}


def _attachments(found: Iterable[AttachmentView], place: _Place) -> list[dict[str, str]]:
    return [{"title": one.title, "url": place.address(one.address)} for one in found]


def _text(view: ReleaseView | SupersededView, body: str, place: _Place) -> Iterator[str]:
    yield f"# {escaped(view.cite.title)}"
    if view.withdrawn:
        yield escaped(f"{view.withdrawn.date_text}: {view.withdrawn.text}")
        return
    if view.subtitle:
        yield f"*{escaped(view.subtitle)}*"
    yield markdown(body, place.own)
    for one in view.about:
        heading = escaped(one.heading)
        yield f"## {link(heading, place.address(url_of(one.page))) if one.page else heading}"
        yield from map(escaped, one.paragraphs)
