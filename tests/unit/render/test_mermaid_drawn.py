"""Drawings as mermaid draws them in a browser: in its light theme and in its dark one."""

from __future__ import annotations

import json

import pytest

from containerloop.render.arrows import drawing
from containerloop.render.mermaid import render_mermaid
from containerloop.report.map.values import ProjectMap
from tests.support import maps
from tests.support.browser import Browser
from tests.support.mermaid import library

FRAME = '<!DOCTYPE html><meta charset="utf-8"><p id="here"></p><script src="{library}"></script>'
DRAW = """mermaid.initialize({{ startOnLoad: false, theme: {theme} }})
  ?? mermaid.render("drawn", {text}).then(({{ svg }}) => {{ here.innerHTML = svg; return svg; }})"""
# dashed as its own style sheet has it; a colour of text would be that of one theme only
LABELS = """[...document.querySelectorAll(".edgeLabel p")].map((each) => ({
  said: each.textContent,
  clear: ratio(getComputedStyle(each).color, getComputedStyle(each).backgroundColor),
}))"""
PICTURES = [maps.five(), maps.called("<script>alert(1)</script>")]


@pytest.mark.parametrize("theme", ["default", "dark"])
@pytest.mark.parametrize("of", PICTURES, ids=lambda of: of.project)
def test_every_arrow_is_drawn_with_a_label_that_can_be_read(
    browser: Browser, of: ProjectMap, theme: str
) -> None:
    own = browser.open(FRAME.format(library=library().as_uri()), dark=theme == "dark")
    browser.value(DRAW.format(theme=json.dumps(theme), text=json.dumps(render_mermaid(of))))
    assert (browser.asked_for, browser.said) == ([own, library().as_uri()], [])
    labels = browser.value(LABELS)
    arrows = drawing(of).arrows
    assert sorted(each["said"] for each in labels) == sorted(each.label for each in arrows)
    assert not [each for each in labels if each["clear"] < 4]  # of its dark theme's own: 4.4
    failing = browser.value("document.querySelectorAll('.edge-pattern-dotted').length")
    assert failing == sum(not each.works for each in arrows)
