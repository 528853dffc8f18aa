"""A map as a picture (`--format svg`): for light and for dark, and told in words as well. Pure."""

from __future__ import annotations

from containerloop.render.arrows import Arrow, Box, Drawing, Node, drawing
from containerloop.render.html.elements import Html, element, text
from containerloop.render.svg.fitted import fitted
from containerloop.render.svg.layout import Rectangle, layout
from containerloop.render.svg.ports import HEAD, LINE, ports_of, shown
from containerloop.render.svg.routes import Route, routes
from containerloop.report.map.values import ProjectMap

STYLE = """
.map { --page: #fff; --ink: #1c2128; --dim: #59636e; --line: #aab4be; --soft: #f6f8fa;
  --node: #fff; --good: #116329; --bad: #b3141d; }
@media (prefers-color-scheme: dark) { .map { --page: #0d1117; --ink: #e6edf3; --dim: #9198a1;
  --line: #545d68; --soft: #151b23; --node: #0d1117; --good: #56d364; --bad: #ff8f87; } }
.map { max-width: 100%; height: auto; }
.map text { font: 13px system-ui, sans-serif; fill: var(--ink); }
.map .page { fill: var(--page); }
.map .box { fill: var(--soft); stroke: var(--line); }
.map .node { fill: var(--node); stroke: var(--line); stroke-width: 1.5; }
.map .name { font-weight: 600; }
.map .title, .map .detail { fill: var(--dim); }
.map .title { stroke: var(--soft); stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
.map .label { font: 12px ui-monospace, monospace; stroke: var(--page); stroke-width: 4px;
  stroke-linejoin: round; paint-order: stroke; }
.map .call { fill: none; stroke: var(--good); stroke-width: 1.5; }
.map .unasked { stroke: var(--line); }
.map .fails { stroke: var(--bad); stroke-width: 2; stroke-dasharray: 6 4; }
.map .label.fails { fill: var(--bad); stroke: var(--page); stroke-dasharray: none; }
.map .head { fill: var(--good); } .map .head.fails { fill: var(--bad); stroke: none; }
.map .head.unasked { fill: var(--line); }
"""

_SMALLEST = 0.8
"""A picture is drawn smaller where it has less room, as long as its labels can be read."""


def render_svg(project: ProjectMap) -> str:
    """A picture that stands alone, ending in a newline."""
    shown = picture(project, style=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{shown}\n'


def picture(project: ProjectMap, *, style: bool = False) -> Html:
    """The `<svg>` element; with its own style where no page brings it."""
    drawn = drawing(project)
    ports = ports_of(drawn)
    places = layout(drawn, ports)
    ways = routes(drawn, places, ports)
    size = f"{places.width:.0f} {places.height:.0f}"
    parts = [
        element("title", text(drawn.title), id="map-title"),
        element("desc", text(_in_words(drawn)), id="map-words"),
        element("style", STYLE) if style else "",
        _rectangle(Rectangle(0, 0, places.width, places.height), "page", 0),
        *(_box(box, at) for box, at in zip(drawn.boxes, places.boxes, strict=True)),
        *(_arrow(each, ways[each]) for each in sorted(drawn.arrows, key=_importance)),
        *(_title(box, at) for box, at in zip(drawn.boxes, places.boxes, strict=True)),
        *(_node(n, places.nodes[n.key]) for box in drawn.boxes for n in box.nodes),
        *_labels(ways),
    ]
    head = {"class_": "map", "role": "img", "aria_labelledby": "map-title map-words"}
    width, height = size.split(" ")
    sizes = {"viewBox": f"0 0 {size}", "width": width, "height": height}
    sizes["style"] = f"min-width: {places.width * _SMALLEST:.0f}px"
    return element("svg", *parts, xmlns="http://www.w3.org/2000/svg", **head, **sizes)


def _in_words(drawn: Drawing) -> str:
    names = {n.key: n.name for box in drawn.boxes for n in box.nodes}
    told = [f"{names[a.source]} to {names[a.target]}: {a.label}" for a in drawn.arrows]
    return "; ".join(told) or "no arrows"


def _rectangle(at: Rectangle, kind: str, round_by: int) -> Html:
    sizes = {"x": at.x, "y": at.y, "width": at.width, "height": at.height, "rx": float(round_by)}
    return element("rect", class_=kind, **{name: f"{value:.0f}" for name, value in sizes.items()})


def _said(said: str, x: float, y: float, kind: str, anchor: str = "start") -> Html:
    at = {"x": f"{x:.0f}", "y": f"{y:.0f}", "text_anchor": anchor}
    return element("text", text(said), class_=kind, **at)


def _box(box: Box, at: Rectangle) -> Html:
    return _rectangle(at, "box", 10) if box.title else ""


def _title(box: Box, at: Rectangle) -> Html:
    said = fitted(box.title, at.width - 28)
    if not said:
        return ""
    whole = element("title", text(box.title)) if said != box.title else ""
    return element("g", whole, _said(said, at.x + 14, at.y + 22, "title"))


def _node(node: Node, at: Rectangle) -> Html:
    rows = [(node.name, "name"), *((each, "detail") for each in node.details)]
    rows += [] if node.running else [("not running", "detail")]
    kept = [(fitted(row, at.width - 24), kind) for row, kind in rows]
    top = at.y + (at.height - LINE * len(rows)) / 2 + 13
    told = [_said(row, at.x + 12, top + LINE * i, kind) for i, (row, kind) in enumerate(kept)]
    whole = element("title", text(", ".join(row for row, _ in rows))) if kept != rows else ""
    return element("g", whole, _rectangle(at, "node", 6), *told)


def _importance(arrow: Arrow) -> tuple[bool, bool]:
    """What is drawn last is seen where arrows cross."""
    return not arrow.works, arrow.relied_on


def _kind(arrow: Arrow) -> str:
    if not arrow.works:
        return "fails"
    return "" if arrow.relied_on else "unasked"


def _arrow(arrow: Arrow, at: Route) -> Html:
    back = at.x + (-HEAD if at.from_left else HEAD)
    head = f"M {at.x:.0f} {at.y:.0f} L {back:.0f} {at.y - 5:.0f} L {back:.0f} {at.y + 5:.0f} Z"
    kind = _kind(arrow)
    line = element("path", class_=f"call {kind}".strip(), d=at.path)
    return line + element("path", class_=f"head {kind}".strip(), d=head)


def _labels(ways: dict[Arrow, Route]) -> list[Html]:
    """Each address once at each point where arrows end, however many do."""
    told = {(at.x, at.y, at.from_left, each.label): _kind(each) for each, at in ways.items()}
    drawn = []
    for (x, y, from_left, label), kind in told.items():
        beside = x - HEAD - 4 if from_left else x + HEAD + 4
        anchor = "end" if from_left else "start"
        fails = "label fails" if kind == "fails" else "label"
        drawn.append(_said(shown(label), beside, y - 5, fails, anchor))
    return drawn
