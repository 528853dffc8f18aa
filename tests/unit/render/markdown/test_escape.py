"""Any text stays text in Markdown, also in a table's cell and beside other text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from containerloop.render.markdown.escape import block, prose, span
from containerloop.render.text.styled_lines import code, name

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HARMLESS = {"text", "code_inline", "softbreak"}
# what a host of comments links, in text that is not code: people, issues, commits, addresses
LINKED = re.compile(r"@\w|#\d|\b\w+-\d|\bwww\.|://|\b[0-9a-f]{7,40}\b|\w@\w")

words = st.text(max_size=40) | st.text("ab 1@#`|\\*_[]()<>&!~$:/.-\n\t\u202e'\"", max_size=40)


def inline(markdown: str) -> list[Token]:
    return [t for token in READER.parse(markdown) for t in token.children or []]


def shown(tokens: list[Token]) -> str:
    return "".join(t.content for t in tokens)


@given(words)
def test_a_sentence_is_text_and_code_alone(said: str) -> None:
    tokens = inline(f"so: {prose(said)}")
    assert {t.type for t in tokens} <= HARMLESS
    assert shown(tokens) == f"so: {name(said)[0]}".rstrip()
    assert not LINKED.search(" ".join(t.content for t in tokens if t.type == "text"))


@given(words, words)
def test_a_cell_is_a_cell(said: str, other: str) -> None:
    table = f"| a | b |\n|---|---|\n| {prose(said, in_cell=True)} | {span(other, in_cell=True)} |"
    tokens = READER.parse(table)
    assert [t.type for t in tokens].count("td_open") == 2
    cells = [t.children or [] for t in tokens if t.type == "inline"][2:]
    told = [re.sub(r"</?code>", "", shown(c)) for c in cells]
    kinds = {t.type for c in cells for t in c}
    assert kinds <= HARMLESS | {"html_inline"}
    assert {t.content for c in cells for t in c if t.type == "html_inline"} <= {"<code>", "</code>"}
    assert told[0] == name(said)[0].strip()
    assert told[1] == code(other)[0] if code(other)[0].strip() else told[1] == ""


@given(st.lists(words, max_size=3))
def test_a_block_ends_where_it_should(rows: list[str]) -> None:
    tokens = READER.parse("\n".join([*block(rows, "diff"), "", "after"]))
    assert [t.type for t in tokens][:2] == ["fence", "paragraph_open"]
    assert tokens[0].content == "".join(f"{code(row)[0]}\n" for row in rows)


@pytest.mark.parametrize("said", ["api", "1.0 ms", "the log-in was not tried", "(api)", "db's"])
def test_plain_words_stay_readable(said: str) -> None:
    assert prose(said) == said


@pytest.mark.parametrize(
    "said",
    [
        "@octocat", "#12", "GH-12", "deadbeef", "www.x", "a@b", "*a*", "[x](y)", "<script>",
        "db:5432", "a|b", "~~a~~", "a_b", "CL401", "http://x",
    ],
)  # fmt: skip
def test_what_may_mean_something_is_code(said: str) -> None:
    assert prose(f"so {said}, and") == f"so `{said}`, and"
