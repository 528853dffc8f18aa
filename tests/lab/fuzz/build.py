"""Compile the fuzzer: the probe's own sources, a kernel of its own, sanitizers, coverage."""

import subprocess
from pathlib import Path

from tests.lab.engines import compiler

HERE = Path(__file__).parent
SOURCES = HERE.parents[2] / "containerloop" / "observe" / "probe" / "source"
ELSEWHERE = ("start.c", "batch.c")  # libc has what the first offers; forget.c holds the second
COVERED = ("-fsanitize-coverage=trace-pc",)
PLAIN = ("-g", "-O1", "-fno-omit-frame-pointer", "-fno-pie")
SANITIZERS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all")


def build(folder: Path) -> Path:
    """The fuzzer's binary in `folder`."""
    gcc = compiler.ready()
    call = (*gcc.command, *PLAIN)
    probe = [path for path in sorted(SOURCES.glob("*.c")) if path.name not in ELSEWHERE]
    covered = [*SANITIZERS, "-include", str(HERE / "kernel.h"), *COVERED, "-fno-builtin"]
    objects = []
    for source in (*probe, *sorted(HERE.glob("*.c"))):
        made = folder / f"{source.stem}.o"
        seen = source in probe or source.name == "forget.c"
        flags = covered if seen else [] if source.name == "cover.c" else [*SANITIZERS]
        command = [*call, *flags, "-iquote", str(SOURCES), "-c", str(source), "-o", str(made)]
        subprocess.run(command, check=True, env=gcc.environment)
        objects.append(str(made))
    binary = folder / "fuzz"
    # fixed addresses: edges of several processes can be counted together
    linking = [*SANITIZERS, "-no-pie", *objects, "-o", str(binary), *gcc.linking]
    subprocess.run([*call, *linking], check=True, env=gcc.environment)
    return binary
