"""Programs that stand in strings import what is there: no type checker looks into them."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
IMPORT = re.compile(r"\bfrom (containerloop[\w.]*|tests[\w.]*) import (\w+(?:, \w+)*)")


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Every (module, name) that a string of the file would import."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for module, names in IMPORT.findall(node.value):
                yield from ((module, name) for name in names.split(", "))


FILES = [*(ROOT / "containerloop").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
FOUND = sorted({each for path in FILES if path != Path(__file__) for each in imports(path)})


def test_there_are_such_programs() -> None:
    assert len(FOUND) > 5


@pytest.mark.parametrize(("module", "name"), FOUND)
def test_what_a_string_imports_is_there(module: str, name: str) -> None:
    there = importlib.import_module(module)
    if not hasattr(there, name):
        importlib.import_module(f"{module}.{name}")
