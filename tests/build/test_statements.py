"""What somebody said stands on their page and in the data; what must not be known stands in neither."""

from __future__ import annotations

import json
import re

from tests.conftest import ArchiveOnDisk

SAID = """
    ---
    title: {title}
    date: 2013-01-01
    {more}
    ---

    "{words}," said Yury Fedotov.
    """


def test_statements_of_a_site(archive: ArchiveOnDisk) -> None:
    archive.put(
        {
            "releases/2013/said.md": SAID.format(
                title="Said", more="language: en", words="Crime & war threaten us all"
            ),
            "releases/2013/held.md": SAID.format(
                title="Held", more="embargo: 2099-01-01T00:00:00+00:00", words="Nobody may read this yet"
            ),
            "releases/2013/gone.md": SAID.format(
                title="Gone", more="withdrawn: {date: 2013-02-01, reason: Wrong}", words="Nobody may read this again"
            ),
        }
    )
    site = archive.build("out", "-W")
    assert site.status == 0, site.log
    (row,) = (json.loads(line) for line in site.read("data/statements.jsonl").splitlines())
    assert (row["speaker"], row["text"]) == ("yury-fedotov", "Crime & war threaten us all")
    page = site.read("officials/yury-fedotov.html")
    (section,) = re.findall('<section aria-labelledby="newsroom-statements">(.*?)</section>', page, re.DOTALL)
    assert "“Crime &amp; war threaten us all”" in section
    assert "Executive Director, UNODC" in section
    assert "Nobody may read" not in page
    (address,) = re.findall(r'href="\.\./releases/2013/said\.html#(p-[0-9a-f]{8})"', section)
    assert f'id="{address}"' in site.read("releases/2013/said.html")
    assert row["paragraph"] == address
    year = site.read("statements/2013.html")
    assert "“Crime &amp; war threaten us all”" in year
    assert f'href="../releases/2013/said.html#{address}"' in year
    assert 'href="statements/2013.html#official-yury-fedotov">2013<' in site.read("statements.html")
    assert not [path for path in site.out.rglob("*") if path.is_file() and b"Nobody may read" in path.read_bytes()]
    assert "newsroom-statements" not in site.read("organizations/unodc.html")
