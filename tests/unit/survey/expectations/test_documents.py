"""Where expectations are looked for, and what is said of files that cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from containerloop.errors import UsageError
from containerloop.survey.expectations.documents import Document, find_documents

OWN = "version: 1\nexpect: []\n"
COMPOSE = "services: {}\nx-containerloop:\n  version: 1\n"


def found(cwd: Path, named: Path | None = None, *files: str) -> tuple[Document, ...]:
    return find_documents(cwd, named, files, {})


def refused(cwd: Path, named: Path | None = None) -> str:
    with pytest.raises(UsageError) as error:
        found(cwd, named)
    assert error.value.hint
    return error.value.message


def test_a_file_of_its_own_is_found_in_a_parent(tmp_path: Path) -> None:
    below = tmp_path / "deep" / "er"
    below.mkdir(parents=True)
    (tmp_path / "containerloop.yml").write_text(OWN)
    assert [each.file for each in found(below)] == ["../../containerloop.yml"]
    (below / "containerloop.yaml").write_text(OWN)
    assert [each.file for each in found(below)] == ["containerloop.yaml"]


def test_a_compose_file_states_them_under_its_key(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    [document] = found(tmp_path)
    assert document.file == "compose.yaml"
    assert document.key is not None


def test_both_files_count(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    (tmp_path / "containerloop.yaml").write_text(OWN)
    assert [each.file for each in found(tmp_path)] == ["containerloop.yaml", "compose.yaml"]


def test_a_compose_file_without_the_key_states_none(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services: {}\n")
    assert refused(tmp_path).startswith("there is no containerloop.yaml here")
    (tmp_path / "containerloop.yaml").write_text(OWN)
    assert [each.file for each in found(tmp_path)] == ["containerloop.yaml"]


def test_the_compose_file_that_is_asked_for_counts(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(COMPOSE)
    assert [each.file for each in found(tmp_path, None, "other.yaml")] == ["other.yaml"]


def test_a_named_file_alone_counts(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    (tmp_path / "more.yaml").write_text(OWN)
    [document] = found(tmp_path, Path("more.yaml"))
    assert (document.file, document.key) == ("more.yaml", None)
    [document] = found(tmp_path, Path("compose.yaml"))
    assert document.key is not None


def test_nothing_here_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        found(tmp_path)
    assert "verify --init" in error.value.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"version: [", "f.yaml:1: "),
        (b"- a\n", "f.yaml:1: the file has no top-level keys such as version:"),
        (b"a: \xff\n", "f.yaml: cannot be read (byte 3 is not UTF-8)"),
        (b"version: 1\nversion: 1\n", "f.yaml:2: the key version occurs twice"),
        (b"a: " + b"x" * (1 << 20), "f.yaml: has more than 1 MiB"),
        (b"[" * 500, "f.yaml:1: the file is nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "f.yaml").write_bytes(text)
    with pytest.raises(UsageError) as error:
        found(tmp_path, Path("f.yaml"))
    assert error.value.message.startswith(said)


def test_aliases_that_explode_are_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for n in range(1, 9):
        lines.append(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]")
    (tmp_path / "f.yaml").write_text("\n".join(lines))
    assert "stand for more than" in refused(tmp_path, Path("f.yaml"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path, Path("none.yaml")) == "none.yaml: no such file"
    assert "\0" not in refused(tmp_path, Path("a\0b"))


def test_a_secret_in_a_missing_name_is_not_echoed(tmp_path: Path) -> None:
    assert "swordfish" not in refused(tmp_path, Path("token=swordfish"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path, Path("pipe")) == "pipe: is not a regular file"
