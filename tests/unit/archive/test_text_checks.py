"""What texts point to that is not there, and what is most likely a mistake, is said before anything is built."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.conftest import CONF, GATE

from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.diagnostics import Code, Problem, Severity

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk

PATH = "releases/2013/a.md"
LATER = {
    "releases/2013/later.md": "---\ntitle: Later\ndate: 2031-01-01\n---\nText.\n",
    "releases/2013/draft.md": "---\ntitle: Draft\ndate: 2013-01-01\ndraft: true\n---\nText.\n",
}


def release(body: str = "Text.", **keys: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in {"title": "T", "date": "2013-01-01", **keys}.items())
    return f"---\n{lines}---\n{body}\n"


def said(archive: ArchiveOnDisk, files: dict[str, str]) -> list[Problem]:
    for path, text in files.items():
        (archive.root / path).parent.mkdir(parents=True, exist_ok=True)
        (archive.root / path).write_text(text)
    return [
        problem
        for problem in open_archive(archive.root).problems
        if problem.path in files and problem.code not in (Code.UNRECORDED,)
    ]


def test_a_file_in_the_folder_of_the_release_is_meant_when_it_is_not_beside_the_text(archive: ArchiveOnDisk) -> None:
    found = said(archive, {"releases/2013/a/report.pdf": "%PDF", PATH: release("[A](report.pdf)")})
    assert "did you mean 'a/report.pdf'?" in str(next(one for one in found if one.path == PATH))


def test_a_text_that_is_not_there_does_not_mean_the_one_that_links_it(archive: ArchiveOnDisk) -> None:
    found = said(archive, {"releases/2014/t.md": release(), "releases/2014/no1.md": release("[A](no.md) [B](t7.md)")})
    assert [problem.advice for problem in found] == [
        "move the file to releases/2014/, or correct its path",
        "did you mean 't.md'?",
    ]


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("![A](no.png)", Code.BROKEN_LINK, "the picture 'no.png' is not there; move the file to releases/2013/"),
        ("[A](no.pdf)", Code.BROKEN_LINK, "the file 'no.pdf' is not there"),
        ("[A](no%20file.pdf)", Code.BROKEN_LINK, "is not there"),
        ("[A](no file.pdf)", Code.BROKEN_LINK, "write it in angle brackets: [words](<no file.pdf>)"),
        ("[A](see below)", None, ""),
        ("[A](../2011/openin.md)", Code.BROKEN_LINK, "did you mean '../2011/opening.md'?"),
        ("[A](../2011/opening.html)", Code.BROKEN_LINK, "write ../2011/opening.md"),
        ("[A](../2011/opening.md?x=1)", Code.BROKEN_LINK, "write ../2011/opening.md"),
        ("[A](../2011/opening.md#no)", Code.BROKEN_LINK, "leave out the # and what follows"),
        ("[A](../2011/opening)", None, ""),
        ("[A](/releases/2011/opening.md)", None, ""),
        ("[A](opening)", Code.BROKEN_LINK, "the text 'opening' is not there"),
        ("[A](www.example.org/x)", Code.DIRECTIVE, "write https://www.example.org/x for a web address"),
        ("[A]()", Code.BROKEN_LINK, "a link leads nowhere"),
        ("[A](#no)", Code.BROKEN_LINK, "doesn't point to anything in this text"),
        ("## One two\n\n[A](#one-two)", None, ""),
        ("(here)=\n\n[A](#here) {ref}`A <here>`", None, ""),
        ("{ref}`A <nowhere>`", Code.BROKEN_LINK, "the label 'nowhere' doesn't exist"),
        ("{doc}`/nowhere`", Code.BROKEN_LINK, "is not there"),
        ("[A](steam:x)", Code.REFUSED, "a link begins with `steam:`"),
        ("[A][b]\n\n[b]: no.pdf", Code.BROKEN_LINK, "the file 'no.pdf' is not there"),
        ("[b] [c]\n\n[b]: https://a.org\n[B]: https://b.org", Code.BROKEN_LINK, "occurs here and on line 7"),
        ("`![A](no.png)` `{org}x`\n\n```\n[A](no.pdf)\n```\n\n% [A](no.pdf)", None, ""),
        ("\\[A\\](no.pdf)", None, ""),
        ("[A](later.md)", Code.REFUSED, "a release that is kept back"),
        ("{release}`2013/later`", None, ""),
        ("{release}`2013/draft`", None, ""),
        ("{org}`unodcc`", Code.REFERENCE, "organization 'unodcc' has no file; did you mean 'unodc'?"),
        ("{org}`the Office <UNODC>`", Code.REFERENCE, "did you mean 'unodc'?"),
        ("{official}`Yury Fedotov`", Code.REFERENCE, "did you mean 'yury-fedotov'?"),
        ("{release}`releases/2011/opening.md`", Code.REFERENCE, "did you mean '2011/opening'?"),
        ("{topic}`nothing-of-the-kind`", Code.REFERENCE, "write the id of a file in topics/"),
        ("{org}`unodc` {newsroom:official}`yury-fedotov` {release}`2011/opening`", None, ""),
        ("```{releases}\n:organization: unodcc\n```", Code.REFERENCE, "did you mean 'unodc'?"),
        ("```{releases}\n:type: statment\n```", Code.REFERENCE, "did you mean 'statement'?"),
        (
            "A[^1].",
            Code.FOOTNOTE,
            "the text refers to the footnote [^1], but it isn't defined; write it below the text: [^1]: …",
        ),
        ("A.\n\n[^1]: B.", Code.FOOTNOTE, "is defined, but nothing refers to it"),
        ("A[^1].\n\n[^1]: B.\n[^1]: C.", Code.FOOTNOTE, "defined twice"),
        ("A[^b].\n\n[^b]: B.", None, ""),
        ("# Another\n\nText.", Code.HEADING, "'Another' isn't shown, because the page already has the title 'T'"),
        ("# T\n\nText.", None, ""),
        ("Text.\n\n# Another\n\nText.", Code.HEADING, "write `## ` for a heading within the text"),
        (
            "### Deep\n\nText.",
            Code.HEADING,
            "a heading of level 3 (###) follows one of level 1; write `## ` instead of `### `",
        ),
        ("## A\n\n### B\n\n## C\n\nText.", None, ""),
        ("```nolang\nx\n```", Code.DIRECTIVE_OPTION, "'nolang' isn't a known programming language"),
        ("```python\nx\n```", None, ""),
        ("", Code.NO_TEXT, "its page is empty; write the text below the header"),
        ("# T", Code.NO_TEXT, "its page is empty"),
    ],
)
def test_texts(archive: ArchiveOnDisk, body: str, code: Code | None, words: str) -> None:
    found = said(archive, {PATH: release(body), **LATER})
    assert [problem.code for problem in found] == ([code] if code else []), found
    assert all(words in problem.text for problem in found)


def test_a_picture_without_words_is_a_notice(archive: ArchiveOnDisk) -> None:
    (problem,) = said(archive, {PATH: release("![](a.png)"), "releases/2013/a.png": "x"})
    assert (problem.code, problem.code.severity) == (Code.NO_ALT, Severity.NOTICE)


def test_what_another_archive_may_have_is_left_to_the_build(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": f"{CONF}intersphinx_mapping = {{'other': ('https://example.org/', None)}}\n"})
    assert said(archive, {PATH: release("{org}`theirs`")}) == []


def test_a_record_with_an_error_is_not_called_unknown(archive: ArchiveOnDisk) -> None:
    found = said(archive, {PATH: release("{org}`c`"), "organizations/c.md": "---\nname: C\ntypo: x\n---\n"})
    assert found[-1].text == "[reference] organization 'c' is left out because of an error; correct its file"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("title: Prize #1", "title is cut short to 'Prize', because ` #` begins a comment; write title: \"Prize #1\""),
        ("title: Prize # really", 'write title: "Prize # really"'),
        ("title: T\nsummary: All say #MeToo", 'write summary: "All say #MeToo"'),
        ("title: T\ncontacts:\n  - name: Desk #2", 'write name: "Desk #2"'),
        ("title: T\ndateline: Vienna # to be confirmed", ""),
        ('title: "Prize #1"  # of three', ""),
        ("title: T # of three", 'write title: "T # of three"'),
        ("title: T\ntopics: [a-b] # more\ntype: speech #x", ""),
    ],
)
def test_what_yaml_cuts_short(archive: ArchiveOnDisk, line: str, words: str) -> None:
    found = said(archive, {PATH: f"---\ndate: 2013-01-01\n{line}\n---\nText.\n"})
    assert [problem.code for problem in found] == ([Code.CUT_SHORT] if words else [])
    assert all(problem.is_error and words in problem.text for problem in found)


def test_numbers(archive: ArchiveOnDisk) -> None:
    one, two, other = (release(number="PR/1", issuer=issuer) for issuer in ("osce", "osce", "unodc"))
    files = {PATH: one, "releases/2013/a.ru.md": two, "releases/2013/b.md": other, "releases/2013/c.md": two}
    found = said(archive, files)
    # Of one date: whichever is the new one, `newsroom check` of it alone says so.
    assert {(problem.path, problem.line, problem.code): problem.message for problem in found} == {
        ("releases/2013/a.md", 4, Code.NUMBER_TWICE): "2013/c has the same number, 'PR/1'",
        ("releases/2013/c.md", 4, Code.NUMBER_TWICE): "2013/a has the same number, 'PR/1'",
    }
    assert (
        said(archive, {**files, "releases/2013/c.md": release(number="PR/1", issuer="osce", replaces="2013/a")}) == []
    )


@pytest.mark.parametrize(
    ("original", "own", "said_so"),
    [
        ({"issuer": "unodc"}, {}, "but that of its original is unodc; write `issuer: unodc` here, too"),
        ({"issuers": "[unodc, osce]"}, {}, "is unodc and osce; write `issuers: [unodc, osce]` here, too"),
        ({"issuer": "unodc"}, {"issuer": "osce"}, ""),
        ({"issuer": "unodc"}, {"issuers": "[osce, unodc]"}, ""),
        ({}, {}, ""),
        ({"issuer": "osce"}, {}, ""),
    ],
)
def test_a_translation_is_not_attributed_to_another_in_silence(
    archive: ArchiveOnDisk, original: dict[str, str], own: dict[str, str], said_so: str
) -> None:
    archive.put({"conf.py": f'{CONF}newsroom_issuer = "osce"\n'})
    found = said(archive, {PATH: release(**original), "releases/2013/a.ru.md": release(**own)})
    assert [problem.path for problem in found] == (["releases/2013/a.ru.md"] if said_so else [])
    assert all(problem.code is Code.TRANSLATION_ISSUER and said_so in problem.text for problem in found)


def test_a_translation_may_name_its_original_by_an_id_that_it_had(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": f'{CONF}newsroom_issuer = "osce"\n'})
    moved = release(issuer="unodc", former_urls="[releases/2012/old.html]")
    found = said(archive, {PATH: moved, "releases/2013/b.md": release(translation_of="2012/old", language="ru")})
    assert [problem.code for problem in found if problem.code is Code.TRANSLATION_ISSUER] == [Code.TRANSLATION_ISSUER]


def test_a_number_is_said_of_the_later_release_wherever_its_name_stands(archive: ArchiveOnDisk) -> None:
    new = release(number="PR/1", issuer="osce", date="2013-05-01")
    found = said(archive, {PATH: new, "releases/2013/z.md": release(number="PR/1", issuer="osce")})
    assert [(problem.path, problem.line) for problem in found] == [(PATH, 4)]


def test_what_is_corrected_or_withdrawn_at_a_day_to_come_shows_at_once(archive: ArchiveOnDisk) -> None:
    corrected = release(corrections="[{date: 2013-02-01, note: A.}, {date: 2999-01-01, note: B.}]")
    withdrawn = release(withdrawn="{date: 2999-01-01, reason: C.}")
    found = said(archive, {PATH: corrected, "releases/2013/b.md": withdrawn})
    assert [(problem.path, problem.line, problem.code, problem.code.severity) for problem in found] == [
        (PATH, 4, Code.DATE_TO_COME, Severity.WARNING),
        ("releases/2013/b.md", 4, Code.DATE_TO_COME, Severity.WARNING),
    ]
    assert "the date 2999-01-01 under `corrections` is in the future" in found[0].message


def test_topics(archive: ArchiveOnDisk) -> None:
    files = {f"releases/2013/{name}.md": release(topics="[floods, budget-2024]") for name in "bc"}
    found = said(archive, {PATH: release(topics="[flods, budget-2025, fires]"), **files})
    assert [problem.code for problem in found] == [Code.TOPIC_NAME]
    assert found[0].advice == "did you mean 'floods'? If not, describe the topic in topics/flods.md"
    assert said(archive, {PATH: release(topics="[flods]"), "topics/flods.md": "---\nname: Flods\n---\n", **files}) == []


def test_a_draft_may_be_without_a_text(archive: ArchiveOnDisk) -> None:
    assert said(archive, {PATH: release("", draft="true")}) == []


def test_settings(archive: ArchiveOnDisk) -> None:
    archive.put(
        {
            "conf.py": f"{GATE}newsroom_isuer = 'osce'\nnewsrom_types = {{}}\nnewsroom_link = 'all'\n"
            "newsroom_languag = 'de'\nnewsroom_x = 1\n"
        }
    )
    found = [one for one in open_archive(archive.root).problems if one.path == "conf.py"]
    assert [(one.line, one.code, one.advice) for one in found] == [
        (4, Code.UNKNOWN_SETTING, "did you mean newsroom_issuer?"),
        (5, Code.UNKNOWN_SETTING, "did you mean newsroom_types?"),
        (7, Code.UNKNOWN_SETTING, "did you mean language?"),
        (8, Code.UNKNOWN_SETTING, "remove it, or rename it if it is your own setting"),
    ]


def test_files_that_nothing_reads(archive: ArchiveOnDisk) -> None:
    archive.put({"docs/about.md": "# About\n\n![A](../releases/2013/about.png)\n"})
    names = (
        "notes",
        "a.md.bak",
        "a.md~",
        "old.doc",
        "new note.docx",
        "used.png",
        "unused.png",
        "about.png",
        ".hidden",
        "used.en.png",
        "listed.pdf",
    )
    files = {f"releases/2013/{name}": "x" for name in names}
    found = said(archive, {**files, PATH: release("![A](used.png)", attachments="[listed.pdf]")})
    assert {problem.path.rpartition("/")[2]: problem.code for problem in found} == {
        "notes": Code.UNREAD_FILE,
        "a.md.bak": Code.UNREAD_FILE,
        "a.md~": Code.UNREAD_FILE,
        "old.doc": Code.UNREAD_FILE,
        "new note.docx": Code.UNUSED_FILE,
        "unused.png": Code.UNUSED_FILE,
    }
    advice = {problem.path.rpartition("/")[2]: problem.advice for problem in found}
    assert advice["notes"] == "if it is a text, give it a name that ends in .md; otherwise move it out of releases/"
    # What a word processor wrote is no text by another name.
    call = "newsroom import-releases {} --plan plan.tsv"
    saved = f"save it as .docx and run: {call.format('releases/2013/old.docx')}"
    assert advice["old.doc"] == f"if it is a release, {saved}; otherwise move it out of releases/"
    wanted = f"run: {call.format(chr(39) + 'releases/2013/new note.docx' + chr(39))}"
    assert (
        advice["new note.docx"]
        == f"if it is a release, {wanted}; otherwise link to it from the text that it belongs to, or remove it"
    )
    assert advice["unused.png"] == "link to it from the text that it belongs to, or remove it"


def test_logos_and_portraits_are_used(archive: ArchiveOnDisk) -> None:
    files = {
        "organizations/unodc.md": "---\nname: UNODC\nimage: {src: unodc.png, alt: A logo}\n---\n",
        "officials/roe.md": "---\nname: Jane Roe\nimage: {src: roe/roe.png, alt: Jane Roe}\n---\n",
    }
    pictures = dict.fromkeys(("organizations/unodc.png", "officials/roe/roe.png", "officials/nobody.png"), "x")
    found = said(archive, pictures | files)
    assert [(problem.path, problem.code) for problem in found] == [("officials/nobody.png", Code.UNUSED_FILE)]


def test_a_notebook_that_was_not_executed(archive: ArchiveOnDisk) -> None:
    cells = [
        {"cell_type": "markdown", "source": "Text."},
        {"cell_type": "code", "source": "1", "execution_count": 1, "outputs": []},
        {"cell_type": "code", "source": "2", "execution_count": None, "outputs": []},
        {"cell_type": "code", "source": "", "execution_count": None, "outputs": []},
    ]
    header = {"newsroom": {"title": "T", "date": "2013-01-01"}}
    text = json.dumps({"cells": cells, "metadata": header, "nbformat": 4, "nbformat_minor": 4})
    found = said(archive, {"releases/n.ipynb": text})
    assert [problem.code for problem in found] == [Code.NOT_EXECUTED]
    assert "cell 3 was never executed" in found[0].message


UNSEEN = {
    "plotly": ({"application/vnd.plotly.v1+json": {}, "text/html": "<div><script>x()</script></div>"}, "nothing of it"),
    "vega": (
        {"application/vnd.vegalite.v5+json": {}, "text/plain": "<VegaLite 5 object>\nIf"},
        "'<VegaLite 5 object>'",
    ),
    "widget": (
        {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider(value=5)"},
        "'IntSlider(value=5)'",
    ),
    "markdown": (
        {"text/markdown": "**b**", "text/plain": ["<IPython.core.display.Markdown object>"]},
        "(text/markdown)",
    ),
    "drawing": ({"image/svg+xml": "<svg><script>x()</script></svg>", "text/plain": "<SVG object>"}, "(image/svg+xml)"),
}
SEEN = {
    "frame": {"text/html": "<table><tr><td>1</td></tr></table>", "text/plain": "<frame>"},
    "picture": {"image/png": "eA==", "text/plain": "<Figure size 640x480 with 1 Axes>"},
    "formula": {"text/latex": "$x$", "text/plain": "<IPython.core.display.Math object>"},
    "of R": {"text/markdown": "5", "text/html": "5", "text/latex": "5", "text/plain": "[1] 5"},
    "of Colab": {"application/vnd.google.colaboratory.intrinsic+json": {"type": "string"}, "text/plain": "'five'"},
    "plain": {"text/plain": "<Axes: >"},
}


def with_output(**output: object) -> str:
    cells = [
        {"cell_type": "markdown", "source": "Text."},
        {"cell_type": "code", "source": "f()", "execution_count": 1, "metadata": {}, "outputs": [output]},
    ]
    header = {"newsroom": {"title": "T", "date": "2013-01-01"}}
    return json.dumps({"cells": cells, "metadata": header, "nbformat": 4, "nbformat_minor": 4})


@pytest.mark.parametrize(("data", "instead"), UNSEEN.values(), ids=UNSEEN)
def test_what_a_cell_gave_and_no_page_shows_is_told(archive: ArchiveOnDisk, data: object, instead: str) -> None:
    text = with_output(output_type="display_data", data=data, metadata={})
    (problem,) = said(archive, {"releases/n.ipynb": text})
    assert problem.code is Code.UNSEEN_OUTPUT
    assert problem.message.startswith("cell 2 has output that pages can't show")
    assert instead in problem.message


@pytest.mark.parametrize("data", SEEN.values(), ids=SEEN)
def test_what_a_page_shows_of_a_cell_is_not_told(archive: ArchiveOnDisk, data: object) -> None:
    assert said(archive, {"releases/n.ipynb": with_output(output_type="display_data", data=data, metadata={})}) == []


def test_a_cell_that_failed_is_told(archive: ArchiveOnDisk) -> None:
    text = with_output(output_type="error", ename="ZeroDivisionError", evalue="division by zero", traceback=["x"])
    (problem,) = said(archive, {"releases/n.ipynb": text})
    assert (problem.code, problem.message) == (
        Code.UNSEEN_OUTPUT,
        "cell 2 failed (ZeroDivisionError), and readers see how",
    )
