"""Crawls and dated folders, from the file to a release: what their pages show together, and which format has them."""

from __future__ import annotations

from tests.unit.importers.releases.test_captures import Crawl

from sphinx_newsroom.importers.drafts import Incoming, Options
from sphinx_newsroom.importers.readers import read

TEXT = (
    "Ministers were in the hall when the conference on floods opened on Tuesday morning, and they heard what the "
    "rivers of the region had done in the spring of that year to villages and towns; nobody asked for more money."
)


def page(title: str, day: str) -> bytes:
    head = f"<!doctype html><html lang='en'><head><title>{title}</title></head>"
    return f"{head}<body><h1>{title}</h1><p>{day}</p><p>{TEXT}</p><p>{TEXT[::2]}</p></body></html>".encode()


def crawl(**pages: bytes) -> bytes:
    made = Crawl()
    for name, data in pages.items():
        made.add(data, url=f"https://example.org/{name}")
    return made.data


def days(data: bytes) -> list[tuple[str, bool] | None]:
    found = [one for one in read("a.warc.gz", data, Options()) if isinstance(one, Incoming)]
    return [(one.date.value, one.date.sure) if one.date else None for one in found]


def test_one_page_of_a_crawl_shows_the_order_of_the_days_of_all() -> None:
    first, second = page("Conference on floods opens", "03/04/2011"), page("Budget is adopted", "25/04/2011")
    assert days(crawl(one=first)) == [None]
    assert days(crawl(one=first, two=second)) == [("2011-04-03", True), ("2011-04-25", True)]


PNG = b"\x89PNG\r\n\x1a\nmap"
SHOWS = (
    '<p><img src="../img/Map.png" alt="Map of the dams"> and '
    '<img src="https://cdn.example.org/image?id=3" alt="The hall">'
    '<img src="/img/drawn.svg" alt="A drawing"> were shown to the ministers.</p>'
    '<p>Read <a href="/files/report.pdf">the report</a>, <a href="/files/gone.pdf">another</a> '
    'and <a href="/press/2">the day before</a>.</p>'
)
BESIDE = {
    "https://example.org/img/Map.png": ("image/png", PNG),
    "https://cdn.example.org/image?id=3": ("image/jpeg", b"\xff\xd8\xffhall"),
    "https://example.org/files/report.pdf": ("application/pdf", b"%PDF-1.7 report"),
    "https://example.org/img/drawn.svg": ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
    "https://example.org/press/2": ("application/pdf", b"%PDF-1.7 two"),
}


def illustrated() -> bytes:
    """A crawl with pictures behind and before the page that shows them."""
    made = Crawl()

    def add(url: str, media_type: str, data: bytes, when: str = "2011-06-20T12:00:00Z") -> None:
        made.add(data, when, url, headers=(("Content-Type", media_type),))

    add("https://example.org/img/Map.png", "image/png", b"another map", "2009-01-01T00:00:00Z")
    data = page("Conference on floods opens", "20 June 2011").replace(b"</body>", f"{SHOWS}</body>".encode())
    add("https://example.org/press/1.html", "text/html", data)
    for url, (media_type, body) in BESIDE.items():
        add(url, media_type, body)
    return made.data


def test_pictures_and_attachments_of_a_crawl_come_along_by_their_addresses() -> None:
    (found,) = (one for one in read("a.warc", illustrated(), Options()) if isinstance(one, Incoming))
    files = {file.path.partition("/")[2]: file for file in found.files}
    assert {name: (file.title, file.data) for name, file in files.items()} == {
        "map.png": ("Map of the dams", PNG),
        "image.jpg": ("The hall", b"\xff\xd8\xffhall"),
        "report.pdf": ("the report", b"%PDF-1.7 report"),
        "2.pdf": ("the day before", b"%PDF-1.7 two"),
    }, "nearest in time; told by what the server said where the address does not; no drawing with script"
    assert f"![Map of the dams]({files['map.png'].path})" in found.body
    assert f"[the report]({files['report.pdf'].path})" in found.body
    assert "[another](https://example.org/files/gone.pdf)" in found.body
    assert any("drawn.svg" in loss.words for loss in found.losses)
