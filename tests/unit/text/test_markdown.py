"""What notebooks and the command read of a text is what the build publishes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom import Archive
from sphinx_newsroom.archive.compiler import release_text
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.text.compiled import plain_text

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

```
```

```{rubric} Beside the OSCE
```

{abbr}`UN (United Nations)` and UNODC.
"""


def _code(source: str, executed: int | None, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {},
        "source": source,
        "execution_count": executed,
        "outputs": list(outputs),
    }


def _notebook(*code: dict[str, Any]) -> str:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "It began."},
        *code,
        {"cell_type": "markdown", "metadata": {}, "source": "UNODC counted."},
    ]
    metadata = {"newsroom": {"title": "Counted", "date": "2011-01-01"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": metadata, "cells": cells})


_RESULT = {"output_type": "execute_result", "execution_count": 3, "metadata": {}, "data": {"text/plain": "OSCE"}}
_PRINTED = {"output_type": "stream", "name": "stdout", "text": "UNODC\n"}


@pytest.mark.parametrize(
    "code",
    [
        [_code("1 + 1", 3, _RESULT)],
        [_code("1 + 1", 3, _PRINTED, _RESULT), _code("x = 1", None)],
        [_code("1 + 1", None)],
        [_code("", None), _code("\n", 4)],
        [_code("~~~~~~~~\nx", 1)],
    ],
    ids=["result", "one-not-executed", "none-executed", "empty", "fences"],
)
def test_a_notebook_has_the_text_that_the_build_publishes(archive: ArchiveOnDisk, code: list[dict[str, Any]]) -> None:
    """Without what came of its cells: what stands behind a result is named where readers have it."""
    pytest.importorskip("nbsphinx")
    archive.put({"releases/2011/counted.ipynb": _notebook(*code)})
    site = archive.build()
    assert site.status == 0, site.log
    assert "OSCE" not in site.row("2011/counted")["text"]
    here, there = (Archive(place) for place in (archive.root, site.out))
    assert list(here.releases()) == list(there.releases())
    assert list(here.mentions()) == list(there.mentions())


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
    read = open_archive(archive.root)
    for release in read.releases.values():
        assert release_text(read, release).text == site.row(release.id)["text"], release.id
    published = [json.loads(line) for line in site.read("data/mentions.jsonl").splitlines()]
    ours = [{name: getattr(row, name) for name in published[0]} for row in Archive(archive.root).mentions()]

    def order(row: dict[str, Any]) -> tuple[str, int, str]:
        return row["release"], -1 if row["start"] is None else row["start"], row["entity"]

    assert sorted(ours, key=order) == sorted(published, key=order)


def test_a_heading_that_the_text_begins_with_is_the_title_only_at_the_first_level() -> None:
    assert plain_text("\n# Other words\n\nText.\n", "Title").text == "Title\n\nText."
    assert plain_text("\n## Part\n\nText.\n", "Title").text == "Title\n\nPart\n\nText."
