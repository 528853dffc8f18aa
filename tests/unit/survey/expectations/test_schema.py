"""The JSON Schema of the file says the same as the reader, as far as a schema can."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from containerloop.errors import UsageError
from containerloop.question import parse_target
from containerloop.survey.compose.yaml_tree import read_tree
from containerloop.survey.expectations.documents import Document
from containerloop.survey.expectations.statements import stated

ROOT = Path(__file__).parents[4]
SCHEMA = json.loads((ROOT / "docs" / "expectations.schema.json").read_text(encoding="utf-8"))
FILES = [
    (ROOT / "tests" / "data" / "readme" / "containerloop.yaml").read_text(encoding="utf-8"),
    (ROOT / "docs" / "expectations.md").read_text(encoding="utf-8").split("```yaml\n")[1]
    .split("```")[0],
]  # fmt: skip
GOOD = [
    "from: api, reach: 'db:1', protocol: redis, within: 2.5, why: so",
    "from: lan, not-reach: 5432",
    "from: host, reach: 'http://a/', status: 599",
]
BAD = [
    "reach: 'db:1'",
    "from: api",
    "from: api, reach: 'db:1', not-reach: 'db:1'",
    "from: api, reech: 'db:1'",
    "from: api, reach: [a]",
    "from: api, not-reach: 'db:1', protocol: redis",
    "from: api, not-reach: 'http://db', status: 200",
    "from: host, reach: 'http://a/', status: 600",
    "from: api, reach: 'db:1', within: 3601",
]


def allowed(text: str) -> bool:
    value: Any = YAML(typ="safe").load(text)
    return not list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(value))


def understood(text: str) -> bool:
    try:
        stated(Document("c.yaml", read_tree(text, "c.yaml")), parse_target)
    except UsageError:
        return False
    return True


@pytest.mark.parametrize("text", FILES)
def test_what_the_documents_show_is_valid(text: str) -> None:
    assert allowed(text)
    assert understood(text)


@pytest.mark.parametrize("line", [*GOOD, *BAD])
def test_both_agree_on_a_line(line: str) -> None:
    text = f"version: 1\nexpect:\n  - {{{line}}}\n"
    assert allowed(text) is understood(text) is (line in GOOD)


@pytest.mark.parametrize(
    "text", ["{}", "version: 2\nexpect: []", "version: 1\nexpect: []", "version: 1\nx: 1"]
)
def test_both_agree_on_the_rest(text: str) -> None:
    assert allowed(text) is understood(text) is False
