"""A command on a bare Debian: nothing of this machine is there but its kernel and its network.

The root is made of Debian's packages: the essential ones, and what the first lines of
docs/lab.md ask for. It is kept in the cache; each run gets a copy of it, with a copy of
the checkout, in namespaces of its own. Needs root.
"""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import IO

from . import apt, borrowed, cache, machine, private, run
from .refusals import CannotSetUp
from .trees import Recipe, is_whole, listing, unpacked

SUITES = {"12": "bookworm", "13": "trixie"}
# apt and mount are in every Debian, though not essential
PACKAGES = ("?essential", "apt", "mount", "python3", "make", "git", "ca-certificates")
NAMESPACES = ("--mount", "--pid", "--ipc", "--fork", "--propagation", "private")
SCRIPT = Path(__file__).with_name("bare.sh")
PROJECT = "root/containerloop"  # where the checkout is, below the root
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
INTERRUPTED = 128 + signal.SIGINT
# dpkg itself is unpacked already, and installs everything in the order it must have
INSTALL = "dpkg --install --force-depends --force-unsafe-io /debs/*.deb"


def on_debian(release: str, command: list[str]) -> int:
    """Run `command` in a copy of the checkout on a bare Debian `release`; its exit status."""
    signal.signal(signal.SIGTERM, run.told)
    _permitted()
    private.sweep()
    made = root(release)
    with private.own_folder() as folder:
        here = folder / "root"
        cache.say(f"a bare Debian {release}, and in it: {' '.join(command)}")
        subprocess.run(["cp", "-a", "--reflink=auto", made / "root", here], check=True)
        bound = borrowed.given(here, SUITES[release])
        copy_checkout(here / PROJECT)
        return _run(here, f"/{PROJECT}", command, bound)


def root(release: str) -> Path:
    """The folder with the bare Debian `release` in its `root`, made once."""
    suite = SUITES[release]
    key = cache.key([suite, *PACKAGES, INSTALL, Path(__file__).read_bytes()])
    folder = cache.root() / "bare" / f"debian-{release}-{key}"
    return cache.made_once(folder, lambda unfinished: _make(suite, unfinished), is_whole)


def copy_checkout(folder: Path) -> None:
    """Copy the files of the checkout that version control knows or would not ignore."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(asked, cwd=cache.CHECKOUT, check=False, capture_output=True, text=True)
    if done.returncode:
        raise CannotSetUp(f"The checkout cannot be copied: {done.stderr.strip()}")
    for name in filter(None, done.stdout.split("\0")):
        file = cache.CHECKOUT / name
        if file.is_symlink() or file.exists():  # not one that was removed a moment ago
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, folder / name, follow_symlinks=False)


def _permitted() -> None:
    if machine.this_machine().family != "debian":
        raise CannotSetUp("A bare Debian is made of Debian's packages: this needs Debian.")
    private.permitted()


def _make(suite: str, folder: Path) -> None:
    cache.say(f"making a bare Debian of {suite}")
    recipe = Recipe("bare", suite, PACKAGES)
    here = folder / "root"
    here.mkdir()
    unpacked(recipe, here)
    (here / "debs").mkdir()
    for deb in apt.Apt(suite).fetch(recipe.packages, recipe.keeps):
        shutil.copy(deb, here / "debs")
    for name in ("passwd", "group"):  # packages that come before base-passwd give files away
        shutil.copy(here / "usr/share/base-passwd" / f"{name}.master", here / "etc" / name)
    log = cache.root() / "logs" / f"bare-{suite}.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as output:
        failed = _run(here, "/", ["sh", "-c", INSTALL], (), output)
    if failed == INTERRUPTED:
        raise KeyboardInterrupt
    if failed:
        last = "\n  ".join(log.read_text(errors="replace").splitlines()[-12:])
        raise CannotSetUp(f"A bare Debian of {suite} could not be made ({log}):\n  {last}")
    cache.remove(here / "debs")
    (folder / "manifest").write_text(listing(folder))


def _run(
    here: Path, folder: str, command: list[str], bound: tuple[str, ...],
    output: IO[bytes] | None = None,
) -> int:  # fmt: skip
    """Run `command` in `folder` of the root `here`; nothing runs or is mounted afterwards."""
    mortal = ["setpriv", "--pdeathsig", "KILL", "--", "unshare", *NAMESPACES]
    enter = [*mortal, "--kill-child=KILL", "--", "/bin/sh", str(SCRIPT), str(here), folder]
    plain = {"PATH": PATH, "HOME": "/root", "BOUND": "\n".join(bound)}
    debian = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    environment = borrowed.variables(os.environ) | plain | debian
    process = subprocess.Popen(
        [*enter, *command], env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
    )
    try:
        status = process.wait()
    except KeyboardInterrupt as interrupt:
        if not isinstance(interrupt, run.Told):  # Ctrl-C has reached the command as well
            run.patient(process)
        return INTERRUPTED
    finally:
        private.stop(process)
    return status if status >= 0 else 128 - status
