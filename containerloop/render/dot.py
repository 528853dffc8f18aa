"""A map in Graphviz' language (`--format dot`). Pure."""

from __future__ import annotations

from containerloop.render.arrows import Arrow, Box, Node, drawing
from containerloop.report.map.values import ProjectMap

_HEAD = (
    'rankdir="LR"; newrank="true"; fontname="sans-serif";',
    'node [shape="box", style="rounded", fontname="sans-serif"];',
    'edge [fontname="sans-serif", fontsize="10"];',
)


def render_dot(project: ProjectMap) -> str:
    """One digraph, ending in a newline; a box is a cluster."""
    drawn = drawing(project)
    lines = ["digraph {", *(f"  {row}" for row in _HEAD), f"  label={_quoted(drawn.title)};"]
    for at, box in enumerate(drawn.boxes):
        lines += [f"  {row}" for row in _box(box, at)]
    lines += [f"  {_arrow(each)}" for each in drawn.arrows]
    return "\n".join([*lines, "}"]) + "\n"


def _box(box: Box, at: int) -> list[str]:
    nodes = [_node(each) for each in box.nodes]
    if not box.title:
        return nodes
    inside = [f"label={_quoted(box.title)};", *nodes]
    return [f"subgraph cluster_{at} {{", *(f"  {row}" for row in inside), "}"]


def _node(node: Node) -> str:
    state = () if node.running else ("not running",)
    said = "\\n".join(_escaped(part) for part in (node.name, *node.details, *state))
    return f'{node.key} [label="{said}"];'


def _arrow(each: Arrow) -> str:
    look = "" if each.works else ', style="dashed", color="#c1121f", fontcolor="#c1121f"'
    return f"{each.source} -> {each.target} [label={_quoted(each.label)}{look}];"


def _quoted(said: str) -> str:
    return f'"{_escaped(said)}"'


def _escaped(said: str) -> str:
    return said.replace("\\", "\\\\").replace('"', '\\"')
