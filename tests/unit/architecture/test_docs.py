"""docs/causes.md is made of the pages that `explain` prints; WRITE_GOLDEN=1 writes it again."""

import ast
import os
import re
from pathlib import Path

import pytest

import containerloop
from containerloop.diagnose.codes import CODES
from tests.support.catalogue import CATALOGUE
from tests.unit.architecture.test_architecture import PARTS

ROOT = Path(__file__).parents[3]
HEAD = """# The causes

Every page that `containerloop explain CODE` prints. Repair goes upward: of several findings the
one with the smallest code comes first. The hundreds digit is the rung: 1 where the engine is,
2 the container, 3 the network, 4 the name, 5 the listener, 6 the publication, 7 the path,
8 the conversation.

| code | name | |
|---|---|---|
"""


def causes_page() -> str:
    """The whole page, from the catalogue."""
    rows = [f"| [{c.code}](#{c.code.lower()}-{c.name}) | {c.name} | {c.meaning} |\n" for c in CODES]
    pages = [section(entry.code, entry.name, entry.page) for entry in CATALOGUE]
    return "".join([HEAD, *rows, *pages])


def section(code: str, name: str, page: str) -> str:
    """One page, its headings a level lower."""
    below = page.rstrip().replace("\n## ", "\n### ")
    return f"\n## {code} {name}\n\n{below}\n"


def test_the_page_of_causes_is_current() -> None:
    path = ROOT / "docs" / "causes.md"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(causes_page())
    assert path.read_text() == causes_page()


def test_what_the_documents_point_at_is_there() -> None:
    for document in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("*.md")),
    ):
        for link in document.read_text().split("](")[1:]:
            target = link.partition(")")[0].partition("#")[0]
            if target and "://" not in target:
                assert (document.parent / target).exists(), f"{document.name} points at {target}"


def test_contributing_names_every_part() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text()
    for path in sorted((ROOT / "containerloop").iterdir()):
        name = path.name.removesuffix(".py")
        if not name.startswith("_") and name not in ("py.typed", "errors", "codes", "probe"):
            assert name in told, f"CONTRIBUTING.md does not say what may live in {path.name}"


def named_tests(text: str) -> list[str]:
    """What stands in backquotes as a test."""
    return re.findall(r"`(tests/[^`]*)`", text)


def is_there(named: str) -> bool:
    """Whether `file::test` is a test of that file; one with parameters has no brackets here."""
    path, _, function = named.partition("::")
    if not re.fullmatch(r"tests/[\w/]+\.py::test_\w+", named) or not (ROOT / path).is_file():
        return False
    tree = ast.parse(read(path))
    return any(isinstance(node, ast.FunctionDef) and node.name == function for node in tree.body)


@pytest.mark.parametrize("page", ["docs/security.md", "docs/architecture.md"])
def test_every_promise_names_a_test_that_exists(page: str) -> None:
    assert [named for named in named_tests(read(page)) if not is_file_or_test(named)] == []


@pytest.mark.parametrize(
    "named",
    [
        "tests/unit/architecture/test_docs.py",
        "tests/unit/architecture/test_docs.py::test_that_nobody_wrote",
        "tests/unit/architecture/test_docs.py::named_tests",
        "tests/unit/architecture/test_docs.py::test_a_name_that_is_no_test_is_seen[x]",
        "tests/test_nowhere.py::test_the_page_of_causes_is_current",
    ],
)
def test_a_name_that_is_no_test_is_seen(named: str) -> None:
    assert not is_there(named)


def is_file_or_test(named: str) -> bool:
    """A page may also name a whole file or folder of tests."""
    return is_there(named) if "::" in named else (ROOT / named).exists()


def test_the_documents_show_the_import_table_that_is_held() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", read("docs/architecture.md"), re.M)
    table = {part: set(re.findall(r"`(\w+)`", allowed)) for part, allowed in rows}
    assert table == {part: allowed for part, allowed in PARTS.items() if part != "__main__"}


def test_the_packages_own_docstring_is_the_listing_of_its_folder() -> None:
    listed = re.findall(r"^    (\w+)(?:/|\.py) ", containerloop.__doc__ or "", re.M)
    there = {path.stem for path in (ROOT / "containerloop").iterdir()}
    assert set(listed) == {name for name in there if not name.startswith("_")} - {"py"}


def promises(text: str) -> list[str]:
    """The sentences of what is promised, each with what stands behind it up to the next."""
    promised = text.partition("## What is not tested")[0]
    return [
        sentence
        for item in promised.split("\n- ")[1:]
        for sentence in re.split(r"(?<=\.)\s+(?=[A-Z]|`-)", item.partition("\n#")[0].strip())
    ]


def test_every_sentence_of_what_is_promised_has_its_test() -> None:
    promised = promises(read("docs/security.md"))
    assert len(promised) > 30
    assert [sentence for sentence in promised if not named_tests(sentence)] == []


def read(path: str) -> str:
    return (ROOT / path).read_text()
