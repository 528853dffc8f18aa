"""The page: whole, alone, and readable without eyes or a mouse."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from msgspec.structs import replace

from containerloop.render.html.page import POLICY
from containerloop.render.html.report import render
from containerloop.report.v1 import Report
from tests.support import reports
from tests.support.formats import LIVE
from tests.support.shown import SAMPLES
from tests.unit.render.text.test_harm import any_report, hostile_text

VOID = {"meta", "br"}
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "section", "footer", "br"),
    *("h1", "h2", "p", "ul", "li", "code", "pre", "span", "div", "details", "summary"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    *("charset", "http-equiv", "content", "name", "lang", "class", "scope"),
    *("role", "aria-label", "tabindex"),
}


class Reader(HTMLParser):
    """Elements and their texts; it fails where they do not close in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)


def read(report: Report) -> Reader:
    page = Reader(render(report, LIVE))
    assert {tag for tag, _ in page.seen} <= ALLOWED
    assert {name for _, attributes in page.seen for name in attributes} <= ATTRIBUTES
    return page


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(name: str) -> None:
    page = read(SAMPLES[name])
    tags = [tag for tag, _ in page.seen]
    assert tags.count("h1") == tags.count("main") == tags.count("title") == 1


@given(hostile_text)
def test_no_name_makes_an_element(called: str) -> None:
    usual = [tag for tag, _ in read(reports.hostile("web")).seen]
    assert {tag for tag, _ in read(reports.hostile(called)).seen} <= set(usual)


@given(any_report)
def test_any_report_is_a_whole_page(report: Report) -> None:
    read(report)


@pytest.mark.parametrize("called", ["<script>alert(1)</script>", '" onload="x', "&lt;b&gt;", "'"])
def test_markup_is_shown_as_it_is(called: str) -> None:
    page = read(reports.hostile(called))
    assert called in "".join(page.texts["code"])


def test_it_can_load_nothing() -> None:
    page = read(reports.localhost_in_container())
    policies = [a["content"] for tag, a in page.seen if "http-equiv" in a]
    assert policies == [POLICY]
    assert POLICY.startswith("default-src 'none'; ")
    assert "script-src" not in POLICY
    assert "url(" not in "".join(page.texts["style"])


def test_the_matrix_is_a_table_that_can_be_read_aloud() -> None:
    page = read(reports.localhost_in_container())
    scopes = [a.get("scope") for tag, a in page.seen if tag == "th"]
    assert scopes.count("col") == len(
        {a.vantage for a in reports.localhost_in_container().attempts}
    )
    assert scopes.count("row") == len(
        {a.address for a in reports.localhost_in_container().attempts}
    )
    assert None not in scopes
    assert page.texts["caption"]
    scrolled = [a for _, a in page.seen if a.get("class") == "scrolled"]
    assert all(a["tabindex"] == "0" and a["aria-label"] and a["role"] == "region" for a in scrolled)
    assert len(scrolled) >= 2


def test_no_colour_says_anything_alone() -> None:
    page = read(reports.two_findings())
    cells = [text for text in page.texts["td"] if text.strip()]
    assert all(text[0] in "✓✗–!" for text in cells)
    rows = [text for text in page.texts["span"] if text.startswith(("-  ", "+  "))]
    assert rows


def test_the_title_of_the_page_is_not_said_twice() -> None:
    page = read(reports.localhost_in_container())
    assert page.texts["h2"][0] == "What to do"
    warned = replace(reports.reachable(), findings=reports.two_findings().findings[-1:])
    assert "CL611" not in page.texts["h2"]
    assert any("published on every address" in text for text in read(warned).texts["h2"])
