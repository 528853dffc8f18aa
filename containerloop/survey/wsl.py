"""In which network mode WSL runs this distribution. I/O: WSL's own program, and only inside WSL."""

from __future__ import annotations

import os
import shutil
import subprocess

from containerloop.facts import Maybe, Unobserved

MODES = ("nat", "mirrored", "virtioproxy", "bridged", "none", "wsl1")
_PROGRAM = "wslinfo"
_SECONDS = 2.0
_NOT_SAID = Unobserved("the network mode of WSL is not known (wslinfo --networking-mode)")


def own_wsl_mode(release: str | None = None, program: str | None = None) -> Maybe[str | None]:
    """The mode, one of MODES; None where this is not WSL. Old releases of WSL do not tell.

    `release` is the kernel's, `program` where WSL's own is, both as they are here by default.
    """
    if release is None:
        release = os.uname().release if hasattr(os, "uname") else ""
    if "microsoft" not in release.lower():
        return None
    if (found := program or shutil.which(_PROGRAM)) is None:
        return _NOT_SAID
    try:
        ran = subprocess.run(
            [found, "--networking-mode"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return _NOT_SAID
    said = ran.stdout[:100].decode("ascii", errors="replace").strip().lower()
    return said if said in MODES else _NOT_SAID
