from __future__ import annotations

import pytest
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig

from sphinx_newsroom.allowed import ALLOWED
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.text.checks import faults, unsafe
from sphinx_newsroom.text.checks.parsed import parsed
from sphinx_newsroom.text.checks.references import Target, targets
from sphinx_newsroom.text.markdown_parser import EXTENSIONS, markdown_parser, parser

PATH = "releases/2011/opens.md"


def said(body: str) -> list[Problem]:
    return [*dict.fromkeys(unsafe(PATH, parsed(body), ALLOWED))]


@pytest.mark.parametrize(
    "body",
    [
        "a < b, 5 <10, x<y, a > b, 3 <= 4, <3, p <alpha",
        "See <https://example.org/a?b=c> or <press@example.org> or <mailto:press@example.org>.",
        "The sum {math}`a + \\sqrt{S}` is {math}`\\frac{a}{B}` or {math}`{a}`.",
        "Set {1, 2} and {braces}, `{raw}` and \\{raw}`x`",
        "[1]: 5 members; [a](b) [c](#d) [e](?f) [g](//example.org/h)",
        "A [link](https://example.org/a_(b).exe?x=../../..) and [mail](mailto:a@example.org) and [tel](tel:+431000)",
        "[one](../2010/other.md) [two](/docs/about.md#part) [three](paper.pdf 'Title') [four](<a file.csv>)",
        "![A](a.jpg) ![B](</images/b c.PNG>) ![C](https://example.org/c.png) [![D](d.webp)](../2010/d.md)",
        "![A](a.jpg) and well![^1] and ![c][] see [other](../2010/other.md)\n\n[c]: c.png",
        "[ref]: ../2010/other.md\n[^1]: ../../../a footnote",
        "```{note}\n:class: x\nText\n```\n\n:::{figure} a.jpg\n:alt: A\n:target: https://example.org/\n:::\n",
        "````{admonition} Title\n```{code-block} html\n<b>\n```\n````\n",
        "{org}`unodc` {official}`x` {newsroom:topic}`y` {release}`z <2011/z>` {sub}`2`",
        "```html\n<script>alert(1)</script>\n```\n\n~~~\n<b>\n~~~\n\nThe tag `<b>` and ``<i>` ``.",
        "Time: 10:00 :: 11:00 ::: 12 ... ``` not a fence ```",
        "[Update]: 3.5 million\n\n[Name]: a b.exe",
        "data: text, javascript: a language, path: a way, file: a folder",
    ],
)
def test_ordinary_text_is_not_reported(body: str) -> None:
    assert said(body) == []


@pytest.mark.parametrize(
    ("body", "line", "code", "words"),
    [
        ("```{raw} html\n```", 1, Code.DIRECTIVE, "the directive 'raw' isn't allowed; write it as plain Markdown"),
        ("\n```{include} /etc/passwd\n```", 2, Code.DIRECTIVE, "'include'"),
        ("``` {raw} html\n```", 1, Code.DIRECTIVE, "'raw'"),
        ("```\u00a0{raw} html\n```", 1, Code.DIRECTIVE, "'raw'"),
        ("```{RAW} html\n```", 1, Code.DIRECTIVE, "'raw'"),
        ("- item\n\n  ````{note}\n  ```{raw} html\n  ```\n  ````", 4, Code.DIRECTIVE, "'raw'"),
        ("> 1. ```{raw} html\n>    ```", 1, Code.DIRECTIVE, "'raw'"),
        ("[^1]: ```{raw} html\n    ```", 1, Code.DIRECTIVE, "'raw'"),
        ("> " * 60 + "a", 1, Code.REFUSED, "the text is nested too deeply"),
        ("```{notee}\n```", 1, Code.DIRECTIVE, "did you mean 'note'?"),
        ("```{=html}\n```", 1, Code.DIRECTIVE, "'=html'"),
        ("{download}`x <../../conf.py>`", 1, Code.DIRECTIVE, "the role 'download' isn't allowed"),
        ("{math}`\\sqrt{S}` and {raw}`x`", 1, Code.DIRECTIVE, "the role 'raw'"),
        ("\\\\<b>", 1, Code.RAW_HTML, "raw HTML (<b>)"),
        ("a ` b\n `{raw}`x`", 2, Code.DIRECTIVE, "'raw'"),
        ("{orgg}`unodc`", 1, Code.DIRECTIVE, "did you mean 'org'?"),
        ("[a](../../../etc/passwd)", 1, Code.OUTSIDE_ARCHIVE, "points outside the archive; copy the file"),
        ("![a](../../../a.jpg)", 1, Code.OUTSIDE_ARCHIVE, "points outside the archive"),
        ("[a](%2e%2e/../../x.md)", 1, Code.OUTSIDE_ARCHIVE, "points outside the archive"),
        ("[a](&#46;&#46;/../../x.md)", 1, Code.OUTSIDE_ARCHIVE, "points outside the archive"),
        ("[a](\\.\\./../../x.md)", 1, Code.OUTSIDE_ARCHIVE, "points outside the archive"),
        ("[a](..\\\\..\\\\..\\\\x.md)", 1, Code.OUTSIDE_ARCHIVE, "points outside the archive"),
        ("[a](/../x.md)", 1, Code.OUTSIDE_ARCHIVE, "points outside the archive"),
        ("[a](file:///etc/passwd)", 1, Code.OUTSIDE_ARCHIVE, "is a file outside the archive"),
        ("[a](C:/x.pdf)", 1, Code.OUTSIDE_ARCHIVE, "is a file outside the archive"),
        ("\n\n[a]: ../../../x.md", 3, Code.OUTSIDE_ARCHIVE, "points outside the archive"),
        ("```{figure} ../../../a.jpg\n```", 1, Code.OUTSIDE_ARCHIVE, "points outside the archive"),
        ("```{image} a.jpg\n:target: ../../../x.md\n```", 2, Code.OUTSIDE_ARCHIVE, "points outside the archive"),
        (
            "[a](javascript:alert(1))",
            1,
            Code.DIRECTIVE,
            "begins with `javascript:`, which could run code; link to a web address",
        ),
        ("[a](JavaScript&#58;alert(1))", 1, Code.DIRECTIVE, "begins with `javascript:`"),
        ("[a](<java&Tab;script:x>)", 1, Code.DIRECTIVE, "begins with `javascript:`"),
        ("[a](java%09script:x)", 1, Code.DIRECTIVE, "begins with `javascript:`"),
        ("[a]: <java&Tab;script:x>", 1, Code.DIRECTIVE, "begins with `javascript:`"),
        ("```{image} a.jpg\n:target: java\tscript:x\n```", 2, Code.DIRECTIVE, "begins with `javascript:`"),
        ("<javascript:alert(1)>", 1, Code.DIRECTIVE, "begins with `javascript:`"),
        ("[a]: vbscript:x", 1, Code.DIRECTIVE, "begins with `vbscript:`"),
        ("[a](data:text/html;base64,xx)", 1, Code.DIRECTIVE, "begins with `data:`"),
        ("![a](data:image/svg+xml,xx)", 1, Code.DIRECTIVE, "begins with `data:`"),
        ("[a](path:../../conf.py)", 1, Code.DIRECTIVE, "begins with `path:`"),
        ("```{image} a.jpg\n:target: javascript:x\n```", 2, Code.DIRECTIVE, "begins with `javascript:`"),
        ("```{image} a.jpg\n---\ntarget: 'javascript:x'\n---\n```", 3, Code.DIRECTIVE, "begins with `javascript:`"),
        ("[a](../../conf.py)", 1, Code.DIRECTIVE, "isn't a file that can be copied to the site"),
        ("[a](../../.git/HEAD)", 1, Code.DIRECTIVE, "isn't a file that can be copied to the site"),
        ("![a](../2012/secret.md)", 1, Code.DIRECTIVE, "is used as an image, but isn't one"),
        ("![a][b]\n\n[b]: ../2012/secret.md", 3, Code.DIRECTIVE, "is used as an image, but isn't one"),
        ("![b]\n\n[B]: ../2012/secret.md", 3, Code.DIRECTIVE, "is used as an image, but isn't one"),
        (":::{figure} ../2012/secret.md\n:::", 1, Code.DIRECTIVE, "is used as an image, but isn't one"),
        ("a <br> b", 1, Code.RAW_HTML, "raw HTML (<br>) is left out; end the line with a backslash"),
        ("\n<script src=x>\n", 2, Code.RAW_HTML, "raw HTML (<script>)"),
        ("<a\nhref='x'>", 1, Code.RAW_HTML, "raw HTML (<a>)"),
        ("x</div >", 1, Code.RAW_HTML, "raw HTML (</div>)"),
        ("<!-- a note -->", 1, Code.RAW_HTML, "raw HTML (<!--)"),
        ("a ` b\n\n<b>\n\nc ` d", 3, Code.RAW_HTML, "raw HTML (<b>)"),
    ],
)
def test_what_is_reported(body: str, line: int, code: Code, words: str) -> None:
    problems = said(body)
    assert len(problems) == 1, [str(problem) for problem in problems]
    assert (problems[0].path, problems[0].line, problems[0].code) == (PATH, line, code)
    assert words in f"{problems[0].message}; {problems[0].advice}"


def test_local_files_are_listed_with_their_lines() -> None:
    body = "[a](b.pdf) and ![c](/images/d.png)\n\n```{figure} e.svg\n```\n\n[f]: ../2010/g.md#part\n"
    assert set(targets(PATH, parsed(body), ALLOWED)) == {
        Target("releases/2011/b.pdf", 1, False),
        Target("images/d.png", 1, True),
        Target("releases/2011/e.svg", 3, True),
        Target("releases/2010/g.md", 6, False),
    }


@pytest.mark.parametrize(
    "body",
    [
        "`" * 20_000,
        "` " + "``" * 9_999,
        "[" * 4_000,
        "![" * 2_000,
        "<a " * 9_999,
        "](" * 4_000,
        "```{" * 5_000,
        "(" * 20_000,
        "[a](" * 5_000,
        "![a [b" * 1_000,
        "<" * 20_000,
        "[^" * 4_000,
        "![`](x)\n\n" * 5_000,
        "![\\](x) " * 1_000,
    ],
)
def test_hostile_text_ends(body: str) -> None:
    said(body)
    list(faults(PATH, parsed(body), "T"))


def test_code_is_blanked_in_place() -> None:
    text = "a `b` c\n```\nd\n```\ne ``f ` g`` h\n"
    assert parsed(text).words == "a     c\n   \n \n   \ne           h\n"


def test_the_parser_is_that_of_myst() -> None:
    ours = parser().get_active_rules()
    theirs = markdown_parser(MdParserConfig(enable_extensions=set(EXTENSIONS)), RendererHTML).get_active_rules()
    assert ours == {chain: [rule for rule in rules if rule != "wordcount"] for chain, rules in theirs.items()}
