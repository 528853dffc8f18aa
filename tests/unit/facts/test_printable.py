"""Untrusted text, made safe to print."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from containerloop.facts.printable import printable
from tests.support.clean_text import is_clean


@given(st.one_of(st.text(), st.binary()), st.integers(-1, 200))
@example("\x1b[31", 50)
@example("a\u2028b\u00a0c", 50)
def test_plain_text_is_one_printable_line(text: str | bytes, limit: int) -> None:
    assert is_clean(printable(text, limit), max(limit, 0))


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("a\r\nb\tc", 9, "a b c"),
        ("\x1b[1;31mred\x1b[0m", 9, "red"),
        ("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x07", 9, "link"),
        ("x\x9b31my", 9, "xy"),
        (b"caf\xc3\xa9 \xff", 9, "café �"),
        ("[bold]x[/]", 20, "[bold]x[/]"),
        ("a\u202eb\u2066c\u200bd\ufeff", 9, "abcd"),
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("abcd efg", 6, "abcd…"),
        ("x" * 1_000_000, 4, "xxx…"),
        ("abc", 0, ""),
    ],
)
def test_plain_text(text: str | bytes, limit: int, expected: str) -> None:
    assert printable(text, limit) == expected
