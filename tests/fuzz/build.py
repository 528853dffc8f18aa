"""Compile the fuzzer: the probe's own sources, a kernel of its own, sanitizers, coverage."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "containerloop" / "probe"
COVERED = ("-fsanitize-coverage=trace-pc",)
GCC = ("gcc", "-g", "-O1", "-fno-omit-frame-pointer", "-fno-sanitize-recover=all")
GCC_SANITIZERS = ("-fsanitize=address,undefined",)
# Zig brings no runtime of AddressSanitizer: undefined behaviour, out-of-bounds of arrays that
# the compiler knows the size of, and whatever the hardware catches
ZIG = (sys.executable, "-m", "ziglang", "cc", "-g", "-O1")
ZIG_SANITIZERS = ("-fsanitize=undefined", "-fsanitize-trap=undefined")


def build(folder: Path) -> Path:
    """The fuzzer's binary in `folder`; with gcc's sanitizers where it has them, else Zig's."""
    compiler, sanitizers = (GCC, GCC_SANITIZERS) if _gcc() else (ZIG, ZIG_SANITIZERS)
    probe = [path for path in sorted(SOURCES.glob("*.c")) if path.name != "start.c"]
    objects = []
    for source in (*probe, HERE / "inside.c", HERE / "fuzz.c"):
        made = folder / f"{source.stem}.o"
        flags = [*compiler, *sanitizers, "-c", str(source), "-o", str(made)]
        if source in probe:
            flags += ["-include", str(HERE / "kernel.h"), *COVERED, "-fno-builtin"]
        subprocess.run(flags, check=True)
        objects.append(str(made))
    binary = folder / "fuzz"
    subprocess.run([*compiler, *sanitizers, *objects, "-o", str(binary)], check=True)
    return binary


def _gcc() -> bool:
    if shutil.which("gcc") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.c").write_text("int main(void) { return 0; }\n")
        words = [*GCC, *GCC_SANITIZERS, "a.c", "-o", "a"]
        return subprocess.run(words, cwd=folder, check=False, capture_output=True).returncode == 0
