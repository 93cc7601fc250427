"""A build after a change gives the bytes of a clean build, and rewrites only what the change shows in."""

from __future__ import annotations

import shutil

from tests.conftest import CONF, ArchiveOnDisk

GUIDE = "---\norphan: true\n---\n# Guide\n"
RELEASE = "---\ntitle: A third release\ndate: 2012-08-01\n---\nUNODC alone is named here.\n"


def add_release(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/2012/third.md": RELEASE})


def add_organization(archive: ArchiveOnDisk) -> None:
    archive.put({"organizations/zebra.md": "---\nname: zebra conference\n---\n"})


def rename_organization(archive: ArchiveOnDisk) -> None:
    path = archive.root / "organizations/unodc.md"
    path.write_text(path.read_text(encoding="utf-8").replace("acronym: UNODC", "acronym: ODC"), encoding="utf-8")


def call_an_official_otherwise(archive: ArchiveOnDisk) -> None:
    path = archive.root / "officials/yury-fedotov.md"
    before = path.read_text(encoding="utf-8")
    after = before.replace("name: Yury Fedotov\n", "name: Yury Viktorovich Fedotov\nother_names: [Yury Fedotov]\n")
    assert after != before
    path.write_text(after, encoding="utf-8")


def end_office(archive: ArchiveOnDisk) -> None:
    path = archive.root / "officials/yury-fedotov.md"
    path.write_text(path.read_text(encoding="utf-8").replace("2020-01", "2010-12"), encoding="utf-8")


def remove_release(archive: ArchiveOnDisk) -> None:
    (archive.root / "releases/2012/follow-up.md").unlink()


def remove_organization(archive: ArchiveOnDisk) -> None:
    (archive.root / "organizations/unodc.md").unlink()
    path = archive.root / "officials/yury-fedotov.md"
    path.write_text("---\nname: Yury Fedotov\n---\n", encoding="utf-8")


def retitle_release(archive: ArchiveOnDisk) -> None:
    path = archive.root / "releases/2011/opening.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Conference opens", "Meeting opens"), encoding="utf-8")


def redate_release(archive: ArchiveOnDisk) -> None:
    path = archive.root / "releases/2011/opening.md"
    path.write_text(path.read_text(encoding="utf-8").replace("2011-06-21", "2021-06-21"), encoding="utf-8")


def change_markup_alone(archive: ArchiveOnDisk) -> None:
    path = archive.root / "releases/2011/opening.md"
    path.write_text(path.read_text(encoding="utf-8").replace("closed", "**closed**"), encoding="utf-8")


def change_configuration(archive: ArchiveOnDisk) -> None:
    path = archive.root / "conf.py"
    path.write_text(
        path.read_text(encoding="utf-8") + 'language = "de"\nhtml_baseurl = "https://example.org/"\n', encoding="utf-8"
    )


def change_the_front_page(archive: ArchiveOnDisk) -> None:
    path = archive.root / "conf.py"
    path.write_text(path.read_text(encoding="utf-8") + 'root_doc = "start"\n', encoding="utf-8")
    archive.put({"index.md": GUIDE})


def put_a_template_in_the_place_of_ours(archive: ArchiveOnDisk) -> None:
    archive.put({"templates/newsroom/year.html": '{% extends "!newsroom/year.html" %}{% block footer %}{% endblock %}'})


def change_own_style(archive: ArchiveOnDisk) -> None:
    archive.put({"static/own.css": "p { color: red }"})


def name_the_issuer(archive: ArchiveOnDisk) -> None:
    set_in_conf(archive, 'newsroom_issuer = "osce"\n')


def call_a_type_otherwise(archive: ArchiveOnDisk) -> None:
    set_in_conf(archive, 'newsroom_types = {"press-release": "News"}\n')


def link_every_mention(archive: ArchiveOnDisk) -> None:
    set_in_conf(archive, 'newsroom_link = "all"\n')


def set_in_conf(archive: ArchiveOnDisk, line: str) -> None:
    path = archive.root / "conf.py"
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")


CHANGES = [
    change_markup_alone,
    add_release,
    add_organization,
    rename_organization,
    call_an_official_otherwise,
    end_office,
    retitle_release,
    redate_release,
    remove_release,
    remove_organization,
    change_own_style,
    name_the_issuer,
    call_a_type_otherwise,
    link_every_mention,
    put_a_template_in_the_place_of_ours,
    change_configuration,
    change_the_front_page,
]
"""One after another in one archive.  Those behind which nothing stands as it was come last."""


def test_incremental_equals_clean(archive: ArchiveOnDisk) -> None:
    archive.put(
        {
            "conf.py": CONF + 'templates_path = ["templates"]\n'
            'html_static_path = ["static"]\nhtml_css_files = ["own.css"]\n',
            "templates/unused.html": "",
            "static/own.css": "p {}",
            "docs/index.md": GUIDE,
            "start.md": GUIDE,
        }
    )
    assert archive.build("out", "-W").status == 0
    for number, change in enumerate(CHANGES, 1):
        change(archive)
        incremental = archive.build("out", "-W")
        assert incremental.status == 0, incremental.log
        if number % 6 == 0 or number == len(CHANGES):
            clean = archive.build(change.__name__, "-W")
            assert incremental.tree() == clean.tree(), CHANGES[number - 6 : number]
            shutil.rmtree(clean.out)


def test_an_added_release_rewrites_only_what_shows_it(archive: ArchiveOnDisk) -> None:
    for n in range(8):
        archive.put({f"releases/2015/n{n}.md": f"---\ntitle: Number {n}\ndate: 2015-01-0{n + 1}\n---\nThe OSCE.\n"})
    before = archive.build("out", "-W").tree()
    add_release(archive)
    after = archive.build("out", "-W").tree()
    changed = {path for path in after if before.get(path) != after[path] and path.endswith(".html")}
    assert changed == {
        "index.html",  # the years; the latest ten
        "releases/2012/third.html",
        "releases/2012/follow-up.html",
        "releases/2015/n0.html",  # its neighbours in time
        "types/press-release.html",
        "releases/index.html",
        "releases/2012/index.html",
        "organizations/unodc.html",
        "organizations/index.html",
        "search.html",
    }


def test_an_extra_file_of_one_of_our_names(archive: ArchiveOnDisk) -> None:
    """A robots.txt that the archive brings along is its own; a page is ours, also where a build has nothing to do."""
    archive.put({"conf.py": CONF + 'html_extra_path = ["extra"]\nexclude_patterns = ["none*"]\n'})
    archive.put(
        {"extra/robots.txt": "User-agent: *\nDisallow: /\n", "extra/subscribe.html": "Mine.", "extra/none.txt": "x"}
    )
    archive.put({"extra/_headers": "/*\n  X-Mine: yes\n", "extra/_redirects": "/a /b\n"})
    first = archive.build("out")
    assert first.read("robots.txt") == "User-agent: *\nDisallow: /\n"
    assert first.read("subscribe.html") != "Mine."
    assert (first.read("_headers"), first.read("_redirects")) == ("/*\n  X-Mine: yes\n", "/a /b\n")
    again = archive.build("out")
    assert again.tree() == archive.build("clean").tree()
    (archive.root / "extra/robots.txt").unlink()
    without = archive.build("out")
    assert without.read("robots.txt").startswith("User-agent: *\nAllow: /")
    assert without.tree() == archive.build("without").tree()
