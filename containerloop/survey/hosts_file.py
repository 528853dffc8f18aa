"""This machine's hosts file, and the lines in it that Docker Desktop wrote. I/O: that file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from containerloop.facts.parsers import procnet

# a plain str, so that the type checker looks at every platform's branch
_PLATFORM: str = sys.platform

Lines = tuple[tuple[str, str], ...]
"""(name, address) pairs, in the order of the file."""


def own_hosts_file() -> Path:
    """Where it is."""
    if _PLATFORM == "win32":
        return Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32/drivers/etc/hosts")
    return Path("/etc/hosts")


def read_hosts(path: Path) -> tuple[Lines, Lines]:
    """All lines of a hosts file, and Docker Desktop's; () where there is none."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return (), ()
    return procnet.hosts(text), procnet.hosts_by_desktop(text)
