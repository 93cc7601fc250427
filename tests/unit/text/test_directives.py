"""The table of what directives take is that of Sphinx and docutils; what departs from it is told."""

from __future__ import annotations

from typing import Any

import pytest
from docutils.parsers.rst import directives
from docutils.parsers.rst.languages import get_language
from docutils.utils import new_document
from sphinx.application import Sphinx

from sphinx_newsroom.allowed import DIRECTIVES
from sphinx_newsroom.text.checks import faults
from sphinx_newsroom.text.checks.directives import FORMS, Form
from sphinx_newsroom.text.checks.parsed import parsed


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The classes of directives, once the extension is loaded."""
    root = tmp_path_factory.mktemp("archive")
    (root / "conf.py").write_text('extensions = ["sphinx_newsroom"]\nhtml_theme = "sphinx_book_theme"\n')
    (root / "index.md").write_text("# T\n")
    Sphinx(root, root, root / "out", root / "trees", "html", status=None, warning=None)
    document = new_document("x")
    language: Any = get_language("en")
    return {name: directives.directive(name, language, document)[0] for name in DIRECTIVES}


def test_the_table_is_complete() -> None:
    assert FORMS.keys() == DIRECTIVES


@pytest.mark.parametrize("name", sorted(FORMS))
def test_the_table_is_that_of_the_classes(classes: dict[str, Any], name: str) -> None:
    one, form = classes[name], FORMS[name]
    assert form.options == frozenset(one.option_spec or ())
    arguments = "must" if one.required_arguments else "may" if one.optional_arguments else "none"
    assert form.argument == arguments
    assert (form.content != "none") == one.has_content


@pytest.mark.parametrize("name", sorted(FORMS))
@pytest.mark.parametrize("value", ["", "3", "-3", "300px", "50%", "5 %", "left", "Right", "top", "middle", "x", "lazy"])
def test_values_are_taken_as_the_classes_take_them(classes: dict[str, Any], name: str, value: str) -> None:
    form: Form = FORMS[name]
    for option in form.options & {"align", "width", "height", "scale", "figwidth", "limit", "header-rows", "loading"}:
        try:
            classes[name].option_spec[option](value or None)
            taken = True
        except (AttributeError, ValueError, TypeError):
            taken = False
        argument = "a.png" if form.argument == "must" else ""
        found = list(faults("a.md", parsed(f"```{{{name}}} {argument}\n:{option}: {value}\n\nText.\n```\n"), None))
        told = any(f"option {option!r}" in problem.message for problem in found)
        assert told != taken, (option, value)


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("```{figur} a.png\n```\n", None, ""),  # which the scan for directives says
        ("```{figure} a.png\n:widht: 3\n```\n", 2, "did you mean 'width'?"),
        (":::{figure} a.png\n---\nalt: A\nfoo: 3\n---\n:::\n", 4, "write one of: align, alt"),
        ("````{note}\n```{image} a.png\n:alt: A\n:foo: b\n```\n````\n", 4, "`image` has no option 'foo'"),
        ("- one\n\n  ```{image} a.png\n  :foo: b\n  ```\n", 4, "`image` has no option 'foo'"),
        ("```md\n```{image} a.png\n:foo: b\n```\n", None, ""),
        ("```{figure}\n:alt: A\n```\n", 1, "does not say the image file"),
        ("```{admonition}\nText.\n```\n", 1, "does not say its title"),
        ("```{note}\n```\n", 1, "`note` is empty"),
        ("```{note} Text.\n```\n", None, ""),
        ("```{releases}\nText.\n```\n", 1, "takes no text"),
        ("```{releases}\n:limit: 0\n```\n", 2, "write a number from 1 up"),
        ("```{list-table}\n* a\n```\n", 1, "isn't a table"),
        ("```{list-table}\n* - a\n  - b\n* - c\n  - d\n```\n", None, ""),
        ("```{list-table}\n* - a\n  - b\n* - c\n```\n", 1, "the same number of cells"),
    ],
)
def test_what_is_told(body: str, line: int | None, words: str) -> None:
    found = list(faults("a.md", parsed(body), None))
    assert [problem.line for problem in found] == ([] if line is None else [line])
    assert all(words in f"{problem.message}; {problem.advice}" for problem in found)
