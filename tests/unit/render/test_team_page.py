"""The team's page in every format and style."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given
from ruamel.yaml import YAML

from containerloop.pipeline.page_step import page
from containerloop.render import team_page
from containerloop.render.html.team_page import render_page as render_html
from containerloop.render.json import json_text, schema, schema_of
from containerloop.render.markdown.team_page import SIGNED, Style, render_page, render_parts
from containerloop.report.page.values import Lock, PageReport
from tests.support.shown import WRITE
from tests.support.world import World
from tests.unit.render.html.test_report import ALLOWED, Reader
from tests.unit.render.text.test_harm import hostile_text

SCHEMA = Path(schema.__code__.co_filename).parent / "page.schema.json"
TITLE = "containerloop document, schema version 1"
EVERY = pytest.mark.parametrize("style", Style)
MDX = pytest.mark.parametrize("style", [Style.DOCUSAURUS, Style.STARLIGHT])


def shop() -> World:
    """A web server that is open, a database that is not, a browser, and a program of the host."""
    world, api, db = World(), "api", "db"
    world.container(
        api,
        publishes=["18080:8000"],
        listens=["0.0.0.0:8000"],
        env=[
            f"DATABASE_URL=postgres://app:swordfish@{db}:5432/app?password=swordfish",
            "OLLAMA_URL=http://me:swordfish@host.docker.internal:11434/swordfish",
            f"VITE_API_URL=http://x:swordfish@{api}:8000/?token=swordfish",
        ],
    )
    world.config(api, references=world.containers[-1].references)
    world.container(db, exposes=[5432], listens=["0.0.0.0:5432"])
    world.config(db)
    world.attempt(f"service:{api}", f"{db}:5432", "answered", protocol="postgresql")
    world.attempt(f"service:{db}", f"{api}:8000", "answered", protocol="http")
    world.attempt("host", "127.0.0.1:18080", "answered", protocol="http", banner="swordfish")
    return world


def made(world: World | None = None) -> PageReport:
    return page(world.snapshot("")) if world else of_the_shop()


@cache
def of_the_shop() -> PageReport:
    return page(shop().snapshot(""))


def called(name: str) -> PageReport:
    """The page in which a service is called so."""

    def renamed(value: Any) -> Any:
        if isinstance(value, str):
            return re.sub(r"\bapi\b", lambda _: name, value)
        if isinstance(value, dict):
            return {key: renamed(each) for key, each in value.items()}
        return [renamed(each) for each in value] if isinstance(value, list) else value

    return msgspec.convert(renamed(msgspec.to_builtins(made())), PageReport)


def markdown(style: Style) -> Callable[[PageReport], str]:
    return lambda told: render_page(told, style)


FORMATS: dict[str, Callable[[PageReport], str]] = {
    "json": json_text,
    "html": render_html,
    **{style.value: markdown(style) for style in Style},
}


@pytest.mark.parametrize("form", FORMATS)
def test_all_of_it_is_told(form: str) -> None:
    shown = FORMATS[form](made())
    for word in (
        "http://127.0.0.1:18080", "db:5432", "host.docker.internal:11434", "OLLAMA_HOST",
        "VITE_API_URL", "extra_hosts", "why-cant-i-reach",
    ):  # fmt: skip
        assert word in shown, word
    assert shown.endswith("\n")
    assert not shown.endswith("\n\n")


@pytest.mark.parametrize("form", FORMATS)
def test_no_credential_is_in_it(form: str) -> None:
    assert "swordfish" not in FORMATS[form](made())


def test_nor_in_the_lock() -> None:
    lock = Lock(compose="sha256:0", style="plain", page=made())
    assert "swordfish" not in json_text(lock)


@EVERY
def test_every_part_stands_in_the_page_as_between_markers(style: Style) -> None:
    told, parts = made(), render_parts(made(), style)
    assert tuple(parts) == team_page.PARTS
    shown = render_page(told, style)
    for part in parts.values():
        assert part
        assert part in shown


def test_parts_that_the_project_does_not_have_are_empty() -> None:
    world = World()
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"])
    parts = render_parts(made(world), Style.PLAIN)
    assert [name for name, text in parts.items() if not text] == ["host", "browser"]
    assert "reach a browser" not in render_page(made(world), Style.PLAIN)


@EVERY
def test_whose_page_it_is_stands_in_its_first_lines(style: Style) -> None:
    lines = render_page(made(), style).splitlines()
    assert any(SIGNED in line for line in lines[:3])
    if style is Style.PLAIN:
        assert lines[0] == f"<!-- {SIGNED} -->"
        return
    matter = "\n".join(lines[1 : lines.index("---", 1)])
    assert YAML(typ="safe").load(matter) == {"title": "Networking"}


def test_a_site_that_writes_the_title_itself_has_no_second_one() -> None:
    shown = {style: "# Networking" in render_page(made(), style).splitlines() for style in Style}
    assert [style for style, headed in shown.items() if not headed] == [
        Style.DOCUSAURUS, Style.STARLIGHT,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("style", "begin"),
    [
        (Style.PLAIN, "> **Open beyond this machine.** Published"),
        (Style.MKDOCS, '!!! warning "Open beyond this machine"\n\n    Published'),
        (Style.DOCUSAURUS, ":::warning[Open beyond this machine]\n\nPublished"),
        (Style.STARLIGHT, ":::caution[Open beyond this machine]\n\nPublished"),
    ],
)
def test_each_sites_way_to_warn(style: Style, begin: str) -> None:
    shown = render_page(made(), style)
    assert begin in shown
    assert shown.count("\n:::\n") == (1 if begin.startswith(":::") else 0)


def prose(text: str) -> str:
    """What of a page is neither in a fence nor in a code span."""
    bare = re.sub(r"^(`{3,})[^\n]*\n.*?^\1\n?", "", text, flags=re.DOTALL | re.MULTILINE)
    bare = re.sub(r"<code>[^<>{}]*</code>", "", bare)
    return re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", bare, flags=re.DOTALL)


@MDX
@pytest.mark.parametrize("name", ["api", "{props}", "<b>", "a|{b}", "`{x}`", "x|`<y>`|z"])
def test_mdx_finds_nothing_to_run(style: Style, name: str) -> None:
    shown = render_page(called(name), style)
    assert not re.search(r"[{}<]", prose(shown)), prose(shown)


@EVERY
@pytest.mark.parametrize("name", ["a|b", "a\nb", "a`b", "\x1b[31mx", "[x](y)", "@eva", "\u202ex"])
def test_a_name_makes_no_cell_and_no_line(style: Style, name: str) -> None:
    shown = render_page(called(name), style)
    plain = render_page(made(), style)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    rows = [line for line in shown.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", re.sub(r"`[^`]*`", "", row))) for row in rows} <= {
        3, 4, 5, 6, 7,
    }  # fmt: skip
    assert shown.count("\n## ") == plain.count("\n## ")


@given(hostile_text)
def test_the_page_in_html_holds_no_markup_of_others(name: str) -> None:
    read = Reader(render_html(called(name)))
    assert not read.open
    drawn = {"svg", "g", "path", "rect", "text", "defs", "marker", "tspan", "desc"}
    assert {tag for tag, _ in read.seen} <= ALLOWED | drawn


@pytest.mark.parametrize("form", FORMATS)
@given(hostile_text)
def test_any_name_is_text(form: str, name: str) -> None:
    shown = FORMATS[form](called(name))
    assert {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs")} <= {"\n"}


def test_the_drawing_is_ascii() -> None:
    told = render_parts(called("grüße"), Style.PLAIN)["drawing"]
    assert told.startswith("```mermaid\nflowchart LR\n")
    assert told.isascii()


def test_what_was_not_seen_stands_out() -> None:
    world = shop()
    world.container("down", status="exited", listens=None, exposes=[80])
    shown = render_page(made(world), Style.PLAIN)
    assert "> **Not everything could be looked at.**" in shown
    assert "not measured: " in shown


def test_what_to_use_instead_is_only_said_where_it_is_known() -> None:
    world = shop()
    world.container("worker", refers=["http://db:5433"])
    world.attempt("service:worker", "db:5433", "refused")
    rows = [r for r in render_page(made(world), Style.PLAIN).splitlines() if r.startswith("| `db:")]
    measured = next(r for r in rows if "| in worker |" in r)
    derived = next(r for r in rows if "| on this machine |" in r)
    assert "nothing: it is not reachable there" not in measured
    assert derived.endswith("| nothing: it is not reachable there |")


def test_the_shipped_schema_is_current_and_holds() -> None:
    current = json.dumps(schema_of(PageReport, TITLE), indent=2, ensure_ascii=False) + "\n"
    if WRITE:
        SCHEMA.write_text(current, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == current
    shown = json_text(made())
    made_schema: Any = json.loads(current)
    jsonschema.Draft202012Validator(made_schema).validate(json.loads(shown))
    assert msgspec.json.decode(shown, type=PageReport) == made()


def test_the_sample_in_the_readme_is_of_a_page_that_was_measured() -> None:
    root = Path(__file__).parents[3]
    sample = re.search(
        r"```markdown\n(## How do I.*?)\n```", (root / "README.md").read_text(), re.S
    )
    assert sample is not None
    assert f"\n{sample[1]}\n" in (root / "tests" / "data" / "page" / "networking.md").read_text()
