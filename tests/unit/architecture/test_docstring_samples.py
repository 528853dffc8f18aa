"""The samples in docstrings give what they say."""

import doctest
import importlib
from pathlib import Path

import pytest

import containerloop

ROOT = Path(containerloop.__file__).parent
WITH_SAMPLES = sorted(
    ".".join((ROOT.name, *path.relative_to(ROOT).with_suffix("").parts))
    for path in ROOT.rglob("*.py")
    if "    >>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("module", WITH_SAMPLES)
def test_a_sample_gives_what_it_says(module: str) -> None:
    found = doctest.testmod(importlib.import_module(module))
    assert found.attempted > 0
    assert found.failed == 0


def test_every_protocol_shows_what_its_server_sends() -> None:
    servers = {path.stem for path in (ROOT / "protocols" / "servers").glob("[a-z]*.py")}
    shown = {name.rpartition(".")[2] for name in WITH_SAMPLES if ".servers." in name}
    assert servers - shown == {"numbered_greeting"}
