"""Compile the fuzzer: the probe's own sources, a kernel of its own, sanitizers, coverage."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = HERE.parents[2] / "containerloop" / "observe" / "probe" / "source"
ELSEWHERE = ("start.c", "batch.c")  # libc has what the first offers; forget.c holds the second
COVERED = ("-fsanitize-coverage=trace-pc",)
GCC = ("gcc", "-g", "-O1", "-fno-omit-frame-pointer", "-fno-pie")
GCC_SANITIZERS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all")
# Zig brings no runtime of AddressSanitizer: undefined behaviour, out-of-bounds of arrays that
# the compiler knows the size of, and whatever the hardware catches
ZIG = (sys.executable, "-m", "ziglang", "cc", "-g", "-O1")
ZIG_SANITIZERS = ("-fsanitize=undefined", "-fsanitize-trap=undefined")


def build(folder: Path) -> Path:
    """The fuzzer's binary in `folder`; with gcc's sanitizers where it has them, else Zig's."""
    compiler, sanitizers = (GCC, GCC_SANITIZERS) if _gcc() else (ZIG, ZIG_SANITIZERS)
    probe = [path for path in sorted(SOURCES.glob("*.c")) if path.name not in ELSEWHERE]
    covered = [*sanitizers, "-include", str(HERE / "kernel.h"), *COVERED, "-fno-builtin"]
    objects = []
    for source in (*probe, *sorted(HERE.glob("*.c"))):
        made = folder / f"{source.stem}.o"
        seen = source in probe or source.name == "forget.c"
        flags = covered if seen else [] if source.name == "cover.c" else [*sanitizers]
        command = [*compiler, *flags, "-iquote", str(SOURCES), "-c", str(source), "-o", str(made)]
        subprocess.run(command, check=True)
        objects.append(str(made))
    binary = folder / "fuzz"
    # fixed addresses: edges of several processes can be counted together
    subprocess.run([*compiler, *sanitizers, "-no-pie", *objects, "-o", str(binary)], check=True)
    return binary


def _gcc() -> bool:
    if shutil.which("gcc") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.c").write_text("int main(void) { return 0; }\n")
        words = [*GCC, *GCC_SANITIZERS, "a.c", "-o", "a"]
        return subprocess.run(words, cwd=folder, check=False, capture_output=True).returncode == 0
