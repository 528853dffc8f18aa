"""Where the nodes of a picture stand: nothing covers anything, whatever is drawn."""

from __future__ import annotations

from itertools import combinations

import pytest

from containerloop.render.arrows import Arrow, Box, Drawing, Node, drawing
from containerloop.render.svg.layout import Layout, Rectangle, layout
from containerloop.render.svg.ports import ports_of
from tests.support import maps


def apart(one: Rectangle, other: Rectangle) -> bool:
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    return beside or one.y + one.height <= other.y or other.y + other.height <= one.y


def within(inner: Rectangle, outer: Rectangle) -> bool:
    right, bottom = inner.x + inner.width, inner.y + inner.height
    there = outer.x <= inner.x and outer.y <= inner.y
    return there and right <= outer.x + outer.width and bottom <= outer.y + outer.height


def placed(drawn: Drawing) -> Layout:
    places = layout(drawn, ports_of(drawn))
    whole = Rectangle(0, 0, places.width, places.height)
    assert all(apart(a, b) for a, b in combinations(places.nodes.values(), 2))
    assert all(apart(a, b) for a, b in combinations(places.boxes, 2))
    for box, at in zip(drawn.boxes, places.boxes, strict=True):
        assert within(at, whole)
        assert all(within(places.nodes[node.key], at) for node in box.nodes)
    return places


@pytest.mark.parametrize("count", [1, 3, 4, 50])
def test_nothing_covers_anything(count: int) -> None:
    placed(drawing(maps.large(count)))


def test_who_calls_stands_left_of_what_is_called() -> None:
    places = placed(drawing(maps.shop()))
    for each in drawing(maps.shop()).arrows:
        assert places.nodes[each.source].x < places.nodes[each.target].x


def circle(*keys: str) -> Drawing:
    nodes = tuple(Node(key, key) for key in keys)
    ends = zip(keys, (*keys[1:], keys[0]), strict=True)
    arrows = tuple(Arrow(a, b, f"{b}:1", True, True) for a, b in ends)
    return Drawing("t", (Box("x", nodes),), arrows, 0)


@pytest.mark.parametrize("keys", ["a", "ab", "abcde"])
def test_a_circle_of_calls_comes_to_an_end(keys: str) -> None:
    placed(circle(*keys))


def test_what_no_arrow_is_about_fills_the_columns_up() -> None:
    places = placed(drawing(maps.large(50)))
    lefts = [at.x for at in places.nodes.values()]
    assert len(set(lefts)) == 4
    assert max(map(lefts.count, lefts)) <= 14


def test_what_many_call_stands_in_the_middle_of_them() -> None:
    names = "abcde"
    arrows = tuple(Arrow(n, "z", "z:1", True, True) for n in names)
    places = placed(Drawing("t", (Box("x", tuple(Node(n, n) for n in (*names, "z"))),), arrows, 0))
    assert abs(places.nodes["z"].y - places.nodes["c"].y) < 1


def test_an_arrow_into_a_circle_ends_on_the_side_that_it_comes_from() -> None:
    drawn = circle(*"abc")
    ports = ports_of(drawn)
    assert sorted(ports.way(each) for each in drawn.arrows) == [-1, 1, 1]
    assert all(ports.end(each)[0] == (ports.way(each) > 0) for each in drawn.arrows)
    assert all(ports.begin(each)[0] == (ports.way(each) < 0) for each in drawn.arrows)


def test_a_node_is_as_high_as_the_labels_that_end_there() -> None:
    arrows = tuple(Arrow("a", "b", f"b:{port}", True, True) for port in range(9))
    drawn = Drawing("t", (Box("x", (Node("a", "a"), Node("b", "b"))),), arrows, 0)
    assert placed(drawn).nodes["b"].height > placed(drawn).nodes["a"].height
