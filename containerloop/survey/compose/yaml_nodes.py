"""A YAML text as the library's nodes, within the limits of `reading_limits`. Pure over text.

Only what bounds the library's work may live here.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from containerloop.survey.compose.reading_limits import MOST_ITEMS, TooCostly, within_limits


class _BoundedComposer(Composer):
    """The library's, which stops when the time is over, and warns of nothing on stderr.

    An anchor that is given twice is legal YAML, and compose takes the later one as well.
    """

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader)
        self.warn_double_anchors = False

    def compose_node(self, parent: Any, index: Any) -> Any:
        """One node with all that is in it."""
        within_limits()
        return super().compose_node(parent, index)


def read_nodes(text: str) -> Node | None:
    """The root of a YAML text; None for an empty one. Aliases share the node of their anchor.

    Raises `YAMLError`, `RecursionError`, and `TooCostly` where its aliases stand for more than
    `MOST_ITEMS` items or the time is over.
    """
    reader = YAML(typ="safe", pure=True)
    reader.Composer = _BoundedComposer
    root: Node | None = reader.compose(text)
    if root is not None:
        _require_few(root, {})
    return root


def _require_few(node: Node, sizes: dict[int, int]) -> int:
    """How many items a node stands for, aliases written out. Raises `TooCostly` for too many."""
    if id(node) not in sizes:
        sizes[id(node)] = 1  # a node inside itself
        below = node.value if isinstance(node, SequenceNode | MappingNode) else ()
        parts = [part for each in below for part in (each if isinstance(each, tuple) else (each,))]
        sizes[id(node)] = 1 + sum(_require_few(part, sizes) for part in parts)
        if sizes[id(node)] > MOST_ITEMS:
            line = node.start_mark.line + 1
            raise TooCostly(f"the aliases in line {line} stand for more than {MOST_ITEMS} items")
    return sizes[id(node)]
