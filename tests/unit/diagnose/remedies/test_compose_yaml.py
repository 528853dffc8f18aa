"""Compose's YAML, as it is written."""

import pytest
from ruamel.yaml import YAML

from containerloop.diagnose.remedies.compose_yaml import as_yaml, override_yaml


@pytest.mark.parametrize("word", ["y", "No", "off", "TRUE", "null", "nan", "Inf", "1", "a: b", ""])
def test_what_yaml_reads_as_something_else_is_quoted(word: str) -> None:
    [row] = as_yaml({"key": word})
    assert row == f'key: "{word}"'
    assert YAML(typ="safe", pure=True).load(row) == {"key": word}


def test_plain_words_stay_plain() -> None:
    assert as_yaml(["api", "/var/run/x.sock", "app-1"]) == ["- api", "- /var/run/x.sock", "- app-1"]


def test_numbers_and_switches_are_no_strings() -> None:
    assert as_yaml({"a": 1, "b": True, "c": None}) == ["a: 1", "b: true", "c:"]


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        ({"ports": {"!override": ["1:2"]}}, ["ports: !override", '  - "1:2"']),
        ({"ports": {"!override": []}}, ["ports: !override []"]),
        ({"network_mode": {"!reset": None}}, ["network_mode: !reset null"]),
        ({"ports": {"!reset": []}}, ["ports: !reset []"]),
    ],
)
def test_tags_of_compose_are_no_keys(value: object, rows: list[str]) -> None:
    assert as_yaml(value) == rows


def test_an_override_is_a_file_of_those_lines() -> None:
    assert override_yaml({"services": {"db": {"ports": ["1:2"]}}}) == (
        'services:\n  db:\n    ports:\n      - "1:2"\n'
    )
