"""Where a reader tells that something is wrong: a mail or a form that says already which page it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_newsroom.config import REPORT_PARTS

if TYPE_CHECKING:
    from sphinx_newsroom.interface import Interface

_PLAIN = "!'()*"
"""What stays beside letters, digits and -._~, as in encodeURIComponent, by which newsroom.js finds the page again."""


def report_address(report: str, interface: Interface, page: str, title: str, revision: int | None) -> str:
    """What the link of a page leads to; *report* is ``newsroom_report``, *page* the address that it names.

    >>> from sphinx_newsroom.interface import Interface
    >>> report_address("https://example.org/new?title={title}&page={page}", Interface("en"), "a.html", "No & yes", 2)
    'https://example.org/new?title=No%20%26%20yes&page=a.html'

    Source: RFC 6068 for mail.
    """
    if "{" in report:
        for part, value in zip(REPORT_PARTS, (page, title, revision or ""), strict=True):
            report = report.replace(part, _quoted(str(value)))
        return report
    say = interface.say
    lines = [title, page]
    if revision:
        lines.append(say("Revision {number}", number=revision))
    body = "\r\n".join([*lines, "", say("What is wrong, and how do you know?"), ""])
    subject = say("Something wrong: {title}", title=title)
    return f"mailto:{quote(report, safe='@+')}?subject={_quoted(subject)}&body={_quoted(body)}"


def _quoted(words: str) -> str:
    return quote(words, safe=_PLAIN)
