"""Another package adds outputs, checks, commands and export formats by entry points; docs/reference/api.md has one."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.conftest import SMALL, ArchiveOnDisk
from tests.helpers import warm
from tests.helpers.building import edit

from sphinx_newsroom import api
from sphinx_newsroom.outputs.output import Output

GUIDE = Path(__file__).parents[2] / "docs/reference/api.md"
LONG = "The conference on trafficking in persons for labour exploitation opens"


def install(folder: Path) -> None:
    """The package of the guide, as pip installs one."""
    guide = GUIDE.read_text(encoding="utf-8")
    code, project = (re.findall(rf"```{language}\n(.*?)```", guide, re.DOTALL)[0] for language in ("python", "toml"))
    said = tomllib.loads(project)["project"]
    groups = said["entry-points"].items()
    points = "".join(f"[{group}]\n{name} = {place}\n" for group, of in groups for name, place in of.items())
    metadata = folder / "newsroom_years-1.0.dist-info"
    metadata.mkdir(parents=True)
    (folder / "years.py").write_text(code, encoding="utf-8")
    (metadata / "METADATA").write_text(f"Name: {said['name']}\nVersion: {said['version']}\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(points, encoding="utf-8")


def test_a_package_adds_an_output_a_check_and_a_command(archive: ArchiveOnDisk) -> None:
    packages = archive.root.parent / "packages"
    install(packages)
    archive.put(SMALL)
    edit(archive, "conf.py", SMALL["conf.py"], f"import sys\nsys.path.insert(0, {str(packages)!r})\n{SMALL['conf.py']}")
    edit(archive, "releases/2012/follow-up.md", "title: OSCE follows up", f"title: {LONG}\nrelated: [2013/secret]")
    every = "repr([archive.releases, *((one.release, one.text) for one in archive.entries.values())]).encode()"
    code = (packages / "years.py").read_text(encoding="utf-8")
    (packages / "years.py").write_text(code.replace("lambda: {", f'lambda: {{"data/all.txt": {every}, '))
    archive.put(
        {"releases/2013/secret.md": f"---\ntitle: {LONG} soon\ndate: 2013-01-01\nembargo: 2040-01-01T10:00:00Z\n---\n"}
    )

    first = archive.build()
    years = first.out / "data/years.json"
    assert json.loads(years.read_bytes()) == {"2011": 1, "2012": 1}
    assert b"secret" not in (first.out / "data/all.txt").read_bytes()
    warning = "[long-title] the title is long; use at most 60 characters"
    assert [line.rpartition("/")[2] for line in first.log.splitlines() if "long-title" in line] == [
        f"follow-up.md:1: WARNING: {warning} [newsroom.long-title]"
    ]

    def newsroom(*words: str, **env: str) -> str:
        return warm.run("sphinx_newsroom", words, cwd=archive.root, env=env).stdout

    assert f"releases/2012/follow-up.md:1: {warning}\n" in newsroom("check")
    assert newsroom("years", PYTHONPATH=str(packages)) == "2011 1\n2012 1\n"
    plain = archive.root.parent / "plain.txt"
    newsroom("export", "plain-text", "--year", "2012", "--output", str(plain), PYTHONPATH=str(packages))
    assert plain.read_text(encoding="utf-8") == f"{LONG}\n\nThe OSCE followed up.\n\n"

    made = years.stat().st_mtime_ns, years.stat().st_ino
    edit(archive, "releases/2012/follow-up.md", "The OSCE followed up.", "The OSCE followed it up.")
    archive.build()
    assert (years.stat().st_mtime_ns, years.stat().st_ino) == made

    shutil.rmtree(packages)
    assert archive.build().status == 0
    assert not years.exists()


@contextmanager
def entries(monkeypatch: pytest.MonkeyPatch, function: Any) -> Iterator[None]:
    entry = SimpleNamespace(group=api.OUTPUTS, name="odd", value="odd:it", dist=None, load=lambda: function)
    monkeypatch.setattr(api, "plugins", lambda group: [entry])
    yield


@pytest.mark.parametrize("path", ["index.html", "../out.txt", "/etc/motd", "_static/a.js", "data/.hidden", "a//b"])
def test_no_package_writes_where_it_must_not(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    with entries(monkeypatch, lambda _: [Output("a", "1", lambda: {path: b""})]):
        (output,) = api.outputs(api.Archive(*[None] * 5), {"index.html"})  # type: ignore[arg-type]
        assert output.key == "plugin/odd/a"
        with pytest.raises(api.PluginError, match="give the file another path"):
            output.make()


@pytest.mark.parametrize("files", [{"a.json": "{}"}, None])
def test_a_package_that_makes_no_files_of_bytes_is_named(monkeypatch: pytest.MonkeyPatch, files: Any) -> None:
    with entries(monkeypatch, lambda _: [Output("a", "1", lambda: files)]):
        (output,) = api.outputs(api.Archive(*[None] * 5), ())  # type: ignore[arg-type]
        with pytest.raises(api.PluginError, match=r"odd of odd:it failed: .*; fix or uninstall"):
            output.make()


def test_a_package_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with entries(monkeypatch, lambda *_: 1 / 0):
        for call in (lambda: [*api.problems_in(None)], lambda: api.exports()["odd"](None, Path())):  # type: ignore[arg-type]
            with pytest.raises(api.PluginError, match="odd of odd:it failed: ZeroDivisionError"):
                call()
