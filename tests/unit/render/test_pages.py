"""The pages of `explain` and `causes`."""

from __future__ import annotations

import pytest

from containerloop.diagnose.diagnosis import Diagnosis, diagnosis
from containerloop.diagnose.finding import Finding
from containerloop.facts import Outcome
from containerloop.render.pages import (
    CatalogueRow,
    render_catalogue,
    render_page,
)
from tests.support.shown import SGR, golden

ROWS = (
    CatalogueRow(
        code="CL401",
        name="localhost-is-this-container",
        description="A container calls localhost, and means somebody else",
    ),
    CatalogueRow(code="CL402", name="unknown-name", description="No container has this name"),
)


@diagnosis(
    "CL401",
    "localhost-is-this-container",
    explains={Outcome.REFUSED, Outcome.TIMED_OUT},
)
def page_of_a_rule(attempts: object) -> Finding | None:
    """A container calls localhost, and means somebody else.

    ## What you see

    `connection refused` at once.

    - in a container, **127.0.0.1** is the container
    - see [the page](https://docs.docker.com/)
    """


def entry() -> Diagnosis:
    return page_of_a_rule


def test_without_a_terminal_the_page_is_as_written() -> None:
    shown = render_page(entry(), width=80, color=False)
    golden("page", shown)
    assert entry().page in shown


def test_on_a_terminal_it_is_markdown_with_color_alone() -> None:
    shown = render_page(entry(), width=60, color=True)
    bare = SGR.sub("", shown)
    assert "\x1b" not in bare  # no hyperlink sequences, which old terminals print
    assert "**" not in bare
    assert "## " not in bare
    assert "127.0.0.1" in bare
    assert bare.startswith("CL401 localhost-is-this-container\nexplains: refused, timed out\n")


def test_a_warning_says_so() -> None:
    warning = Diagnosis("CL611", "x", frozenset({Outcome.ANSWERED}), entry().rule, "warning")
    assert "warning: answers" in render_page(warning, width=60, color=False)


@pytest.mark.parametrize(("name", "width"), [("catalogue", 100), ("catalogue-narrow", 48)])
def test_the_catalogue(name: str, width: int) -> None:
    golden(name, render_catalogue(ROWS, width=width, color=False))
