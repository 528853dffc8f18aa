"""gcc with the runtime of its sanitizers, the same one on every Debian: for the fuzzer.

Two trees: the compiler with its libraries but no C library (it runs on the machine's, which is
of its release or a later one), and the C library that programs are compiled for. A program
made with them starts with that library's own loader, whatever the machine has.
"""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from . import cache, releases
from .refusals import CannotSetUp
from .trees import tree


@dataclass(frozen=True, slots=True)
class Compiler:
    """`command` begins every call, `linking` is added when a program is linked.

    `libraries` are the compiler's own, a folder for LD_LIBRARY_PATH; None for a gcc that is
    installed.
    """

    command: tuple[str, ...]
    linking: tuple[str, ...] = ()
    libraries: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which `command` is run."""
        own = {"LD_LIBRARY_PATH": str(self.libraries)} if self.libraries else {}
        return {**os.environ, **own}


def fetched() -> None:
    """Have the compiler in the cache, for tests that can download nothing.

    Nothing to do but on Linux: the fuzzer needs it.
    """
    if sys.platform == "linux":
        ready()


def ready() -> Compiler:
    """The compiler, downloaded and unpacked unless the cache has it.

    Where its packages cannot be had it is the machine's gcc; raises `CannotSetUp` where that is
    missing as well.
    """
    try:
        return of_trees(tree(releases.compiler()), tree(releases.c_library()))
    except CannotSetUp as refusal:
        return _installed(refusal)


def of_trees(compiler: Path, c_library: Path) -> Compiler:
    """The compiler out of its two trees."""
    libraries = _libraries(compiler)
    runtime = _libraries(c_library)
    loader = next(runtime.glob("ld-linux*.so.*"))
    return Compiler(
        (
            str(compiler / "usr" / "bin" / "gcc"),
            f"--sysroot={c_library}",
            f"-B{compiler}/usr/bin",  # its own assembler and linker: PATH may have none
        ),
        (
            f"-L{libraries}",
            f"-Wl,--dynamic-linker={loader}",
            # the older kind of rpath, which holds for what the libraries need as well
            f"-Wl,--disable-new-dtags,-rpath={libraries}:{runtime}",
            # by name: the link to it in lib64 is absolute, and leads to the machine's own
            str(loader),
        ),
        libraries,
    )


def _libraries(tree: Path) -> Path:
    """The folder of libraries, which has the architecture's name."""
    return next((tree / "usr" / "lib").glob("*-linux-gnu*"))


def _installed(refusal: CannotSetUp) -> Compiler:
    if shutil.which("gcc") is None:
        raise CannotSetUp(
            "The fuzzer needs gcc with AddressSanitizer, and its packages cannot be had: install"
            f" gcc, and try again.\n{refusal}"
        ) from refusal
    cache.say("the fuzzer's compiler cannot be had as packages: using the gcc of this machine")
    return Compiler(("gcc",))
