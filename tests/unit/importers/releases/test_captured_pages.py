"""Crawls and dated folders, from the file to a release: what their pages show together, and which format has them."""

from __future__ import annotations

import io

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sphinx_newsroom.importers.releases.incoming import Incoming, Options
from sphinx_newsroom.importers.releases.readers import format_of, read

TEXT = (
    "Ministers were in the hall when the conference on floods opened on Tuesday morning, and they heard what the "
    "rivers of the region had done in the spring of that year to villages and towns; nobody asked for more money."
)


def page(title: str, day: str) -> bytes:
    head = f"<!doctype html><html lang='en'><head><title>{title}</title></head>"
    return f"{head}<body><h1>{title}</h1><p>{day}</p><p>{TEXT}</p><p>{TEXT[::2]}</p></body></html>".encode()


def crawl(**pages: bytes) -> bytes:
    made = io.BytesIO()
    writer = WARCWriter(made, gzip=True)
    for name, data in pages.items():
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        url = f"https://example.org/{name}"
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(data), http_headers=headers))
    return made.getvalue()


def days(data: bytes) -> list[tuple[str, bool] | None]:
    found = [one for one in read("a.warc.gz", data, Options()) if isinstance(one, Incoming)]
    return [(one.date.value, one.date.sure) if one.date else None for one in found]


def test_one_page_of_a_crawl_shows_the_order_of_the_days_of_all() -> None:
    first, second = page("Conference on floods opens", "03/04/2011"), page("Budget is adopted", "25/04/2011")
    assert days(crawl(one=first)) == [None]
    assert days(crawl(one=first, two=second)) == [("2011-04-03", True), ("2011-04-25", True)]


def test_a_page_in_a_folder_called_after_a_day_is_a_capture_and_another_is_a_page() -> None:
    data = page("Conference on floods opens", "20 June 2011")
    names = ("old/2011-06-20/news/1.html", "old/20110620123456/https/example.org/news/1.html", "old/news/1.html")
    formats = [format_of(name, data) for name in names]
    assert [one.NAME if one else None for one in formats] == ["captures", "captures", "page"]
    (found,) = read(names[1], data, Options())
    assert isinstance(found, Incoming)
    assert (found.url, f"{found.captured:%Y-%m-%d}") == ("https://example.org/news/1.html", "2011-06-20")


def test_a_crawl_is_told_by_what_is_in_it() -> None:
    found = format_of("old", crawl(one=page("Conference opens", "20 June 2011")))
    assert found is not None
    assert found.NAME == "captures"
