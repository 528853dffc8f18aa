"""A comparison as text, Markdown and JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from containerloop.render import comparison as words
from containerloop.render.json import json_text, schema, schema_of
from containerloop.render.markdown import comparison as markdown
from containerloop.render.text import comparison as text
from containerloop.render.text.comparison import MOST
from containerloop.render.text.layout import TextLayout
from containerloop.report.comparison.values import Cause, Comparison, Difference, Side, Unseen
from containerloop.report.v1 import Verdict
from tests.support.shown import WRITE
from tests.unit.render.text.test_harm import hostile_text

SCHEMA = Path(schema.__code__.co_filename).parent / "comparison.schema.json"
TITLE = "containerloop comparison of two snapshots, schema version 1"
CAUSE = Cause(
    code="CL401",
    name="localhost-is-this-container",
    summary="x",
    vantage="service:api",
    address="localhost:5432",
)
ANSWERS = ("5432 is reachable.", "api cannot reach localhost:5432.")


def value(
    a: str | None, b: str | None, explains: str | None = None, what: str = "URL"
) -> Difference:
    return Difference(kind="value", where="api", what=what, a=a, b=b, explains=explains)


def comparison(
    *differences: Difference,
    b: Verdict = Verdict.UNREACHABLE,
    causes: tuple[Cause, ...] = (CAUSE,),
    outcomes: tuple[Difference, ...] = (),
    unseen: tuple[Unseen, ...] = (),
    same: bool = False,
) -> Comparison:
    return Comparison(
        a=Side(target="5432", verdict=Verdict.REACHABLE, causes=()),
        b=Side(target="5432", verdict=b, causes=causes),
        same=same,
        outcomes=outcomes,
        differences=differences,
        unseen=unseen,
    )


def shown(of: Comparison, *, verbose: bool = False, width: int = 100) -> str:
    look = TextLayout(width=width, verbose=verbose)
    return text.render_comparison(of, ANSWERS, look=look, color=False)


def test_the_outcome_then_what_explains_it_then_the_rest() -> None:
    told = shown(comparison(value("db", "localhost", "CL401"), value("1", "2", what="OTHER")))
    assert told == (
        "✗ The outcome differs: reachable in A, unreachable in B.\n"
        "  A  5432 is reachable.\n"
        "  B  api cannot reach localhost:5432.\n"
        "\n"
        "  CL401 localhost-is-this-container, which only B has, is about this\n"
        "  address that api uses  URL\n"
        "    A  db\n"
        "    B  localhost\n"
        "\n"
        "  What else differs\n"
        "  address that api uses  OTHER\n"
        "    A  1\n"
        "    B  2\n"
    )


def test_that_nothing_explains_it_is_said() -> None:
    assert "No difference in what both saw explains that." in shown(comparison(value("1", "2")))
    explained = shown(comparison(value("1", "2", "CL401")))
    assert "No difference" not in explained
    alike = comparison(value("1", "2"), b=Verdict.REACHABLE, causes=())
    assert "No difference" not in shown(alike)
    assert "  What differs\n" in shown(alike)


@pytest.mark.parametrize(
    ("of", "line"),
    [
        (comparison(same=True, b=Verdict.REACHABLE, causes=()), "Nothing that both saw differs."),
        (comparison(b=Verdict.REACHABLE), "Both are reachable, and not for the same reason."),
        (
            comparison(b=Verdict.REACHABLE, causes=(), outcomes=(value("1", "2"),)),
            "Both are reachable, and not for the same reason.",
        ),
        (
            comparison(value("1", "2"), b=Verdict.REACHABLE, causes=()),
            "Both are reachable; what was seen differs.",
        ),
    ],
)
def test_the_first_line(of: Comparison, line: str) -> None:
    assert words.first_line(of) == line


def test_what_only_one_saw_is_told_once_for_each_place() -> None:
    missed = tuple(
        Unseen(kind=kind, where="service:db", a=None, b="db is not running")
        for kind in ("listener", "name")
    )
    both = Unseen(kind="route", where="host", a="not read", b="not read")
    told = shown(comparison(unseen=(*missed, both)))
    assert told.count("db in B: db is not running") == 1
    assert "not read" not in told


def test_many_differences_are_counted_unless_all_are_asked_for() -> None:
    many = tuple(value("1", "2", what=f"V{n}") for n in range(MOST + 2))
    assert "+2 more, -v shows all" in shown(comparison(*many))
    assert shown(comparison(*many), verbose=True).count("address that api uses") == MOST + 2
    assert "more" not in shown(comparison(*many[:MOST]))


def test_a_service_that_is_called_like_a_vantage_keeps_its_name() -> None:
    named = Difference(kind="container", where="host", what="", a="there", b=None)
    assert words.whose(named) == "container of host"
    route = Difference(kind="route", where="host", what="x", a="1", b=None)
    assert words.whose(route) == "route of this machine"


def test_markdown_is_a_table_under_each_heading() -> None:
    told = markdown.render_comparison(comparison(value("db|x", None, "CL401")), ANSWERS)
    assert "#### `CL401` localhost-is-this-container, which only B has, is about this" in told
    assert "| address that api uses | `URL` | <code>db&#124;x</code> | – |" in told


def test_the_shipped_schema_is_current_and_the_json_valid() -> None:
    current = json.dumps(schema_of(Comparison, TITLE), indent=2, ensure_ascii=False) + "\n"
    if WRITE:
        SCHEMA.write_text(current, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == current
    of = comparison(value("1", None, "CL401"), unseen=(Unseen(kind="a", where="b", a="c", b=None),))
    told = json_text(of)
    jsonschema.Draft202012Validator(json.loads(current)).validate(json.loads(told))
    assert msgspec.json.decode(told, type=Comparison) == of


def test_the_docs_name_every_key_of_it() -> None:
    page = (Path(__file__).parents[3] / "docs" / "json.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([^`\s]+)`", page))
    parts = schema_of(Comparison, TITLE)["$defs"].values()
    assert {key for part in parts for key in part.get("properties", {})} <= named


@given(hostile_text, st.integers(40, 110))
def test_any_name_is_text(called: str, width: int) -> None:
    of = comparison(
        Difference(kind="value", where=called, what=called, a=called, b=called),
        Difference(kind="listener", where=f"service:{called}", what=called, a=called, b=None),
        unseen=(Unseen(kind=called, where=called, a=called, b=None),),
    )
    for told in (shown(of, width=width), markdown.render_comparison(of, (called, called))):
        assert {c for c in told if unicodedata.category(c) in ("Cc", "Cf", "Cs")} <= {"\n"}
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(told)
    inline = {t.type for token in tokens for t in token.children or []}
    usual = {"text", "code_inline", "softbreak", "html_inline", "strong_open", "strong_close"}
    assert inline <= usual
    assert {t.type for t in tokens if t.type.startswith("html")} == set()
