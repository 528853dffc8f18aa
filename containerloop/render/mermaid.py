"""A map as a Mermaid flowchart (`--format mermaid`), as GitHub renders it in Markdown. Pure.

Every label is quoted, and each character that Mermaid or a renderer of it might take for syntax is
written by its number, so that labels are ASCII and mean nothing.
"""

from __future__ import annotations

import re

from containerloop.render.arrows import Arrow, Box, Drawing, Node, drawing
from containerloop.report.map.values import ProjectMap

_RISKY = re.compile(r"[^A-Za-z0-9 .:/_-]")
# a label that begins so would be taken for a list, and one with a scheme for a link
_LISTED = re.compile(r"^(\d+\.|[-*+]) |://")
# 3 to 1 on the boxes of mermaid's light theme and of its dark one; a text cannot be read in both
_FAILS = "stroke:#ff5a52,stroke-width:2px"


def render_mermaid(project: ProjectMap) -> str:
    """One flowchart, ending in a newline."""
    drawn = drawing(project)
    lines = ["flowchart LR", *(row for box in drawn.boxes for row in _box(box, drawn))]
    lines += [f"  {_arrow(each)}" for each in drawn.arrows]
    failing = [str(at) for at, each in enumerate(drawn.arrows) if not each.works]
    lines += [f"  linkStyle {','.join(failing)} {_FAILS}"] if failing else []
    if drawn.left_out:
        lines.append(f"  %% {drawn.left_out} more answers that nobody relies on are not drawn")
    return "\n".join(lines) + "\n"


def _box(box: Box, drawn: Drawing) -> list[str]:
    nodes = [_node(each) for each in box.nodes]
    if not box.title:
        return [f"  {node}" for node in nodes]
    key = f"box{drawn.boxes.index(box)}"
    return [f"  subgraph {key}[{label(box.title)}]", *(f"    {node}" for node in nodes), "  end"]


def _node(node: Node) -> str:
    state = () if node.running else ("not running",)
    said = "<br/>".join(_escaped(part) for part in (node.name, *node.details, *state))
    return f'{node.key}["{said}"]'


def _arrow(each: Arrow) -> str:
    line = "-->" if each.works else "-.->"
    return f"{each.source} {line}|{label(each.label)}| {each.target}"


def label(said: str) -> str:
    """A quoted label that says this and does nothing."""
    return f'"{_escaped(said)}"'


def _escaped(said: str) -> str:
    said = said or " "
    risky = {at for match in _LISTED.finditer(said) for at in range(*match.span())}
    return "".join(
        f"#{ord(char)};" if at in risky or _RISKY.match(char) else char
        for at, char in enumerate(said)
    )
