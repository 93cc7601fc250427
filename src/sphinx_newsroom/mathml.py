"""Mathematics as MathML Core, which browsers show by themselves: no script, and none from another host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.utils.math import MathError, latex2mathml

if TYPE_CHECKING:
    from sphinx.application import Sphinx

NAME = "newsroom-mathml"


def _markup(node: nodes.Element, *, block: bool) -> str:
    """MathML for the TeX of *node*; the TeX itself, as code, where it cannot be converted."""
    code = node.astext()
    try:
        return str(latex2mathml.tex2mathml(code, as_block=block))
    except MathError:
        return nodes.unescape(f"<code>{code.replace('&', '&amp;').replace('<', '&lt;')}</code>")


def _visit_inline(translator: Any, node: nodes.math) -> None:
    translator.body.append(_markup(node, block=False))
    raise nodes.SkipNode


def _visit_block(translator: Any, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="math">{_markup(node, block=True)}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Offer the renderer under its name; ``defaults`` chooses it."""
    app.add_html_math_renderer(NAME, inline_renderers=(_visit_inline, None), block_renderers=(_visit_block, None))
