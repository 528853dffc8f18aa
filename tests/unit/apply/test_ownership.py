"""A file is written only where it is plainly the user's own, and may be."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from containerloop.apply.ownership import writable_place
from containerloop.apply.refusal import Refused

AS_ROOT = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "project"
    inside.mkdir()
    (inside / "a.env").write_text("A=1\n")
    return inside


def refused(folder: Path, file: str = "a.env") -> str:
    with pytest.raises(Refused) as told:
        writable_place(folder, file, time.time_ns() + 10**10)
    return told.value.told


def test_an_own_file_is_written(folder: Path) -> None:
    assert writable_place(folder, "a.env", time.time_ns()) == (folder / "a.env").resolve()


def test_a_file_beside_the_project_that_its_files_name(folder: Path) -> None:
    (folder.parent / "common.env").write_text("A=1\n")
    found = writable_place(folder, "../common.env", time.time_ns())
    assert found == (folder.parent / "common.env").resolve()


def test_a_link_out_of_the_project(folder: Path) -> None:
    (folder.parent / "else.env").write_text("A=1\n")
    (folder / "b.env").symlink_to("../else.env")
    assert refused(folder, "b.env") == "b.env: a symbolic link leads out of the project's folder"
    (folder / "sub").symlink_to("..")
    assert "a symbolic link" in refused(folder, "sub/else.env")


def test_a_project_that_is_reached_by_a_link(folder: Path) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert writable_place(link, "a.env", time.time_ns()) == (folder / "a.env").resolve()


def test_a_file_that_is_read_only(folder: Path) -> None:
    (folder / "a.env").chmod(0o444)
    assert refused(folder) == "a.env: the file is read-only"


def test_a_file_with_two_names(folder: Path) -> None:
    os.link(folder / "a.env", folder / "b.env")
    assert "a hard link" in refused(folder)


def test_no_file_and_no_plain_file(folder: Path) -> None:
    assert "not there any more" in refused(folder, "none.env")
    (folder / "d.env").mkdir()
    assert "not a regular file" in refused(folder, "d.env")


@AS_ROOT
def test_a_file_of_another_user(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.chown(folder / "a.env", 4711, 4711)
    assert refused(folder) == "a.env: the file belongs to another user"
    monkeypatch.setenv("SUDO_UID", "4711")
    assert writable_place(folder, "a.env", time.time_ns())
    monkeypatch.setenv("SUDO_UID", "4712")
    assert "another user" in refused(folder)


def test_one_that_was_written_later_than_it_was_read(folder: Path) -> None:
    before = time.time_ns() - 10**9
    with pytest.raises(Refused, match="changed since"):
        writable_place(folder, "a.env", before)
