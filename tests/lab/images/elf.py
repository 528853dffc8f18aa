"""What an ELF file asks for: its loader and its libraries. Read from the bytes, nothing is run.

Only little-endian 64-bit files are read: x86_64 and aarch64 both are.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

LOAD, DYNAMIC, INTERPRETER = 1, 2, 3  # segment types
NEEDED, STRING_TABLE, RPATH, RUNPATH = 1, 5, 15, 29  # tags of the dynamic segment


@dataclass(frozen=True, slots=True)
class Needs:
    """`interpreter` is the loader's absolute path, or empty; `folders` are its own search paths."""

    interpreter: str
    libraries: tuple[str, ...]
    folders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Segment:
    kind: int
    offset: int
    address: int
    size: int


def needs(file: Path) -> Needs | None:
    """What `file` asks for, or None when it is no such ELF file."""
    with file.open("rb") as stream:
        if stream.read(6) != b"\x7fELF\x02\x01":
            return None
    data = file.read_bytes()
    segments = _segments(data)
    tags = _tags(data, segments)
    strings = next((value for tag, value in tags if tag == STRING_TABLE), None)
    if strings is None:
        return Needs(_interpreter(data, segments), (), ())
    table = _offset(segments, strings)
    libraries = tuple(_text(data, table + value) for tag, value in tags if tag == NEEDED)
    paths = [_text(data, table + value) for tag, value in tags if tag in (RPATH, RUNPATH)]
    folders = tuple(folder for path in paths for folder in path.split(":") if folder)
    return Needs(_interpreter(data, segments), libraries, folders)


def _segments(data: bytes) -> list[_Segment]:
    (start,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    segments = []
    for index in range(count):
        row = struct.unpack_from("<IIQQQQ", data, start + index * size)
        segments.append(_Segment(kind=row[0], offset=row[2], address=row[3], size=row[5]))
    return segments


def _tags(data: bytes, segments: list[_Segment]) -> list[tuple[int, int]]:
    dynamic = next((s for s in segments if s.kind == DYNAMIC), None)
    if dynamic is None:
        return []
    return list(struct.iter_unpack("<QQ", data[dynamic.offset : dynamic.offset + dynamic.size]))


def _interpreter(data: bytes, segments: list[_Segment]) -> str:
    named = next((s for s in segments if s.kind == INTERPRETER), None)
    return _text(data, named.offset) if named else ""


def _offset(segments: list[_Segment], address: int) -> int:
    for segment in segments:
        if segment.kind == LOAD and segment.address <= address < segment.address + segment.size:
            return address - segment.address + segment.offset
    raise ValueError(f"address {address:#x} is in no segment")


def _text(data: bytes, start: int) -> str:
    return data[start : data.index(b"\0", start)].decode()
