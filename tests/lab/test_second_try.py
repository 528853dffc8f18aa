"""What fails once is played again by itself; what fails twice has failed."""

from pathlib import Path

import pytest

from tests.lab import second_try

UNLUCKY = """
from pathlib import Path

def test_it():
    times = Path("times")
    so_far = int(times.read_text()) if times.exists() else 0
    times.write_text(str(so_far + 1))
    assert so_far
"""
BROKEN = "def test_it():\n    assert False\n"
QUIET = ("-q",)


def write(folder: Path, **files: str) -> None:
    (folder / "pytest.ini").write_text("[pytest]\n")
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text)


def test_what_passes_by_itself_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, unlucky=UNLUCKY, good="def test_it():\n    pass\n")
    assert second_try.main((*QUIET, "-n", "2"), tmp_path) == 0
    assert (tmp_path / "times").read_text() == "2"
    assert "passed by itself:\n  test_unlucky.py::test_it" in capfd.readouterr().err


def test_what_fails_twice_has_failed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, unlucky=UNLUCKY, broken=BROKEN)
    assert second_try.main(QUIET, tmp_path) == 1
    assert "passed by itself" not in capfd.readouterr().err


@pytest.mark.parametrize(("many", "again"), [(second_try.AT_MOST, True), (6, False)])
def test_many_that_fail_are_no_unlucky_moment(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], many: int, again: bool
) -> None:
    write(tmp_path, **{f"broken{number}": BROKEN for number in range(many)})
    assert second_try.main(QUIET, tmp_path) == 1
    assert ("once more" in capfd.readouterr().err) is again


def test_a_file_that_cannot_be_read_is_no_unlucky_moment(tmp_path: Path) -> None:
    write(tmp_path, wrong="import nothing_of_the_kind\n", unlucky=UNLUCKY)
    assert second_try.main(("-q",), tmp_path) == 2
    assert not (tmp_path / "times").exists()


def test_a_failure_from_another_time_is_not_played(tmp_path: Path) -> None:
    write(tmp_path, broken=BROKEN)
    assert second_try.main(QUIET, tmp_path) == 1
    write(tmp_path, unlucky=UNLUCKY)
    assert second_try.main((*QUIET, "test_unlucky.py"), tmp_path) == 0
