"""The fuzzer of `make fuzz` builds, its corpus passes, and it finds what was made wrong."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.fuzz import build
from tests.fuzz.__main__ import CORPUS
from tests.probe_process import on_linux

pytestmark = on_linux


def run(binary: Path, executions: int) -> subprocess.CompletedProcess[str]:
    limits = [str(executions), "20", "1", str(CORPUS)]
    return subprocess.run(
        [binary, *limits], cwd=binary.parent, check=False, capture_output=True, text=True
    )


def test_the_corpus_and_some_thousand_more(tmp_path: Path) -> None:
    done = run(build.build(tmp_path), 5000)
    assert done.returncode == 0, done.stderr
    made = re.match(r"(\d+) executions in \d+ s, \d+ cases kept, (\d+) edges", done.stdout)
    assert made is not None, done.stdout
    assert int(made[1]) > 1000
    assert int(made[2]) > 1000  # a fuzzer that stops at the first line would find nothing


def test_a_missing_bound_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = tmp_path / "sources"
    shutil.copytree(build.SOURCES, sources, ignore=shutil.ignore_patterns("bin", "__pycache__"))
    text = (sources / "resolvconf.c").read_text()
    assert "c->server_count < 3" in text
    (sources / "resolvconf.c").write_text(text.replace("c->server_count < 3", "1"))
    monkeypatch.setattr(build, "SOURCES", sources)
    done = run(build.build(tmp_path), 5000)
    assert done.returncode != 0
    assert (tmp_path / "crash.case").exists() or "runtime error" in done.stderr
