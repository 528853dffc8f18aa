"""One server out of a folder of unpacked packages, as a tar: its files, the libraries they ask
for, and busybox for everything else. No root is needed and nothing is run but busybox's list."""

import io
import re
import subprocess
import tarfile
from pathlib import Path, PurePosixPath

from tests.lab.engines.refusals import CannotSetUp

from . import elf
from .recipes import TEXTS, Image

MERGED = ("bin", "sbin", "lib", "lib64")
FOLDERS = {"tmp": 0o1777, "var/tmp": 0o1777, "root": 0o700}
EMPTY = ("run", "proc", "sys", "dev", "www", "var/lib", "var/log")
START = Path(__file__).with_name("start")


class Cut:
    """A tar in the making. Paths are relative to the root, without a leading slash."""

    def __init__(self, tree: Path, tar: tarfile.TarFile, leave: tuple[str, ...]) -> None:
        self._tree = tree
        self._tar = tar
        self._leave = leave
        self._there: set[str] = set()
        libraries = (tree / "usr" / "lib").glob("*-linux-gnu*")
        self._search = [f"usr/lib/{folder.name}" for folder in libraries] + ["usr/lib"]

    def folder(self, path: str, mode: int = 0o755) -> None:
        """A folder, with those above it."""
        if path in ("", ".") or path in self._there:
            return
        self.folder(str(PurePosixPath(path).parent))
        self._entry(path, tarfile.DIRTYPE, mode)

    def link(self, path: str, target: str) -> None:
        """A symbolic link, unless something of that name is there."""
        if path not in self._there:
            self.folder(str(PurePosixPath(path).parent))
            self._entry(path, tarfile.SYMTYPE, 0o777, target)

    def text(self, path: str, content: str, mode: int = 0o644) -> None:
        """A file with this content."""
        self.folder(str(PurePosixPath(path).parent))
        member = tarfile.TarInfo(path)
        member.size, member.mode = len(data := content.encode()), mode
        self._there.add(path)
        self._tar.addfile(member, io.BytesIO(data))

    def take(self, pattern: str) -> None:
        """Everything in the unpacked packages that fits the pattern, folders with their content."""
        for path in sorted(self._tree.glob(pattern)):
            below = sorted(path.rglob("*")) if path.is_dir() and not path.is_symlink() else [path]
            for file in below:
                if not file.is_dir() or file.is_symlink():
                    self._file(str(file.relative_to(self._tree)))

    def _file(self, path: str) -> None:
        path = re.sub(r"^(s?bin|lib(64)?)/", r"usr/\1/", path)
        if path in self._there or any(part in f"/{path}" for part in self._leave):
            return
        source = self._tree / path
        self.folder(str(PurePosixPath(path).parent))
        if source.is_symlink():
            target = source.readlink()
            self.link(path, str(target))
            self._follow(source, target)
            return
        self._there.add(path)
        self._tar.add(source, path, recursive=False, filter=_as_root)
        self._libraries(path)

    def _follow(self, source: Path, target: Path) -> None:
        absolute = self._tree / str(target).lstrip("/") if target.is_absolute() else None
        reached = absolute or (source.parent / target)
        if reached.is_file() or reached.is_symlink():
            self._file(str(_normal(reached).relative_to(self._tree)))

    def _libraries(self, path: str) -> None:
        wanted = elf.needs(self._tree / path)
        if wanted is None:
            return
        if wanted.interpreter:
            self._file(wanted.interpreter.lstrip("/"))
        here = str(PurePosixPath(path).parent)
        own = [f.replace("$ORIGIN", f"/{here}").lstrip("/") for f in wanted.folders]
        for library in wanted.libraries:
            places = [f"{folder}/{library}" for folder in [*own, *self._search]]
            found = next((p for p in places if (self._tree / p).exists()), None)
            if found is None:
                raise CannotSetUp(f"{path} needs {library}, which no package brought")
            self._file(str(_normal(Path("/") / found).relative_to("/")))

    def _entry(self, path: str, kind: bytes, mode: int, target: str = "") -> None:
        member = tarfile.TarInfo(path)
        member.type, member.mode, member.linkname = kind, mode, target
        self._there.add(path)
        self._tar.addfile(member)


def cut(tree: Path, image: Image, to: Path) -> None:
    """Write the tar of `image` to the file `to`."""
    with tarfile.open(to, "w", format=tarfile.GNU_FORMAT) as tar:
        parts = Cut(tree, tar, image.leave)
        for name in MERGED:
            parts.folder(f"usr/{name}")
            parts.link(name, f"usr/{name}")
        for path, mode in FOLDERS.items():
            parts.folder(path, mode)
        for path in EMPTY:
            parts.folder(path)
        parts.link("var/run", "../run")
        for path, content in TEXTS.items():
            parts.text(path, content)
        for pattern in (*image.files, "usr/bin/busybox"):
            parts.take(pattern)
        for program in (p for pattern in image.commands for p in tree.glob(pattern)):
            parts.link(f"usr/bin/{program.name}", f"/{program.relative_to(tree)}")
        for applet in _applets(tree):
            parts.link(f"usr/bin/{applet}", "busybox")
        if image.start:
            parts.text("start", (START / f"{image.start}.sh").read_text(), 0o755)
            for extra in START.glob(f"{image.start}.conf"):
                parts.text(f"etc/{image.start}/{extra.name}", extra.read_text())


def _applets(tree: Path) -> list[str]:
    listed = subprocess.run(
        [tree / "usr/bin/busybox", "--list"], check=True, capture_output=True, text=True
    )
    return [name for name in listed.stdout.split() if name != "busybox"]


def _as_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member


def _normal(path: Path) -> Path:
    """The path without `..`, links not followed."""
    parts: list[str] = []
    for part in path.parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return Path(*parts)
