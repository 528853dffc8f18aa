"""All files or none; each whole, as it was or as it is to be; and nothing is left lying about."""

from __future__ import annotations

import multiprocessing
import os
import stat
import threading
from pathlib import Path

import pytest

from containerloop.apply import staging
from containerloop.apply.refusal import Refused
from containerloop.apply.staging import write_together
from tests.support.editable_projects import EditableProject

FILES = {
    "compose.yaml": "services:\n  api:\n    image: x\n    env_file: a.env\n"
    "    environment:\n      A: http://localhost\n",
    "a.env": "B=http://localhost\n",
}
NAMES = tuple(FILES)


@pytest.fixture
def project(tmp_path: Path) -> EditableProject:
    return EditableProject(tmp_path, dict(FILES))


def written(project: EditableProject) -> list[bool]:
    """Of each file whether it has the new text; it has the old one else."""
    found = []
    for name, old in FILES.items():
        assert project.bytes(name).decode() in (old, old.replace("localhost", "db"))
        found.append(b"localhost" not in project.bytes(name))
    assert project.left_over(NAMES) == []
    return found


def test_rights_and_attributes_are_kept(project: EditableProject) -> None:
    path = project.folder / "a.env"
    path.chmod(0o640)
    attribute = hasattr(os, "setxattr")
    if attribute:
        try:
            os.setxattr(path, "user.note", b"mine")
        except OSError:
            attribute = False
    project.since_ns += 10**10
    project.write(project.readdressed("api", "localhost", "db"))
    assert written(project) == [True, True]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert not attribute or os.getxattr(path, "user.note") == b"mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_the_owner_is_kept(project: EditableProject, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project.folder / "a.env"
    os.chown(path, 4711, 4712)
    path.chmod(0o4750)
    monkeypatch.setenv("SUDO_UID", "4711")
    project.since_ns += 10**10
    project.write(project.readdressed("api", "localhost", "db"))
    there = path.stat()
    assert (there.st_uid, there.st_gid) == (4711, 4712)
    assert stat.S_IMODE(there.st_mode) == 0o4750


@pytest.mark.parametrize("stop", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("at", [1, 2])
@pytest.mark.parametrize("late", [False, True])
def test_where_one_cannot_be_replaced_none_is(
    project: EditableProject,
    monkeypatch: pytest.MonkeyPatch,
    stop: BaseException,
    at: int,
    late: bool,
) -> None:
    calls, real = [0], os.replace

    def replace(*paths: str) -> None:
        calls[0] += 1
        if calls[0] != at or late:
            real(*paths)
        if calls[0] == at:
            raise stop

    inodes = [(project.folder / name).stat().st_ino for name in NAMES]
    monkeypatch.setattr(os, "replace", replace)
    expected = Refused if isinstance(stop, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        project.write(project.readdressed("api", "localhost", "db"))
    assert written(project) == [False, False]
    assert [(project.folder / name).stat().st_ino for name in NAMES] == inodes


def test_a_full_disk_is_a_refusal(
    project: EditableProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match="No space left"):
        project.write(project.readdressed("api", "localhost", "db"))
    assert written(project) == [False, False]


def test_what_compose_reads_differently_is_put_back(project: EditableProject) -> None:
    seen: list[list[bool]] = []

    def complaint() -> str:
        seen.append([b"localhost" not in project.bytes(name) for name in NAMES])
        return "it also changes x"

    with pytest.raises(Refused, match=r"put back: .*it also changes x"):
        project.write(project.readdressed("api", "localhost", "db"), complaint=complaint)
    assert seen == [[True, True]]
    assert written(project) == [False, False]


def test_a_file_system_without_second_names(
    project: EditableProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(Refused):
        project.write(project.readdressed("api", "localhost", "db"), complaint=lambda: "no")
    assert written(project) == [False, False]


def test_a_file_that_changed_after_the_plan(project: EditableProject) -> None:
    plan = project.plan(project.readdressed("api", "localhost", "db"))
    (project.folder / "a.env").write_text("B=http://localhost\nC=1\n")
    with pytest.raises(Refused, match=r"changed since it was read") as told:
        write_together(plan.files, project.folder, lambda: None)
    assert told.value.file == "a.env"
    assert b"localhost" in project.bytes("compose.yaml")


def test_of_two_at_once_one_wins_and_the_other_is_told(project: EditableProject) -> None:
    change = project.readdressed("api", "localhost", "db")
    plans = [project.plan(change), project.plan(change)]
    both, said = threading.Barrier(2), []

    def write(number: int) -> None:
        both.wait()
        try:
            write_together(plans[number].files, project.folder, lambda: None)
            said.append("written")
        except Refused as refused:
            said.append(refused.reason)

    threads = [threading.Thread(target=write, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["the file changed since it was read: ask again", "written"]
    assert written(project) == [True, True]


def _hold(folder: str, ready: object, done: object) -> None:
    with staging._alone(Path(folder)):
        ready.set()  # type: ignore[attr-defined]
        done.wait(20)  # type: ignore[attr-defined]


@pytest.mark.skipif(os.name != "posix", reason="the lock is flock")
def test_another_process_that_writes_is_waited_for_and_then_told(
    project: EditableProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "LOCK_SECONDS", 0.2)
    of = multiprocessing.get_context("spawn")
    ready, done = of.Event(), of.Event()
    other = of.Process(target=_hold, args=(str(project.folder), ready, done))
    other.start()
    try:
        assert ready.wait(20)
        with pytest.raises(Refused, match="another containerloop is writing here"):
            project.write(project.readdressed("api", "localhost", "db"))
        assert written(project) == [False, False]
    finally:
        done.set()
        other.join()
    project.write(project.readdressed("api", "localhost", "db"))
    assert written(project) == [True, True]
