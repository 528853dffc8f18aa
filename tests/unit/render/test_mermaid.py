"""Drawings as mermaid's own parser reads them: the same nodes, boxes and arrows, names as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from containerloop.render.arrows import drawing
from containerloop.render.mermaid import render_mermaid
from containerloop.report.map.values import ProjectMap
from containerloop.report.map.whole import map_of
from tests.support import maps, recorded
from tests.support.mermaid import Reader, reader
from tests.unit.render.text.test_harm import hostile_text

PAGES = Path(__file__).parents[2] / "data" / "page"
AT_ONCE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def read() -> Iterator[Reader]:
    """mermaid's own parser."""
    made = reader()
    yield made
    made.close()


def drawn(of: ProjectMap) -> dict[str, Any]:
    """What the drawing says, in the words of `Reader.read`."""
    made = drawing(of)
    nodes = [node for box in made.boxes for node in box.nodes]
    return {
        "nodes": {n.key: [n.name, *n.details, *(() if n.running else ("not running",))]
                  for n in nodes},
        "boxes": [(b.title, sorted(n.key for n in b.nodes)) for b in made.boxes if b.title],
        "arrows": [(a.source, a.target, a.label, a.works) for a in made.arrows],
    }  # fmt: skip


def as_read(told: dict[str, Any]) -> dict[str, Any]:
    assert "error" not in told, told["error"]
    assert told["kind"] == "flowchart-v2"
    return {
        "nodes": {key: label.split("<br/>") for key, label in told["nodes"]},
        "boxes": [(title, nodes) for _, title, nodes in told["boxes"]],
        "arrows": [(a, b, label, line == "normal") for a, b, label, line in told["arrows"]],
    }


@pytest.mark.parametrize("count", [1, 13, 14, 50])
def test_many_services(read: Reader, count: int) -> None:
    project = maps.large(count)
    assert as_read(read.read(render_mermaid(project))) == drawn(project)


def test_answers_failures_and_networks(read: Reader) -> None:
    assert as_read(read.read(render_mermaid(maps.shop()))) == drawn(maps.shop())


@pytest.mark.parametrize(
    "name", ["end", "graph", "subgraph", "click", "a-->b", "%%", "1. x", "x o--o y", "default", "`"]
)
def test_its_own_words_are_names(read: Reader, name: str) -> None:
    project = maps.called(name)
    assert as_read(read.read(render_mermaid(project))) == drawn(project)


@AT_ONCE
@given(hostile_text)
def test_any_name_is_one_label(read: Reader, name: str) -> None:
    told = as_read(read.read(render_mermaid(maps.called(name))))
    made = drawn(maps.called(name))
    assert [len(told[part]) for part in made] == [len(made[part]) for part in made]


def test_every_recorded_project(read: Reader) -> None:
    for path in recorded.all_recorded():
        project = map_of(recorded.read(path))
        assert as_read(read.read(render_mermaid(project))) == drawn(project), path.name


def test_the_drawings_of_the_pages(read: Reader) -> None:
    pages = sorted(PAGES.glob("*.md"))
    fences = [f for p in pages for f in re.findall(r"```mermaid\n(.*?)```", p.read_text(), re.S)]
    assert len(fences) == len(pages) > 0
    for fence in fences:
        assert "error" not in read.read(fence)


def test_it_is_a_parser(read: Reader) -> None:
    """The tests above would fail for a drawing that GitHub refuses."""
    for broken in ("flowchart LR\n a[b(c]", "flowchart LR\n a --> ", "subgraph x", ""):
        assert "error" in read.read(broken)
