#!/usr/bin/env python3
"""texts.py CLONES OUT [--each N]: N real texts (default 800) in each of eight languages, as OUT/<language>.jsonl for bench/search/languages.py.

CLONES contains a clone of each repository in READERS, as <owner>+<name>, with or without a work tree. Texts are taken in an order that depends
on their names alone. Don't add them to this repository: their licences allow research, but not always publication.
"""

import argparse
import csv
import hashlib
import io
import json
import pathlib
import re
import subprocess
from collections.abc import Iterator

Row = dict[str, str]
SHORTEST, LONGEST = 300, 12_000  # in characters
OTHER_LENGTHS = {"zh": (80, 12_000), "ja": (80, 12_000), "es": (300, 40_000)}  # dense scripts; long speeches
YEARS = range(2014, 2024)  # for texts without a date


class Clone:
    """The newest commit of a repository."""

    def __init__(self, place: pathlib.Path) -> None:
        inside = next(
            one for one in (place / "repo/.git", place / "repo", place / ".git", place) if (one / "HEAD").is_file()
        )
        self.git = ["git", "-c", "core.quotepath=off", f"--git-dir={inside}"]

    def names(self, pattern: str) -> list[str]:
        """Return the files whose whole path matches, in the order of their digests."""
        listed = subprocess.run(
            [*self.git, "ls-tree", "-r", "-z", "--name-only", "HEAD"], check=True, capture_output=True
        ).stdout
        fit = [name for name in listed.decode().split("\0") if re.fullmatch(pattern, name)]
        return sorted(fit, key=lambda name: hashlib.sha256(name.encode()).digest())

    def read(self, name: str) -> str:
        return subprocess.run([*self.git, "show", f"HEAD:{name}"], check=True, capture_output=True).stdout.decode(
            "utf-8", "replace"
        )


def untitled(id_: str, text: str, ends: str = ".!?") -> Row:
    """Return a text whose first sentence becomes its title."""
    first = re.match(rf"(.{{20,160}}?[{ends}])(?:\s|$)|.{{10,160}}?(?=[{ends}\n]|$)|.{{1,160}}", text)
    title = first[0] if first else text[:100]
    return {"id": id_, "title": title.strip(), "text": text[len(title) :].strip()}


def german(clone: Clone) -> Iterator[Row]:
    """Articles of an Austrian newspaper (10kGNAD, CC BY-NC-SA 4.0)."""
    rows = csv.reader(io.StringIO(clone.read("test.csv")), delimiter=";", quotechar="'")
    for number, row in enumerate(rows):
        yield untitled(f"gnad-{number}", row[1])


def french(clone: Clone) -> Iterator[Row]:
    """Articles of a news site (OrangeSum, for research)."""
    for name in clone.names(r"data/docs/parsed/\d+\.json"):
        row = json.loads(clone.read(name))
        # The data has lost its paragraphs: a full stop comes right before the next sentence.
        text = re.sub(r"([.!?\"»])(?=[A-ZÀ-Ý])", r"\1 ", row["article"])
        yield {"id": "orange-" + pathlib.Path(name).stem, "title": row["title"], "text": text}


def russian(clone: Clone) -> Iterator[Row]:
    """Wikinews (NEREL, CC BY 2.5)."""
    for name in clone.names(r"NEREL-v1\.1/(train|dev|test)/.*\.txt"):
        title, _, text = clone.read(name).strip().partition("\n")
        yield {"id": "nerel-" + pathlib.Path(name).stem.lower(), "title": title, "text": text}


def ukrainian(clone: Clone) -> Iterator[Row]:
    """Newspapers and other prose (BRUK, CC BY-NC-SA 4.0)."""
    for name in clone.names(r"data/(good|so-so)/[A-F]_.*\.txt"):
        text = re.sub(r"<[^>\n]+>", "", clone.read(name)).strip()
        yield untitled("bruk-" + hashlib.sha256(name.encode()).hexdigest()[:10], text)


def spanish(clone: Clone) -> Iterator[Row]:
    """Speeches and press conferences of the Mexican presidency."""
    for name in clone.names(r"articulos/.*\.txt"):
        head, _, text = clone.read(name).partition("\n---\n")
        title = head.strip().split("\n")[0].partition("|")[2].strip() or head.strip().split("\n")[0]
        text = re.sub(r"^\?+\n", "", text.strip())
        year = re.search(r"articulos/(\d{4})/", name)
        yield {
            "id": "mx-" + hashlib.sha256(name.encode()).hexdigest()[:10],
            "title": title,
            "text": text,
            "date": f"{year[1]}-06-01",
        }


def arabic(clone: Clone) -> Iterator[Row]:
    """Tunisian radio news (ANT Corpus, Apache 2.0, to be cited)."""
    for name in clone.names(r"[a-zA-Z]+/JA-.*\.txt"):
        found = clone.read(name)
        title, text = (re.search(rf"<{tag}>(.*?)</{tag}>", found, re.S)[1].strip() for tag in ("TITLE", "TEXT"))
        day = name.rsplit("-", 1)[1][:8]
        if int(day[:4]) < 1900:  # some dates start with the day
            day = day[4:] + day[2:4] + day[:2]
        yield {
            "id": "ant-" + pathlib.Path(name).stem.lower(),
            "title": title,
            "text": text,
            "date": f"{day[:4]}-{day[4:6]}-{day[6:]}",
        }


def chinese(clone: Clone) -> Iterator[Row]:
    """Items of a television programme."""
    for name in clone.names(r"assets/\d+/\d+\.json"):
        for item in json.loads(clone.read(name)).get("videoList") or ():
            detail = item.get("video_detail") or {}
            text = re.sub(r"<[^>]+>", "", re.sub(r"</p>", "\n\n", detail.get("content") or "")).strip()
            title = re.sub(r"^\[视频\]", "", item["video_title"])
            yield {
                "id": "cctv-" + item["video_id"].lower(),
                "title": title,
                "text": text,
                "date": (item.get("pub_date") or "")[:10],
            }


def japanese(clone: Clone) -> Iterator[Row]:
    """Beginnings of web pages, three sentences each (KWDLC), in groups of five by their folder's digest."""
    names = clone.names(r"org/.*\.org")
    for start in range(0, len(names), 5):
        parts = []
        for name in names[start : start + 5]:
            lines = clone.read(name).strip().split("\n")
            parts.append("".join(line for line in lines if not line.startswith("#")))
        yield untitled("kwdlc-" + pathlib.Path(names[start]).stem, "\n\n".join(parts), "。！？")


READERS = {
    "de": ("tblock/10kGNAD", german),
    "fr": ("Tixierae/OrangeSum", french),
    "ru": ("nerel-ds/NEREL", russian),
    "uk": ("brown-uk/corpus", ukrainian),
    "es": ("fferegrino/mananeras", spanish),
    "ar": ("antcorpus/antcorpus.data", arabic),
    "zh": ("chenqijunvc/cctv-news", chinese),
    "ja": ("ku-nlp/KWDLC", japanese),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("clones", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument(
        "--languages", nargs="+", default=list(READERS), choices=READERS, metavar="TAG", help="some of them alone"
    )
    parser.add_argument("--each", type=int, default=800, metavar="N")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for language in args.languages:
        repository, reader = READERS[language]
        shortest, longest = OTHER_LENGTHS.get(language, (SHORTEST, LONGEST))
        taken: list[Row] = []
        for row in reader(Clone(args.clones / repository.replace("/", "+"))):
            if not row["title"] or not shortest <= len(row["text"]) <= longest:
                continue
            if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-([01]\d|2[0-8])", row.get("date", "")):
                number = int(hashlib.sha256(row["id"].encode()).hexdigest()[:8], 16)
                row["date"] = f"{YEARS[number % len(YEARS)]}-{number % 12 + 1:02}-{number % 28 + 1:02}"
            taken.append(row)
            if len(taken) == args.each:
                break
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in taken)
        (args.out / f"{language}.jsonl").write_text(lines, encoding="utf-8")
        print(f"{language}: {len(taken)} texts of {repository}")


if __name__ == "__main__":
    main()
