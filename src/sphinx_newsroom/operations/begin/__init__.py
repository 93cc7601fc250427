"""``newsroom init`` as a plan: the files of an archive that builds at once, from the folder ``template``.

A template is the file itself.  In its text, and in its name, ``@issuer@`` stands for an answer, ``@issuer:yaml@`` for
the answer as that kind of file writes it; a line after ``@url? `` is there only with an answer, one after ``@url! ``
only without.  A name's part ``dot-x`` is the hidden ``.x``, and ``conf.py.in`` is ``conf.py``: none of these is to mean
anything where it lies here.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from sphinx_newsroom.archive.advice import ATTRIBUTE_LINES
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import read_plain
from sphinx_newsroom.model.addresses import LEDGER, LEDGER_HEAD
from sphinx_newsroom.model.ids import free_id, slug
from sphinx_newsroom.sources import yaml_text
from sphinx_newsroom.sources.header_keys import KEYS, schema_of

TEMPLATE = Path(__file__).parent / "template"

_PLACE = re.compile(r"@([a-z_]+)(?::([a-z_]+))?@")
_CONDITION = re.compile(r"^@([a-z_]+)([?!]) (.*\n)", re.MULTILINE)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#&|~$@:^])")


_SAMPLE = "our-archive-opens"
"""How the file of the sample release is called in ``template``, and what the samples say of themselves."""
_IS_SAMPLE = re.compile(rb"A sample of an official.{1,8}s record\.|This release is a sample, and so is Jo Exampleton")


def is_sample(path: Path) -> bool:
    """Whether a file, or its page, is one that ``newsroom init`` made, as nobody has changed its last words."""
    if path.stem not in (_SAMPLE, "jo-exampleton"):
        return False
    try:
        return _IS_SAMPLE.search(read_plain(path)) is not None
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody says of the archive that is to begin; *url* ends in a slash, or is empty like *acronym*."""

    project: str
    issuer: str
    acronym: str = ""
    language: str = "en"
    timezone: str = "UTC"
    url: str = ""


def _as_markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _as_python(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


_FORMS: Mapping[str, Callable[[str], str]] = {
    "": str,
    "markdown": _as_markdown,
    "python": _as_python,
    "yaml": yaml_text.scalar,
}


def archive_files(answers: Answers, today: dt.date, version: str) -> dict[str, bytes]:
    """Every file of the archive that begins, by path; *version* is that of the program."""
    said = _said(answers, today, version)
    files = {
        _path(template, said): _filled(template.read_text(encoding="utf-8"), said).encode() for template in _templates()
    }
    files |= {LEDGER: b"", LEDGER_HEAD: b""}  # which decide from the first release on what is public
    for kind in KEYS:
        schema = json.dumps(schema_of(kind, Settings()), ensure_ascii=False, indent=2)
        files[f".vscode/{kind}.schema.json"] = f"{schema}\n".encode()
    return files


def _templates() -> Iterator[Path]:
    return (path for path in sorted(TEMPLATE.rglob("*")) if path.is_file())


def _path(template: Path, said: Mapping[str, str]) -> str:
    parts = template.relative_to(TEMPLATE).parts
    return _filled(str(PurePosixPath(*(re.sub("^dot-", ".", part) for part in parts))).removesuffix(".in"), said)


def _filled(text: str, said: Mapping[str, str]) -> str:
    text = _CONDITION.sub(lambda line: line[3] if bool(said[line[1]]) == (line[2] == "?") else "", text)
    return _PLACE.sub(lambda place: _FORMS[place[2] or ""](said[place[1]]), text)


def _said(answers: Answers, today: dt.date, version: str) -> dict[str, str]:
    host = urlsplit(answers.url).hostname or ""
    title = f"{answers.issuer} opens its archive"
    return {
        "project": answers.project,
        "issuer": answers.issuer,
        "issuer_id": free_id(answers.issuer if slug(answers.issuer) else answers.acronym or "issuer", ()),
        "acronym": answers.acronym,
        "sphinx_language": answers.language.replace("-", "_"),
        "foreign": answers.language if answers.language.partition("-")[0] != "en" else "",
        "timezone": answers.timezone,
        "url": answers.url,
        "website": f"{urlsplit(answers.url).scheme}://{host}/" if host else "",
        "tag": f"{host},{today.year}",
        "title": title,
        "copyright": f"{today.year}, {answers.issuer}",
        "description": f"Press releases of {answers.issuer}, as they were published.",
        "today": today.isoformat(),
        "year": f"{today.year:04}",
        "version": version,
        "git_attributes": "\n".join(ATTRIBUTE_LINES),
    }
