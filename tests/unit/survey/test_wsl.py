"""In which network mode WSL is: asked of its own program, and nowhere else."""

from pathlib import Path

import pytest

from containerloop.facts import Unobserved
from containerloop.survey import wsl
from containerloop.survey.wsl import own_wsl_mode

WSL = "6.6.87.2-microsoft-standard-WSL2"


def program(tmp_path: Path, text: str) -> str:
    path = tmp_path / "wslinfo"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("mode", ["nat", "mirrored", "virtioproxy"])
def test_only_inside_wsl_its_own_program_is_asked(tmp_path: Path, mode: str) -> None:
    made = program(tmp_path, f'touch {tmp_path}/ran; [ "$1" = --networking-mode ] && echo {mode}')
    assert own_wsl_mode("6.1.0-21-amd64", made) is None
    assert own_wsl_mode("", made) is None
    assert not (tmp_path / "ran").exists()
    assert own_wsl_mode(WSL, made) == mode


@pytest.mark.parametrize(
    "text",
    ["sleep 60", "echo '\033[31mnat'", "echo NAT mode", "exit 1", "yes nat | head -c 100000"],
)
def test_a_program_that_hangs_or_says_anything_else(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wsl, "_SECONDS", 0.5)
    assert isinstance(own_wsl_mode(WSL, program(tmp_path, f"exec {text}")), Unobserved)


def test_a_release_that_has_no_such_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(own_wsl_mode(WSL, str(tmp_path / "gone")), Unobserved)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert isinstance(own_wsl_mode(WSL), Unobserved)
