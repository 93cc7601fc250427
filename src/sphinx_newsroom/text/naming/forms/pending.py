"""Forms that are made ready once a text has all their words, so that an archive pays for what its texts name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.translations import Abroad

# A word may lose letters of its stem in other cases (Казахський loses "ий", Прага becomes Празі), so only its beginning
# is asked for.  What is declined without need costs time alone, so that these may be short; what is not declined when
# its text comes is not found.
_STEM, _LONG_STEM, _LONG = 3, 5, 8
"""How many letters at its beginning a word keeps in all its cases, a long one, and of how many letters that is.

With four letters of all words 25 mentions are lost (Збройних Сил, whose Сили has four and becomes Сил); with four or
six of long ones nothing changes.
"""


class Row(NamedTuple):
    """A form that gets its cases, or an office or body *abroad* its translations."""

    number: int
    stems: frozenset[str]
    """The beginnings of the words that a text must have."""
    form: Form
    abroad: Abroad | None


class PendingForms:
    """Forms with words in Cyrillic letters: one waits until a text has the beginnings of all its words.

    "Президент України" waits for a text that has words in прези… and укр…, such as Президентові and Україні.
    """

    def __init__(self) -> None:
        self._added: list[Row] = []
        self._count = 0
        self._rows: dict[str, list[Row]] = {}
        """The sorted ones, each once, under the rarest of its stems: Президент України under укр…, not прези….

        A text that has the stem is rare, then, and few rows have to be looked at for each of its words.
        """

    def add(self, form: Form, words: Sequence[str], abroad: Abroad | None = None) -> None:
        """Let a form wait for some folded words."""
        stems = frozenset([word[: _STEM if len(word) < _LONG else _LONG_STEM] for word in words])
        self._added.append(Row(self._count, stems, form, abroad))
        self._count += 1

    def take(self, words: Iterable[str]) -> list[Row]:
        """Those whose words can all be among some folded words, in the order in which they came; each once.

        The order is that of the records and not of the texts, so that the forms of two records are always compared
        in one order, whatever text was read first.
        """
        self._sort_in()
        cyrillic = {word for word in words if is_cyrillic(word)}
        stems = {*[word[:_STEM] for word in cyrillic], *[word[:_LONG_STEM] for word in cyrillic]}
        ready = [
            (row, stem) for stem in self._rows.keys() & stems for row in self._rows[stem] if stems.issuperset(row.stems)
        ]
        for row, stem in ready:
            self._rows[stem].remove(row)
            if not self._rows[stem]:
                del self._rows[stem]
        return sorted((row for row, _ in ready), key=lambda row: row.number)

    def take_all(self) -> list[Row]:
        """All that wait, for who wants every form that there can be."""
        self._sort_in()
        rows = {row.number: row for waiting in self._rows.values() for row in waiting}
        self._rows.clear()
        return [rows[number] for number in sorted(rows)]

    def _sort_in(self) -> None:
        """Put what was added under its rarest stem, as soon as a text comes and so all records have been added."""
        if self._added:
            frequent = Counter(stem for row in self._added for stem in row.stems)
            for row in self._added:
                rarest = min(sorted(row.stems), key=frequent.__getitem__)
                self._rows.setdefault(rarest, []).append(row)
            self._added.clear()
