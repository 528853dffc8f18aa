"""`include:` and `extends:`: what a compose file takes over from others. I/O: files.

As docker compose does it, but for remote files, which are never fetched. What could not be
followed is a gap, and never silently nothing.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from containerloop.facts import Gap
from containerloop.survey.compose.interpolation import Lookup
from containerloop.survey.compose.yaml_merge import merged
from containerloop.survey.compose.yaml_tree import (
    Mapping,
    Scalar,
    Sequence,
    Tree,
    expanded,
    line_of,
    read_tree,
)

MOST_FILES = 200
"""Of one project; more are taken for a circle."""

ReadText = Callable[[str], str | None]


@dataclass(slots=True)
class TakenOver:
    """Follows the files of one project; `read_text` has paths relative to the project's folder.

    `gaps` are what could not be followed.
    """

    read_text: ReadText
    lookup: Lookup
    gaps: list[Gap] = field(default_factory=list)
    _trees: dict[str, Mapping] = field(default_factory=dict)

    def followed(self, tree: Mapping, file: str) -> Mapping:
        """The tree of a file with all that it takes over in it.

        Raises `ComposeFileInvalid` for a file that does not parse.
        """
        return self._included(self._extended(tree, file, ()), file, (file,))

    def _included(self, tree: Mapping, file: str, within: tuple[str, ...]) -> Mapping:
        """The tree with the files of its `include:`; its own settings win."""
        found = tree.values.get("include")
        base: Tree = Mapping()
        for item in found.items if isinstance(found, Sequence) else ():
            own: Tree = Mapping()
            for path in _paths(item, self.lookup):
                below = self._file(path, file, within)
                own = merged(own, below) if below is not None else own
            base = merged(base, own)
        own_values = {k: v for k, v in tree.values.items() if k != "include"}
        over = merged(base, Mapping(own_values, tree.keys))
        return over if isinstance(over, Mapping) else tree

    def _file(self, path: Scalar, file: str, within: tuple[str, ...]) -> Mapping | None:
        name = self._named(path, file)
        if name is None or name in within:
            return None
        tree = self._read(name, path, "include")
        if tree is None:
            return None
        placed = _rebased(self._extended(tree, name, ()), name, self.lookup)
        return self._included(placed, name, (*within, name))

    def _extended(self, tree: Mapping, file: str, within: tuple[tuple[str, str], ...]) -> Mapping:
        """The tree with every service that its `extends:` has as its base."""
        services = tree.values.get("services")
        if not isinstance(services, Mapping):
            return tree
        if not any("extends" in getattr(s, "values", {}) for s in services.values.values()):
            return tree
        own = {name: self._service(name, services, file, within) for name in services.values}
        return Mapping({**tree.values, "services": Mapping(own, services.keys)}, tree.keys)

    def _service(
        self, name: str, services: Mapping, file: str, within: tuple[tuple[str, str], ...]
    ) -> Tree:
        service = services.values[name]
        wanted = service.values.get("extends") if isinstance(service, Mapping) else None
        if wanted is None or not isinstance(service, Mapping) or (file, name) in within:
            return service
        base = self._base(wanted, services, file, (*within, (file, name)))
        values = {k: v for k, v in service.values.items() if k != "extends"}
        return merged(base, Mapping(values, service.keys)) if base is not None else service

    def _base(
        self, wanted: Tree, services: Mapping, file: str, within: tuple[tuple[str, str], ...]
    ) -> Tree | None:
        parts = wanted.values if isinstance(wanted, Mapping) else {"service": wanted}
        named, path = parts.get("service"), parts.get("file")
        if not isinstance(named, Scalar):
            return None
        name = expanded(named, self.lookup).text
        if not isinstance(path, Scalar):
            if name in services.values:
                return self._service(name, services, file, within)
            self._missing(named, f"extends: there is no service {name}")
            return None
        other = self._named(path, file)
        tree = self._read(other, path, "extends") if other is not None else None
        below = tree.values.get("services") if tree is not None else None
        if other is None or tree is None or not isinstance(below, Mapping):
            return None
        if name not in below.values:
            self._missing(named, f"extends: {other} has no service {name}")
            return None
        found = Mapping({"services": Mapping({name: self._service(name, below, other, within)})})
        if other == file:
            return found.values["services"].values[name]  # type: ignore[union-attr]
        placed = _rebased(found, other, self.lookup).values["services"]
        return placed.values[name] if isinstance(placed, Mapping) else None

    def _named(self, path: Scalar, file: str) -> str | None:
        """A path relative to the project's folder, as it is written in a file beside it."""
        text = expanded(path, self.lookup).text
        if "://" in text or text.startswith(("git@", "github.com/")):
            self._missing(path, "a remote file was not fetched")
            return None
        return posixpath.normpath(posixpath.join(posixpath.dirname(file), text))

    def _read(self, name: str, path: Scalar, by: str) -> Mapping | None:
        if name in self._trees:
            return self._trees[name]
        if len(self._trees) >= MOST_FILES:
            self._missing(path, f"more than {MOST_FILES} files are included")
            return None
        text = self.read_text(name)
        if text is None:
            self._missing(path, f"the file that {by}: names cannot be read")
            return None
        self._trees[name] = read_tree(text, name)
        return self._trees[name]

    def _missing(self, at: Scalar, what: str) -> None:
        self.gaps.append(Gap(what=what, file=at.source.file, line=line_of(at)))


def _paths(item: Tree, lookup: Lookup) -> Iterator[Scalar]:
    """The paths of one item of `include:`, in its short and its long form."""
    path = item.values.get("path") if isinstance(item, Mapping) else item
    for each in path.items if isinstance(path, Sequence) else (path,):
        if isinstance(each, Scalar) and each.text is not None:
            yield each


def _rebased(tree: Mapping, file: str, lookup: Lookup) -> Mapping:
    """The tree with its `env_file:` paths relative to the project's folder."""
    folder = posixpath.dirname(file)
    services = tree.values.get("services")
    if not folder or not isinstance(services, Mapping):
        return tree
    moved = {name: _moved(service, folder, lookup) for name, service in services.values.items()}
    return Mapping({**tree.values, "services": Mapping(moved, services.keys)}, tree.keys)


def _moved(service: Tree, folder: str, lookup: Lookup) -> Tree:
    if not isinstance(service, Mapping) or "env_file" not in service.values:
        return service
    paths = _in_folder(service.values["env_file"], folder, lookup)
    return Mapping({**service.values, "env_file": paths}, service.keys)


def _in_folder(tree: Tree, folder: str, lookup: Lookup) -> Tree:
    if isinstance(tree, Sequence):
        return Sequence(tuple(_in_folder(item, folder, lookup) for item in tree.items))
    if isinstance(tree, Mapping):
        path = tree.values.get("path")
        inside = {"path": _in_folder(path, folder, lookup)} if path is not None else {}
        return Mapping({**tree.values, **inside}, tree.keys)
    moved = posixpath.normpath(posixpath.join(folder, expanded(tree, lookup).text))
    return Scalar(moved, tree.source, tree.start, tree.end)
