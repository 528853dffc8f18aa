"""Drawings as mermaid's own parser reads them."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.lab.engines import mermaid
from tests.lab.engines.refusals import CannotSetUp

_READER = Path(__file__).with_name("mermaid_reader.js")
# mermaid keeps `#40;` so until it draws: encodeEntities in its packages/mermaid/src/utils.ts
_NUMBERED = re.compile("ﬂ°°(\\d+)¶ß")


class Reader:
    """One Node.js that reads as many drawings as it is given."""

    def __init__(self, there: mermaid.Mermaid) -> None:
        self._process = subprocess.Popen(
            [there.node, _READER, there.library], text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def read(self, text: str) -> dict[str, Any]:
        """Its kind, nodes, boxes and arrows, each label as it is drawn; else the `error`."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        told: dict[str, Any] = json.loads(
            answer, object_pairs_hook=lambda pairs: {k: _drawn(v) for k, v in pairs}
        )
        return told

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()


def reader() -> Reader:
    """A reader; without one the test is skipped, and fails with MERMAID_REQUIRED."""
    return Reader(_there())


def library() -> Path:
    """mermaid in one file, for a browser; the same is done without it."""
    return _there().library


def _there() -> mermaid.Mermaid:
    try:
        return mermaid.ready()
    except CannotSetUp as refusal:
        if os.environ.get("MERMAID_REQUIRED"):
            raise
        pytest.skip(str(refusal))


def _drawn(value: Any) -> Any:
    if isinstance(value, list):
        return [_drawn(each) for each in value]
    if isinstance(value, str):
        return _NUMBERED.sub(lambda match: chr(int(match[1])), value)
    return value
