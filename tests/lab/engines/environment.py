"""The virtual environment: the project, editable, with the tools pinned in constraints.txt."""

import hashlib
import importlib.util
import os
import subprocess
import sys
import time
import tomllib
import venv
from pathlib import Path

from . import cache, releases
from .refusals import CannotSetUp
from .trees import Recipe, tree

VENV = cache.CHECKOUT / ".venv"
STAMP = VENV / "set-up"
PYTHON = VENV / "bin" / "python"
PROBE = cache.CHECKOUT / "containerloop" / "observe" / "probe" / "source"


def ready() -> None:
    """Make or bring up to date `.venv`; does nothing when nothing has changed."""
    wanted = fingerprint()
    same = STAMP.exists() and STAMP.read_text() == wanted
    if same and _works() and probe_is_built():
        return
    begun = time.monotonic()
    if not _works():
        _create()
    cache.say("installing the project and its tools into .venv")
    pyproject = tomllib.loads((cache.CHECKOUT / "pyproject.toml").read_text())
    # in the environment itself, where they are pinned too, and a rebuild of the probe finds them
    # (hatchling asks for editables only when it has begun, so it is not named there)
    builders = [*pyproject["build-system"]["requires"], "editables"]
    _pip("install", "-c", "constraints.txt", *builders)
    _pip("install", "--no-build-isolation", "-c", "constraints.txt", "-e", ".[dev]")
    # pip compiles what it copies, and an editable install copies nothing
    _run(PYTHON, "-m", "compileall", "-q", "containerloop")
    STAMP.write_text(wanted)
    cache.say(f".venv is ready after {time.monotonic() - begun:.0f} s")


def fingerprint() -> str:
    """Changes when the environment would have to be made or built anew."""
    digest = hashlib.sha256(f"{sys.version} {VENV}".encode())
    probe = sorted(PROBE.glob("*.*"))
    for file in (cache.CHECKOUT / "pyproject.toml", cache.CHECKOUT / "constraints.txt", *probe):
        if file.is_file():
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def probe_is_built() -> bool:
    """Whether the probe's binaries are there: version control and clearing up pass them by."""
    return any((PROBE / "bin").glob("probe-*"))


def _works() -> bool:
    if not PYTHON.exists():
        return False
    tried = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False)
    return tried.returncode == 0


def _create() -> None:
    if importlib.util.find_spec("ensurepip"):
        venv.create(VENV, clear=True, with_pip=True)
        return
    # Debian keeps pip for virtual environments in packages of their own; unpacking that one does
    # what installing python3-venv would, without root and without a trace on the machine
    wheel = _pip_wheel()
    venv.create(VENV, clear=True, with_pip=False)
    _run(PYTHON, f"{wheel}/pip", "install", "--no-index", "--quiet", str(wheel))


def _pip_wheel() -> Path:
    try:
        unpacked = tree(Recipe("pip", releases.services_suite(), ("python3-pip-whl",), only=True))
    except CannotSetUp as refusal:
        raise CannotSetUp(
            f"This Python cannot make virtual environments with pip in them: install python3-venv"
            f" (Debian, Ubuntu) or a complete Python.\n{refusal}"
        ) from refusal
    return next(unpacked.glob("usr/share/python-wheels/pip-*.whl"))


def _pip(*arguments: str) -> None:
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    _run(PYTHON, "-m", "pip", *arguments, *quiet)


def _run(*command: str | os.PathLike[str]) -> None:
    done = subprocess.run(command, cwd=cache.CHECKOUT, check=False, capture_output=True, text=True)
    if done.returncode:
        said = "\n  ".join((done.stderr or done.stdout).strip().splitlines()[-15:])
        raise CannotSetUp(f"pip failed with status {done.returncode}:\n  {said}")
