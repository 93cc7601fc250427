"""What was worked out of all releases of some years: it holds as long as nothing of these is known otherwise.

Most outputs tell of many releases and are known by a digest of each.  To gather these of ten thousand, for each output
anew, takes longer than to write what one release changes.  So what an output needs to know of a year is kept beside
what the months of the year were made of, and worked out again only where one of these changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from sphinx_newsroom.files import fingerprint

Kept = dict[str, tuple[str, tuple[str, ...]]]
"""What was told, by a name: of what, as a digest, and the texts."""


class ToldByYear:
    """*digests* change, by year, when anything of a release of that year does; *before* is what the last build kept.

    *after* gets what is to be kept of this build.  Of a year without a digest nothing is kept.
    """

    def __init__(
        self,
        digests: Mapping[int, str] = MappingProxyType({}),
        before: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType({}),
        after: Kept | None = None,
    ) -> None:
        self._digests = dict(sorted(digests.items()))
        self._before, self._after = before, {} if after is None else after

    def told(self, name: str, first: int, last: int, make: Callable[[], Iterable[str]]) -> Sequence[str]:
        """What *make* gives, or gave when nothing of the releases of some years was known otherwise than now.

        Args:
            name: by which it is kept, such as ``search/2011``.
            first: the first of the years.
            last: the last of them.
            make: works it out of releases of these years, the records and settings alone.
        """
        some = [digest for year, digest in self._digests.items() if first <= year <= last]
        digest = fingerprint(some)
        known = self._before.get(name)
        if not some or known is None or known[0] != digest:
            known = digest, tuple(make())
        if some:
            self._after[name] = known
        return known[1]


def of_years(months: Iterable[tuple[int, str]]) -> dict[int, str]:
    """The digests of years, of those of their months, each given with its year."""
    found: dict[int, list[str]] = defaultdict(list)
    for year, digest in months:
        found[year].append(digest)
    return {year: fingerprint(digests) for year, digests in found.items()}
