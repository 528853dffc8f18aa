"""Compile the probe for every architecture it is shipped for.

Only what compiles the C sources belongs here. It is run by the package's build
(`build_hook.py`) and by hand: `python -m containerloop.observe.probe.source.build`. Nothing of
`containerloop` is imported, since the build runs before the package is installed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCES = Path(__file__).resolve().parent
BINARIES = SOURCES / "bin"
TARGETS = {"amd64": "x86_64-linux-none", "arm64": "aarch64-linux-none"}
MOST_BYTES = 64 * 1024
FLAGS = (
    *("-std=c11", "-Os", "-Wall", "-Wextra", "-Werror"),
    *("-ffreestanding", "-fno-builtin", "-nostdlib", "-static", "-fno-stack-protector"),
    *("-fno-sanitize=all", "-fno-unwind-tables", "-fno-asynchronous-unwind-tables"),
    *("-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections", "-s"),
)


class ProbeBuildFailed(Exception):
    """The compiler refused the sources, or made something that must not be shipped."""


def binary_path(arch: str) -> Path:
    """Where the binary for an engine architecture (`amd64`, `arm64`) is put."""
    return BINARIES / f"probe-linux-{arch}"


def source_hash() -> str:
    """SHA-256 over everything that decides what the binaries are: sources, flags, targets."""
    digest = hashlib.sha256(repr((FLAGS, TARGETS)).encode())
    for path in sorted((*SOURCES.glob("*.c"), *SOURCES.glob("*.h"))):
        text = path.read_bytes()
        digest.update(f"{path.name} {len(text)}\n".encode() + text)
    return digest.hexdigest()


def build() -> list[Path]:
    """Compile what is not there yet for these very sources; the binaries' paths.

    Raises ProbeBuildFailed with the compiler's own words.
    """
    paths = [binary_path(arch) for arch in TARGETS]
    stamp = BINARIES / "sources.sha256"
    wanted = source_hash()
    if all(path.is_file() for path in paths) and _text(stamp) == wanted:
        return paths
    BINARIES.mkdir(exist_ok=True)
    # The compiler's caches are large and its own business: they go as they came.
    with tempfile.TemporaryDirectory(prefix="containerloop-build-") as scratch:
        for arch, path in zip(TARGETS, paths, strict=True):
            made = Path(scratch) / path.name
            compile_probe(arch, made, Path(scratch))
            made.chmod(0o755)
            _put(made.read_bytes(), path)
    _put(wanted.encode(), stamp)
    return paths


def compile_probe(arch: str, made: Path, scratch: Path, defines: tuple[str, ...] = ()) -> None:
    """Compile the probe for one architecture to `made`, with the caches in `scratch`.

    Raises ProbeBuildFailed when the compiler fails or the binary is too large.
    """
    sources = [str(path) for path in sorted(SOURCES.glob("*.c"))]
    flags = (*FLAGS, *(f"-D{define}" for define in defines))
    command = [sys.executable, "-m", "ziglang", "cc", "-target", TARGETS[arch], *flags]
    caches = {
        "ZIG_GLOBAL_CACHE_DIR": str(scratch / "zig"),
        "ZIG_LOCAL_CACHE_DIR": str(scratch / "zig"),
    }
    ran = subprocess.run(
        [*command, "-o", str(made), *sources],
        env={**os.environ, **caches},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise ProbeBuildFailed(f"compiling the probe for {arch} failed:\n{ran.stderr}")
    if made.stat().st_size > MOST_BYTES:
        raise ProbeBuildFailed(f"the probe for {arch} is larger than {MOST_BYTES} bytes")


def _put(content: bytes, path: Path) -> None:
    """Write beside and rename: two builds at once must not leave half a binary."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.chmod(0o755 if path.suffix == "" else 0o644)
    beside.replace(path)


def _text(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


if __name__ == "__main__":
    for built in build():
        print(f"{built.stat().st_size:6} {built}")
