"""The text of the files that a container has from its project's folder. I/O: files.

Only what lies in that folder is opened, and only so much of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from containerloop.facts import Container, Maybe, Mount, Project, Unobserved, Upstream
from containerloop.survey.plain_files import NotPlain, read_plain
from containerloop.survey.proxies.find_upstreams import find_upstreams
from containerloop.survey.references.traced_text import Source

MOST_BYTES = 1024 * 1024
"""Of one configuration."""
MOST_FILES = 64
"""Of one container; `conf.d` and `sites-enabled` have a handful."""
_MOST_ENTRIES = 400
_DEPTH = 3
_ENDS = frozenset({".conf", ".cfg", ".yml", ".yaml", ".toml", ".template", ".caddy", ""})
_SURE = frozenset({".conf", ".cfg"})


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    shown: str
    named: bool


def with_upstreams(container: Container, project: Project | None) -> Container:
    """The container with the servers that its own configurations name, where it runs.

    Those are mounted, or stand in the compose file.
    """
    mine = project is not None and container.project == project.name
    if project is None or not mine or project.source != "compose" or not container.state.running:
        return container
    service = container.service or container.name
    found = mounted_upstreams(Path(project.working_dir), container.mounts, service)
    written = next((s.upstreams for s in project.services if s.name == container.service), ())
    mounted = () if isinstance(found, Unobserved) else found
    return replace(container, upstreams=(*mounted, *written) if written else found)


def mounted_upstreams(
    folder: Path, mounts: Iterable[Mount], service: str
) -> Maybe[tuple[Upstream, ...]]:
    """What the mounted configurations of a proxy name, `service` being whose they are.

    `folder` is the project's. Unobserved where nothing was found and a configuration could
    not be read.
    """
    sources: list[Source] = []
    unread: list[str] = []
    root = folder.resolve()
    for file in _files(root, mounts):
        text = _text(file, unread)
        if text is not None:
            sources.append(Source(text, file.shown, "proxy"))
    found = find_upstreams(sources, service)
    return Unobserved(unread[0]) if unread and not found else found


def _files(root: Path, mounts: Iterable[Mount]) -> Iterator[_File]:
    """The files behind the mounts: those that are named, and those in named folders."""
    left, seen = MOST_FILES, set[Path]()
    for mount in mounts:
        for file in _behind(root, mount):
            if file.path not in seen and left:
                seen.add(file.path)
                left -= 1
                yield file


def _behind(root: Path, mount: Mount) -> Iterator[_File]:
    if mount.source is None:
        return
    try:
        path = (root / mount.source).resolve()
        if not path.is_relative_to(root):  # a link that leads elsewhere
            return
        if path.is_dir():
            inside = (_File(p, p.relative_to(root).as_posix(), named=False) for p in _inside(path))
            yield from inside
        elif path.is_file():
            yield _File(path, mount.source, named=True)
    except (OSError, ValueError, RuntimeError):  # no such file, a NUL, links in a circle
        return


def _inside(folder: Path) -> Iterator[Path]:
    """The files of a folder that may be configurations, nearest first."""
    level, left = [folder], _MOST_ENTRIES
    for _ in range(_DEPTH):
        below: list[Path] = []
        for each in level:
            for entry in sorted(each.iterdir())[:left]:
                left -= 1
                if entry.is_symlink() or entry.name.startswith("."):
                    continue
                if entry.is_dir():
                    below.append(entry)
                elif entry.suffix in _ENDS:
                    yield entry
        level = below


def _text(file: _File, unread: list[str]) -> str | None:
    """The text of a file; None, and why, where it cannot be read as one."""
    sure = (file.named and file.path.suffix in _ENDS) or file.path.suffix in _SURE
    try:
        raw = read_plain(file.path, MOST_BYTES)
    except NotPlain as error:
        if sure:
            unread.append(f"{file.shown} {error}, so it was not read")
        return None
    except (OSError, ValueError):
        if sure:
            unread.append(f"{file.shown} cannot be read")
        return None
    return None if b"\0" in raw else raw.decode("utf-8-sig", errors="replace")
