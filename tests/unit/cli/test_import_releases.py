"""``newsroom import-releases``: a plan first, what an editor makes of it, and files that pass the archive's checks."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import SHARED
from tests.helpers.folders import contents

from sphinx_newsroom.cli import main
from sphinx_newsroom.importers import readers
from sphinx_newsroom.importers.plan import COLUMNS

CONF = 'project = "T"\nextensions = ["sphinx_newsroom"]\nhtml_theme = "sphinx_book_theme"\n'
TEXT = "The conference opened in the Hofburg with three hundred delegates from fifty-six states of the whole region."
SEED = SHARED / "data" / "seed" / "release.txt"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "conf.py").write_text(CONF, encoding="utf-8")
    (tmp_path / "archive" / "index.md").write_text("# Archive\n", encoding="utf-8")
    return tmp_path / "archive"


def put(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def run(root: Path, *words: object) -> int:
    return main(["--root", str(root), "import-releases", *map(str, words)])


def releases(root: Path) -> dict[str, str]:
    texts = (path for path in contents(root) if path.startswith("releases/") and path.endswith(".md"))
    return {path: (root / path).read_text(encoding="utf-8") for path in texts}


def lines(*rows: dict[str, str]) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def test_without_write_nothing_but_the_plan_is_written(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = put(root.parent / "old.jsonl", lines({"title": "Opens", "date": "2011-06-20", "body": TEXT}))
    plan = root.parent / "plan.tsv"
    before = contents(root)
    assert run(root, source, "--plan", plan) == 0
    assert {path: data for path, data in contents(root).items() if not path.startswith("_build/")} == before
    out, err = capsys.readouterr()
    assert out == "new releases/2011/opens.md: Opens\n"
    assert "1 new; nothing is written: look through" in err
    assert "\t2011/opens\tOpens\t2011-06-20\t" in plan.read_text(encoding="utf-8")


def test_after_the_plan_only_changed_sources_are_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"title": "Opens", "date": "2011-06-20", "body": TEXT}
    source = put(root.parent / "old" / "a.jsonl", lines(row))
    put(source.with_name("b.jsonl"), lines({"title": "Stays", "date": "2011-06-22", "body": TEXT[::-1]}))
    put(source.with_name("a.unknown"), "what no reader knows, so that there is a problem to keep, too")
    words = source.parent, "--plan", root.parent / "plan.tsv"
    read: list[str] = []
    reading = readers.read

    def noted(name: str, *rest: Any) -> Any:
        read.append(Path(name).name)
        return reading(name, *rest)

    monkeypatch.setattr(readers, "read", noted)
    assert run(root, *words) == 0
    assert read == ["a.jsonl", "b.jsonl"]
    cache = root / "_build" / ".newsroom-work" / "import-releases"
    kept = cache.read_bytes()
    cache.write_bytes(kept[:40] + pickle.dumps(os.getcwd))  # what could run code isn't loaded
    assert run(root, *words) == 0
    assert read == ["a.jsonl", "b.jsonl"] * 2
    os.utime(source, (1, 1))
    put(source.with_name("c.txt"), f"Also\n\nVIENNA, 21 June 2011 - {TEXT}\n")
    assert run(root, *words, "--write") == 0
    assert read[4:] == ["c.txt"], "a new file next to others, and another time of one"
    put(source, lines(row, {**row, "title": "Ends"}))
    assert run(root, *words, "--write") == 0
    assert read[5:] == ["a.jsonl"]
    assert sorted(releases(root)) == [f"releases/2011/{name}.md" for name in ("also", "ends", "opens", "stays")]


def test_what_may_be_otherwise_after_the_plan_is_read_again(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A picture next to the text, a reader of another package, a damaged or impossible cache."""
    header = "---\ntitle: Opens\ndate: 2011-06-20\n---\n"
    page = put(root.parent / "old" / "a.md", f"{header}{TEXT}\n\n![A hall](/img/b.png)\n")
    words = page, "--plan", root.parent / "plan.tsv"
    (root / "_build").touch()  # as in an archive that can't be written
    assert run(root, *words) == 0
    (root / "_build").unlink()
    assert run(root, *words) == 0
    cache = root / "_build" / ".newsroom-work" / "import-releases"
    cache.write_bytes(cache.read_bytes()[:40] + b"csphinx_newsroom.nowhere\nPlace\n.")
    assert run(root, *words) == 0
    put(page.parent / "static" / "img" / "b.png", b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    assert run(root, *words, "--write") == 0
    assert "releases/2011/opens/b.png" in contents(root)
    assert run(root, *words) == 0
    monkeypatch.setattr("sphinx_newsroom.cli.import_releases.others", lambda: (object(),))
    monkeypatch.setattr("sphinx_newsroom.cli.import_releases.read_all", lambda *_: ())
    assert run(root, *words) == 0
    assert "0 new; nothing was found" in capsys.readouterr().err


def test_an_export_of_substack_has_the_text_of_each_post_in_a_file(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A post without one is told by its title, and neither drafts nor what readers did come in by their files."""
    export = root.parent / "export"
    put(
        export / "posts.csv",
        "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle\n"
        "101.we-open,2024-03-01T09:00:00.000Z,true,,newsletter,everyone,We open,At last\n"
        "102.for-members,2024-03-02T09:00:00.000Z,true,,newsletter,only_paid,For members,\n"
        "103.not-yet,,false,,newsletter,everyone,Not yet,\n"
        "104.lost,2024-03-04T09:00:00.000Z,true,,newsletter,everyone,Lost,\n"
        "105.empty,2024-03-05T09:00:00.000Z,true,,podcast,everyone,Empty,\n",
    )
    for name in ("101.we-open", "102.for-members", "103.not-yet"):
        put(export / f"posts/{name}.html", f"<h2>{name}</h2>" + f"<p>{TEXT}</p>" * 8)
    put(export / "posts/105.empty.html", " \n")
    put(export / "posts/101.we-open.delivers.csv", "post_id,email\n101,ada@example.org\n")
    assert run(root, export, "--base", "https://office.substack.com", "--write") == 0
    (path, text), *others = releases(root).items()
    assert (path, others) == ("releases/2024/we-open.md", [])
    assert "title: We open\n" in text
    assert "former_urls: [p/we-open]" in text
    assert text.count(TEXT) == 8
    told = capsys.readouterr().err
    assert "posts.csv:5: [left-out] 'Lost' is left out because its text isn't in posts/104.lost.html; " in told
    assert "posts.csv:6: [left-out] 'Empty' is left out because its text isn't in posts/105.empty.html; " in told
    assert "posts.csv:3: [not-released]" in told
    assert "posts.csv:4: [not-released]" in told
    assert ".html:" not in told
    assert "delivers" not in told


@pytest.mark.parametrize("post", ["../../secret", "1.a/../../../secret", "/etc/passwd"])
def test_no_id_of_a_post_leads_out_of_the_export(root: Path, capsys: pytest.CaptureFixture[str], post: str) -> None:
    export = root.parent / "export"
    put(root.parent / "secret.html", f"<p>{TEXT}</p>")
    put(export / "posts.csv", f"post_id,post_date,is_published,title\n{post},2024-03-01,true,T\n")
    run(root, export, "--write")
    assert not [text for text in releases(root).values() if TEXT in text]


def test_what_is_written_is_a_release_and_a_second_run_has_nothing_to_do(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"title": "Opens: *now*", "date": "2011-06-20 10:00", "body": TEXT, "url": "https://e.org/press/1.html"}
    source = put(root.parent / "old.jsonl", lines(row, {**row, "body": "Another text of the same day.", "url": ""}))
    call = (source, "--timezone", "Europe/Vienna", "--write")
    assert run(root, *call) == 0
    written = releases(root)
    assert written == {
        "releases/2011/opens-now.md": (
            '---\ntitle: "Opens: *now*"\ndate: "2011-06-20T10:00:00+02:00"\n'
            f"former_urls: [press/1.html]\n---\n\n{TEXT}\n"
        ),
        "releases/2011/opens-now-2.md": (
            '---\ntitle: "Opens: *now*"\ndate: "2011-06-20T10:00:00+02:00"\n---\n\nAnother text of the same day.\n'
        ),
    }
    assert main(["--root", str(root), "check"]) == 0
    capsys.readouterr()
    assert run(root, *call) == 0
    assert releases(root) == written
    assert "0 written, 2 there already" in capsys.readouterr().err


def test_titles_that_cannot_be_spelled_give_their_day_and_the_same_ids_again(root: Path) -> None:
    rows = [{"title": title, "date": "2011-05-03", "text": f"Text {title}."} for title in ("日本の発表", "مؤتمر")]
    source = put(root / "r.jsonl", lines(*rows))
    assert run(root, source, "--plan", root / "plan.tsv", "--write") == 0
    written = releases(root)
    assert sorted(name.rpartition("/")[2] for name in written) == ["05-03-release-2.md", "05-03-release.md"]
    run(root, source, "--plan", root / "again.tsv", "--write")
    assert releases(root) == written


def test_times_without_an_offset_are_the_archives(root: Path) -> None:
    conf = root / "conf.py"
    conf.write_text(f'{conf.read_text(encoding="utf-8")}\nnewsroom_timezone = "America/New_York"\n', encoding="utf-8")
    row = {"title": "Opens", "date": "2011-06-20", "body": TEXT, "embargo": "2099-01-01 10:00"}
    run(root, put(root.parent / "old.jsonl", lines(row)), "--write")
    assert 'embargo: "2099-01-01T10:00:00-05:00"' in releases(root)["releases/2011/opens.md"]


def test_an_editor_decides_titles_dates_and_what_comes_in(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"title": "One", "body": TEXT},
        {"title": "Two", "date": "2011-06-20", "body": TEXT},
        {"title": "Three", "body": "Short."},
    ]
    source = put(root.parent / "old.jsonl", lines(*rows))
    plan = root.parent / "plan.tsv"
    run(root, source, "--plan", plan)
    first, head, one, two, three = plan.read_text(encoding="utf-8").splitlines()
    assert one.endswith("\task: date")
    assert two.split("\t")[-3] == f"{source}:1"  # much like the first, which nobody decides but the editor
    cells = one.split("\t")
    cells[2], cells[3] = '"The first; ""one"""', "20/06/2011"
    skipped = [*two.split("\t")[:-1], "skip, is One"]
    put(plan, "\r\n".join([first, head, "\t".join(cells), "\t".join(skipped), three]) + "\r\n")
    edited = plan.read_bytes()
    capsys.readouterr()
    assert run(root, source, "--plan", plan, "--write") == 0
    assert list(releases(root)) == ["releases/2011/the-first-one.md"]
    assert "date: 2011-06-20\n" in releases(root)["releases/2011/the-first-one.md"]
    assert plan.read_bytes() == edited
    assert "1 written, 1 asked for, 1 skipped" in capsys.readouterr().err
    assert run(root, source, "--plan", plan) == 0
    after = [line.split("\t")[-1] for line in plan.read_text(encoding="utf-8").splitlines()[2:]]
    assert after == ["there", "skip, is One", "ask: date"]


def test_what_the_plan_says_wrong_is_told_with_its_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = put(
        root.parent / "old.jsonl", lines({"title": "One", "body": TEXT}, {"title": "Two", "body": "Other text."})
    )
    put(root / "releases/2011/taken.md", f"---\ntitle: T\ndate: 2011-01-01\n---\n{TEXT}\n")
    head = "source\tid\ttitle\tdate\tstatus\n"
    rows = (
        (f"{source}:1", "2011/taken", "One", "2011-06-20", "new"),
        (f"{source}:2", "", "Two", "3/4/2011", "new"),
        ("gone.txt", "", "X", "2011-06-20", "new"),
    )
    plan = put(root.parent / "plan.tsv", head + "\n".join(map("\t".join, rows)))
    assert run(root, source, "--plan", plan, "--write") == 1
    err = capsys.readouterr().err
    assert f"{plan}:2: [duplicate-id] the id '2011/taken' is already in use; choose another" in err
    assert f"{plan}:3: [bad-date] date is '3/4/2011', which is not a date, or could be two; write" in err
    assert f"{plan}:4: [no-source] 'gone.txt' isn't among the sources" in err
    assert len(releases(root)) == 1


def test_a_release_that_no_check_would_pass_is_refused_and_the_others_come_in(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = "```{include} /etc/passwd\n```"
    rows = [{"title": "Bad", "date": "2011-06-20", "body": bad}, {"title": "Good", "date": "2011-06-20", "body": TEXT}]
    source = put(root.parent / "old.jsonl", lines(*rows))
    assert run(root, source, "--write") == 1
    assert list(releases(root)) == ["releases/2011/good.md"]
    out, err = capsys.readouterr()
    assert "releases/2011/bad.md:6: [directive] " in err
    assert "refused: [directive] " in out


def test_a_value_that_no_header_can_have_is_left_out_and_told(root: Path) -> None:
    row = {
        "title": "T",
        "date": "2011-06-20",
        "body": f"embargo: {TEXT}",
        "issuer": "Nobody",
        "type": "leaflet",
        "url": "https://e.org/a b",
    }
    source = put(root.parent / "old.jsonl", lines(row))
    plan = root.parent / "plan.tsv"
    assert run(root, source, "--plan", plan, "--write") == 0
    assert releases(root)["releases/2011/t.md"] == f"---\ntitle: T\ndate: 2011-06-20\n---\n\nembargo\\: {TEXT}\n"
    loss = plan.read_text(encoding="utf-8").splitlines()[2].split("\t")[COLUMNS.index("loss")]
    for words in ("issuer that has no record: Nobody", "type that conf.py does not name: leaflet", "former address"):
        assert words in loss


def test_a_wrong_value_that_hides_another_costs_no_text(root: Path) -> None:
    row = {"title": "T", "date": "2011-06-20", "body": TEXT, "number": "1\x01", "url": "https://e.org/search.html"}
    plan = root.parent / "plan.tsv"
    assert run(root, put(root.parent / "old.jsonl", lines(row)), "--plan", plan, "--write") == 0
    assert releases(root)["releases/2011/t.md"] == f"---\ntitle: T\ndate: 2011-06-20\n---\n\n{TEXT}\n"
    for words in ("number contains a control character", "former_urls has 'search.html', which is the path"):
        assert words in plan.read_text(encoding="utf-8")


def test_a_place_is_asked_for_and_an_embargo_that_is_not_clear_keeps_a_release_back(root: Path) -> None:
    body = f"Embargo until 10 a.m.\n\n(OSCE) - {TEXT}"
    days = {"Old": "2011-06-20", "New": "2199-06-20"}
    rows = [{"title": title, "date": day, "body": body} for title, day in days.items()]
    source = put(root.parent / "old.jsonl", lines(*rows))
    plan = root.parent / "plan.tsv"
    assert run(root, source, "--plan", plan, "--write") == 0
    assert list(releases(root)) == ["releases/2011/old.md"]
    old, new = (line.split("\t") for line in plan.read_text(encoding="utf-8").splitlines()[2:])
    assert (old[-1], new[-1]) == ("new; ask: dateline", "ask: embargo, dateline")
    new[6] = "2199-06-20T10:00:00+02:00"
    put(plan, "\n".join([*plan.read_text(encoding="utf-8").splitlines()[:2], "\t".join(new)]))
    assert run(root, source, "--plan", plan, "--write") == 0
    assert 'embargo: "2199-06-20T08:00:00+00:00"\n' in releases(root)["releases/2199/new.md"]


def test_an_embargo_may_last_longer_than_the_day_on_which_a_release_was_written(root: Path) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    row = {"title": "Opens", "date": yesterday, "body": f"EMBARGOED UNTIL TUESDAY\n\n{TEXT}"}
    source = put(root.parent / "old.jsonl", lines(row))
    assert run(root, source, "--write") == 0
    assert releases(root) == {}
    assert run(root, put(source, lines({**row, "date": "2011-06-20"})), "--write") == 0
    assert list(releases(root)) == ["releases/2011/opens.md"]


def test_an_issuer_with_a_record_is_its_id(root: Path) -> None:
    put(root / "organizations/osce.md", "---\nname: Organization for Security\nacronym: OSCE\n---\n")
    source = put(
        root.parent / "a.txt", f"Opens\n\n(OSCE) - {TEXT} And so on, and so on, until it ends in the evening.\n"
    )
    assert run(root, source, "--set", "date=2011-06-20", "--set", "dateline=Vienna", "--write") == 0
    assert "dateline: Vienna\nissuer: osce\n" in releases(root)["releases/2011/opens.md"]


def test_files_beside_a_source_come_along_and_none_from_elsewhere(root: Path) -> None:
    folder = root.parent / "old"
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 100
    put(root.parent / "secret.png", png)
    put(folder / "img/Hall 1.png", png)
    put(folder / "plan.pdf", b"%PDF-1.4")
    (folder / "link.png").symlink_to(root.parent / "secret.png")
    body = "![A hall](img/Hall%201.png) [the plan](plan.pdf) ![s](link.png) ![t](../secret.png) [gone](gone.pdf)"
    put(folder / "a.md", f"---\ntitle: Opens\ndate: 2011-06-20\n---\n{TEXT}\n\n{body}\n")
    assert run(root, folder, "--write") == 0
    found = contents(root)
    assert found["releases/2011/opens/hall-1.png"] == png
    assert found["releases/2011/opens/plan.pdf"] == b"%PDF-1.4"
    assert "![A hall](opens/hall-1.png) [the plan](opens/plan.pdf) s t gone" in found["releases/2011/opens.md"].decode()
    assert sorted(path for path in found if path.startswith("releases/")) == [
        "releases/2011/opens.md",
        "releases/2011/opens/hall-1.png",
        "releases/2011/opens/plan.pdf",
    ]


def test_a_picture_in_another_dated_folder_comes_along_by_its_address(root: Path) -> None:
    words = "The dams held in the spring of that year, and nobody in the hall asked from where the money came. " * 4
    shown = '<img src="/img/map.png" alt="Map of the dams"><img src="http://other.example/x.png" alt="Not kept">'
    page = f"<!doctype html><title>Dams held</title><h1>Dams held</h1><p>20 June 2011</p><p>{words}</p><p>{shown}</p>"
    picture = b"\x89PNG\r\n\x1a\n"
    saved = {
        "20110620120000/https/old.example/press/1.html": page.encode(),
        "20110621000000im_/https/old.example/img/map.png": picture,
        "20190101000000im_/https/old.example/img/map.png": b"another",
    }
    for name, data in saved.items():
        put(root.parent / "saved" / name, data)
    assert run(root, root.parent / "saved", "--write") == 0
    text = (root / "releases/2011/dams-held.md").read_text(encoding="utf-8")
    assert "![Map of the dams](dams-held/map.png)" in text
    assert (root / "releases/2011/dams-held/map.png").read_bytes() == picture
    assert "[Not kept](http://other.example/x.png)" in text
    assert run(root, root.parent / "saved", "--write") == 0, "run again, there is nothing to do"


def test_a_leading_image_needs_words_for_who_does_not_see_it(root: Path) -> None:
    put(root.parent / "hall.png", b"\x89PNG\r\n\x1a\n")
    rows = [
        {"title": "A", "date": "2011-06-20", "body": TEXT, "image": {"src": "hall.png", "alt": "A hall"}},
        {"title": "B", "date": "2011-06-20", "body": "Another text.", "image": "hall.png"},
    ]
    source = put(root.parent / "old.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows))
    assert run(root, source, "--write") == 0
    assert "image: {src: a/hall.png, alt: A hall}\n" in releases(root)["releases/2011/a.md"]
    assert "image" not in releases(root)["releases/2011/b.md"]
    assert main(["--root", str(root), "check"]) == 0


def test_a_list_gives_pages_their_dates(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed = (
        '<rss version="2.0"><channel><title>N</title><item><title>Opens</title><link>https://e.org/1</link>'
        "<pubDate>Mon, 20 Jun 2011 00:00:00 +0000</pubDate></item><item><title>Other</title>"
        "<link>https://e.org/2</link></item></channel></rss>"
    )
    sources = (
        put(root.parent / "feed.xml", feed),
        put(root.parent / "p.jsonl", lines({"title": "Opens", "url": "/1", "body": TEXT})),
    )
    assert run(root, *sources, "--base", "https://e.org", "--write") == 0
    assert 'date: "2011-06-20T' in releases(root)["releases/2011/opens.md"]
    assert "no text: save https://e.org/2" in capsys.readouterr().out


def test_what_has_a_password_is_written_when_somebody_says_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    post = (
        '<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><item><title>Secret</title><content:encoded>{TEXT}</content:encoded><wp:status>publish</wp:status>"
        "<wp:post_date>2011-06-20 10:00:00</wp:post_date><wp:post_password>x</wp:post_password></item></channel></rss>"
    )
    source, plan = put(root.parent / "old.xml", post), root.parent / "plan.tsv"
    assert run(root, source, "--write", "--plan", plan) == 0
    assert run(root, source, "--write", "--plan", plan) == 0
    assert releases(root) == {}
    out, err = capsys.readouterr()
    assert f"closed: it has a password; write new here to make it public: {source}:1: Secret" in out
    assert "1 not public" in err
    plan.write_text(plan.read_text().replace("\tclosed: it has a password; write new here to make it public", "\tnew"))
    assert run(root, source, "--write", "--plan", plan) == 0
    assert list(releases(root)) == ["releases/2011/secret.md"]


def test_what_is_asked_comes_before_what_is_new_and_the_end_says_where_the_ids_are(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"title": "Opens", "date": "2011-06-20", "body": TEXT}
    source = put(root.parent / "old.jsonl", lines(row, {"title": "Ends", "body": "Another text."}))
    plan = root.parent / "plan.tsv"
    assert run(root, source, "--plan", plan, "--write") == 0
    out, err = capsys.readouterr()
    assert [line.partition(": ")[0] for line in out.splitlines()] == ["ask", "new releases/2011/opens.md"]
    assert err.endswith(f"; to see the ids in {plan}, run it again without --write\n")
    assert run(root, source, "--plan", plan) == 0
    assert "\n".join(["", f"{source}:1\t2011/opens\tOpens"]) in plan.read_text(encoding="utf-8")


def test_a_file_that_is_not_there_is_told_of_a_release_that_has_to_wait(root: Path) -> None:
    source = put(root.parent / "a.md", f"---\ntitle: Opens\n---\n{TEXT}\n\n[the budget](budget.pdf)\n")
    plan = root.parent / "plan.tsv"
    assert run(root, source, "--plan", plan) == 0
    row = plan.read_text(encoding="utf-8").splitlines()[2]
    assert "\task: date" in row
    assert "budget.pdf" in row.split("\t")[COLUMNS.index("loss")]


def test_a_folder_that_leads_out_of_the_archive_is_not_written_to(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root.parent / "elsewhere").mkdir()
    (root / "releases").mkdir()
    (root / "releases" / "2011").symlink_to(root.parent / "elsewhere")
    source = put(root.parent / "old.jsonl", lines({"title": "Opens", "date": "2011-06-20", "body": TEXT}))
    assert run(root, source, "--write") == 1
    assert list((root.parent / "elsewhere").iterdir()) == []
    assert "points outside the archive" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("--timezone", "Mars/Base"), "isn't a time zone"),
        (("--map", "titel=Headline"), "isn't a key with a column"),
        (("--set", "title=x"), "doesn't set a value"),
    ],
)
def test_a_wrong_call_says_what_to_write(
    root: Path, words: tuple[str, ...], wanted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, "x", *words) == 2
    assert wanted in capsys.readouterr().err


def test_the_plan_as_json_has_every_loss(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"title": "T", "date": "2011-06-20", "body": TEXT, "wire": "PR", "type": "Blurb"}
    source = put(root.parent / "old.jsonl", lines(row, {"x": "y"}))
    assert run(root, source, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    (only,) = found["rows"]
    assert (only["id"], only["status"], only["written"]) == ("2011/t", "new", False)
    assert only["losses"] == ["wire: PR", "type that conf.py does not name: blurb"]
    assert [problem["code"] for problem in found["problems"]] == ["missing-key"]


def test_without_the_libraries_it_says_what_to_install(root: Path) -> None:
    program = (
        "import sys; sys.modules['trafilatura'] = None; from sphinx_newsroom.cli import main; "
        f"sys.exit(main(['--root', {str(root)!r}, 'import-releases', 'x.html']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert 'trafilatura, which is not installed; run: pip install "sphinx-newsroom[import]"' in done.stderr


@pytest.mark.skipif(not SEED.is_file(), reason="the real data is not beside this checkout")
def test_the_release_that_the_project_began_with(root: Path) -> None:
    plan = root.parent / "plan.tsv"
    assert run(root, SEED, "--plan", plan) == 0
    cells = plan.read_text(encoding="utf-8").splitlines()[2].split("\t")
    assert cells[2] == "11th Annual High-level Alliance against Trafficking in Persons Conference Opened Yesterday"
    assert (cells[3], cells[4], cells[5], cells[-1]) == ("", "", "OSCE", "ask: date, dateline")
    assert cells[COLUMNS.index("loss")] == (
        "a line of the page: Subscribe to our Newsletter; issuer that has no record: OSCE"
    )
    cells[3], cells[4] = "2011-06-21", "Vienna"
    put(plan, "\n".join([*plan.read_text(encoding="utf-8").splitlines()[:2], "\t".join(cells)]))
    assert run(root, SEED, "--plan", plan, "--write") == 0
    (text,) = releases(root).values()
    header, _, body = text.removeprefix("---\n").partition("\n---\n")
    assert "date: 2011-06-21\ndateline: Vienna" in header
    assert len(body.strip().split("\n\n")) == 6
    assert "Newsletter" not in text
