"""The scripts that search in the browser, under ``_search/`` beside the index that they read.

``engine.js`` has what any page needs, ``page.js`` all of the search page, ``check.js`` that of the check of quotations,
``languages.js`` what search knows of the languages of the archive's releases and of no other: stemmers, words that say
nothing, names of months.  One script each, since on a telephone each request costs as much as ten kilobytes.
"""

from __future__ import annotations

import json
import re
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import SEARCH_FOLDER
from sphinx_newsroom.model.languages import months_by_name
from sphinx_newsroom.outputs.output import Output
from sphinx_newsroom.outputs.search import stems

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


ENGINE = tuple("words load text dates query data stems match fields understand excerpt engine suggest".split())
PAGE = (*ENGINE, "notes", "page")
CHECK = ("words", "load", "text", "check-match", "check-data", "check")
"""The files of ``theme/search``, in the order in which they need each other."""

_COMMENT = re.compile(r"^\s*/\*(?s:.*?)\*/[ \t]*\n|^\s*//.*\n|^[ \t]+|^\n", re.MULTILINE)
"""A comment that begins a line, and what indents one."""

STOP_WORDS = {
    "ar": "من في على الى عن مع هذا هذه ذلك التي الذي ما هو هي او ان كان كم كثير قال قالت ماذا متى كيف لماذا",
    "de": "sagen sagt sagte gesagt wann warum wer wieviel viele bekommen gibt",
    "en": "can will say says said saying tell tells told get gets got getting much many happen happens happened",
    "es": "cuánto cuánta cuántos cuántas dónde cuándo cómo decir dice dijo dicen",
    "fr": "combien comment quand où pourquoi dire dit beaucoup",
    "ru": "сколько говорит сказали почему",
    "uk": "а або але без був була були було в вже від він вона воно вони все для до є же з за зі і із й його її їх "
    "ми на над не ні о об от по при про та так також те ти то у цей ця це ці чи що щоб як який яка яке які я "
    "сказав сказала говорив скільки багато коли де чому хто",
}
"""Words that say nothing, beside those that Sphinx lists: what questions begin with, and verbs of saying."""


class Language(NamedTuple):
    """What Sphinx brings along for a language: the scripts of its stemmer, if any, and words that say nothing."""

    stemmer: tuple[str, ...]
    stop_words: Collection[str]


def outputs(languages: Mapping[str, Language]) -> Iterator[Output]:
    """The scripts, but that of languages, for which :func:`languages_file` has the text."""
    for name, names in (("engine", ENGINE), ("page", PAGE), ("check", CHECK)):
        text = joined(names)
        yield Output(f"search/{name}", fingerprint(text), partial(_file, name, text))
    text = languages_file(languages)
    yield Output("search/languages", fingerprint(text), partial(_file, "languages", text))


def _file(name: str, text: str) -> dict[str, bytes]:
    return {f"{SEARCH_FOLDER}/{name}.js": text.encode()}


@cache
def joined(names: tuple[str, ...]) -> str:
    """Files of ``theme/search`` as one script, without comments and indents, a fifth of what readers would load."""
    folder = files("sphinx_newsroom") / "theme" / "search"
    return "".join(_COMMENT.sub("", (folder / f"{name}.js").read_text(encoding="utf-8")) for name in names)


def languages_file(languages: Mapping[str, Language]) -> str:
    """The script that hands over what search knows of the *languages*, by their tags."""
    # All stemmers have one base.
    scripts = dict.fromkeys(script for _, language in sorted(languages.items()) for script in language.stemmer)
    data = {
        "stemmers": {tag: stems.ALGORITHMS[tag].capitalize() for tag in sorted(languages) if languages[tag].stemmer},
        "light": stems.rules(languages),
        "kin": stems.kin(languages),
        "stop": {
            tag: sorted({*languages[tag].stop_words, *STOP_WORDS.get(tag, "").split()}) for tag in sorted(languages)
        },
        "months": {tag: dict(sorted(months_by_name(tag).items())) for tag in sorted({"en", *languages})},
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return "".join(f"{script.rstrip()}\n" for script in scripts) + f'newsroom.searchData("languages",{text});\n'
