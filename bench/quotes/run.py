#!/usr/bin/env python3
"""Measure the quote check over real releases and real edits, in a real Chromium under a strict policy."""

from __future__ import annotations

import argparse
import html
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench/search"))

from served import Asker, chromium, served  # noqa: E402  # of the neighbouring folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SEED = 18
SHARED = Path(os.environ.get("NEWSROOM_SHARED", ROOT.parent / "shared"))
NOW = "1767225600"
QUESTIONS, RIGHT = 100, 98
"""How many quotations are asked, and how many must be found in the right release and revision."""

INVENTED = (
    "We will plant a million lemon trees along the northern railway before the winter comes.",
    "The minister promised that every lighthouse keeper would receive a violin.",
    "Nobody in this government has ever doubted the patience of our beekeepers.",
    "Our harbour will be closed on Tuesdays so that the seals may rest, the mayor said.",
    "I told the committee that umbrellas are not a matter for this parliament.",
    "The agency has counted eleven thousand wooden bridges and repaired none of them.",
    "There can be no peace between our two cities while the clock tower is wrong.",
    "We are proud to announce the first underwater library of the southern islands.",
    "The commission will examine every complaint about the colour of the new trams.",
    "She added that the budget for snow had been spent entirely on shovels.",
    "Let me be clear: this treaty does not apply to marmalade.",
    "Our researchers taught forty crows to sort the mail of the ministry.",
    "He thanked the volunteers who had carried the piano across the frozen lake.",
    "The board regrets that the elephants were invited without its knowledge.",
    "By the end of the decade each village will have two opera houses and a ferry.",
    "The central bank has decided to raise the price of silence by a quarter of a point.",
    "No other country has invested so much in the education of its gardeners.",
    "We must ask ourselves why the bakers were not consulted on the harvest law.",
    "The president called the discovery of the third moon a triumph of local farming.",
    "This partnership will deliver cheaper kites to families in the mountain regions.",
)
"""What nobody said, in the manner of releases."""


class Question(NamedTuple):
    """Words, and where they are to be found: the ids of all releases that hold them, and the number of the revision."""

    kind: str
    words: str
    releases: frozenset[str]
    revision: int


def say(text: str) -> None:
    """Progress, apart from the result."""
    print(text, file=sys.stderr, flush=True)


# ---- the archive -----------------------------------------------------------------------------------------


def edits() -> list[dict[str, Any]]:
    """The real edits: title, old and new text."""
    lines = (SHARED / "data/revisions/newsworthy-revisions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def source(edit: dict[str, Any], which: str) -> str:
    """A release's file with one of the texts of an edit."""
    title = json.dumps(edit[f"title_{which}"], ensure_ascii=False)
    return f"---\ntitle: {title}\ndate: {edit['published']}\n---\n\n{edit[which]}\n"


def newsroom(archive: Path, *arguments: str) -> None:
    """Run the command in the archive."""
    environment = os.environ | {"SOURCE_DATE_EPOCH": NOW}
    command = [sys.executable, "-m", "sphinx_newsroom", *arguments]
    subprocess.run(command, cwd=archive, check=True, env=environment, stdout=subprocess.DEVNULL)


def built(work: Path, size: int) -> Path:
    """The site: laid out, published, corrected by the real edits and built, once."""
    archive = work / f"quotes-{size}"
    if not (archive / "releases/ledger.jsonl").is_file():
        say(f"laying out {size} releases")
        subprocess.run(
            [sys.executable, ROOT / "bench/corpus/real.py", str(size), archive], check=True, stdout=subprocess.DEVNULL
        )
        folder = archive / "releases/2025"
        folder.mkdir(parents=True, exist_ok=True)
        for number, edit in enumerate(edits()):
            (folder / f"edit-{number:02}.md").write_text(source(edit, "old"), encoding="utf-8")
        say("publishing and correcting them")
        newsroom(archive, "publish", "--anyway")
        for number, edit in enumerate(edits()):
            new = work / "new.md"
            new.write_text(source(edit, "new"), encoding="utf-8")
            newsroom(archive, "correct", f"2025/edit-{number:02}", "--note", f"Edit {number}.", "--text", str(new))
    say("building it")
    newsroom(archive, "build", "--quiet")
    return archive / "_build/html"


# ---- questions -------------------------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    """The words of a text, as the questions compare them: simpler than what the site does."""
    return re.findall(r"\w+", text.lower())


def plain(page: str) -> str:
    """The text that a page shows, of a superseded one as it was published."""
    text = re.split(r'<div class="prose[^"]*">', page)[-1]
    text, *_ = re.split(r'</article>|<section class="cite"', text)
    text = re.sub(r"<span class=\"newsroom-dateline\">.*?</span>|<sup.*?</sup>", "", text)
    text = re.sub(r"<(?!/?(p|li|h\d|div|section|td|th)\b)[^>]+>", "", text)
    return html.unescape(re.sub(r"<[^>]+>", "\n", text))


def changed_runs(old: str, new: str, dice: random.Random) -> Iterator[str]:
    """Runs of words of one text that the other does not have, from its paragraphs."""
    other = f" {' '.join(words_of(new))} "
    for paragraph in old.split("\n"):
        pieces = paragraph.split()
        for start in range(0, max(1, len(pieces) - 11), 6):
            run = " ".join(pieces[start : start + dice.randint(10, 22)])
            if len(words_of(run)) >= 8 and f" {' '.join(words_of(run))} " not in other:
                yield run


def all_texts(site: Path) -> dict[str, str]:
    """The plain texts of all releases, by id."""
    lines = [line for path in sorted((site / "data/releases").glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    return {row["id"]: row["text"] for row in map(json.loads, lines)}


def of_edits(site: Path, texts: Mapping[str, str], dice: random.Random) -> Iterator[Question]:
    """What an edit took out, and what it put in; not what other releases have word for word, as a house's notice."""
    folded = {id_: f" {' '.join(words_of(text))} " for id_, text in texts.items()}
    for number in range(len(edits())):
        id_ = f"2025/edit-{number:02}"
        old, new = (plain((site / f"releases/{id_}{end}.html").read_text(encoding="utf-8")) for end in (".r1", ""))
        for kind, one, other, revision in (("taken out", old, new, 1), ("put in", new, old, 2)):
            others = [text for other_id, text in folded.items() if other_id != id_]
            runs = ((run, f" {' '.join(words_of(run))} ") for run in changed_runs(one, other, dice))
            if found := [run for run, spoken in runs if not any(spoken in text for text in others)]:
                yield Question(kind, dice.choice(found), frozenset((id_,)), revision)


def of_releases(texts: Mapping[str, str], count: int, dice: random.Random) -> Iterator[Question]:
    """Runs of real releases, by turns as they are and with a word changed."""
    folded = {id_: f" {' '.join(words_of(text))} " for id_, text in texts.items()}
    ids = [id_ for id_ in texts if "/edit-" not in id_]
    dice.shuffle(ids)
    for number, id_ in enumerate(ids):
        paragraphs = [one.split() for one in texts[id_].split("\n\n")[1:] if len(one.split()) >= 14]
        if not paragraphs:
            continue
        pieces = dice.choice(paragraphs)
        start = dice.randrange(len(pieces) - 13)
        run = pieces[start : start + dice.randint(10, 24)]
        spoken = " ".join(words_of(" ".join(run)))
        if len(spoken.split()) < 9:
            continue
        holding = frozenset(id_ for id_, text in folded.items() if f" {spoken} " in text)
        if number % 2:
            run[dice.randrange(2, len(run) - 2)] = dice.choice(("seventeen", "reluctantly", "Ottoman"))
        yield Question("a word changed" if number % 2 else "as it is", " ".join(run), holding, 1)
        count -= 1
        if not count:
            return


# ---- asking ----------------------------------------------------------------------------------------------

ASK = (
    "async (words) => { const start = performance.now(); const answer = await newsroom.checkQuote(words);"
    " return { ms: performance.now() - start, results: answer.results.map("
    "({ release, revision, verdict, until }) => ({ release, revision, verdict, until })) }; }"
)
VERDICTS = {"taken out": ("corrected",), "put in": ("stands",), "as it is": ("stands",), "a word changed": ("near",)}


def is_right(question: Question, results: list[dict[str, Any]]) -> bool:
    """Whether the first result is the release and revision, and what is said of the words."""
    if not results:
        return False
    first = results[0]
    right = first["release"].removeprefix("releases/") in question.releases and first["revision"] == question.revision
    return right and first["verdict"] in VERDICTS[question.kind]


def measured(args: argparse.Namespace) -> dict[str, Any]:
    """All questions asked, each in a browser context of its own."""
    site, dice = built(args.work, args.size), random.Random(SEED)
    texts = all_texts(site)
    questions = list(of_edits(site, texts, dice))
    questions += of_releases(texts, QUESTIONS - len(questions), dice)
    tally: dict[str, list[int]] = {}
    sent: list[tuple[int, int, float]] = []
    wrong, faults, nowhere = [], [], 0
    with served(site) as server, chromium(args.chromium) as browser:
        for question in [*questions, *(Question("invented", words, frozenset(), 0) for words in INVENTED)]:
            asker = Asker(browser, server)
            asker.open("check.html")
            asker.page.wait_for_load_state("networkidle")
            server.reset()
            answer = asker.page.evaluate(ASK, question.words)
            sent.append((server.answers, server.bytes, answer["ms"]))
            if question.kind == "invented":
                right = not answer["results"]
                nowhere += right
            else:
                right = is_right(question, answer["results"])
                found = tally.setdefault(question.kind, [0, 0])
                found[0] += right
                found[1] += 1
            if not right:
                wrong.append(
                    {
                        "kind": question.kind,
                        "words": question.words,
                        "wanted": sorted(question.releases)[:3],
                        "found": answer["results"][:2],
                    }
                )
            faults += asker.faults
            asker.close()
    files, size, took = zip(*sent, strict=True)
    return {
        "questions": len(questions),
        "right": sum(right for right, _ in tally.values()),
        "by_kind": tally,
        "invented": len(INVENTED),
        "nowhere": nowhere,
        "faults": faults,
        "files": {"median": median(files), "most": max(files)},
        "bytes": {"median": median(size), "most": max(size)},
        "ms": {"median": round(median(took)), "most": round(max(took))},
        "wrong": wrong,
    }


def main() -> int:
    """Lay out, ask and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench", help="where the archive is laid out")
    parser.add_argument("--size", type=int, default=2_000, help="real releases beside those of the edits")
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM", "/usr/bin/chromium"), help="the browser")
    parser.add_argument("--json", type=Path, help="where the result is written as well")
    parser.add_argument("--check", action="store_true", help="fail where it is worse than promised")
    args = parser.parse_args()
    if not (SHARED / "data/revisions").is_dir():
        say(f"{SHARED / 'data'} is not there: nothing was measured")
        return 0
    args.work = args.work.resolve()
    args.work.mkdir(parents=True, exist_ok=True)
    result = measured(args)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    print(text)
    if args.json:
        args.json.write_text(f"{text}\n", encoding="utf-8")
    fine = result["right"] * QUESTIONS >= RIGHT * result["questions"] and result["nowhere"] == result["invented"]
    return int(args.check and not (fine and not result["faults"]))


if __name__ == "__main__":
    sys.exit(main())
