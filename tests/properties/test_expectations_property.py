"""Any text as a file of expectations: what it states, or one sentence that holds no secret."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from containerloop.errors import UsageError
from containerloop.facts import Stated
from containerloop.question import parse_target
from containerloop.survey.expectations.documents import find_documents
from containerloop.survey.expectations.statements import stated
from tests.support.properties import SLOW, one_sentence

SECRET = "swordfish9x7q"
WORDS = st.sampled_from(
    [
        "api", "host", "lan", "network:back", "db:5432", "5432", "5432/udp", "http://web/a?b=c",
        f"postgres://app:{SECRET}@db:5432/app", f"token={SECRET}", "1", "200", "30", "-1", "nan",
        "~", "[]", "{}", "*a", "&a x", "!x y", "'", '"', "é", "\x00", "\x85", "on", "2.5", "redis",
    ]
)  # fmt: skip
KEYS = st.sampled_from(
    ["from", "reach", "not-reach", "protocol", "status", "within", "why", "<<", "reech", SECRET]
)
ROWS = st.lists(st.tuples(KEYS, WORDS), max_size=6).map(
    lambda pairs: "  - {" + ", ".join(f"{key}: {word}" for key, word in pairs) + "}\n"
)
FILES = st.one_of(
    st.lists(ROWS, max_size=4).map(lambda rows: "version: 1\nexpect:\n" + "".join(rows)),
    st.lists(st.tuples(KEYS, WORDS), max_size=4).map(
        lambda pairs: "".join(f"{key}: {word}\n" for key, word in pairs)
    ),
    st.text(max_size=200),
)


def read(text: str) -> tuple[Stated, ...] | UsageError:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "containerloop.yaml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            [document] = find_documents(Path(folder), path, (), {})
            return stated(document, parse_target)
        except UsageError as error:
            return error


@SLOW
@given(FILES)
@example("version: 1\nexpect:\n  - {from: api, reach: 'db:5432'}\n")
@example("version: 1\nexpect: &a\n  - *a\n")
@example("version: 1\nexpect:\n  - &a {<<: *a, from: a}\n")
def test_any_text(text: str) -> None:
    found = read(text)
    assert SECRET not in repr(found)
    if isinstance(found, UsageError):
        one_sentence(found)
        return
    assert found
    for each in found:
        assert each.file == "containerloop.yaml"
        assert 1 <= each.line <= text.count("\n") + text.count("\r") + 1
        assert (each.vantage == "lan") is (not each.question.vantages)


@SLOW
@given(WORDS, st.booleans())
def test_what_is_read_is_what_parse_target_reads(word: str, reach: bool) -> None:
    does = "reach" if reach else "not-reach"
    found = read(f"version: 1\nexpect:\n  - {{from: api, {does}: {word}}}\n")
    if not isinstance(found, UsageError):
        assert found[0].reach is reach
        assert found[0].question.vantages == ("api",)
