"""What a build of a small archive shows its readers."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest
from tests.conftest import SMALL, ArchiveOnDisk, Built

RELEASE = "---\ntitle: {}\ndate: {}-01-01\n---\n{}\n"
MORE = {
    **{
        f"organizations/{id_}.md": f"---\nname: Varn {name}\n{more}---\n"
        for id_, name, more in (
            ("board", "Water Board", "successors: [office]\n"),
            ("office", "Office", "successors: [authority]\n"),
            ("authority", "Authority", ""),
        )
    },
    **{f"releases/{year}/n.md": RELEASE.format(year, year, "The Varn Water Board met.") for year in (1971, 2014, 2017)},
    "releases/2015/n.md": RELEASE.format("N", 2015, "The Varn Office met."),
    "releases/2013/odd.md": RELEASE.format(
        """'*Stars* & <b>bold</b> `code` [link](x) {role}`x` 1. $5 "quotes" -- done'""", 2013, "Text."
    ),
    "releases/2013/lines.md": RELEASE.format("Lines", 2013, "Main Street 1\\\nVienna  \nAustria"),
    "releases/2013/broken.md": RELEASE.format(
        "Broken", 2013, "The **Organization** for Security and Co-operation in Europe met. The OSCE left."
    ),
    "releases/2013/code.md": RELEASE.format("Code", 2013, "```\nfirst = 1\n\n\n\nsecond = 2\n```\n\nThe words."),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    found = ArchiveOnDisk(tmp_path_factory.mktemp("site") / "archive")
    found.put({**SMALL, **MORE})
    site = found.build("out", "-W", "-D", "suppress_warnings=newsroom.unfinished")
    assert site.status == 0, site.log
    return site


def links(html: str) -> list[str]:
    return re.findall(r'<a [^>]*?href="([^"#]+)"', html)


def body(html: str) -> str:
    return html.split('<div class="prose e-content"', 1)[1].split("</article>", 1)[0]


def test_names_in_the_text_are_links_to_the_entities(built: Built) -> None:
    text = body(built.read("releases/2011/opening.html"))
    assert links(text) == [
        "../../officials/yury-fedotov.html",
        "../../organizations/unodc.html",
        "../../organizations/unodc.html",
    ], "the first of each in each paragraph"
    assert "VIENNA, 21 June 2011 –" in text


def test_a_link_says_which_office_was_held_then(built: Built) -> None:
    assert "Yury Fedotov · Executive Director, UNODC (2010–2020)" in built.read("releases/2011/opening.html")


@pytest.mark.parametrize(
    "page", ["organizations/unodc", "organizations/osce", "officials/yury-fedotov", "topics/human-trafficking"]
)
def test_every_entity_links_back(built: Built, page: str) -> None:
    assert "../releases/2011/opening.html" in links(built.read(f"{page}.html"))


def test_one_search_box_and_no_list_of_all_releases_beside_the_text(built: Built) -> None:
    for page in ("index.html", "releases/2011/opening.html", "search.html", "organizations/unodc.html"):
        assert built.read(page).count('type="search"') == 1
    assert (
        "follow-up"
        not in built.read("releases/2011/opening.html")
        .replace("../2012/follow-up.html", "", 2)
        .split("previous-next")[0]
    )


def test_every_link_within_the_site_leads_somewhere(built: Built) -> None:
    missing = set()
    for page in built.out.rglob("*.html"):
        for link in links(page.read_text(encoding="utf-8")):
            if "://" not in link and not link.startswith(("mailto:", "tel:")):
                # 404.html stands for any address, and so names all from the root.
                path = link.split("?")[0]
                start = built.out if page.name == "404.html" else page.parent
                target = (start / (path.removeprefix("/") if page.name == "404.html" else path)).resolve()
                if not target.is_file():
                    missing.add(f"{page.relative_to(built.out)} -> {link}")
    assert missing == set()


def test_no_page_loads_anything_from_another_host_or_runs_inline_script(built: Built) -> None:
    for page in built.out.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert not re.search(r'<(?:script|img|iframe|source)[^>]*\ssrc="(?:https?:)?//', html), page
        assert not re.search(r'<link[^>]*rel="(?:stylesheet|preload|icon)"[^>]*href="(?:https?:)?//', html), page
        # Linked data are a script in name only: browsers run no type that they do not know.
        assert not re.search(r'<script(?![^>]*\ssrc=)(?! type="application/ld\+json">)', html), page
        assert not re.search(r'\sstyle="|<style|\son\w+="', html), page


def test_inventory_holds_every_object(built: Built) -> None:
    raw = (built.out / "objects.inv").read_bytes().split(b"zlib.\n", 1)[1]
    rows = zlib.decompress(raw).decode()
    assert "unodc newsroom:organization 1 organizations/unodc.html" in rows
    assert "yury-fedotov newsroom:official 1" in rows
    assert "human-trafficking newsroom:topic 1" in rows
    assert "2011/opening newsroom:release 1 releases/2011/opening.html" in rows


def test_roles_link_and_an_unknown_id_is_reported_with_the_nearest(archive: ArchiveOnDisk) -> None:
    archive.put(
        {
            "releases/2013/roles.md": """
        ---
        title: Roles
        date: 2013-01-01
        ---
        The {org}`unodc`, the {org}`Office <unodc>`, {official}`yury-fedotov`, {release}`2011/opening`,
        {topic}`human-trafficking`.

        And {org}`undoc`.
        """
        }
    )
    site = archive.build()
    text = body(site.read("releases/2013/roles.html"))
    assert links(text) == [
        "../../organizations/unodc.html",
        "../../organizations/unodc.html",
        "../../officials/yury-fedotov.html",
        "../2011/opening.html",
        "../../topics/human-trafficking.html",
    ]
    assert ">United Nations Office on Drugs and Crime<" in text
    assert ">Office<" in text
    report = r"roles\.md:8: WARNING: \[reference\] organization 'undoc' has no file; did you mean 'unodc'\?"
    assert re.search(report, site.log)


def test_a_list_of_releases_stands_anywhere_and_follows_the_archive(archive: ArchiveOnDisk) -> None:
    archive.put(
        {
            "releases/2013/list.md": """
        ---
        title: List
        date: 2013-01-01
        ---
        ```{releases}
        :organization: unodc
        ```
        """
        }
    )
    assert "../2011/opening.html" in links(body(archive.build().read("releases/2013/list.html")))
    archive.put({"releases/2012/more.md": "---\ntitle: More\ndate: 2012-05-01\n---\nUNODC again.\n"})
    text = body(archive.build().read("releases/2013/list.html"))
    assert [link for link in links(text) if "../20" in link] == ["../2012/more.html", "../2011/opening.html"]


def test_entities_are_shown_a_hundred_releases_to_a_page(archive: ArchiveOnDisk) -> None:
    (archive.root / "conf.py").write_text(
        (archive.root / "conf.py").read_text(encoding="utf-8") + "newsroom_per_page = 2\n", encoding="utf-8"
    )
    for n in range(4):
        archive.put({f"releases/201{n + 3}/n{n}.md": f"---\ntitle: Number {n}\ndate: 201{n + 3}-01-01\n---\nUNODC.\n"})
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    assert "Number 3" in site.read("organizations/unodc.html")
    assert "Conference opens" in site.read("organizations/unodc/page-2.html")
    assert "page-2.html" in site.read("organizations/unodc.html")
    for n in range(4):
        Path(archive.root / f"releases/201{n + 3}/n{n}.md").unlink()
    assert not (archive.build().out / "organizations/unodc/page-2.html").exists()


def test_titles_are_shown_as_they_are_written(built: Built) -> None:
    assert '">*Stars* &amp; &lt;b&gt;bold&lt;/b&gt; `code` [link](x)' in built.read("releases/2013/odd.html")


def test_the_chart_of_years_keeps_the_place_of_a_year_without_releases(built: Built) -> None:
    html = built.read("organizations/board.html")
    chart = html[html.index('<ol class="bars">') : html.index("</ol>", html.index('<ol class="bars">'))]
    years = re.findall(r'<li( aria-hidden="true")?>.*?<span class="century">(\d+)</span>(\d+)', chart)
    assert [(century + year, not hidden) for hidden, century, year in years] == [
        ("1971", True),
        ("2014", True),
        ("2015", False),
        ("2016", False),
        ("2017", True),
    ]


def test_all_predecessors_of_a_body_are_led_to_in_one_sentence(built: Built) -> None:
    words = re.sub("<[^>]+>", "", built.read("organizations/authority.html"))
    told = "Earlier releases name its predecessors: releases naming Varn Office, releases naming Varn Water Board."
    assert told in words
    words = re.sub("<[^>]+>", "", built.read("organizations/board.html"))
    assert "Later releases name its successor: releases naming Varn Office." in words


def test_a_hard_line_break_stands_in_the_page_and_parts_the_words(built: Built) -> None:
    assert ">Main Street 1<br>\nVienna<br>\nAustria</p>" in built.read("releases/2013/lines.html")
    assert "Main Street 1 Vienna Austria" in built.row("2013/lines")["text"]
    assert "Street 1<br>\nVienna" in built.read("rss.xml")


def test_a_name_broken_by_emphasis_leaves_the_link_to_the_next(built: Built) -> None:
    text = body(built.read("releases/2013/broken.html"))
    assert re.findall(r"newsroom-entity[^>]*>([^<]*)</a>", text) == ["OSCE"]
    mention = '"surface":"Organization for Security and Co-operation in Europe","method":"name"'
    assert mention in built.read("data/mentions.jsonl")


def test_code_with_empty_lines_is_one_block_and_no_summary(built: Built) -> None:
    row = built.row("2013/code")
    assert (row["text"], row["summary"]) == ("Code\n\nfirst = 1\nsecond = 2\n\nThe words.", "The words.")
