"""docs/causes.md is made of the pages that `explain` prints; WRITE_GOLDEN=1 makes it anew."""

import os
import re
from pathlib import Path

from containerloop.codes import CODES
from containerloop.diagnoses import CATALOGUE

ROOT = Path(__file__).parents[1]
HEAD = """# The causes

Every page that `containerloop explain CODE` prints, and the codes that wait for a diagnosis.
Repair goes upward: of several findings the one with the smallest code comes first. The hundreds
digit is the rung: 1 where the engine is, 2 the container, 3 the network, 4 the name, 5 the
listener, 6 the publication, 7 the path, 8 the conversation.

| code | name | |
|---|---|---|
"""


def causes_page() -> str:
    """The whole page, from the catalogue alone."""
    pages = {entry.code: entry for entry in CATALOGUE}
    rows = [
        f"| {f'[{c.code}](#{c.code.lower()}-{c.name})' if c.code in pages else c.code}"
        f" | {c.name} | {c.meaning} |\n"
        for c in CODES
    ]
    parts = [HEAD, *rows]
    for entry in CATALOGUE:
        page = entry.page.replace("\n## ", "\n### ")
        warning = " (a warning)" if entry.severity == "warning" else ""
        parts.append(f"\n## {entry.code} {entry.name}\n\n{page}{warning and chr(10) + warning}\n")
    return "".join(parts)


def test_the_page_of_causes_is_current() -> None:
    path = ROOT / "docs" / "causes.md"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(causes_page())
    assert path.read_text() == causes_page()


def test_what_the_documents_point_at_is_there() -> None:
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
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


def test_every_promise_names_a_test_that_exists() -> None:
    for named in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", read("docs/security.md")):
        path, function = named
        assert (ROOT / path).is_file(), path
        if function:
            assert f"def {function}(" in read(path), f"{path} has no {function}"


def test_every_sentence_of_what_is_promised_has_its_test() -> None:
    promised = read("docs/security.md").partition("## What is not tested")[0]
    for sentence in promised.split("\n- ")[1:]:
        assert "`tests/" in sentence or "docker image rm" in sentence, sentence


def read(path: str) -> str:
    return (ROOT / path).read_text()
