"""Parts between markers are replaced, and no other byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloop.apply.marked_parts import has_markers, with_parts
from containerloop.apply.refusal import Refused

PARTS = {"reach": "| a |\n|---|", "names": "", "open": "- x"}
BEGIN, END = "<!-- containerloop:begin {} -->", "<!-- containerloop:end -->"


def marked(name: str, inside: str = "old\n") -> str:
    return f"{BEGIN.format(name)}\n{inside}{END}\n"


def test_only_what_stands_between_is_replaced() -> None:
    text = f"# Mine\n\n{marked('reach')}\nafter  \n\n{marked('open', '')}tail without end"
    assert with_parts(text, PARTS) == (
        f"# Mine\n\n{BEGIN.format('reach')}\n\n| a |\n|---|\n\n{END}\n\nafter  \n\n"
        f"{BEGIN.format('open')}\n\n- x\n\n{END}\ntail without end"
    )


def test_written_twice_is_written_once() -> None:
    once = with_parts(marked("reach"), PARTS)
    assert with_parts(once, PARTS) == once


def test_a_part_that_the_project_does_not_have_is_empty() -> None:
    assert with_parts(marked("names"), PARTS) == f"{BEGIN.format('names')}\n{END}\n"


def test_line_ends_are_kept() -> None:
    text = f"a\r\n{marked('open')}".replace("\r\n", "\n").replace("\n", "\r\n") + "b\n"
    told = with_parts(text, PARTS)
    assert told == f"a\r\n{BEGIN.format('open')}\r\n\r\n- x\r\n\r\n{END}\r\nb\n"


def test_a_marker_of_mdx() -> None:
    text = "{/* containerloop:begin open */}\nold\n{/* containerloop:end */}\n"
    assert with_parts(text, PARTS) == (
        "{/* containerloop:begin open */}\n\n- x\n\n{/* containerloop:end */}\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        f"see `{BEGIN.format('reach')}` in a line",
        f"```html\n{marked('reach')}```\n",
        f"~~~~\n~~~\n{marked('reach')}~~~~\n",
        "<!-- begin reach -->\n<!-- end -->\n",
    ],
)
def test_what_is_no_marker(text: str) -> None:
    assert not has_markers(text, tuple(PARTS))
    assert with_parts(text, PARTS) == text


def test_markers_behind_a_closed_fence_count() -> None:
    assert has_markers(f"```\nx\n```\n{marked('reach')}", tuple(PARTS))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (marked("reach") + marked("reach"), 4, "begins in line 1 already"),
        (f"a\n{BEGIN.format('reach')}\n", 2, "is not closed"),
        (f"{BEGIN.format('reach')}\n{marked('open')}", 2, "line 1 is not closed"),
        (f"a\n\n{END}\n", 3, "does not begin"),
        (marked("rech"), 1, "there is no part rech; there are reach, names, open"),
        (f"{BEGIN.format('')}\n{END}\n", 1, "there is no part"),
    ],
)
def test_markers_that_cannot_be_told_apart(text: str, line: int, said: str) -> None:
    for call in (lambda: has_markers(text, tuple(PARTS)), lambda: with_parts(text, PARTS)):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.line == line
        assert said in refused.value.reason


def test_a_name_that_may_be_a_secret_is_not_repeated() -> None:
    with pytest.raises(Refused) as refused:
        has_markers(marked("password=swordfish"), tuple(PARTS))
    assert "swordfish" not in refused.value.reason


@given(
    st.lists(st.text(alphabet=" ab`~<!->\r\n\f\u2028#", max_size=12), min_size=2, max_size=2),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_other_byte_is_as_it_was(around: list[str], ending: str) -> None:
    before, after = (each.replace("`", "'").replace("~", "-") for each in around)
    part = marked("open").replace("\n", ending)
    text = f"{before}{ending}{part}{after}"
    told = with_parts(text, PARTS)
    assert told.startswith(f"{before}{ending}{BEGIN.format('open')}{ending}")
    assert told.endswith(f"{END}{ending}{after}")
