"""The sentences of errors: lower case, no full stop, and a hint in the same style."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import containerloop
from containerloop import errors

ROOT = Path(containerloop.__file__).parent
PARTS = ("question", "survey")
MODULES = sorted(path for part in PARTS for path in (ROOT / part).rglob("*.py"))
RAISED = {
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.ContainerloopError)
} | {"Unobserved", "Unseen", "NotPlain", "sentence"}


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Each text given to an error or to an `Unobserved`, placeholders as "{}"."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED:
            for part in (*node.args, *(each.value for each in node.keywords)):
                yield from ((part.lineno, text) for text in texts(part))


def texts(node: ast.expr) -> Iterator[str]:
    """The texts that an argument can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_error_is_lower_case_without_a_full_stop(path: Path) -> None:
    for line, text in sentences(path):
        if text:
            assert not text.endswith((".", "!")), (line, text)
            assert not text[0].isupper(), (line, text)


def test_the_sentences_are_found() -> None:
    found = [text for path in MODULES for _, text in sentences(path)]
    assert len(found) > 50
    assert "{} has no port, and {} has no default port" in found
