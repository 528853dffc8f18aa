"""How an image is cut out of unpacked packages: its files, the libraries they ask for, links."""

import struct
import tarfile
from pathlib import Path

import pytest

from tests.lab.engines.refusals import CannotSetUp
from tests.lab.images import elf, load
from tests.lab.images.cut import START, cut
from tests.lab.images.elf import Needs
from tests.lab.images.recipes import ACCOUNTS, IMAGES, Image

TRIPLET = "usr/lib/x86_64-linux-gnu"
LOADER = "/lib64/ld-linux-x86-64.so.2"


def elf_bytes(*libraries: str, runpath: str = "", loader: str = "") -> bytes:
    """A 64-bit ELF file of headers only: it is mapped at 0x400000, as programs are."""
    base, start = 0x400000, 64 + 3 * 56
    strings = b"\0" + b"".join(name.encode() + b"\0" for name in (*libraries, runpath, loader))

    def place(name: str) -> int:
        return strings.index(b"\0" + name.encode() + b"\0") + 1

    tags = [(elf.NEEDED, place(name)) for name in libraries]
    tags += [(elf.RUNPATH, place(runpath))] if runpath else []
    tags += [(elf.STRING_TABLE, base + start), (0, 0)]
    dynamic = b"".join(struct.pack("<QQ", *tag) for tag in tags)
    size = start + len(strings) + len(dynamic)

    def segment(kind: int, offset: int, length: int) -> bytes:
        at = (offset, base + offset, 0, length, length, 1)
        return struct.pack("<IIQQQQQQ", kind, 0, *at)

    named = place(loader) if loader else 0
    kinds = segment(elf.INTERPRETER if loader else 0, start + named, len(loader) + 1)
    kinds += segment(elf.LOAD, 0, size)
    kinds += segment(elf.DYNAMIC, start + len(strings), len(dynamic))
    header = b"\x7fELF\x02\x01\x01".ljust(16, b"\0") + bytes(16) + struct.pack("<Q", 64)
    header = header.ljust(54, b"\0") + struct.pack("<HH", 56, 3)
    return header.ljust(64, b"\0") + kinds + strings + dynamic


def write(tree: Path, path: str, content: bytes | str = "") -> None:
    file = tree / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    file.chmod(0o755)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Packages of a server with a library, one of its own, and a loader."""
    tree = tmp_path / "tree"
    write(tree, "usr/bin/busybox", "#!/bin/sh\nprintf 'busybox\\nls\\nserver\\n'")
    write(tree, "usr/sbin/server", elf_bytes("liba.so.1", "own.so", runpath="$ORIGIN/../own"))
    write(tree, "usr/own/own.so", elf_bytes())
    write(tree, f"{TRIPLET}/liba.so.1.2", elf_bytes("libc.so.6"))
    (tree / TRIPLET / "liba.so.1").symlink_to("liba.so.1.2")
    write(tree, f"{TRIPLET}/libc.so.6", elf_bytes(loader=LOADER))
    write(tree, f"{TRIPLET}/ld.so", elf_bytes())
    write(tree, "usr/share/server/text/a")
    write(tree, "usr/share/server/man/a")
    (tree / "usr/lib64").mkdir()
    (tree / "usr/lib64/ld-linux-x86-64.so.2").symlink_to(f"/{TRIPLET}/ld.so")
    for name in ("bin", "sbin", "lib", "lib64"):
        (tree / name).symlink_to(f"usr/{name}")
    return tree


SERVER = Image(
    packages=(),
    files=("usr/sbin/server", "usr/share/server"),
    leave=("/man/",),
    commands=("usr/sbin/server",),
)


def members(tree: Path, image: Image, to: Path) -> dict[str, tarfile.TarInfo]:
    cut(tree, image, to)
    with tarfile.open(to) as tar:
        entries = tar.getmembers()
    by_name = {entry.name: entry for entry in entries}
    assert len(by_name) == len(entries), "nothing is in the tar twice"
    return by_name


def test_what_an_elf_file_asks_for(tmp_path: Path) -> None:
    file = tmp_path / "program"
    file.write_bytes(elf_bytes("liba.so.1", "libc.so.6", runpath="/x:$ORIGIN", loader=LOADER))
    assert elf.needs(file) == Needs(LOADER, ("liba.so.1", "libc.so.6"), ("/x", "$ORIGIN"))


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh\n", b"\x7fELF\x01\x01" + bytes(60)])
def test_other_files_ask_for_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "program"
    file.write_bytes(content)
    assert elf.needs(file) is None


def test_libraries_come_along(tree: Path, tmp_path: Path) -> None:
    there = members(tree, SERVER, tmp_path / "tar")
    assert {"usr/sbin/server", "usr/own/own.so", f"{TRIPLET}/liba.so.1"} < set(there)
    assert there[f"{TRIPLET}/liba.so.1"].linkname == "liba.so.1.2"
    assert {f"{TRIPLET}/liba.so.1.2", f"{TRIPLET}/libc.so.6"} < set(there)
    assert there["usr/lib64/ld-linux-x86-64.so.2"].issym()
    assert f"{TRIPLET}/ld.so" in there


def test_what_is_to_be_left_stays_out(tree: Path, tmp_path: Path) -> None:
    there = members(tree, SERVER, tmp_path / "tar")
    assert "usr/share/server/text/a" in there
    assert "usr/share/server/man/a" not in there


def test_commands_win_over_busybox(tree: Path, tmp_path: Path) -> None:
    there = members(tree, SERVER, tmp_path / "tar")
    assert there["usr/bin/ls"].linkname == "busybox"
    assert there["usr/bin/server"].linkname == "/usr/sbin/server"


def test_every_folder_comes_before_what_is_in_it(tree: Path, tmp_path: Path) -> None:
    there = list(members(tree, SERVER, tmp_path / "tar"))
    for name in there:
        folder = name.rpartition("/")[0]
        assert not folder or there.index(folder) < there.index(name), name


def test_a_missing_library_is_a_sentence(tree: Path, tmp_path: Path) -> None:
    (tree / TRIPLET / "libc.so.6").unlink()
    with pytest.raises(CannotSetUp, match=r"liba\.so\.1\.2 needs libc\.so\.6"):
        cut(tree, SERVER, tmp_path / "tar")


def test_all_belongs_to_root_and_nothing_tells_the_time(tree: Path, tmp_path: Path) -> None:
    there = members(tree, SERVER, tmp_path / "tar").values()
    assert {(entry.uid, entry.gid, entry.mtime) for entry in there} == {(0, 0, 0)}


@pytest.mark.parametrize("name", [name for name, image in IMAGES.items() if image.start])
def test_each_server_has_its_start(name: str) -> None:
    script = (START / f"{name}.sh").read_text()
    assert script.startswith("#!/bin/sh\n# A real ")
    assert "exec" in script


def test_the_names_that_compose_files_use() -> None:
    assert load.reference("postgres") == "containerloop-fixture/postgres:1"
    everyday = {"base", "python", "postgres", "redis", "nginx", "mariadb", "xdebug"}
    assert set(load.EVERYDAY) == everyday
    assert len({number for number, _ in ACCOUNTS.values()}) == len(ACCOUNTS)
