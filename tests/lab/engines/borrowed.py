"""What a bare root takes over from this machine, so that packages arrive there as they do here.

Mirrors, proxies, certificates and pip's settings; of the machine's programs none.
"""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from . import apt, machine

# how the machine gets at the network, and what of the tests was asked for
VARIABLE = re.compile(
    r"(http|https|ftp|all|no)_proxy|PIP_\w+|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|TERM|PYTEST",
    re.IGNORECASE,
)
PLAIN_FILES = ("/etc/resolv.conf", "/etc/hosts")
PIP = ("/etc/pip.conf", "/etc/xdg/pip/*", "~/.config/pip/*", "~/.pip/*")
A_PATH = re.compile(r"(?:(file:(?://)?)|(?<![\w/.:-]))(/[\w.+@-]+(?:/[\w.+@-]+)+)")


def variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Those of `environment` that a command in the root gets."""
    return {name: value for name, value in environment.items() if VARIABLE.fullmatch(name)}


def given(root: Path, suite: str) -> tuple[str, ...]:
    """Write the machine's settings into `root`; returns the paths of it they are about."""
    lines = machine.sources(machine.this_machine(), suite)
    _write(root / "etc/apt/sources.list", "\n".join(lines) + "\n")
    settings = "\n".join(apt.of_this_machine()) + "\n"
    _write(root / "etc/apt/apt.conf.d/00machine", settings)
    for name in PLAIN_FILES:
        shutil.copy(name, root / name.lstrip("/"))
    texts = [*lines, settings]
    for file in pip_files():
        texts.append(file.read_text())
        _write(root / str(file).lstrip("/"), texts[-1])
    return local_paths(texts)


def pip_files() -> list[Path]:
    """The files that pip reads its settings from on this machine."""
    patterns = (Path(pattern).expanduser() for pattern in PIP)
    found = (file for pattern in patterns for file in pattern.parent.glob(pattern.name))
    return sorted(file for file in found if file.is_file())


def local_paths(texts: list[str]) -> tuple[str, ...]:
    """The files and folders named in `texts` that are there.

    Of an index at `file://` the folder around it: the files it leads to lie beside it.
    """
    paths = []
    for is_url, name in (match for text in texts for match in A_PATH.findall(text)):
        around = Path(name).parent
        path = around if is_url and len(around.parts) > 2 else Path(name)
        if path.exists():
            paths.append(str(path))
    return tuple(dict.fromkeys(paths))


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
