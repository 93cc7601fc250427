"""What a notebook computed, as a page and its download have it: words, and nothing that runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from sphinx_newsroom.sources.notebook import MOST_CELLS, drawing_of, formula_of, html_of, tables_of


def words(html: str) -> list[list[list[str]]]:
    return [[[cell.words for cell in row] for row in rows] for rows in tables_of(html)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<table><tr><td>a<td>b<tr><td>c</table>", [[["a", "b"], ["c"]]]),
        ("<table><td>no row</td></table>", [[["no row"]]]),
        ("<table><tr><td>one<br>two<p>three</p></td></tr></table>", [[["one two three"]]]),
        ("<table><tr><td>a<table><tr><td>inner</td></tr></table>b</td></tr></table>", [[["a inner b"]]]),
        ("<table><tr><td><script>x()</script><style>y</style>seen</td></tr></table>", [[["seen"]]]),
        ("<table><tr><td>a &lt;b&gt; &amp; c</td></tr></table>", [[["a <b> & c"]]]),
        ("<table><tr><td>a</td></tr></table> between <table><tr><td>b</td></tr></table>", [[["a"]], [["b"]]]),
        ("<table></table>", []),
        ("<p>no table</p>", []),
        ("<td>outside</td>", []),
        ("<table><tr><td>cut off", [[["cut off"]]]),
        ("</table></td><table><tr><td>a</td></tr></table></table>", [[["a"]]]),
    ],
)
def test_tables_are_read_word_for_word(html: str, expected: list[list[list[str]]]) -> None:
    assert words(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        # As pandas, polars and people write them.
        (
            "<table><thead><tr><th></th><th>n</th></tr></thead><tbody><tr><th>a</th><td>1</td></tr></tbody></table>",
            '<table><thead><tr><td></td><th scope="col">n</th></tr></thead>'
            '<tbody><tr><th scope="row">a</th><td>1</td></tr></tbody></table>',
        ),
        (
            "<table><tr><th colspan=2>both</th></tr><tr><td rowspan='2'>x</td><td>y</td></tr></table>",
            '<table><thead><tr><th scope="col" colspan="2">both</th></tr></thead>'
            '<tbody><tr><td rowspan="2">x</td><td>y</td></tr></tbody></table>',
        ),
        (
            "<table><tr><td colspan='99999999' rowspan='-1'>x</td></tr></table>",
            "<table><tbody><tr><td>x</td></tr></tbody></table>",
        ),
    ],
)
def test_a_table_of_ours_says_what_heads_what(html: str, expected: str) -> None:
    (rows,) = tables_of(html)
    assert html_of(rows) == expected


@given(st.text(alphabet="<>/=\"'& tablerdhxsciptyv\n", max_size=200) | st.text(max_size=80))
def test_whatever_stands_in_a_table_nothing_but_a_table_comes_out(text: str) -> None:
    for rows in tables_of(f"<table><tr><td>{text}</td></tr></table>"):
        made = html_of(rows)
        tree = lxml_html.fragment_fromstring(made)
        assert {element.tag for element in tree.iter()} <= {"table", "thead", "tbody", "tr", "td", "th"}
        assert {name for element in tree.iter() for name in element.attrib} <= {"scope", "colspan", "rowspan"}
        assert tables_of(made) == (rows,), "made once more, it is the same"


def test_a_table_that_is_too_large_is_none() -> None:
    row = f"<tr>{'<td>1' * 100}</tr>"
    assert tables_of(f"<table>{row * (MOST_CELLS // 100)}</table>")
    assert tables_of(f"<table>{row * (MOST_CELLS // 100 + 1)}</table>") == ()


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
    assert drawing_of(drawing) == drawing.encode()
    assert drawing_of(drawing.replace("<path", '<path onload="x()"')) is None
    assert drawing_of("no drawing") is None
