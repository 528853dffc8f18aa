"""A map in every format: what is drawn, and that names stay names."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from containerloop.render.arrows import MOST_UNASKED, Arrow, drawing
from containerloop.render.dot import render_dot
from containerloop.render.html.map import render_page
from containerloop.render.json import json_text, schema, schema_of
from containerloop.render.mermaid import label, render_mermaid
from containerloop.render.svg.drawing import render_svg
from containerloop.render.text.layout import TextLayout
from containerloop.render.text.map import render_map
from containerloop.report.map.values import ProjectMap
from tests.support import maps
from tests.support.shown import WRITE
from tests.unit.render.html.test_report import ALLOWED, ATTRIBUTES, Reader
from tests.unit.render.text.test_harm import hostile_text

SCHEMA = Path(schema.__code__.co_filename).parent / "map.schema.json"
TITLE = "containerloop map of a project, schema version 1"
SVG = "{http://www.w3.org/2000/svg}"


def text(of: ProjectMap, *, width: int = 100, verbose: bool = False) -> str:
    return render_map(of, look=TextLayout(width=width, verbose=verbose), color=False)


def as_json(of: ProjectMap) -> str:
    return json_text(of)


FORMATS = {
    "text": text,
    "json": as_json,
    "mermaid": render_mermaid,
    "dot": render_dot,
    "svg": render_svg,
    "html": render_page,
}
EVERY = pytest.mark.parametrize("form", FORMATS)


@EVERY
def test_every_place_server_and_address_is_told(form: str) -> None:
    shown = FORMATS[form](maps.shop())
    for word in ("db:5432", "127.0.0.1:8080", "localhost:6379", "api", "back", "front"):
        assert word in shown, word
    assert shown.endswith("\n")


@EVERY
@given(hostile_text)
def test_any_name_is_text(form: str, called: str) -> None:
    shown = FORMATS[form](maps.called(called))
    assert {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs")} <= {"\n"}


def test_the_text() -> None:
    assert text(maps.shop()) == (
        "✗ shop: 1 of 3 addresses that are relied on answer, 2 do not.\n"
        "  network back (internal)  db\n"
        "  networks back (internal) and front  api\n"
        "  network front  web\n"
        "\n"
        "  db  5432 PostgreSQL\n"
        "    ✓ api: db:5432\n"
        "    – web  no network in common\n"
        "\n"
        "  web  80 HTTP\n"
        "    ✗ this machine: 127.0.0.1:8080  refused (relied on)\n"
        "    ✓ api: web:80\n"
        "\n"
        "  leads to no server of the project\n"
        "    ✗ api: localhost:6379  refused (relied on)\n"
    )


@pytest.mark.parametrize(("reach", "mark"), [("answers", "✓"), ("fails", "✗"), ("unknown", "?")])
def test_only_what_was_measured_is_in_order(reach: str, mark: str) -> None:
    of = replace(maps.large(2), cells=(
        maps.cell("service:c0", "db", 5432, "answers", relied_on=True),
        maps.cell("service:c1", "db", 5432, reach, relied_on=True, reason="no such name"),
        maps.cell("host", "db", 5432, "unknown", reason="not published"),
    ))  # fmt: skip
    assert text(of).startswith(f"{mark} large: ")
    assert f">{mark}</span> large: " in render_page(of)


def test_those_who_fare_alike_share_a_line() -> None:
    shown = text(maps.large(40))
    assert "    ✓ c0, c1, c2, c3, c4, c5 +34 more: db:5432\n" in shown
    assert "c39: db:5432" in text(maps.large(40), verbose=True).replace("\n", " ")


def arrows(of: ProjectMap) -> tuple[Arrow, ...]:
    return drawing(of).arrows


def test_what_answers_and_what_is_relied_on_is_drawn_and_what_is_unknown_is_not() -> None:
    shown = {(a.label, a.works, a.relied_on) for a in arrows(maps.shop())}
    assert shown == {
        ("db:5432", True, True),
        ("web:80", True, False),
        ("127.0.0.1:8080 refused", False, True),
        ("localhost:6379 refused", False, True),
    }


def test_what_nobody_relies_on_and_what_was_not_measured_is_not_drawn() -> None:
    failing = maps.cell("service:web", "db", 5432, "fails")
    unseen = maps.cell("host", "db", 5432, "unknown", relied_on=True, address=None)
    assert len(arrows(maps.shop(failing, unseen))) == len(arrows(maps.shop()))


@pytest.mark.parametrize(("count", "drawn", "left"), [(13, 13, 0), (14, 1, 13)])
def test_many_answers_that_nobody_relies_on_are_counted(count: int, drawn: int, left: int) -> None:
    shown = drawing(maps.large(count))
    assert (len(shown.arrows), shown.left_out) == (drawn, left)
    assert count - 1 <= MOST_UNASKED if drawn > 1 else count - 1 > MOST_UNASKED


def test_a_box_for_each_set_of_networks() -> None:
    boxes = drawing(maps.shop()).boxes
    assert [(box.title, [n.name for n in box.nodes]) for box in boxes] == [
        ("", ["this machine"]),
        ("network back (internal)", ["db"]),
        ("networks back (internal) and front", ["api"]),
        ("network front", ["web"]),
        ("no server of the project", ["localhost:6379"]),
    ]


def test_mermaid_draws_what_fails_dashed_and_red() -> None:
    shown = render_mermaid(maps.shop())
    assert shown.startswith("flowchart LR\n")
    assert '  n1 -->|"db:5432"| n2\n' in shown
    assert '  n0 -.->|"127.0.0.1:8080 refused"| n3\n' in shown
    [style] = re.findall(r"linkStyle ([\d,]+) stroke:#ff5a52", shown)
    lines = [row for row in shown.splitlines() if "|" in row]
    assert [("-.->" in row) for row in lines] == [
        str(at) in style.split(",") for at in range(len(lines))
    ]


@given(st.text() | hostile_text)
def test_a_label_of_mermaid_is_plain_ascii_and_comes_back(said: str) -> None:
    shown = label(said)
    assert re.fullmatch(r'"(?:[A-Za-z0-9 .:/_-]|#\d+;)*"', shown)
    assert re.sub(r"#(\d+);", lambda m: chr(int(m[1])), shown[1:-1]) == (said or " ")


@pytest.mark.parametrize("said", ["1. a", "- a", "http://x"])
def test_what_mermaid_takes_for_markdown_or_a_link_is_none(said: str) -> None:
    assert not re.search(r"^(\d+\.|[-*+]) |://", label(said)[1:-1])


@given(hostile_text)
def test_dot_ends_each_text_where_it_should(called: str) -> None:
    for row in render_dot(maps.called(called)).splitlines():
        assert len(re.findall(r'(?<!\\)(?:\\\\)*"', row)) % 2 == 0, row


@given(hostile_text)
def test_a_picture_is_xml_of_shapes_and_texts(called: str) -> None:
    picture = ET.fromstring(render_svg(maps.called(called)))
    kinds = {each.tag.removeprefix(SVG) for each in picture.iter()}
    assert kinds <= {"svg", "title", "desc", "style", "rect", "text", "g", "path"}
    names = {name for each in picture.iter() for name in each.attrib}
    assert not [name for name in names if name.startswith("on") or "href" in name]


def test_a_picture_is_told_in_words_too() -> None:
    picture = ET.fromstring(render_svg(maps.shop()))
    labelled = (picture.get("aria-labelledby") or "").split()
    found = {each.get("id"): each.text or "" for each in picture.iter() if each.get("id")}
    assert picture.get("role") == "img"
    assert "1 of 3 addresses" in found[labelled[0]]
    assert "this machine to web: 127.0.0.1:8080 refused" in found[labelled[1]]
    fails = [p for p in picture.iter(f"{SVG}path") if "call fails" in (p.get("class") or "")]
    assert len(fails) == 2


def test_the_page_has_the_picture_and_all_of_it_as_a_table() -> None:
    shown = render_page(maps.shop())
    page = Reader(shown)
    tags = [tag for tag, _ in page.seen]
    assert {"svg", "table", "caption"} <= set(tags)
    assert set(tags) <= ALLOWED | {"svg", "desc", "g", "rect", "path", "text"}
    shapes = {"x", "y", "width", "height", "rx", "d", "viewbox", "xmlns", "text-anchor", "id"}
    names = {name for _, attributes in page.seen for name in attributes}
    assert names <= ATTRIBUTES | shapes | {"aria-labelledby", "style"}
    rows = [a.get("scope") for tag, a in page.seen if tag == "th"]
    assert rows.count("row") == len(maps.shop().places) + 1
    assert rows.count("col") == len(maps.shop().servers)


def test_the_page_counts_what_is_not_drawn() -> None:
    assert "+39 more answers that nobody relies on" in render_page(maps.large(40))
    assert "nobody relies on" not in render_page(maps.shop())


def test_the_shipped_schema_is_current_and_the_json_valid() -> None:
    current = json.dumps(schema_of(ProjectMap, TITLE), indent=2, ensure_ascii=False) + "\n"
    if WRITE:
        SCHEMA.write_text(current, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == current
    told = json_text(maps.shop())
    jsonschema.Draft202012Validator(json.loads(current)).validate(json.loads(told))
    assert msgspec.json.decode(told, type=ProjectMap) == maps.shop()


def test_the_docs_name_every_key_of_it() -> None:
    page = (Path(__file__).parents[3] / "docs" / "json.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([^`\s]+)`", page))
    parts = schema_of(ProjectMap, TITLE)["$defs"].values()
    assert {key for part in parts for key in part.get("properties", {})} <= named
