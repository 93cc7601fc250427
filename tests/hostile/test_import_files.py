"""Files of other programs, sound but for a trap: an import refuses them or leaves the trap out."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pypandoc
import pytest

from tests.helpers.folders import contents
from tests.unit.cli.test_import_losses import pdf
from tests.unit.cli.test_import_releases import CONF, TEXT, put
from tests.unit.importers.releases.test_readers import document, line, saved, spreadsheet

from . import archives, canaries

SECONDS = 30.0
"""CPU time for the imports of one format; each run of pandoc may take as long again."""
DEEP = 200_000
DAY = "VIENNA, 20 June 2011 - "
SECRET = "CANARYOUTSIDE"
Parts = dict[str, bytes | str]
Case = tuple[str, bytes, str]
"""A file's name, its bytes, and part of the message that refuses it, or none."""


def entity(outside: Path) -> str:
    return f'<!DOCTYPE r [<!ENTITY s SYSTEM "file://{outside}/secret.txt">]>'


def links(outside: Path) -> list[str]:
    """Addresses that run code or lead to the secrets beside the archive."""
    local = f"file://{outside}/secret.txt", f"{outside}/secret.png", "../outside/secret.png"
    return ["javascript:hacked()", "data:text/html,hacked", *local]


def changed(data: bytes, change: Callable[[str, bytes], bytes], parts: Parts | None = None) -> bytes:
    """Return a packed file with changed and more parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info, change(info.filename, old.read(info)))
        for name, part in (parts or {}).items():
            new.writestr(name, part)
    return made.getvalue()


def levels(begin: str, end: str, words: str) -> str:
    return begin * DEEP + words + end * DEEP


# Documents


def odts(outside: Path) -> Iterator[Case]:
    pypandoc.convert_text(f"# Opens\n\n{DAY}{TEXT}", "odt", "markdown", outputfile=str(outside / "a.odt"))
    plain = (outside / "a.odt").read_bytes()

    def odt(body: str, before: str = "", parts: Parts | None = None) -> bytes:
        def change(name: str, data: bytes) -> bytes:
            text = data.decode().replace("<office:document-content", f"{before}<office:document-content", 1)
            return text.replace("</office:text>", f"{body}</office:text>").encode() if name == "content.xml" else data

        return changed(plain, change, parts)

    def image(path: str) -> str:
        return f'<text:p><draw:frame><draw:image xlink:href="{path}"/></draw:frame></text:p>'

    def linked(address: str) -> str:
        return f'<text:p><text:a xlink:href="{address}">link</text:a></text:p>'

    paths = ["../../../x.png", f"{outside}/secret.png", "Pictures/../../x.png", "/x.png"]
    script = '<script:event-listener script:event-name="dom:load" xlink:href="vnd.sun.star.script:hacked"/>'
    yield "entity.odt", odt("<text:p>&s;</text:p>", entity(outside)), "document type"
    yield "names.odt", odt("".join(map(image, paths)), parts=dict.fromkeys(paths, canaries.png("x"))), ""
    yield "links.odt", odt("".join(linked(link) + image(link) for link in links(outside))), ""
    yield "macro.odt", odt(script, parts={"Basic/Standard/x.xml": "<script>hacked()</script>"}), ""
    yield "deep.odt", odt(f"<text:p>{levels('<text:span>', '</text:span>', 'x')}</text:p>"), "Excessive depth"
    yield "large.odt", odt("", parts={"Pictures/x.png": bytes(33 << 20)}), "a part is larger than 32 MiB"


def docxs(outside: Path) -> Iterator[Case]:
    opening = line("Opens", bold=True) + line(f"{DAY}{TEXT}")
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = '<Relationship Id="{}" TargetMode="External" Target="{}" Type="' + space + '/{}"/>'
    addresses = links(outside)
    rels = "".join(relation.format(f"r{number}", link, "hyperlink") for number, link in enumerate(addresses))
    rels += relation.format("t", f"file://{outside}/secret.docx", "attachedTemplate")
    body = "".join(
        f'<w:hyperlink xmlns:r="{space}" r:id="r{number}"><w:r><w:t>link</w:t></w:r></w:hyperlink>'
        for number in range(len(addresses))
    )
    field = f'INCLUDETEXT "{outside}/secret.txt" DDEAUTO cmd'
    body += f"<w:r><w:instrText>{field}</w:instrText></w:r>"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts: Parts = {"word/_rels/document.xml.rels": f'<Relationships xmlns="{package}">{rels}</Relationships>'}
    macro: Parts = {"word/vbaProject.bin": b"Sub AutoOpen", "../../x.png": b"x", "/x.png": b"x"}
    yield "links.docx", document(f"{opening}<w:p>{body}</w:p>", parts | macro), ""
    yield "none.docx", b"PK\x03\x04word/document", "the document can't be read"
    cells = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    yield "deep.docx", document(opening + levels(*cells, line("x"))), "Excessive depth"
    zeros = {f"word/media/{number}.png": bytes(31 << 20) for number in range(9)}
    yield "large.docx", document(opening, zeros), "it is larger than 256 MiB"
    doubled = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 9))
    entities = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r [<!ENTITY e0 "x">{doubled}]><r a="&e8;"/>'
    yield "entities.docx", document(opening, {"word/header1.xml": entities.encode("utf-16")}), "the document can't"


def rtfs(outside: Path) -> Iterator[Case]:
    def rtf(text: str) -> bytes:
        return f"{{\\rtf1\\ansi{{\\b Opens}}\\par {DAY}{TEXT}\\par {text}\\par}}".encode()

    fields = [f'HYPERLINK "{link}"' for link in links(outside)]
    fields += [f'INCLUDETEXT "{outside}/secret.txt"', f'INCLUDEPICTURE "{outside}/secret.png"']
    shown = "".join(f"{{\\field{{\\*\\fldinst {field}}}{{\\fldrslt link}}}}" for field in fields)
    yield "links.rtf", rtf(shown + f"{{\\v {SECRET}}}" + "{\\object\\objemb{\\*\\objdata 4d5a}}"), ""
    yield "deep.rtf", rtf(levels("{\\i ", "}", "x")), ""
    yield "open.rtf", rtf("{" * DEEP), "the document can't be read"
    yield "number.rtf", rtf("\\bin999999999 x\\uc99999999 \\u8212 x"), "the document can't be read"


# Mail


def mails(outside: Path) -> Iterator[Case]:
    def mail(text: str = f"{DAY}{TEXT}\n", **values: str) -> EmailMessage:
        made = EmailMessage()
        head = {"From": "a@un.org", "To": "b@un.org", "Subject": "Opens", "Date": "Mon, 20 Jun 2011 10:00:00 +0200"}
        for name, value in (head | values).items():
            made[name] = value
        if text:
            made.set_content(text)
        return made

    shown = "".join(f'<p><a href="{link}">link</a> <img src="{link}" alt="image"></p>' for link in links(outside))
    shown += "<script>hacked()</script><p onclick='hacked()'>Shown</p><iframe src='https://hacked.example'></iframe>"
    attached = mail()
    attached.add_alternative(shown, subtype="html")
    attached.add_attachment("<script>hacked()</script>", subtype="html", filename="../../x.html")
    attached.add_attachment(b"MZ", "application", "octet-stream", filename=f"{outside}/x.exe")
    yield "attached.eml", attached.as_bytes(), ""
    html = mail("")
    html.set_content(f"<p>{DAY}{TEXT}</p>{shown}", subtype="html")
    yield "html.eml", html.as_bytes(), ""
    head = mail("").as_bytes().strip() + b"\nMIME-Version: 1.0\n"
    external = f'Content-Type: message/external-body; access-type="local-file"; name="{outside}/secret.txt"'
    yield "external.eml", head + external.encode() + b"\n\n" + TEXT.encode(), ""
    kind = b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n'
    yield "deep.eml", head + b"".join(kind % (n, n) for n in range(5_000)) + TEXT.encode(), "nested too deeply"
    yield "mails.eml", head + b"Content-Type: message/rfc822\n\n" * 5_000 + TEXT.encode(), "nested too deeply"
    yield "comments.eml", head + b"Cc: " + b"(" * 50_000 + b"\n\n" + TEXT.encode(), "nested too deeply"
    for name, value in (("Cc", b"b@un.org, "), ("X-Title", b"=?utf-8?q?x?= "), ("Content-Type", b"text/plain; a=b; ")):
        yield f"{name}.eml", b"%s%s: %s\n\n" % (head, name.encode(), value * 100_000), "longer than 64 KiB"
    yield "line.eml", mail().as_bytes() + b"word " * DEEP, ""


# Tables


def tables(outside: Path) -> Iterator[Case]:
    link = f"'file://{outside}/[secret.xlsx]Sheet1'!A1"
    web, command, address = 'WEBSERVICE("https://hacked.example")', 'cmd|"/c hacked"!A1', 'HYPERLINK("javascript:x")'
    rows: list[list[object]] = [
        [f"Opens {number}", "2011-06-20", TEXT, f"={formula}"]
        for number, formula in enumerate((link, web, command, address))
    ]
    for number, one in enumerate(links(outside)):
        rows.append([f"Opens link {number}", "2011-06-20", f"{TEXT} [a]({one}) ![b]({one})"])
    book = spreadsheet(["title", "date", "body", "summary"], *rows)
    book.worksheets[0]["A2"].hyperlink = f"file://{outside}/secret.txt"
    yield "formulas.xlsx", saved(book), ""
    plain = saved(spreadsheet(["title", "date", "body"], ["Opens", "2011-06-20", TEXT]))

    def with_entity(part: str, name: str, data: bytes) -> bytes:
        if not name.startswith(part):
            return data
        text = data.decode().replace("Opens", "&s;").replace('name="Sheet"', 'name="&s;"')
        before, _, after = text.rpartition("?>")
        return f"{before}{'?>' if before else ''}{entity(outside)}{after}".encode()

    for part in ("xl/worksheets", "xl/workbook"):
        yield f"{part[3:]}.xlsx", changed(plain, partial(with_entity, part)), "the spreadsheet can't be read"
    size = b'ref="A1:XFD1048576"'
    claims = b"</sheetData><mergeCells><mergeCell %s/></mergeCells><hyperlinks><hyperlink %s/></hyperlinks>" % (
        size,
        size,
    )
    yield "claims.xlsx", changed(plain, lambda _, data: data.replace(b"</sheetData>", claims)), ""
    yield "large.xlsx", changed(plain, lambda _, data: data, {"xl/x.xml": bytes(65 << 20)}), "larger than 64 MiB"
    cell = b'<row r="9999999"><c r="XFD9999999"><v>1</v></c></row></sheetData>'
    yield "wide.xlsx", changed(plain, lambda _, data: data.replace(b"</sheetData>", cell)), "more than 5,000,000 cells"


# PDF


def pdfs(outside: Path) -> Iterator[Case]:
    lines = "Opens", "", f"{DAY}{TEXT}"
    plain = pdf(*lines).decode()
    launch = f"<</S /Launch /F ({outside}/secret.txt)>>"
    files = "/EmbeddedFiles <</Names [(../../x.html) <</Type /Filespec /F (../../x.html) /EF <</F 4 0 R>>>>]>>"
    acts = f"/OpenAction <</S /JavaScript /JS (hacked) /Next {launch}>> /Names <<{files}>>"
    yield "actions.pdf", plain.replace("/Type /Catalog", f"/Type /Catalog {acts}").encode(), ""
    far = b"1 0 0 1 1000000000 -1000000000 Tm (far) Tj ET"
    shown = b"(%s) Tj T* ET" % (b"x" * len(far))
    yield "far.pdf", pdf(*lines, "x" * len(far)).replace(shown, far.ljust(len(shown))), ""
    yield "line.pdf", pdf(*lines, "word " * DEEP), ""
    yield "empty.pdf", pdf(), "the PDF has no text"
    yield "cut.pdf", b"%PDF-1.4", "the PDF can't be read"
    yield "circle.pdf", pdf("x").replace(b"[3 0 R]", b"[2 0 R]"), "the PDF "
    yield "large.pdf", pdf("x" * (9 << 20)), "its pages are larger than 8 MiB"
    yield "deep.pdf", pdf("x").replace(b"BT", b"q " * 50_000 + b"BT"), "the PDF can't be read"


FORMATS = {"odt": odts, "docx": docxs, "rtf": rtfs, "eml": mails, "xlsx": tables, "pdf": pdfs}


@pytest.mark.parametrize("form", FORMATS)
def test_no_trap_in_a_file_does_anything(form: str, tmp_path: Path) -> None:
    outside, root, sources = tmp_path / "outside", tmp_path / "archive", tmp_path / "sources"
    for name, data in canaries.secrets(SECRET):
        put(outside / name, data)
    put(root / "conf.py", CONF)
    put(root / "index.md", "# Archive\n\nReleases.\n")
    cases = list(FORMATS[form](outside))
    for name, data, _ in cases:
        put(sources / name, data)
    before = contents(tmp_path)
    words = ["--plan", str(root / "plan.tsv"), "--json", "--write", *(str(sources / name) for name, *_ in cases)]
    for _ in range(2):  # what an editor has to look at is written from the plan
        run = archives.newsroom(root, "import-releases", *words, seconds=SECONDS)
        assert "Traceback" not in run.log, run.log
        assert run.status == int(any(refusal for *_, refusal in cases)), f"{run.why}\n{run.log}"
    after = contents(tmp_path)
    allowed = "archive/releases/2011/opens", "archive/_build/", "archive/plan.tsv"
    assert {path for path in after if after[path] != before.get(path) and not path.startswith(allowed)} == set()
    said, _ = json.JSONDecoder().raw_decode(run.log)
    told = {Path(one["path"]).name: one["message"] for one in said["problems"] if one["code"] == "unreadable-file"}
    assert told.keys() == {name for name, _, refusal in cases if refusal}
    assert all(refusal in told.get(name, "") for name, _, refusal in cases), told
    drafts = {path: data for path, data in after.items() if path.startswith("archive/releases/")}
    assert len(drafts) >= sum(not refusal for *_, refusal in cases), said
    for path, data in drafts.items():
        assert TEXT.encode() in data, (path, data)
        for trap in (SECRET, "](javascript:", "](data:", "](file:", "](/", "](../", "<script", "onclick", "iframe"):
            assert trap.encode() not in data, (path, data)
    checked = archives.newsroom(root, "check", seconds=SECONDS)
    assert checked.status == 0, checked.log
