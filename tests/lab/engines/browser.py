"""A headless Chromium, in which the pages that are written here are opened.

Debian 12's on every Debian, unpacked with the libraries that it needs and one font, but no C
library: it runs on the machine's, which is of its release or a later one.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from . import cache, machine, releases
from .refusals import CannotSetUp
from .trees import tree

NAME = "chromium-headless-shell"
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir><cachedir prefix="xdg">fontconfig</cachedir>
  <match>
    <test name="family"><string>monospace</string></test>
    <edit name="family" binding="same"><string>DejaVu Sans Mono</string></edit>
  </match>
</fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Browser:
    """The program, its own libraries, and the folder of the only fonts that it is shown."""

    program: Path
    libraries: tuple[Path, ...]
    fonts: Path

    def environment(self, folder: Path) -> dict[str, str]:
        """The environment in which it is run; what it keeps goes into `folder`."""
        settings = folder / "fonts.conf"
        settings.write_text(FONTS.format(fonts=self.fonts))
        return {
            **os.environ,
            "HOME": str(folder),
            "XDG_CACHE_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "LD_LIBRARY_PATH": ":".join(map(str, self.libraries)),
            "FONTCONFIG_FILE": str(settings),
        }


def fetched() -> None:
    """Have it in the cache, for tests that can download nothing; say so where it cannot be."""
    try:
        ready()
    except CannotSetUp as refusal:
        cache.say(f"pages cannot be opened in a browser: {refusal}")


def required() -> dict[str, str]:
    """What tests are told on a machine whose mirrors have it: to fail without it, not to skip."""
    return {"BROWSER_REQUIRED": "1"} if machine.this_machine().family == "debian" else {}


def ready() -> Browser:
    """The browser, downloaded and unpacked unless the cache has it. Raises `CannotSetUp`."""
    return of_tree(tree(releases.browser()))


def of_tree(folder: Path) -> Browser:
    """The browser out of its tree."""
    own = next((folder / "usr" / "lib").glob("*-linux-gnu*"))
    return Browser(
        program=folder / "usr" / "lib" / "chromium" / NAME,
        libraries=(own, own / "pulseaudio"),  # it is linked to sound, which has a folder of its own
        fonts=folder / "usr" / "share" / "fonts",
    )
