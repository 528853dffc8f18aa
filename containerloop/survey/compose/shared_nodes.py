"""The parts of a YAML text that more than one place means, and those in one line. Pure over text.

Only where they stand may live here; what must not be changed there is others' to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from containerloop.survey.compose.yaml_nodes import read_nodes

Span = tuple[int, int]
"""Offsets `start, end` in the text."""


@dataclass(frozen=True, slots=True)
class NodeSpans:
    """`shared`: nodes that an alias or a merge key means as well, with the anchor's name.

    `flow`: lists and mappings in the one-line form (`{…}`, `[…]`).
    """

    shared: dict[Span, str] = field(default_factory=dict)
    flow: tuple[Span, ...] = ()


def node_spans(text: str) -> NodeSpans:
    """The shared nodes and the flow style of a text.

    Raises `YAMLError`, `RecursionError` and `TooCostly`.
    """
    met: dict[int, Node] = {}
    shared: dict[Span, str] = {}
    flow: list[Span] = []
    waiting = [root] if (root := read_nodes(text)) is not None else []
    while waiting:
        node = waiting.pop()
        span = node.start_mark.index, node.end_mark.index
        if id(node) in met:
            shared[span] = str(node.anchor or "")
            continue
        met[id(node)] = node
        if isinstance(node, MappingNode | SequenceNode):
            flow += [span] if node.flow_style else []
            waiting += _below(node)
    return NodeSpans(shared, tuple(flow))


def _below(node: MappingNode | SequenceNode) -> list[Node]:
    parts = [each if isinstance(each, tuple) else (each,) for each in node.value]
    return [part for pair in parts for part in pair]
