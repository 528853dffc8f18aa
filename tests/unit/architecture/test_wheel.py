"""The wheel that a user installs: both probes in it, small, and nothing of a platform."""

import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MOST_BYTES = 64 * 1024
MACHINES = {"amd64": 0x3E, "arm64": 0xB7}  # e_machine of the ELF header


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet"]
    done = subprocess.run(
        [*build, "--wheel-dir", str(folder), str(ROOT)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    [made] = folder.glob("*.whl")
    return made


def test_it_fits_every_platform(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")


@pytest.mark.parametrize("arch", MACHINES)
def test_it_holds_a_small_static_probe(wheel: Path, arch: str) -> None:
    with zipfile.ZipFile(wheel) as files:
        name = f"containerloop/observe/probe/source/bin/probe-linux-{arch}"
        probe = files.read(name)
        mode = files.getinfo(name).external_attr >> 16
    assert len(probe) <= MOST_BYTES
    assert probe[:4] == b"\x7fELF"
    assert int.from_bytes(probe[18:20], "little") == MACHINES[arch]
    assert b"/ld-" not in probe, "a static program names no loader"
    assert mode & stat.S_IXUSR


def test_it_holds_what_the_program_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        names = set(files.namelist())
    schemas = {f"containerloop/render/{name}.schema.json" for name in ("report", "fix")}
    assert {"containerloop/py.typed", *schemas} <= names
    assert not [name for name in names if name.startswith(("tests/", "docs/"))]
