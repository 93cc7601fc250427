"""Mathematics as MathML Core, which browsers show by themselves: no script, and none from another host."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from defusedxml import ElementTree
from docutils import nodes
from docutils.utils.math import latex2mathml

if TYPE_CHECKING:
    from sphinx.application import Sphinx

NAME = "newsroom-mathml"

LONGEST = 2_000
"""Characters of a formula: docutils' converter takes time with the square of them, here a tenth of a second at most."""


_ELEMENTS = frozenset(
    """
    math maction maligngroup malignmark menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded
    mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder
    munderover none
    """.split()
)
# Not href, id and style: a formula leads nowhere, and is nobody's target.
_ATTRIBUTES = frozenset(
    """
    xmlns display mathvariant accent accentunder stretchy lspace rspace movablelimits form fence separator
    symmetric maxsize minsize largeop width height depth linethickness columnalign rowspacing columnspacing
    displaystyle scriptlevel notation open close title align rowlines columnlines class bevelled mathcolor
    numalign denomalign
    """.split()
)
"""The elements and attributes of MathML Core that only draw."""


def _converted(code: str, *, block: bool) -> str:
    """MathML for TeX; raises ValueError where it cannot be converted, or the outcome is more than a formula."""
    if len(code) > LONGEST:
        raise ValueError(f"is longer than {LONGEST:,} characters")
    try:
        markup = str(latex2mathml.tex2mathml(code, as_block=block))
        markup = markup.replace("&ApplyFunction;", "\u2061")  # an entity of HTML, unknown to XML
        root = ElementTree.fromstring(markup)
    except Exception as error:  # whatever TeX brings about in a converter that was not made for strangers' texts
        raise ValueError("cannot be read") from error
    for element in root.iter():
        if str(element.tag).rpartition("}")[2] not in _ELEMENTS:
            raise ValueError(f"gives <{element.tag}>")
        if not _ATTRIBUTES.issuperset(element.attrib):
            raise ValueError("gives an attribute that no formula needs")
    return markup


def fault(code: str) -> str | None:
    """Why a formula is not shown as one, as words to follow "it"; None where it is."""
    try:
        _converted(code, block=False)
    except ValueError as error:
        return str(error)
    return None


def _markup(node: nodes.Element, *, block: bool) -> str:
    """MathML for the TeX of *node*; the TeX itself, as code, where it cannot be converted."""
    try:
        return _converted(node.astext(), block=block)
    except ValueError:
        return f"<code>{escape(node.astext())}</code>"


def _visit_inline(translator: Any, node: nodes.math) -> None:
    translator.body.append(_markup(node, block=False))
    raise nodes.SkipNode


def _visit_block(translator: Any, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="math">{_markup(node, block=True)}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Offer the renderer under its name; ``defaults`` chooses it."""
    app.add_html_math_renderer(NAME, inline_renderers=(_visit_inline, None), block_renderers=(_visit_block, None))
