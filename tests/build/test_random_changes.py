"""Whatever is changed in an archive, one after another: the incremental build is the clean one, byte for byte.

`pytest tests/build/test_random_changes.py --sequences 300` plays more of them, `--first-sequence 17` others.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from tests.conftest import CONF, ArchiveOnDisk, Built

STEPS = 6
PNG = b"\x89PNG\r\n\x1a\n"
WORDS = ("UNODC", "the OSCE", "Yury Fedotov", "the Security Council", "human trafficking", "the budget")
SETTINGS = (
    'newsroom_description = "What was said, and when."',
    'html_baseurl = "https://example.org/news/"',
    "html_copy_source = True",
    "html_use_index = True",
    'language = "de"',
    'project = "Another archive"',
    'html_favicon = "static/favicon.png"',
    'html_logo = "static/logo.png"',
    'pygments_style = "monokai"',
    'newsroom_issuer = "osce"',
    'root_doc = "start"',
)


class Player:
    """An archive, and the dice by which it is changed."""

    def __init__(self, archive: ArchiveOnDisk, seed: int) -> None:
        self.archive, self.dice = archive, random.Random(seed)
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
        self.archive.put({"conf.py": CONF + paths + own + "\n".join(sorted(self.settings)) + "\n"})

    def write(self, path: str) -> None:
        """Write a release with a picture and an attachment of its own, some of which are called alike."""
        dice, stem = self.dice, self.archive.root / path.removesuffix(".md")
        folder = stem.parent / stem.name
        folder.mkdir(parents=True, exist_ok=True)
        picture, report = dice.choice(("p.png", "q.png")), dice.choice(("report.pdf", "data.csv"))
        (folder / picture).write_bytes(PNG + dice.randbytes(3))
        (folder / report).write_bytes(dice.randbytes(5))
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


def change_extra(player: Player) -> str:
    name = player.dice.choice(("humans.txt", "robots.txt", "press/old.html", ".well-known/security.txt"))
    path = player.archive.root / "extra" / name
    if path.exists() and player.dice.random() < 0.5:
        path.unlink()
    else:
        player.archive.put({f"extra/{name}": f"Number {player.dice.randrange(1000)}.\n"})
    return name


def change_template(player: Player) -> str:
    path = player.archive.root / "templates/newsroom/year.html"
    if path.exists():
        path.unlink()
    else:
        text = '{% extends "!newsroom/year.html" %}{% block footer %}{% endblock %}'
        player.archive.put({"templates/newsroom/year.html": text})
    return path.name


def write_guide(player: Player) -> str:
    path = f"docs/guide-{player.dice.randrange(3)}.md"
    (player.archive.root / "docs/p.png").write_bytes(PNG + player.dice.randbytes(2))
    listed = "\n\n```{releases}\n:topic: budget\n```\n"
    index = "\n\n```{index} Guide; of the archive\n```\n"
    parts = ["![Shown](p.png)", *player.dice.sample([listed, index, "Words."], 2)]
    player.archive.put({path: "---\norphan: true\n---\n# A guide\n\n" + "\n\n".join(parts) + "\n"})
    return path


def delete_guide(player: Player) -> str:
    return player.remove("docs/guide-*.md")


CHANGES: tuple[Callable[[Player], str], ...] = (
    write_release,
    write_release,
    delete_release,
    set_embargo,
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
    change_extra,
    change_template,
    write_guide,
    delete_guide,
)


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
        site = archive.build("out")
        assert site.status == 0, (steps, site.log)
    clean = archive.build("clean")
    assert differences(site, clean) == [], steps
