"""Whatever is changed in an archive, one after another: the incremental build is the clean one, byte for byte.

`pytest tests/build/test_random_changes.py --sequences 300` plays more of them, `--first-sequence 17` others.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from tests.conftest import CONF, GATE, NOW, SHARING, ArchiveOnDisk, Built

from sphinx_newsroom.cli import main

STEPS = 4
PNG = b"\x89PNG\r\n\x1a\n"
WORDS = ("UNODC", "the OSCE", "Yury Fedotov", "the Security Council", "human trafficking", "the budget")
SETTINGS = (
    'newsroom_description = "What was said, and when."',
    'html_baseurl = "https://example.org/news/"',
    "html_copy_source = True",
    "html_use_index = True",
    'language = "de"',
    'language = "ar"',
    'project = "Another archive"',
    'html_favicon = "static/favicon.png"',
    'html_logo = "static/logo.png"',
    'pygments_style = "monokai"',
    'newsroom_issuer = "osce"',
    'root_doc = "start"',
)


def content(name: str, dice: random.Random) -> bytes:
    """Return a file's content that fits its name: publishing refuses others."""
    begin = {"png": PNG, "pdf": b"%PDF-1.4\n", "csv": b""}[name.rpartition(".")[2]]
    return begin + dice.randbytes(4).hex().encode()


class Player:
    """An archive, and the dice by which it is changed."""

    def __init__(self, archive: ArchiveOnDisk, seed: int, conf: str = CONF) -> None:
        self.archive, self.dice, self.conf = archive, random.Random(seed), conf
        self.settings: set[str] = set()
        archive.put(
            {
                "start.md": "# Another front page\n",
                "static/own.css": "p {}",
                "templates/unused.html": "",
                "extra/humans.txt": "People.\n",
                "docs/index.md": "---\norphan: true\n---\n# Guide\n\nWords.\n",
            }
        )
        for name in ("favicon.png", "logo.png"):
            (archive.root / "static" / name).write_bytes(PNG + name.encode())
        for number in range(3):
            self.write(f"releases/2013/{number}.md")
        self.configure()

    def configure(self) -> None:
        paths = 'templates_path = ["templates"]\nhtml_static_path = ["static"]\nhtml_extra_path = ["extra"]\n'
        own = 'html_css_files = ["own.css"]\n'
        self.archive.put({"conf.py": self.conf + SHARING + paths + own + "\n".join(sorted(self.settings)) + "\n"})

    def write(self, path: str) -> None:
        """Write a release with a picture and an attachment of its own, some of which are called alike."""
        dice, stem = self.dice, self.archive.root / path.removesuffix(".md")
        folder = stem.parent / stem.name
        folder.mkdir(parents=True, exist_ok=True)
        picture, report = dice.choice(("p.png", "q.png")), dice.choice(("report.pdf", "data.csv"))
        (folder / picture).write_bytes(content(picture, dice))
        (folder / report).write_bytes(content(report, dice))
        leading = f"image: {{src: {stem.name}/{picture}, alt: A picture}}\n" if dice.random() < 0.3 else ""
        topics = f"topics: [{dice.choice(('human-trafficking', 'budget'))}]\n"
        words = f"{dice.choice(WORDS)} and {dice.choice(WORDS)} spoke."
        parts = [
            words,
            f"![Shown]({stem.name}/{picture})",
            f"[The report]({stem.name}/{report})",
            f"See {{release}}`2013/{dice.randrange(5)}`." if dice.random() < 0.3 else "And more.",
        ]
        dice.shuffle(parts)
        title = f"title: Release {dice.randrange(1000)}\n"
        text = (
            f"---\n{title}date: 2013-0{dice.randrange(1, 9)}-11\n{leading}{topics}---\n\n" + "\n\n".join(parts) + "\n"
        )
        self.archive.put({path: text})

    def some(self, pattern: str) -> str:
        """The path of one of the files that there are; empty where there is none."""
        found = sorted(path.relative_to(self.archive.root).as_posix() for path in self.archive.root.glob(pattern))
        return self.dice.choice(found) if found else ""

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.archive.root / path
        file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    def run(self, *words: str) -> str:
        """The exit status of a command."""
        words += ("--yes", "--no-build") if words[0] == "publish" else ()
        return str(main([*words, "--root", str(self.archive.root)]))

    def published(self) -> str:
        """The id of one of the releases of 2013 that are recorded and stand."""
        rows = self.ledger()
        gone = {row["id"] for row in rows if row["event"] in ("withdrawn", "moved")}
        ids = [row.get("target") or row["id"] for row in rows if row["event"] in ("published", "moved")]
        return self.dice.choice([id_ for id_ in dict.fromkeys(ids) if id_ not in gone and id_.startswith("2013/")])

    def former(self) -> set[str]:
        return {row["id"] for row in self.ledger() if row["event"] == "moved"}

    def ledger(self) -> list[dict[str, str]]:
        text = (self.archive.root / "releases/ledger.jsonl").read_text(encoding="utf-8")
        rows = [json.loads(line) for line in text.splitlines()]
        return [{**row, **row.get("details", {})} for row in rows]

    def remove(self, pattern: str) -> str:
        if path := self.some(pattern):
            (self.archive.root / path).unlink()
        return path


def write_release(player: Player) -> str:
    path = f"releases/2013/{player.dice.randrange(5)}.md"
    player.write(path)
    return path


def delete_release(player: Player) -> str:
    return player.remove("releases/201[123]/*.md")


def set_embargo(player: Player) -> str:
    if path := player.some("releases/2013/*.md"):
        player.edit(path, "---\n", "---\nembargo: 2031-01-01T00:00:00Z\n")
        if player.archive.root.joinpath(path).read_text(encoding="utf-8").count("embargo:") > 1:
            player.edit(path, "embargo: 2031-01-01T00:00:00Z\n", "")
            player.edit(path, "embargo: 2031-01-01T00:00:00Z\n", "")
    return path


def make_draft(player: Player) -> str:
    if path := player.some("releases/2013/*.md"):
        is_draft = "draft: true\n" in player.archive.root.joinpath(path).read_text(encoding="utf-8")
        player.edit(path, *(("draft: true\n", "") if is_draft else ("---\n", "---\ndraft: true\n")))
    return path


def withdraw(player: Player) -> str:
    path = player.some("releases/2013/*.md")
    if path and "withdrawn" not in player.archive.root.joinpath(path).read_text(encoding="utf-8"):
        player.edit(path, "---\n", "---\nwithdrawn: {date: 2014-01-01, reason: It was wrong.}\n")
    return path


def replace_file(player: Player) -> str:
    path = player.some("releases/2013/*/*.*")
    (player.archive.root / path).write_bytes(PNG + player.dice.randbytes(4))
    return path


def write_topic(player: Player) -> str:
    path = f"topics/{player.dice.choice(('budget', 'human-trafficking'))}.md"
    player.archive.put({path: f"---\nname: Topic {player.dice.randrange(9)}\n---\n\nWhat it is about.\n"})
    return path


def delete_topic(player: Player) -> str:
    return player.remove("topics/*.md")


def write_record(player: Player) -> str:
    path = f"organizations/{player.dice.choice(('council', 'board'))}.md"
    player.archive.put({path: f"---\nname: {player.dice.choice(('Security Council', 'Zebra Board'))}\n---\n"})
    return path


def delete_record(player: Player) -> str:
    return player.remove("organizations/[cb]*.md")


def rename_record(player: Player) -> str:
    if path := player.some("organizations/[cb]*.md"):
        (player.archive.root / path).rename(player.archive.root / "organizations" / f"c{player.dice.randrange(9)}.md")
    return path


def set_setting(player: Player) -> str:
    line = player.dice.choice(SETTINGS)
    player.settings ^= {line}
    player.configure()
    return line


def change_static(player: Player) -> str:
    name = player.dice.choice(("own.css", "more.css", "more.js", "table.csv", "sub/picture.png"))
    path = player.archive.root / "static" / name
    if path.exists() and name != "own.css" and player.dice.random() < 0.5:
        path.unlink()
    else:
        player.archive.put({f"static/{name}": f"/* {player.dice.randrange(1000)} */"})
    return name


def write_guide(player: Player) -> str:
    path = f"docs/guide-{player.dice.randrange(3)}.md"
    (player.archive.root / "docs/p.png").write_bytes(PNG + player.dice.randbytes(2))
    listed = "\n\n```{releases}\n:topic: budget\n```\n"
    index = "\n\n```{index} Guide; of the archive\n```\n"
    parts = ["![Shown](p.png)", *player.dice.sample([listed, index, "Words."], 2)]
    title = f"# Guide {player.dice.randrange(3)}"
    code = "\n\n```console\n$ ls\n```" if player.dice.random() < 0.5 else ""
    player.archive.put({path: f"---\norphan: true\n---\n{title}\n\n" + "\n\n".join(parts) + f"{code}\n"})
    return path


def write_translation(player: Player) -> str:
    """Write a release in another language, whose page, Markdown and neighbours are in that one."""
    path = f"releases/2013/{player.dice.randrange(5)}.{player.dice.choice(('ru', 'ar', 'uk'))}.md"
    player.archive.put({path: f"---\ntitle: Релиз {player.dice.randrange(9)}\ndate: 2013-04-11\n---\n\nТекст.\n"})
    return path


def write_notebook(player: Player) -> str:
    path = player.archive.root / "releases/2013/figures.ipynb"
    if path.exists() and player.dice.random() < 0.3:
        path.unlink()
    else:
        words = f"{player.dice.choice(WORDS)} counted {player.dice.randrange(1000)}.\n\n![Shown](0/p.png)"
        cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [words]}
        header = {"newsroom": {"title": "Figures", "date": "2013-05-01"}}
        notebook = {"cells": [cell], "metadata": header, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(notebook), encoding="utf-8")
    return path.name


def delete_guide(player: Player) -> str:
    return player.remove("docs/guide-*.md")


CHANGES: tuple[Callable[[Player], str], ...] = (
    write_release,
    write_release,
    delete_release,
    set_embargo,
    make_draft,
    withdraw,
    replace_file,
    write_topic,
    delete_topic,
    write_record,
    delete_record,
    rename_record,
    set_setting,
    set_setting,
    set_setting,
    change_static,
    write_guide,
    delete_guide,
    write_translation,
    write_notebook,
)


def publish(player: Player) -> str:
    return player.run("publish")


def correct(player: Player) -> str:
    """Correct a release: its words, its files, or both."""
    id_ = player.published()
    path = player.archive.root / f"releases/{id_}.md"
    player.run("correct", id_, "--note", f"Number {player.dice.randrange(1000)}.")
    if player.dice.random() < 0.6:
        player.edit(f"releases/{id_}.md", "spoke", player.dice.choice(("spoke", "said so")))
    taken = []
    for file in sorted((path.parent / path.stem).glob("*")):
        chance = player.dice.random()
        if chance < 0.3:
            file.write_bytes(content(file.name, player.dice))
        elif chance < 0.4:
            taken.append((file, file.read_bytes()))
            file.unlink()
    if player.run("publish", id_) != "0" and taken:  # the text shows one of them, so none goes
        for file, data in taken:
            file.write_bytes(data)
    if player.run("publish", id_) != "0":  # nothing was changed yet
        path.write_text(f"{path.read_text(encoding='utf-8')}\nAnd again.\n", encoding="utf-8")
        player.run("publish", id_)
    return id_


def withdraw_published(player: Player) -> str:
    if player.dice.random() < 0.4:
        return player.run("withdraw", player.published(), "--reason", "It was wrong.")
    return ""


def move(player: Player) -> str:
    id_ = player.published()
    return f"{id_} {player.run('move', id_, f'2013/moved-{player.dice.randrange(9)}')}"


def write_new(player: Player) -> str:
    path = f"releases/2013/new-{player.dice.randrange(9)}.md"
    if (
        not (player.archive.root / path).exists()
        and path.removeprefix("releases/").removesuffix(".md") not in player.former()
    ):
        player.write(path)
    return path


RECORDED: tuple[Callable[[Player], str], ...] = (
    publish,
    correct,
    correct,
    move,
    withdraw_published,
    write_new,
    write_topic,
    delete_topic,
    write_record,
    change_static,
    write_guide,
    delete_guide,
)
"""What is done in an archive that keeps a ledger."""


def differences(one: Built, other: Built) -> list[str]:
    """The files in which two sites differ, or that one of them has alone."""
    first, second = one.tree(), other.tree()
    return sorted(path for path in first.keys() | second.keys() if first.get(path) != second.get(path))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    first, count = (metafunc.config.getoption(name) for name in ("first_sequence", "sequences"))
    metafunc.parametrize("seed", range(first, first + count))


def test_an_incremental_build_is_a_clean_one(archive: ArchiveOnDisk, seed: int) -> None:
    player = Player(archive, seed)
    site = archive.build("out")
    assert site.status == 0, site.log
    steps = []
    for _ in range(STEPS):
        change = player.dice.choice(CHANGES)
        steps.append(f"{change.__name__} {change(player)}")
        site = archive.build("out", "-j", player.dice.choice("12"))
        assert site.status == 0, (steps, site.log)
    clean = archive.build("clean")
    assert differences(site, clean) == [], steps


def test_so_it_is_with_a_ledger(archive: ArchiveOnDisk, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts and files are corrected, moved and withdrawn, and what was published can be read or is gone."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    player = Player(archive, seed, GATE)
    steps = [publish(player)]
    site = archive.build("out")
    assert site.status == 0, site.log
    for _ in range(STEPS):
        change = player.dice.choice(RECORDED)
        steps.append(f"{change.__name__} {change(player)}")
        site = archive.build("out", "-j", player.dice.choice("12"))
        assert site.status == 0, (steps, site.log)
    clean = archive.build("clean")
    assert differences(site, clean) == [], steps
    assert player.run("verify", str(site.out)) == "0", steps
