"""The command itself in a container, with the engine's socket: its localhost is its own."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

import containerloop
from tests.conftest import NOT_PRIVATE, MakeCompose
from tests.support.cases import FIXTURES, case_of, conclude_as

FOLDER = FIXTURES / "cl104-localhost-of-a-tool-container"
THERE = "/opt/tool"
LOADER = "loader"
SEEN = "/seen/seen.json"
# a virtual environment may have a copy of it
PROGRAM = Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}").resolve()


@pytest.fixture
def tool(private_engine: bool, tmp_path: Path) -> Path:
    """A folder: this very Python with what it is linked with, and the program's packages.

    A private engine has none of this machine's /usr, only folders for what tests make.
    """
    if not private_engine:
        pytest.skip(NOT_PRIVATE)
    made = tmp_path / "tool"
    library = Path(sysconfig.get_path("stdlib"))
    left_out = shutil.ignore_patterns(
        "__pycache__",
        "test",
        "idlelib",
        "lib2to3",
        "config-3*",
        "ensurepip",
        "pydoc_data",
        "site-packages",
        "tkinter",
    )
    shutil.copytree(library, made / "lib" / library.name, ignore=left_out)
    _copy(PROGRAM, made / "bin" / "python")
    for name in _packages("containerloop"):
        _copy_package(name, made / "packages", left_out)
    ours = Path(containerloop.__file__).parent
    shutil.copytree(ours, made / "packages" / ours.name, ignore=left_out, dirs_exist_ok=True)
    extensions = map(str, made.rglob("*.so"))
    for file in map(Path, _linked(str(PROGRAM), *extensions)):
        loads = file.name.startswith("ld-")
        _copy(file, made / (LOADER if loads else f"linked/{file.name}"))
    return made


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, to)
    to.chmod(0o755)


def _linked(*files: str) -> set[str]:
    told = subprocess.run(["ldd", *files], check=False, capture_output=True, text=True).stdout
    return set(re.findall(r"(/\S+) \(0x", told))


def _packages(name: str, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """A distribution's own and those that it needs here, one after the other."""
    found = known
    for wanted in metadata.requires(name) or ():
        need = Requirement(wanted)
        if need.name not in found and (need.marker is None or need.marker.evaluate({"extra": ""})):
            found = _packages(need.name, found | {need.name})
    return found


def _copy_package(name: str, folder: Path, left_out: Any) -> None:
    for file in metadata.files(name) or ():
        top = Path(str(file.locate())).parents[len(file.parts) - 2] if file.parts[1:] else None
        source = top if top is not None and top.is_dir() else Path(str(file.locate()))
        target = folder / source.name
        if ".." in file.parts or target.exists() or not source.exists():
            continue
        folder.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=left_out)
        else:
            shutil.copyfile(source, target)


def test_the_port_is_offered_where_the_engine_has_it(
    tool: Path,
    compose: MakeCompose,
    fixture_image: Callable[[str], str],
    record: Callable[..., None],
    tmp_path: Path,
) -> None:
    project = compose(FOLDER / "compose.yaml")
    project.up("--wait")
    socket = os.environ["DOCKER_HOST"].removeprefix("unix://")
    words = [*shlex.split(case_of(FOLDER)["question"]), "-p", project.project, "--format", "json"]
    run = ["docker", "run", "--rm", "--volume", f"{socket}:/var/run/docker.sock"]
    run += ["--volume", f"{tool}:{THERE}:ro", "--volume", f"{tmp_path}:/seen"]
    run += ["--env", f"PYTHONPATH={THERE}/packages", "--env", f"PYTHONHOME={THERE}"]
    run += [fixture_image("base"), f"{THERE}/{LOADER}", "--library-path", f"{THERE}/linked"]
    run += [f"{THERE}/bin/python", "-m", "containerloop"]
    done = subprocess.run(
        [*run, "why", *words, "--save", SEEN], check=False, capture_output=True, text=True
    )
    assert done.stdout, done.stderr
    told = json.loads(done.stdout)
    conclude_as(told, FOLDER)
    assert "containerloop runs in the container" in " ".join(told["notes"])
    record(tmp_path / "seen.json", FOLDER)
    address = told["findings"][0]["remedies"][0]["address"]
    again = subprocess.run(
        [*run, "why", address, *words[1:]], check=False, capture_output=True, text=True
    )
    assert json.loads(again.stdout)["verdict"] == "reachable", again.stderr
