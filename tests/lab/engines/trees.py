"""Folders of unpacked packages in the cache. No maintainer script is run, none is installed."""

import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from . import cache
from .apt import Apt
from .refusals import CannotSetUp

MERGED = ("bin", "sbin", "lib", "lib64")  # links into /usr, as every suite of today has them
UNREAD = ("doc", "man", "info", "locale", "lintian", "bug")  # below usr/share


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a tree consists of: `packages` and what they need, but nothing that begins `without`.

    `only` keeps just the packages named.
    """

    name: str
    suite: str
    packages: tuple[str, ...]
    without: tuple[str, ...] = ()
    only: bool = False

    def keeps(self, package: str) -> bool:
        """Whether a package that is asked for or needed belongs to the tree."""
        if self.only:
            return package in self.packages
        return not any(package.startswith(unwanted) for unwanted in self.without)

    @property
    def folder(self) -> Path:
        """Where the finished tree is: another recipe, or other code here, is another folder."""
        parts = [self.suite, str(self.only), *self.packages, "-", *self.without]
        return cache.root() / "trees" / f"{self.name}-{cache.key([*parts, _own_source()])}"


def tree(recipe: Recipe) -> Path:
    """The unpacked packages of `recipe`, ready to be used and never written to again."""
    return cache.made_once(recipe.folder, lambda folder: _make(recipe, folder), is_whole)


def unpacked(recipe: Recipe, folder: Path) -> None:
    """Unpack `recipe` into an empty folder of the caller's."""
    debs = Apt(recipe.suite).fetch(recipe.packages, recipe.keeps)
    for name in MERGED:
        (folder / "usr" / name).mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(f"usr/{name}")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda deb: _unpack(deb, folder), debs))


def is_whole(folder: Path) -> bool:
    """Whether every file that was unpacked is still there with its size."""
    try:
        return (folder / "manifest").read_text() == listing(folder)
    except OSError:
        return False


def _make(recipe: Recipe, folder: Path) -> None:
    cache.say(f"unpacking {recipe.name}")
    unpacked(recipe, folder)
    _link_iptables(folder / "usr" / "sbin")
    _drop_privileges(folder)
    (folder / "manifest").write_text(listing(folder))


def _unpack(deb: Path, folder: Path) -> None:
    excludes = [f"--exclude=./usr/share/{name}/*" for name in UNREAD]
    into = ["tar", "-x", "-C", str(folder), "--keep-directory-symlink", "--no-same-owner"]
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as packed:
        done = subprocess.run(
            [*into, "--warning=no-timestamp", *excludes], stdin=packed.stdout,
            check=False, capture_output=True, text=True,
        )  # fmt: skip
    if done.returncode or packed.returncode:
        raise CannotSetUp(
            f"Could not unpack {deb.name}: {done.stderr.strip() or 'dpkg-deb failed'}"
        )


def _link_iptables(sbin: Path) -> None:
    # update-alternatives makes these when the package is installed
    for family in ("iptables", "ip6tables"):
        for action in ("", "-save", "-restore"):
            link = sbin / f"{family}{action}"
            if (sbin / f"{family}-nft{action}").exists() and not link.is_symlink():
                link.symlink_to(f"{family}-nft{action}")


def _drop_privileges(folder: Path) -> None:
    """No set-uid program may lie about in a cache folder."""
    for path in folder.rglob("*"):
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode) and mode & (stat.S_ISUID | stat.S_ISGID):
            path.chmod(stat.S_IMODE(mode) & ~(stat.S_ISUID | stat.S_ISGID))


def listing(folder: Path) -> str:
    """Every file below `folder` with its size in bytes, one a line."""
    rows = []
    for path in folder.rglob("*"):
        status = path.lstat()
        if not stat.S_ISDIR(status.st_mode) and path.name != "manifest":
            rows.append(f"{status.st_size} {path.relative_to(folder)}")
    return "\n".join(sorted(rows)) + "\n"


def _own_source() -> bytes:
    return Path(__file__).read_bytes()
