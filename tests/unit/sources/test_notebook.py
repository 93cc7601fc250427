"""The header of a notebook, and what is wrong in one, with its line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from tests.build.test_to_come import WAYS, name_of
from tests.build.test_to_come import text as pointing
from tests.unit.sources.test_header import SETTINGS, only

from sphinx_newsroom.archive.source_file import judged
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.sources.header import (
    parse_release,
)
from sphinx_newsroom.sources.listing import SourceFile, SourceText
from sphinx_newsroom.sources.notebook import (
    MOST_CELLS,
    formula_of,
    safe_output,
    tables_of,
    without_links_to,
    without_times,
)

NOTEBOOK = {
    "cells": [
        {"cell_type": "code", "source": "# no title", "outputs": []},
        {"cell_type": "markdown", "source": ['about "newsroom": {"date": 1}\n', "\n", "# The *survey*"]},
    ],
    "metadata": {"kernelspec": {"name": "python3"}, "newsroom": {"date": "2026-01-02", "topics": ["a", "b"]}},
    "nbformat": 4,
}


def notebook(**header: object) -> str:
    metadata = {**NOTEBOOK["metadata"], "newsroom": {"date": "2026-01-02", **header}}  # type: ignore[dict-item]
    return json.dumps({**NOTEBOOK, "metadata": metadata}, indent=1, ensure_ascii=False)


def test_notebook() -> None:
    found = parse_release("releases/2026/survey.ipynb", notebook(topics=["a"], number=5, names={"C": False}), SETTINGS)
    assert found.problems == ()
    assert found.record is not None
    assert (found.record.id, found.record.title, found.record.topics) == ("2026/survey", "The survey", ("a",))
    assert (found.record.number, found.record.names) == ("5", (("C", None),))


@pytest.mark.parametrize(
    ("header", "code", "words"),
    [
        ({"titel": "T"}, Code.UNKNOWN_KEY, '"titel"'),
        ({"topics": "a"}, Code.WRONG_TYPE, '"topics"'),
        ({"summary": None}, Code.BAD_VALUE, '"summary"'),
        ({"title": {"a": 1}}, Code.WRONG_TYPE, '"title"'),
        ({"topics": ["a", "Ä b"]}, Code.BAD_VALUE, '"Ä b"'),
        ({"embargo": 5}, Code.BAD_DATE, '"embargo"'),
    ],
)
def test_notebook_problem_is_on_the_line_of_its_key(header: dict[str, object], code: Code, words: str) -> None:
    text = notebook(**header)
    problem = only(parse_release("releases/2026/survey.ipynb", text, SETTINGS).problems)
    line = next(number for number, line in enumerate(text.split("\n"), 1) if words in line)
    assert (problem.code, problem.line) == (code, line)


KEPT = '{"title": "T", "date": "2026-01-02",\n"draft": true}'
OPEN = '{"title": "T", "date": "2026-01-02"}'
CELL = '{"cell_type": "markdown", "source": "Text."}'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f'{{"cells": [C], "metadata": {{"newsroom": {KEPT},\n"newsroom": {OPEN}}}}}',
            '3: [duplicate-key] "newsroom"',
        ),
        (
            f'{{"cells": [C], "metadata": {{"newsroom": {OPEN},\n"newsroom": {KEPT}}}}}',
            '2: [duplicate-key] "newsroom"',
        ),
        (
            f'{{"cells": [C], "metadata": {{"newsroom": {KEPT}}},\n"metadata": {{"newsroom": {OPEN}}}}}',
            '3: [duplicate-key] "meta',
        ),
        (
            f'{{"cells": [C], "metadata": {{"newsroom": {KEPT},\n"newsroo\\u006d": {OPEN}}}}}',
            '3: [duplicate-key] "newsroom"',
        ),
        (f'{{"cells": [],\n"cells": [C], "metadata": {{"newsroom": {OPEN}}}}}', '2: [duplicate-key] "cells"'),
        (
            f'{{"cells": [{{"source": "",\n{CELL[1:]}], "metadata": {{"newsroom": {OPEN}}}}}',
            '2: [duplicate-key] "source"',
        ),
        (
            f'{{"cells": [C], "metadata": {{"embargo": "2031-01-01T00:00:00Z", "newsroom": {OPEN}}}}}',
            '1: [unreadable-header] "embargo"',
        ),
        (
            f'{{"cells": [C], "metadata": {{"newsroom": {OPEN}}}, "draft": true}}',
            '1: [unreadable-header] "draft" is',
        ),
        (
            f'{{"cells": [C], "newsroom": {KEPT}, "metadata": {{"newsroom": {OPEN}}}}}',
            '1: [unreadable-header] "draft" is outside',
        ),
        (
            '{"cells": [{"cell_type": "markdown", "source": ["---\\n",\n"embargo: 2031-01-01\\n", "---\\n"]}, C], '
            f'"metadata": {{"newsroom": {OPEN}}}}}',
            "2: [unreadable-header] `embargo:` is in a cell",
        ),
        (
            '{"cells": [C,\n{"cell_type": "markdown", "source": "draft: true"}], '
            f'"metadata": {{"newsroom": {OPEN}}}}}',
            "2: [unreadable-header] `draft:` is in a cell",
        ),
    ],
)
def test_what_may_be_meant_for_the_header_keeps_a_notebook_back(text: str, said: str) -> None:
    source = text.replace("[C", f"[{CELL}").replace(" C]", f" {CELL}]")
    file = SourceFile("releases/2026/survey.ipynb", PageName("releases/2026/survey"), "release")
    read = judged(file, SourceText(source.encode(), source), SETTINGS, {})
    assert [str(one).startswith(f"releases/2026/survey.ipynb:{said}") for one in read.later].count(True) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "1: [unreadable-header] …isn't valid JSON"),
        ("[]", "1: [unreadable-header] …isn't a notebook"),
        ('{"metadata": {}}', "1: [unreadable-header] …isn't a notebook"),
        ('{"cells": []}', "1: [unreadable-header] …no header"),
        ('{"cells": [],\n"a": }', "2: [unreadable-header] …isn't valid JSON"),
        ('{"cells": [], "metadata": {"newsroom": []}}', "1: [unreadable-header] …no header"),
        ('{"a":' + "[" * 100_000, "1: [unreadable-header] …nested too deeply"),
    ],
)
def test_unreadable_notebook(text: str, said: str) -> None:
    problem = str(only(parse_release("releases/2026/survey.ipynb", text, SETTINGS).problems))
    assert all(words in problem for words in f"releases/2026/survey.ipynb:{said}".split("…"))


# What a notebook computed, as a page and its download have it: words, and nothing that runs.


def words(html: str) -> str:
    return " ".join(lxml_html.fromstring(f"<div>{tables_of(html)}</div>").itertext())


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b c"),
        ("<TABLE><td>no row</td></TABLE>", "no row"),
        ("<table><tr><td>one<br>two<p>three</p></td></tr></table>", "one two three"),
        ("<table><tr><td>a<table><tr><td>inner</td></tr></table>b</td></tr></table>", "a inner b"),
        ("<table><tr><td><script>x()</script><style>y</style>seen</td></tr></table>", "seen"),
        ("<table><tr><td>a &lt;b&gt; &amp; c</td></tr></table>", "a <b> & c"),
        ("<div><table><tr><td>a</td></tr></table><p>1 row</p></div>", "a 1 row"),
        ("<table></table>", ""),
        ("<p>no table</p>", ""),
        ("<td>outside</td>", ""),
        ("<table><tr><td>cut off", "cut off"),
        ("</table></td><table><tr><td>a</td></tr></table></table>", "a"),
        ("<table><tr><td>half \ud800</td></tr></table>", "half ?"),
    ],
)
def test_tables_are_read_word_for_word(html: str, expected: str) -> None:
    assert words(html) == expected


@given(st.text(alphabet="<>/=\"'& tablerdhxsciptyv\n", max_size=200) | st.text(max_size=80))
def test_whatever_stands_in_a_table_nothing_but_a_table_comes_out(text: str) -> None:
    if made := tables_of(f"<table><tr><td>{text}</td></tr></table>"):
        tree = lxml_html.fragment_fromstring(made, create_parent="div")
        blocks = {"caption", "thead", "tbody", "tfoot", "tr", "td", "th", "br", "p", "div", "ul", "ol", "li"}
        assert {element.tag for element in tree.iter()} <= {"table", *blocks}
        assert {name for element in tree.iter() for name in element.attrib} <= {"scope", "colspan", "rowspan"}
        assert tables_of(made) == made, "made once more, it is the same"


def test_a_table_that_is_too_large_is_none() -> None:
    row = f"<tr>{'<td>1' * 100}</tr>"
    assert tables_of(f"<table>{row * (MOST_CELLS // 100)}</table>")
    assert tables_of(f"<table>{row * (MOST_CELLS // 100 + 1)}</table>") == ""
    assert tables_of("<table><tr><td>" * 1_000) == "", "browsers and other programs fail on such depths"


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"$\displaystyle \frac{a}{b}$", r"\frac{a}{b}"),
        (r"$$x$$", "x"),
        (r"\[x\]", "x"),
        (r"\(x\)", "x"),
        (r"$a$ and $b$", None),
        (r"\begin{tabular}{l}x\end{tabular}", None),
        ("$$", None),
        ("x", None),
    ],
)
def test_a_formula_is_told_from_other_latex(latex: str, expected: str | None) -> None:
    assert formula_of(latex) == expected


def test_a_drawing_is_taken_as_it_is_or_not_at_all() -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>'
    for svg, shown in ((drawing, True), (drawing.replace("<path", '<path onload="x()"'), False), ("none", False)):
        assert ("image/svg+xml" in safe_output({"data": {"image/svg+xml": svg}})["data"]) is shown


# What of an executed notebook is published: nothing that differs from one run, or one machine, to the next.


def executed(version: str, moment: str) -> str:
    cell = {
        "cell_type": "code",
        "source": "1",
        "outputs": [],
        "metadata": {"execution": {"iopub.execute_input": moment}, "tags": ["kept"]},
    }
    language = {"name": "python", "version": version, "file_extension": ".py"}
    return json.dumps({"metadata": {"language_info": language}, "cells": [cell], "nbformat": 4, "nbformat_minor": 5})


def test_two_pythons_on_two_days_give_the_same_bytes() -> None:
    one, other = executed("3.11.7", "2026-01-01T00:00:00Z"), executed("3.13.1", "2026-02-02T00:00:00Z")
    assert without_times(one) == without_times(other)
    notebook = json.loads(without_times(one))
    assert notebook["metadata"]["language_info"] == {"name": "python", "file_extension": ".py"}
    assert notebook["cells"][0]["metadata"] == {"tags": ["kept"]}


def test_who_ran_a_notebook_is_nobody_s_to_read() -> None:
    cell = {"executionInfo": {"user": {"displayName": "CANARY", "userId": "1"}}, "papermill": {"start_time": "CANARY"}}
    of_all = {"papermill": {"input_path": "/home/CANARY/book.ipynb"}, "colab": {"name": "CANARY"}, "title": "Book"}
    after = without_times(book("# Book", **of_all))
    assert json.loads(after)["metadata"] == {"title": "Book"}
    assert "CANARY" not in after
    assert "CANARY" not in without_times(book("# Book", **cell))


def book(*sources: str, **metadata: object) -> str:
    cells = [{"cell_type": "markdown", "metadata": metadata, "source": source.splitlines(True)} for source in sources]
    return json.dumps({"metadata": metadata, "cells": cells, "nbformat": 4, "nbformat_minor": 5})


@pytest.mark.parametrize("way", range(len(WAYS)))
def test_the_copy_of_a_notebook_names_no_release_to_come(way: int) -> None:
    name = name_of(way)
    before = book(f"Before, {pointing(way, '../releases/2031')} after", related=[f"2031/{name}"], tags=["kept"])
    after = without_links_to(before, [f"releases/2031/{name}"])
    assert name not in after
    notebook = json.loads(after)
    assert notebook["metadata"] == {"related": [], "tags": ["kept"]}
    assert notebook["cells"][0]["source"].startswith("Before, ")
    assert without_links_to(before, ["releases/2031/other"]) == before
    assert without_links_to(before, []) == before


def test_a_word_that_is_a_release_s_name_too_stays_in_sentences() -> None:
    after = json.loads(
        without_links_to(book("The budget: [it](../2031/budget.md), `2031/budget`."), ["releases/2031/budget"])
    )
    assert after["cells"][0]["source"] == "The budget: [it](#), `#`."


def test_it_takes_no_time_with_the_square_of_its_length() -> None:
    for part in ("[a](secret-1 ", "`secret-1 ", "secret-1", "]: secret-1", "<a", "](x"):
        without_links_to(book(part * 100_000 + " secret-1"), ["releases/2031/secret-1"])
