"""Every page in a real browser: alone, in both themes, on a small screen, by keyboard, aloud."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from containerloop.pipeline.report_step import answer
from containerloop.render.html.map import render_page as map_page
from containerloop.render.html.report import render
from containerloop.render.html.team_page import render_page as team_page
from containerloop.render.svg.drawing import render_svg
from containerloop.report.map.values import ProjectMap
from containerloop.report.map.whole import map_of
from tests.support import maps, recorded, reports
from tests.support.browser import Browser
from tests.support.formats import LIVE
from tests.support.shown import SAMPLES
from tests.unit.render import test_team_page

HEALTHY = recorded.FOLDER / "26.1" / "healthy+plain.1.json"
HOSTILE = [
    "<script>document.title = 'run'</script>", '"><img src=x onerror=alert(1)>', "[web](x)",
    "\u202eabc\u2066", "مرحبا بالعالم", "&lt;b&gt;", "]]>", "n" * 300, "データベース🐘",
]  # fmt: skip
PAGES = {
    "why, healthy": lambda: render(answer(recorded.read(HEALTHY)), LIVE),
    "why, one fault": lambda: render(SAMPLES["localhost-in-container"], LIVE),
    "why, two faults": lambda: render(SAMPLES["two-findings"], LIVE),
    "why, forty vantages": lambda: render(SAMPLES["forty-vantages"], LIVE),
    "why, what a file states": lambda: render(SAMPLES["not-verified"], LIVE),
    "map, recorded": lambda: map_page(map_of(recorded.read(HEALTHY))),
    "map, a fault": lambda: map_page(maps.shop()),
    "map, five": lambda: map_page(maps.five()),
    "map, fifty": lambda: map_page(maps.fifty()),
    "document": lambda: team_page(test_team_page.made()),
}
EVERY = pytest.mark.parametrize("name", PAGES)
ANY_NAME = pytest.mark.parametrize("called", HOSTILE)


@cache
def page(name: str) -> str:
    return PAGES[name]()


@EVERY
def test_it_asks_for_nothing_and_complains_of_nothing(browser: Browser, name: str) -> None:
    own = browser.open(page(name))
    assert (browser.asked_for, browser.said) == ([own], [])


@EVERY
def test_every_text_can_be_read_in_both_themes(browser: Browser, name: str) -> None:
    browser.open(page(name))
    browser.value("unfold()")
    for dark in (False, True):
        browser.look(wide=1280, dark=dark)
        assert browser.value("tooPale()") == []
    assert browser.value("onlyColoured()") == []


@EVERY
def test_it_is_as_wide_as_the_window(browser: Browser, name: str) -> None:
    browser.open(page(name))
    browser.value("unfold()")
    for wide in (1280, 375):
        browser.look(wide=wide, dark=False)
        assert browser.value("tooWide()") == []


@EVERY
def test_a_keyboard_reaches_everything_in_the_order_of_reading(browser: Browser, name: str) -> None:
    browser.open(page(name))
    for number in range(browser.value("reachable().length")):
        browser.press("Tab")
        assert browser.value("focused()") == {"at": number, "seen": True}


def test_a_keyboard_unfolds_what_is_folded(browser: Browser) -> None:
    browser.open(page("why, one fault"))
    folded = browser.value("document.querySelectorAll('details:not([open])').length")
    while browser.value("document.activeElement.tagName") != "SUMMARY":
        browser.press("Tab")
    browser.press("Enter")
    assert browser.value("document.querySelectorAll('details:not([open])').length") == folded - 1


@EVERY
def test_it_can_be_read_aloud(browser: Browser, name: str) -> None:
    browser.open(page(name))
    browser.value("unfold()")
    spoken = browser.spoken()
    roles = [each["role"] for each in spoken]
    assert roles.count("main") == 1
    assert not [e for e in spoken if e["role"] in ("image", "img", "region") and not e["name"]]
    levels = [each["level"] for each in spoken if each["role"] == "heading"]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert browser.value("unheaded()") == []
    assert roles.count("rowheader") == browser.value("document.querySelectorAll('tbody th').length")
    assert ("image" in roles or "img" in roles) == name.startswith(("map", "document"))


PICTURES = [maps.shop(), maps.five(), maps.fifty(), maps.large(50), *map(maps.drawn, range(8))]


@pytest.mark.parametrize("of", PICTURES, ids=lambda of: of.project)
def test_nothing_in_a_picture_lies_on_another(browser: Browser, of: ProjectMap) -> None:
    browser.open(map_page(of))
    for check in ("covered", "outside", "crossed"):
        assert browser.value(f"{check}()") == [], check
    assert browser.value("smallestLetters()") >= 9


def test_a_picture_alone_is_the_same(browser: Browser) -> None:
    own = browser.open(render_svg(maps.five()), ending="svg")
    assert (browser.asked_for, browser.said) == ([own], [])
    assert browser.value("covered()") == []
    for dark in (False, True):
        browser.look(wide=1280, dark=dark)
        assert browser.value("tooPale()") == []


@ANY_NAME
def test_no_name_runs_or_breaks_anything(browser: Browser, called: str) -> None:
    hostile = (
        render(reports.hostile(called), LIVE),
        map_page(maps.called(called)),
        team_page(test_team_page.called(called)),
    )
    for text in hostile:
        own = browser.open(text, wide=375)
        assert (browser.asked_for, browser.said) == ([own], [])
        assert browser.value("document.title").startswith("containerloop: ")
        assert browser.value("document.querySelectorAll('script, img, a').length") == 0
        assert browser.value("tooWide()") == []
        assert browser.value("outside()") == []


PAGE_CHECKS = ("tooPale", "tooWide", "onlyColoured", "unheaded")
KEPT_BACK = """<!DOCTYPE html>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<body onload="alert(1)"><img src="https://example.invalid/x.png"></body>"""
BROKEN = """<!DOCTYPE html><body>
<p style="color: #999; width: 2000px">pale and wide and wide and wide and wide</p>
<div tabindex="0" style="outline: none"><img src="https://example.invalid/x.png"></div>
<table><tr><td class="bad">refused</td></tr></table>
<svg><rect class="node" width="40" height="20"/>
<text class="label" y="15">on a node</text><path class="call" d="M 0 10 H 90"/>
<text y="15" font-size="8">on a text, and out of the picture, and out of the picture</text></svg>
</body>"""


def test_what_is_wrong_is_seen(browser: Browser) -> None:
    """The tests above would fail for a page that loads, is pale, or is too wide."""
    browser.open(KEPT_BACK)
    assert len(browser.said) >= 2
    browser.open(BROKEN)
    assert "https://example.invalid/x.png" in browser.asked_for
    for check in (*PAGE_CHECKS, "covered", "outside", "crossed"):
        assert browser.value(f"{check}()"), check
    assert browser.value("smallestLetters()") < 9
    browser.press("Tab")
    assert browser.value("focused()") == {"at": 0, "seen": False}
