"""Whose a new file is and who may read it, where it takes the place of another. I/O: files."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path


def keep_rights(name: str, there: os.stat_result) -> None:
    """Give the file `name` the owner and the rights of the one whose place it takes."""
    os.chmod(name, stat.S_IMODE(there.st_mode))
    with contextlib.suppress(OSError, AttributeError):  # only root gives files away
        os.chown(name, there.st_uid, there.st_gid)
        os.chmod(name, stat.S_IMODE(there.st_mode))  # giving it away takes setuid bits off


def keep_attributes(path: Path, name: str) -> None:
    """Extended attributes (a label of SELinux, a list of rights), where the system has them."""
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for attribute in os.listxattr(path):
                os.setxattr(name, attribute, os.getxattr(path, attribute))
