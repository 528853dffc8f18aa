"""The fuzzer of `make fuzz` builds, its corpus passes, and it finds what was made wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.lab.fuzz import build
from tests.lab.fuzz.__main__ import SHARES, FuzzFailed, run
from tests.support.probe_process import on_linux

pytestmark = on_linux

# of a few thousand executions; a fuzzer that stops at the first line would reach a handful
EDGES = {"reply": 60, "plan": 200, "text": 200, "files": 800, "session": 1200}


@pytest.fixture(scope="module")
def binary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build.build(tmp_path_factory.mktemp("fuzz"))


@pytest.mark.parametrize("target", SHARES)
def test_the_corpus_and_some_thousand_more(binary: Path, target: str) -> None:
    made = run(binary, target, executions=5000, seconds=20)
    assert made.executions > 1000
    assert sum(made.edges) > EDGES[target]


CAUGHT = r"AddressSanitizer: |runtime error: |fuzz: .* execution \d+"
WRONG = [
    ("session", "resolvconf.c", "c->server_count < 3", "1"),
    ("session", "attempt.c", "room = MAX_DATA - (", "room = MAX_DATA + 1 - ("),
    ("files", "file.c", "if (line_len < sizeof line)", "if (line_len <= sizeof line)"),
    ("files", "hosts.c", "i < n;", "i <= n;"),
    ("plan", "batch.c", "if (count == MAX_REQUESTS)", "if (count > MAX_REQUESTS)"),
    ("text", "addr.c", "while (at < word.len && word.at[at]", "while (word.at[at]"),
    ("reply", "dns.c", "at + 10 + u16(packet + at + 8) > len", "0"),
]


@pytest.mark.parametrize(("target", "name", "bound", "without"), WRONG)
def test_a_missing_bound_is_found(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    target: str,
    name: str,
    bound: str,
    without: str,
) -> None:
    sources = tmp_path / "sources"
    shutil.copytree(build.SOURCES, sources, ignore=shutil.ignore_patterns("bin", "__pycache__"))
    text = (sources / name).read_text()
    assert bound in text
    (sources / name).write_text(text.replace(bound, without, 1))
    monkeypatch.setattr(build, "SOURCES", sources)
    monkeypatch.chdir(tmp_path)
    # and not merely a fuzzer that could not start
    with pytest.raises(FuzzFailed, match=CAUGHT):
        run(build.build(tmp_path), target, executions=100_000, seconds=60)
