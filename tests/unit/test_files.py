"""Files of the output are whole or absent, and unchanged ones are not touched."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinx_newsroom.cli import main
from sphinx_newsroom.files import (
    as_text,
    mended,
    read_exactly,
    read_text,
    remove,
    write,
    write_apart,
    write_parts,
)

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk


def test_equal_bytes_keep_the_file_and_its_mtime(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write(path, b"same")
    os.utime(path, ns=(1_000, 1_000))
    inode = path.stat().st_ino
    assert not write(path, b"same")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (1_000, inode)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
def test_a_file_keeps_its_permissions(tmp_path: Path, mode: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that its author alone may read is nobody else's when a command has changed it, nor while it does."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(mode)
    seen: list[int] = []
    fill = os.write

    def filled(descriptor: int, data: bytes) -> int:
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        return fill(descriptor, data)

    monkeypatch.setattr(os, "write", filled)
    assert write(path, b"new")
    assert {stat.S_IMODE(path.stat().st_mode), *seen} == {mode}


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_what_is_nobody_elses_stays_so_in_the_note_of_an_operation(archive: ArchiveOnDisk) -> None:
    secret = archive.root / "releases/2026/secret.md"
    archive.put(
        {"releases/2026/secret.md": "---\ntitle: T\ndate: 2026-01-01\ndraft: true\norganizations: [osce]\n---\nX.\n"}
    )
    secret.chmod(0o600)
    assert main(["rename", "organization", "osce", "the-osce", "--root", str(archive.root)]) == 0
    assert "the-osce" in secret.read_text(encoding="utf-8")
    for path in (secret, archive.root / "_build/.newsroom-work/operation.last"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


@pytest.mark.parametrize("step", [(os, "open"), (os, "fsync"), (os, "replace")], ids=lambda step: step[1])
def test_failure_leaves_the_old_file_and_no_temporary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: tuple[object, str]
) -> None:
    path = tmp_path / "a"
    write(path, b"old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(*step, fail)
        with pytest.raises(OSError, match="No space"):
            write(path, b"new", durable=True)
    assert [item.name for item in tmp_path.iterdir()] == ["a"]
    assert path.read_bytes() == b"old"


def test_what_is_to_last_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        done.append((stat.S_IFMT(os.fstat(descriptor).st_mode) == stat.S_IFDIR and "folder") or "file")
        sync(descriptor)

    def replaced(source: str, target: str) -> None:
        done.append("name")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    write(tmp_path / "a", b"x", durable=True)
    assert done == ["file", "name", "folder"]
    write(tmp_path / "b", b"x")
    assert done[3:] == ["name"]


def test_a_file_is_written_from_parts_where_it_differs(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a"
    assert write_parts(path, iter([b"one\n", b"", b"two\n"]))
    assert path.read_bytes() == b"one\ntwo\n"
    os.utime(path, ns=(1_000, 1_000))
    assert not write_parts(path, [b"one\ntwo", b"\n"])
    assert path.stat().st_mtime_ns == 1_000
    assert write_parts(path, [b"one\n"])
    assert path.read_bytes() == b"one\n"
    assert [item.name for item in path.parent.iterdir()] == ["a"]


def test_remove_takes_empty_folders_but_never_the_output_folder(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b" / "c.html", b"x")
    assert remove(tmp_path, "a/b/c.html")
    assert tmp_path.is_dir()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["../x", "a/../../x", "", ".", "a/.."])
def test_remove_refuses_paths_that_leave_the_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "out" / "a").mkdir(parents=True)
    (tmp_path / "x").touch()
    with pytest.raises(ValueError, match="not a path inside"):
        remove(tmp_path / "out", path)
    assert (tmp_path / "x").exists()


def test_remove_refuses_to_go_through_a_link_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x").touch()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="not a path inside"):
        remove(tmp_path / "out", "link/x")
    assert (tmp_path / "elsewhere" / "x").exists()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_text_is_the_same_whatever_wrote_it(tmp_path: Path, mark: bytes, end: bytes) -> None:
    data = mark + "Genève".encode() + end + b"x" + end
    (tmp_path / "a").write_bytes(data)
    assert read_text(tmp_path / "a") == as_text(data) == mended(data.decode()) == "Genève\nx\n"
    assert read_exactly(tmp_path / "a").encode() == data


def test_what_is_not_utf8_is_no_text() -> None:
    with pytest.raises(UnicodeDecodeError):
        as_text(b"caf\xe9")


@pytest.mark.parametrize("words", [("verify",), ("correct", "2011/opening", "--note", "A.", "--text")])
def test_a_file_that_is_not_there_is_told_in_words(
    archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert main(["publish", "--root", str(archive.root)]) == 0
    capsys.readouterr()
    assert main([words[0], "--root", str(archive.root), *words[1:], "no.txt"]) > 0
    assert "no.txt cannot be read: No such file or directory" in capsys.readouterr().err


def test_what_is_written_apart_is_new_or_makes_room_for_another(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.js"
    assert write_apart(str(path), b"one")
    published = tmp_path / "published.js"
    os.link(path, published)
    assert not write_apart(str(path), b"one")
    assert write_apart(str(path), b"two")
    assert (path.read_bytes(), published.read_bytes()) == (b"two", b"one"), "the same file in two places"


def test_nothing_is_left_of_what_cannot_be_written_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int, data: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space left"):
        write_apart(str(tmp_path / "b.js"), b"one")
    assert not list(tmp_path.iterdir())
