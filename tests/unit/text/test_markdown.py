"""What notebooks and the command read of a text is what the build publishes of it."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import ArchiveOnDisk

from sphinx_newsroom import Archive
from sphinx_newsroom.archive.loading import load as load_archive
from sphinx_newsroom.archive.release_text import release_text
from sphinx_newsroom.conf_file import settings_of
from sphinx_newsroom.text.markdown import markdown_text

ALL_SORTS = """
---
title: Names of  all sorts at UNODC
date: 2011-01-01
---

## A first heading about UNODC

The Organization for Security
and Co-operation in Europe\\
met UNODC[^late][^1]. **United Nations** Office on Drugs and Crime, [UNODC](https://example.org/), `UNODC`.

[^1]: A first note on UNODC.

[^late]: A note on the OSCE.

{org}`unodc`, {org}`the Office <unodc>`, {official}`yury-fedotov`, {release}`2012/follow-up`, {math}`UNODC`,
{topic}`human-trafficking`, {release}`2031/later`.

![OSCE](https://elsewhere.example/a.png) and ![](https://elsewhere.example/b.png)

```{list-table} What the OSCE measured
:header-rows: 1

* - OSCE
  - UNODC
* - a
  - b
```

```{code-block} text
:caption: A table of UNODC

UNODC,OSCE
```

```{epigraph}
Who crosses UNODC waits.

-- Saying of the OSCE
```

```{math}
a^2
```

| OSCE | UNODC |
|------|-------|
| a    | OSCE  |

```python
UNODC = 1



OSCE = 2
```

:::{note}
The OSCE in a note.
:::
"""


def test_texts_and_mentions_are_those_that_the_build_publishes(archive: ArchiveOnDisk) -> None:
    later = "---\ntitle: Later\ndate: 2031-01-01\n---\nText.\n"
    withdrawn = (
        "---\ntitle: Gone\ndate: 2011-02-01\nwithdrawn: {date: 2011-03-01, reason: By *UNODC* _x_.}\n---\nThe OSCE.\n"
    )
    archive.put(
        {"releases/2011/sorts.md": ALL_SORTS, "releases/2031/later.md": later, "releases/2011/gone.md": withdrawn}
    )
    site = archive.build()
    assert site.status == 0, site.log
    read = load_archive(archive.root, settings_of(archive.root))
    for release in read.releases.values():
        assert release_text(read, release).text == site.read(f"releases/{release.id}.txt").rstrip("\n"), release.id
    published = [json.loads(line) for line in site.read("data/mentions.jsonl").splitlines()]
    ours = [{name: getattr(row, name) for name in published[0]} for row in Archive(archive.root).mentions()]

    def order(row: dict[str, Any]) -> tuple[str, int, str]:
        return row["release"], -1 if row["start"] is None else row["start"], row["entity"]

    assert sorted(ours, key=order) == sorted(published, key=order)


def test_a_heading_that_the_text_begins_with_is_the_title_only_at_the_first_level() -> None:
    assert markdown_text("\n# Other words\n\nText.\n", "Title").text == "Title\n\nText."
    assert markdown_text("\n## Part\n\nText.\n", "Title").text == "Title\n\nPart\n\nText."
