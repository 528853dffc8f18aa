"""What --save and --output name: refused before the run, or written whole, or left as it was."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from containerloop.cli.atomic_write import require_writable, write_whole
from containerloop.errors import UsageError
from tests.support.shell import harmless, one_sentence, sh, snapshot

__all__ = ["snapshot"]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes, links and devices")

# no engine answers in these tests: a run that is begun ends with 4
WHERE = {
    "a missing folder": ("nosuch/deep/file", " does not exist"),
    "a folder": (".", "Is a directory"),
    "a file as a folder": ("there/file", "Not a directory"),
    "a folder that takes nothing": ("/proc/containerloop", ""),
    "a file that is not to be written": ("/sys/kernel/uevent_seqnum", ""),
    "a link to itself": ("loop", "symbolic link"),
    "a name that is too long": ("x" * 300, "File name too long"),
    "a control sequence": ("nosuch\x1b[31m/file", " does not exist"),
}


@pytest.mark.parametrize("option", ["--save", "--output"])
@pytest.mark.parametrize("kind", WHERE)
def test_what_cannot_be_written_is_refused_before_anything_is_asked(
    kind: str, option: str, tmp_path: Path, snapshot: Path
) -> None:
    where, said = WHERE[kind]
    (tmp_path / "there").write_text("kept")
    (tmp_path / "loop").symlink_to("loop")
    before = sorted(os.listdir(tmp_path))
    done = sh(f'cd "$D"; exec "$B" why 5432 {option} "$W"', snapshot, D=str(tmp_path), W=where)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert one_sentence(done.stderr)
    assert harmless(done.stderr)
    assert said in done.stderr
    assert sorted(os.listdir(tmp_path)) == before
    assert (tmp_path / "there").read_text() == "kept"


@pytest.mark.parametrize("option", ["--save", "--output"])
@pytest.mark.parametrize("before", [None, "what was there"])
def test_a_run_that_fails_leaves_what_was_there(
    before: str | None, option: str, tmp_path: Path, snapshot: Path
) -> None:
    if before:
        (tmp_path / "out").write_text(before)
    done = sh(f'exec "$B" why 5432 {option} "$W"', snapshot, W=str(tmp_path / "out"))
    assert done.returncode == 4
    assert [p.read_text() for p in tmp_path.iterdir()] == ([before] if before else [])


@pytest.mark.parametrize("before", [None, "what was there"])
def test_a_full_disk_leaves_what_was_there(
    before: str | None, tmp_path: Path, snapshot: Path
) -> None:
    if before:
        (tmp_path / "out").write_text(before)
    full = 'ulimit -f 1; exec "$B" replay "$S" --format json --output "$W"'
    done = sh(full, snapshot, W=str(tmp_path / "out"))
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert one_sentence(done.stderr)
    assert [p.read_text() for p in tmp_path.iterdir()] == ([before] if before else [])


def test_one_file_cannot_hold_both(tmp_path: Path, snapshot: Path) -> None:
    (tmp_path / "link").symlink_to("out")
    both = 'exec "$B" why 5432 --save "$D/out" --output "$D/link"'
    done = sh(both, snapshot, D=str(tmp_path))
    assert done.returncode == 2
    assert one_sentence(done.stderr)


def test_a_report_goes_to_a_device_or_a_pipe_too(tmp_path: Path, snapshot: Path) -> None:
    done = sh('"$B" replay "$S" --output /dev/stdout | cat', snapshot)
    assert "CL401" in done.stdout
    assert sh('"$B" replay "$S" --output >(cat)', snapshot).returncode == 1


def test_a_file_keeps_its_mode_and_a_link_its_place(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("old and much longer than what comes")
    (tmp_path / "out").chmod(0o640)
    (tmp_path / "link").symlink_to("out")
    require_writable(tmp_path / "link", "--save")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "out").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o640


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_whole(tmp_path / "out", b"new")
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o640


def test_a_dangling_link_makes_the_file_it_names(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("out")
    require_writable(tmp_path / "link", "--save")
    assert not (tmp_path / "out").exists()
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "out").read_bytes() == b"new"


def test_a_name_with_a_nul_is_refused() -> None:
    with pytest.raises(UsageError):
        require_writable(Path("a\0b"), "--save")
    with pytest.raises(UsageError):
        write_whole(Path("a\0b"), b"")
