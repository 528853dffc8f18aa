"""Numbers, wrapping, old terminals, and the override as YAML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from containerloop.diagnose.remedies.compose_yaml import as_yaml
from containerloop.render.text.report import render_text
from containerloop.render.text.styled_lines import line, printable_in, wrap
from containerloop.render.text.words import duration
from tests.support.shown import SAMPLES

words = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=8)
yaml_values = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


class TestEncoding:
    def test_no_cross_on_an_old_terminal(self) -> None:
        shown = render_text(
            SAMPLES["hostile-wide"], width=80, color=False, verbose=False, encoding="cp1252"
        )
        assert shown.startswith("x ")
        assert shown.encode("cp1252")
        assert "✓" not in shown

    def test_the_table_stays_straight(self) -> None:
        assert printable_in("データ ✓", "ascii") == "?????? +"

    def test_what_can_be_printed_is_left_alone(self) -> None:
        assert printable_in("naïve …", "cp1252") == "naïve …"
        assert printable_in("a\udcffb", "utf-8") in ("ab", "a?b")


class TestWrap:
    def test_between_words_with_a_hanging_indent(self) -> None:
        rows = wrap(line("✗ ", "one two three"), 9, 2)
        assert ["".join(part for part, _ in row).rstrip() for row in rows] == [
            "✗ one two",
            "  three",
        ]

    @given(st.text(alphabet="ab データ🐘", max_size=60), st.integers(4, 30))
    def test_never_wider_and_nothing_lost(self, words: str, width: int) -> None:
        rows = ["".join(part for part, _ in row) for row in wrap(line(words), width, 2)]
        assert all(cell_len(row.rstrip()) <= width for row in rows)
        assert "".join("".join(rows).split()) == "".join(words.split())


class TestOverride:
    def test_lists_mappings_and_words_yaml_would_misread(self) -> None:
        value = {"services": {"db": {"ports": ["127.0.0.1:5432:5432"], "init": "yes", "n": None}}}
        assert as_yaml(value) == [
            "services:",
            "  db:",
            "    ports:",
            '      - "127.0.0.1:5432:5432"',
            '    init: "yes"',
            '    "n":',
        ]

    @given(yaml_values)
    def test_a_yaml_reader_reads_the_same(self, value: object) -> None:
        from ruamel.yaml import YAML

        assert YAML(typ="safe", pure=True).load("\n".join(as_yaml(value))) == value


@pytest.mark.parametrize(
    ("ms", "said"),
    [(0.64, "0.6 ms"), (9.9, "9.9 ms"), (10, "10 ms"), (999, "999 ms"), (1000, "1.0 s")],
)
def test_times_have_the_digits_that_mean_something(ms: float, said: str) -> None:
    assert duration(ms) == said
