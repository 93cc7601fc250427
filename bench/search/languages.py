#!/usr/bin/env python3
"""Search archives in eight languages for what readers type: inflected forms, parts of compounds, phrases, names."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

from served import Asker, built, chromium, served

QUESTIONS = Path(__file__).with_name("language_questions.tsv")
LANGUAGES = "de", "fr", "ru", "uk", "es", "ar", "zh", "ja"
FIRST = 3
"""A question is answered if the release it came from is among this many results."""
HELP = """\
TEXTS has <language>.jsonl for each language, a text a line: id, title, date, text.  bench/corpus/texts.py makes them
from clones of public repositories, which it names.  The questions (language_questions.tsv) were written from twenty
texts of a language, drawn by chance, before search was asked; the second ten were asked after the first.

example: python bench/corpus/texts.py ~/clones ~/texts && python bench/search/languages.py ~/texts --check"""


class Question(NamedTuple):
    language: str
    set: str
    wanted: str
    query: str


def questions() -> list[Question]:
    """Return all questions in the table."""
    return [Question(*line.split("\t")) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def slug(id_: str) -> str:
    """Return an id that can be part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", id_).strip("-")


def markdown(text: str) -> str:
    """Return plain text as Markdown, one paragraph a line."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#$|~^])", r"\\\1", re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ufffd]", "", text))
    return "\n\n".join(
        re.sub(r"^([-+=:]|\d+[.)])", r"\\\1", line.strip()) for line in escaped.split("\n") if line.strip()
    )


def lay_out(texts: Path, language: str, archive: Path) -> None:
    """Create an archive in a language, with a release for each text."""
    shutil.rmtree(archive, ignore_errors=True)
    archive.mkdir(parents=True)
    (archive / "conf.py").write_text(
        f'project = "Texts"\nlanguage = "{language}"\nextensions = ["sphinx_newsroom"]\n'
        'html_theme = "sphinx_book_theme"\nhtml_baseurl = "https://archive.example.org/"\n',
        encoding="utf-8",
    )
    (archive / "index.md").write_text("# Texts\n", encoding="utf-8")
    for line in (texts / f"{language}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        title = json.dumps(" ".join(row["title"].split()), ensure_ascii=False)
        target = archive / "releases" / row["date"][:4] / f"{slug(row['id'])}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            f"---\ntitle: {title}\ndate: {row['date']}\n---\n\n{markdown(row['text'])}\n", encoding="utf-8"
        )


def place(asker: Asker, question: Question) -> int:
    """Return the rank of the release, from 1; 0 if it isn't among the first ten."""
    ids = [id_.partition("/")[2] for id_ in asker.ask(question.query)["ids"]]
    wanted = slug(question.wanted)
    return ids.index(wanted) + 1 if wanted in ids else 0


def main() -> int:
    """Measure and print; the status says whether nine of ten were right in every language."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sphinx-newsroom-bench"
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", type=Path, metavar="TEXTS", help="folder of the texts")
    parser.add_argument(
        "--languages", nargs="+", default=LANGUAGES, choices=LANGUAGES, metavar="TAG", help="some of them"
    )
    parser.add_argument("--work", type=Path, default=cache, help=f"folder for archives and sites ({cache})")
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium", help="path of Chromium")
    parser.add_argument("--check", action="store_true", help="exit with status 1 if fewer than nine of ten are right")
    args = parser.parse_args()
    held = True
    with chromium(args.chromium) as browser:
        for language in args.languages:
            archive = args.work.resolve() / f"language-{language}"
            if not (archive / "conf.py").is_file():
                lay_out(args.texts, language, archive)
            with served(built(archive)) as server:
                asker = Asker(browser, server)
                asker.open()
                places = {one: place(asker, one) for one in questions() if one.language == language}
                asker.close()
            wrong = {one: at for one, at in places.items() if not 0 < at <= FIRST}
            held &= len(wrong) * 10 <= len(places) and not asker.faults
            print(f"{language}: {len(places) - len(wrong)} of {len(places)}", *asker.faults, flush=True)
            for one, at in wrong.items():
                print(f"         {one.set}: {one.query} -> {at or 'not among ten'} ({one.wanted})")
    return int(args.check and not held)


if __name__ == "__main__":
    raise SystemExit(main())
