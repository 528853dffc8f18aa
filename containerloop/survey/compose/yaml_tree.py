"""A compose file as a small tree that knows where each scalar stands. Pure over text.

Importing the YAML library costs 25 ms, so this is imported only where there is a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from containerloop.errors import ComposeFileInvalid
from containerloop.survey.compose.interpolation import Lookup, MissingVariable, interpolate
from containerloop.survey.compose.reading_limits import within_limits
from containerloop.survey.compose.yaml_nodes import read_nodes
from containerloop.survey.references.traced_text import (
    MOST_PLACED,
    Source,
    Traced,
    align,
    unplaced,
    untraced,
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar at `start:end` of its source; `text` is None for null.

    `resets`: it is marked `!reset`, and takes away what an earlier file has.
    """

    text: str | None
    source: Source
    start: int
    end: int
    resets: bool = False

    def traced(self) -> Traced:
        """The scalar's characters with their places, or without any where these are unclear."""
        within_limits()
        text = self.text or ""
        if len(text) > MOST_PLACED:
            return unplaced(text)
        found = align(text, self.source, self.start, self.end)
        return found or untraced(text)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; `replaces`: it is marked `!override`, so that nothing is added to it."""

    items: tuple[Tree, ...]
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping; `keys` holds each key's scalar, `replaces` is that of a list."""

    values: dict[str, Tree] = field(default_factory=dict)
    keys: dict[str, Scalar] = field(default_factory=dict)
    replaces: bool = False


Tree = Scalar | Sequence | Mapping


def read_tree(text: str, file: str, such_as: str = "services:") -> Mapping:
    """The tree of a compose file. Raises `ComposeFileInvalid` with the line.

    `TooCostly` where its aliases stand for more items than `MOST_ITEMS`, or the time is over.
    `such_as` is a key that a file of this kind has.
    """
    try:
        root = read_nodes(text)
        tree = Mapping() if root is None else _tree(root, Source(text, file), {})
    except RecursionError:
        raise ComposeFileInvalid(f"{file}:1: the file is nested too deeply") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        said = " ".join(str(error.problem or error.context).split())
        raise ComposeFileInvalid(f"{file}:{line}: {said}", "fix this line") from None
    except YAMLError as error:
        said = str(error).splitlines()[0]
        raise ComposeFileInvalid(f"{file}:1: {said}", "check that it is a YAML file") from None
    if not isinstance(tree, Mapping):
        raise ComposeFileInvalid(f"{file}:1: the file has no top-level keys such as {such_as}")
    return tree


def _tree(node: Node, source: Source, seen: dict[int, Tree]) -> Tree:
    """`seen` keeps an anchor's tree for its aliases; a node inside itself stays empty."""
    if id(node) in seen:
        return seen[id(node)]
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, ScalarNode) or node.tag == "!reset":
        null = node.tag in ("tag:yaml.org,2002:null", "!reset")
        text = None if null else str(node.value)
        return Scalar(text, source, start, end, resets=node.tag == "!reset")
    seen[id(node)] = Mapping() if isinstance(node, MappingNode) else Sequence(())
    replaces = node.tag == "!override"
    if isinstance(node, SequenceNode):
        items = tuple(_tree(item, source, seen) for item in node.value)
        seen[id(node)] = Sequence(items, replaces)
    elif isinstance(node, MappingNode):
        seen[id(node)] = replace(_mapping(node, source, seen), replaces=replaces)
    return seen[id(node)]


def _mapping(node: MappingNode, source: Source, seen: dict[int, Tree]) -> Mapping:
    """Own keys first, then those of `<<`, the first of several winning."""
    own, merged = Mapping(), Mapping()
    for key_node, value_node in node.value:
        value = _tree(value_node, source, seen)
        if key_node.value == "<<" and not isinstance(value, Scalar):
            for part in value.items if isinstance(value, Sequence) else (value,):
                if isinstance(part, Mapping):
                    within_limits()
                    merged.values.update({**part.values, **merged.values})
                    merged.keys.update({**part.keys, **merged.keys})
            continue
        mark = key_node.start_mark.index
        name = str(key_node.value)
        if name in own.values:
            line = key_node.start_mark.line + 1
            raise ComposeFileInvalid(f"{source.file}:{line}: the key {name} occurs twice")
        own.values[name] = value
        own.keys[name] = Scalar(name, source, mark, key_node.end_mark.index)
    return Mapping({**merged.values, **own.values}, {**merged.keys, **own.keys})


def plain_values(tree: Tree, lookup: Lookup) -> Any:
    """The tree as dicts, lists and strings, variables substituted.

    Raises `ComposeFileInvalid` where a required variable has no value.
    """
    return _plain_value(tree, lookup, {})


def _plain_value(tree: Tree, lookup: Lookup, made: dict[int, Any]) -> Any:
    """`made` caches anchors: aliases of aliases would otherwise fill the memory."""
    if isinstance(tree, Scalar):
        return None if tree.text is None else expanded(tree, lookup).text
    if id(tree) not in made:
        if isinstance(tree, Mapping):
            rows = tree.values.items()
            made[id(tree)] = {name: _plain_value(value, lookup, made) for name, value in rows}
        else:
            made[id(tree)] = [_plain_value(item, lookup, made) for item in tree.items]
    return made[id(tree)]


def expanded(scalar: Scalar, lookup: Lookup) -> Traced:
    """A scalar with its variables substituted.

    Raises `ComposeFileInvalid` where a required variable (`${NAME:?}`) has no value.
    """
    raw = scalar.traced()
    if "$" not in raw.text:
        return raw
    try:
        return interpolate(raw, lookup)
    except MissingVariable as error:
        line = line_of(scalar)
        raise ComposeFileInvalid(
            f"{scalar.source.file}:{line}: {error}", "set it in the environment or in .env"
        ) from None


def line_of(scalar: Scalar) -> int:
    """The line, from 1."""
    return scalar.source.text.count("\n", 0, scalar.start) + 1


def item_prefix(tree: Tree) -> str:
    """What precedes an item of a block list or mapping; "" for a scalar or the flow form."""
    if isinstance(tree, Sequence):
        first = tree.items[0] if tree.items else None
        first = next(iter(first.keys.values()), None) if isinstance(first, Mapping) else first
    else:
        first = next(iter(tree.keys.values()), None) if isinstance(tree, Mapping) else None
    if not isinstance(first, Scalar):
        return ""
    text = first.source.text
    before = text[text.rfind("\n", 0, first.start) + 1 : first.start]
    bare = before.rstrip(" ")
    listed = isinstance(tree, Sequence) and bare.lstrip(" ") == "-"
    return before if listed or (isinstance(tree, Mapping) and not bare) else ""


def column_of(scalar: Scalar) -> int:
    """The column, from 0."""
    return scalar.start - (scalar.source.text.rfind("\n", 0, scalar.start) + 1)
