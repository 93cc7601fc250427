"""``newsroom rename`` and ``newsroom merge``: every use goes over, no digest breaks, nothing is overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import NOW, ArchiveOnDisk

from sphinx_newsroom.archive import journal as journals
from sphinx_newsroom.cli import main
from sphinx_newsroom.files import write as write_file
from sphinx_newsroom.model.records import Image, Organization
from sphinx_newsroom.operations.records import joined

ROLES = "releases/2012/roles.md"
MORE = {
    "organizations/iom.md": "---\nname: Migration Office\nparent: osce  # for now\nsuccessors: [osce, unodc]\n---\n",
    "officials/ann-bell.md": """
        ---
        name: Ann Bell
        memberships:
          - {role: Envoy, organization: osce, start_date: 2011}
          - role: Clerk
            organization: "osce"
        ---
        She came from {org}`osce`.
        """,
    "topics/floods.md": "---\nname: Floods\n---\n",
    ROLES: """
        ---
        title: Of roles
        date: 2012-03-03
        issuers: [osce, unodc]
        organizations:
          # whom it names
          - osce
          - iom
        topics: [floods, water]
        names: {The Body: osce, Other: false}
        boilerplate: [osce]
        ---

        {org}`osce` and {org}`the body <osce>`, but `{org}` not `osce` here.
        """,
    "releases/2012/draft.md": """
        ---
        title: A draft
        date: 2012-03-04
        issuer: osce
        draft: true
        ---

        {org}`osce`, `{official}`, ``{org}`osce` `` and [its page](../../organizations/osce.md).
        """,
    "docs/about.md": """
        # About

        {org}`Europe's <osce>`

        ```{releases}
        :limit: 3
        :organization: osce
        ```

        See [it](../organizations/osce.md#top), osce and `osce`.
        """,
}


@pytest.fixture
def root(archive: ArchiveOnDisk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    archive.put(MORE)
    conf = archive.root / "conf.py"
    conf.write_text(conf.read_text() + 'newsroom_issuer = "osce"\n')
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    assert main(["publish", "--root", str(archive.root)]) == 0
    capsys.readouterr()
    return archive.root


def run(root: Path, *words: str) -> int:
    return main([*words, "--root", str(root)])


def sources(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and "_build" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


Refused = Callable[..., str]


@pytest.fixture
def refused(root: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Run a command that fails and changes nothing; return what it writes to standard error."""

    def call(*words: str) -> str:
        before = sources(root)
        assert run(root, *words) == 1
        assert sources(root) == before
        return capsys.readouterr().err

    return call


def put(root: Path, path: str, text: str) -> None:
    (root / path).write_text(text, encoding="utf-8")


def test_every_use_of_an_organization_goes_over_and_texts_stay(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sources(root)
    assert run(root, "rename", "organization", "osce", "osce-secretariat") == 0
    said = capsys.readouterr().out
    assert said.startswith("renamed: organization osce to osce-secretariat\n")
    assert f"1 published text stays as it was, and names it osce: {ROLES}" in said
    after = sources(root)
    assert set(before) - set(after) == {"organizations/osce.md"}
    assert b"former_ids: [osce]" in after["organizations/osce-secretariat.md"]
    # All else, byte for byte: comments, quotation marks and layout stay.
    new = "osce-secretariat"
    expected = {
        "organizations/iom.md": [("parent: osce ", f"parent: {new} "), ("[osce, unodc]", f"[{new}, unodc]")],
        "officials/ann-bell.md": [
            ("organization: osce,", f"organization: {new},"),
            ('"osce"', new),
            ("{org}`osce`", f"{{org}}`{new}`"),
        ],
        ROLES: [
            ("issuers: [osce", f"issuers: [{new}"),
            ("- osce\n", f"- {new}\n"),
            ("Body: osce", f"Body: {new}"),
            ("boilerplate: [osce]", f"boilerplate: [{new}]"),
        ],
        "releases/2011/opening.md": [("issuer: osce", f"issuer: {new}")],
        "releases/2012/draft.md": [
            ("issuer: osce", f"issuer: {new}"),
            ("---\n\n{org}`osce`", f"---\n\n{{org}}`{new}`"),
            ("organizations/osce.md", f"organizations/{new}.md"),
        ],
        "docs/about.md": [
            ("<osce>", f"<{new}>"),
            (":organization: osce", f":organization: {new}"),
            ("organizations/osce.md", f"organizations/{new}.md"),
        ],
        "conf.py": [('= "osce"', f'= "{new}"')],
    }
    for path, changes in expected.items():
        text = before[path].decode()
        for old_words, new_words in changes:
            assert old_words in text, (path, old_words)
            text = text.replace(old_words, new_words)
        assert after[path].decode() == text, path
    changed = {path for path in before if path in after and before[path] != after[path]}
    assert changed == set(expected)
    assert run(root, "check", "--strict") == 0, capsys.readouterr().out
    assert run(root, "verify") == 0


@pytest.mark.parametrize(
    "words",
    [
        ("rename", "organization", "osce", "osce-secretariat"),
        ("rename", "topic", "floods", "flooding"),
        ("merge", "topic", "water", "floods"),
        ("merge", "official", "ann-bell", "yury-fedotov"),
    ],
)
def test_a_dry_run_does_nothing_a_kill_is_completed_undo_takes_it_back_and_all_is_as_published(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    if "ann-bell" in words:
        words = (*words, "--keep", "text")
    before = sources(root)
    assert run(root, *words, "--dry-run") == 0
    assert capsys.readouterr().out.count("would be ") == 1
    assert sources(root) == before
    written = 0

    def killed(path: Path, data: bytes, **options: bool) -> None:
        nonlocal written
        written += 1
        if written > 1:
            raise KeyboardInterrupt
        write_file(path, data, **options)

    with monkeypatch.context() as patch:
        patch.setattr(journals, "write", killed)
        assert run(root, *words) == 130 or written == 1
    capsys.readouterr()
    if written > 1:
        assert run(root, *words) == 0, "the same call completes it"
        assert capsys.readouterr().out.startswith(f"{words[0]}d: ")
    assert run(root, "check", "--strict") == 0, capsys.readouterr().out
    assert run(root, "verify") == 0
    assert run(root, "undo") == 0
    assert sources(root) == before


def test_a_rename_that_readers_have_is_not_undone_but_renamed_back(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, "rename", "organization", "osce", "b") == 0
    page = root / "_build/html/organizations/b.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.touch()
    assert run(root, "undo") == 1
    told = capsys.readouterr().err
    assert "it is too late: the site in" in told
    assert told.rstrip().endswith("newsroom rename organization b osce")
    assert run(root, "rename", "organization", "b", "osce") == 0
    page.unlink()
    assert run(root, "undo") == 0


def test_a_record_can_have_its_first_id_back(root: Path) -> None:
    before = sources(root)
    assert run(root, "rename", "organization", "osce", "b") == 0
    assert run(root, "rename", "organization", "b", "organizations/osce.md") == 0
    after = sources(root)
    assert after["organizations/osce.md"].replace(b"former_ids: [b]\n", b"") == before["organizations/osce.md"]
    assert run(root, "rename", "organization", "osce", "c") == 0
    assert b"former_ids: [b, osce]" in sources(root)["organizations/c.md"]
    assert run(root, "verify") == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("rename", "organization", "osce", "unodc"), "newsroom merge organization osce unodc"),
        (("rename", "organization", "osce", "OSCE"), "did you mean 'osce'"),
        (("rename", "organization", "osce", "a/b"), "isn't an id"),
        (("rename", "organization", "osce", "osce"), "is already its id"),
        (("merge", "organization", "iom", "osce"), "under successors, so they can't be merged"),
        (("merge", "organization", "unodc", "osce"), "both issued 2012/roles"),
        (
            ("merge", "official", "ann-bell", "yury-fedotov", "--keep", "zzz"),
            "isn't a key in a record; write one of name,",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(refused: Refused, words: tuple[str, ...], why: str) -> None:
    assert why in refused(*words)


def test_an_address_that_leads_elsewhere_is_not_taken(root: Path, refused: Refused) -> None:
    put(root, "organizations/a.md", "---\nname: Aaa\nformer_ids: [b]\n---\n")
    assert "b is a former id of a" in refused("rename", "organization", "osce", "b")
    assert "b is already a former id of a" in refused("rename", "organization", "b", "c")
    put(
        root,
        "releases/2012/z.md",
        "---\ntitle: Z\ndate: 2012-01-01\nformer_urls: [organizations/c.html]\n---\n\nText.\n",
    )
    assert "former address of 2012/z" in refused("rename", "organization", "osce", "c")


def test_a_file_that_may_name_it_and_cannot_be_read_is_mended_first(root: Path, refused: Refused) -> None:
    put(root, "releases/2012/broken.md", "---\ntitle: [\nissuer: osce\n---\n\nText.\n")
    assert "releases/2012/broken.md may name osce" in refused("rename", "organization", "osce", "b")
    (root / "releases/2012/broken.md").unlink()
    put(root.parent, "elsewhere.md", "---\ntitle: T\ndate: 2012-01-01\nissuer: osce\n---\n\nText.\n")
    (root / "releases/2012/broken.md").symlink_to(root.parent / "elsewhere.md")  # a copy of it would be public
    assert "broken.md: it is a symbolic link" in refused("rename", "organization", "osce", "b")


def test_two_records_that_contradict_each_other_are_not_joined_until_somebody_decides(
    root: Path, refused: Refused, capsys: pytest.CaptureFixture[str]
) -> None:
    put(
        root,
        "organizations/odc.md",
        "---\nname: Office on Drugs\nacronym: ODC\nother_names: [UNODC, {name: L'Office, language: fr}]\n"
        "website: https://a.example.org\nidentifiers: {wikidata: Q1, ror: abc}\nfounding_date: 1997\n"
        "former_ids: [older]\n---\nIts own words.\n",
    )
    put(
        root,
        "organizations/unodc.md",
        "---\nname: United Nations Office on Drugs and Crime\nacronym: UNODC\n"
        "website: https://b.example.org  # since 2002\nidentifiers: {wikidata: Q2}\n---\nFights crime.\n",
    )
    put(root, "releases/2012/odc.md", "---\ntitle: N\ndate: 2012-01-01\norganizations: [odc, unodc]\n---\n\nText.\n")
    call = ("merge", "organization", "odc", "unodc")
    said = refused(*call)
    for words in (
        "website ('https://b.example.org', or 'https://a.example.org')",
        "identifiers.wikidata ('Q2', or 'Q1')",
    ):
        assert words in said
    assert "text (both are described)" in said
    assert run(root, *call, "--keep", "website", "--take", "identifiers.wikidata", "--keep", "text") == 0
    assert (root / "organizations/unodc.md").read_text() == (
        "---\nname: United Nations Office on Drugs and Crime\nacronym: UNODC\n"
        "other_names:\n  - Office on Drugs\n  - ODC\n  - {name: L'Office, language: fr}\nfounding_date: 1997\n"
        "website: https://b.example.org  # since 2002\nidentifiers: {wikidata: Q1, ror: abc}\n"
        "former_ids: [older, odc]\n---\nFights crime.\n"
    )
    assert not (root / "organizations/odc.md").exists()
    assert "organizations: [unodc]" in (root / "releases/2012/odc.md").read_text()
    assert run(root, "check", "--strict") == 0, capsys.readouterr().out


def test_a_notebook_names_it_by_the_new_id_too(root: Path) -> None:
    notebook = {
        "cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# Numbers\n", "\n", "Text."]}],
        "metadata": {"newsroom": {"date": "2012-01-01", "issuer": "osce", "topics": ["floods", "water"]}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    text = json.dumps(notebook, indent=1)
    put(root, "releases/2012/numbers.ipynb", text)
    assert run(root, "publish") == 0
    assert run(root, "rename", "organization", "osce", "b") == 0
    assert (root / "releases/2012/numbers.ipynb").read_text() == text.replace('"osce"', '"b"')
    assert run(root, "merge", "topic", "floods", "water") == 0
    found = json.loads((root / "releases/2012/numbers.ipynb").read_text())["metadata"]["newsroom"]
    assert (found["issuer"], found["topics"]) == ("b", ["water"])
    assert run(root, "verify") == 0


# What a record gets of another that turns out to be the same: its picture.

OURS, THEIRS = Image("organizations/a.svg", "A"), Image("organizations/b/logo.svg", "B")
MOVED = Image("/organizations/b/logo.svg", "B")


@pytest.mark.parametrize(
    ("ours", "theirs", "take", "after", "conflicts"),
    [
        (None, THEIRS, (), MOVED, 0),
        (OURS, None, (), None, 0),
        (OURS, THEIRS, (), None, 1),
        (OURS, THEIRS, ("image",), MOVED, 0),
        (OURS, OURS, (), None, 0),
    ],
)
def test_the_picture_of_either_stays(
    ours: Image | None, theirs: Image | None, take: tuple[str, ...], after: Image | None, conflicts: int
) -> None:
    found = joined(Organization("a", "A", image=ours), Organization("b", "B", image=theirs), take=take)
    assert found.changes.get("image") == after
    assert len(found.conflicts) == conflicts
