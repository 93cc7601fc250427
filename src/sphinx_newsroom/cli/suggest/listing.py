"""``newsroom suggest`` without a decision: the suggestions on a terminal, as JSON, or as a table to decide in."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Container, Sequence
from pathlib import Path
from typing import Any

from sphinx_newsroom.cli.suggest import LEAST, LISTED
from sphinx_newsroom.cli.suggest.finding import DONE, failed, refusals, to_show
from sphinx_newsroom.config import ConfigError, Settings, settings_of
from sphinx_newsroom.diagnostics import counted
from sphinx_newsroom.files import write
from sphinx_newsroom.operations.suggested.deciding import draft, title
from sphinx_newsroom.operations.suggested.pool import Pool, groups, near_records
from sphinx_newsroom.operations.suggested.sheet import sheet
from sphinx_newsroom.sources.edits import record_text
from sphinx_newsroom.text.suggest import Suggestion


def show(args: argparse.Namespace) -> int:
    """Print the suggestions, or write them to a file."""
    settings = settings_of(args.root)
    if args.sheet and args.sheet.exists():
        raise ConfigError(f"{args.sheet} is there already, and may have decisions; give another name, or delete it")
    least = LEAST if args.least is None else args.least
    try:
        with refusals():
            pool, _ = to_show(args, settings, least)
            found = pool.at_least(least)
            every = args.sheet is not None and args.limit is None
            shown = found if every else found[: (LISTED if args.limit is None else args.limit) or None]
            if args.sheet:
                write(args.sheet, _sheet(shown, pool, args.root, settings))
    except OSError as error:
        return failed(error)
    if args.sheet:
        print(f"decide in {args.sheet}, then: newsroom suggest --decided {args.sheet}", file=sys.stderr)
    elif args.json:
        _print_json(shown, pool, args)
    else:
        _print(shown, pool, args)
    more = "" if len(shown) == len(found) else f"; {len(shown):,} are shown, --limit 0 shows all"
    print(f"{counted(len(found), 'name')} without a record in {counted(pool.count, 'release')}{more}", file=sys.stderr)
    return DONE


def _sheet(shown: Sequence[Suggestion], pool: Pool, root: Path, settings: Settings) -> str:
    from sphinx_newsroom.operations.opened import opened  # which takes a while to load
    from sphinx_newsroom.operations.suggested.looking import Sentences

    sentences = Sentences(opened(root, settings, admitted=None))

    def where(one: Suggestion) -> tuple[str, str]:
        found = next(filter(None, map(sentences.of, one.places)), None)
        return (found.place, str(found)) if found else (one.example, one.context)

    taken = pool.taken(root)
    ids = {}
    for one in shown:
        ids[one.name] = draft(one, taken).id
        taken.add(ids[one.name])
    return sheet(groups(shown), near_records(shown, pool), ids, where)


def _print(shown: Sequence[Suggestion], pool: Pool, args: argparse.Namespace) -> None:
    """Two lines each: how often, what, whom and why; and one place."""
    taken = pool.taken(args.root)
    near, like = near_records(shown, pool), _twins(shown)
    for suggestion in shown:
        record = near.get(suggestion.name)
        join = f"perhaps one of {record}'s names (--join)" if record else None
        twin = f"perhaps the same as {' and '.join(like[suggestion.name])}" if like[suggestion.name] else None
        notes = (suggestion.role, join, twin, _of_model(suggestion, _model_name(args)))
        about = "".join(f"; {words}" for words in notes if words)
        print(f"{suggestion.releases:>6,}  {suggestion.kind:<12}  {title(suggestion)}{about}")
        print(f"{'':22}{suggestion.example}: {suggestion.context}")
        if args.draft:
            print(_drafted(suggestion, taken))


def _twins(shown: Sequence[Suggestion]) -> dict[str, list[str]]:
    """The names that each suggestion may be the same as, by its own."""
    return {one.name: [other.name for other in group if other is not one] for group in groups(shown) for one in group}


def _drafted(suggestion: Suggestion, taken: Container[str]) -> str:
    record = draft(suggestion, taken)
    return f"\n{record.path}\n{record_text(record)}"


def _model_name(args: argparse.Namespace) -> str | None:
    return None if args.ner is None else Path(args.ner).name


def _of_model(suggestion: Suggestion, model: str | None) -> str | None:
    """What a model says of a suggestion, in words."""
    if not suggestion.in_model:
        return None
    places = counted(suggestion.in_model, "place")
    return f"{model} alone, in {places}" if suggestion.by_model else f"{model} too, in {places}"


def _print_json(shown: Sequence[Suggestion], pool: Pool, args: argparse.Namespace) -> None:
    taken, model = pool.taken(args.root), _model_name(args)
    near, like = near_records(shown, pool), _twins(shown)
    rows: list[dict[str, Any]] = []
    for suggestion in shown:
        record = draft(suggestion, taken)
        of_model = {"model": model, "places": suggestion.in_model, "alone": suggestion.by_model}
        rows.append(
            {
                "name": suggestion.name,
                "kind": suggestion.kind,
                "releases": suggestion.releases,
                "acronym": suggestion.acronym,
                "role": suggestion.role,
                "other_names": list(suggestion.other_names),
                "join": near.get(suggestion.name),
                "like": like[suggestion.name],
                "example": {"release": suggestion.example, "text": suggestion.context},
                "path": record.path,
                "draft": record_text(record),
                **({"ner": of_model} if model is not None else {}),
            }
        )
    print(json.dumps(rows, ensure_ascii=False, indent=1))
