"""Files are written whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from appeals_rdf.errors import InputError
from appeals_rdf.publish.files import MARKER, whole_file, whole_folder


def _build(path: Path, word: str) -> None:
    with whole_folder(path) as partial:
        (partial / MARKER).write_text(word)


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    out = tmp_path / "build"
    _build(out, "one")
    (out / "left-over").write_text("from before")
    _build(out, "two")
    assert [f.name for f in out.iterdir()] == [MARKER]
    assert (out / MARKER).read_text() == "two"
    assert [f.name for f in tmp_path.iterdir()] == ["build"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_what_was_there_stays_when_the_work_fails(
    tmp_path: Path, error: type[BaseException]
) -> None:
    out = tmp_path / "build"
    _build(out, "one")
    with pytest.raises(error), whole_folder(out) as partial:
        (partial / MARKER).write_text("half")
        raise error
    assert (out / MARKER).read_text() == "one"
    assert [f.name for f in tmp_path.iterdir()] == ["build"]


def test_a_folder_that_no_build_made_is_never_replaced(tmp_path: Path) -> None:
    out = tmp_path / "photos"
    out.mkdir()
    (out / "one.jpg").write_text("x")
    with pytest.raises(InputError, match="was not made by a build"), whole_folder(out):
        pass
    assert (out / "one.jpg").read_text() == "x"


def test_left_overs_of_killed_builds_go_and_their_old_build_comes_back(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    partial = tmp_path / f".build.partial-{gone.pid}"
    old = tmp_path / f".build.old-{gone.pid}"
    for folder in (partial, old):
        folder.mkdir()
        (folder / MARKER).write_text(folder.name)
    (tmp_path / f".build.notes-{gone.pid}").mkdir()  # somebody else's
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "build"):
        raise RuntimeError
    (tmp_path / f".build.notes-{gone.pid}").rmdir()
    # It was killed between the two renames: the older build is the last whole one.
    assert [f.name for f in tmp_path.iterdir()] == ["build"]
    assert (tmp_path / "build" / MARKER).read_text() == old.name


def test_links_are_followed_and_devices_are_written_to(tmp_path: Path) -> None:
    (tmp_path / "real.ttl").write_text("old")
    link = tmp_path / "link.ttl"
    link.symlink_to("real.ttl")
    with whole_file(link) as partial:
        partial.write_text("new")
    assert link.is_symlink()
    assert (tmp_path / "real.ttl").read_text() == "new"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with whole_file(pipe) as target:
        assert target == pipe.resolve()
    assert pipe.is_fifo()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.ttl"
    path.write_text("old")
    with pytest.raises(InputError, match="No space left"), whole_file(path) as partial:
        partial.symlink_to("/dev/full")
        partial.write_text("new")
    assert path.read_text() == "old"
    assert [f.name for f in tmp_path.iterdir()] == ["out.ttl"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="Permission denied"):
        _build(tmp_path / "build", "one")
    tmp_path.chmod(0o700)


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be written"):
        _build(tmp_path / "file" / "build", "one")
    with pytest.raises(InputError), whole_file(tmp_path / "file" / "out.ttl") as partial:
        partial.write_text("x")
