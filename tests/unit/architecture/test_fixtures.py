"""Fixtures that run beside each other on one engine are not in each other's way."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from tests.support.cases import FIXTURES, case_of

ONE_PER_ENGINE = {
    "subnet": re.compile(r"subnet: *\"?([0-9a-f.:]+/\d+)"),
    "bridge": re.compile(r"bridge\.name: *\"?([\w-]+)"),
    "container": re.compile(r"^ +container_name: *\"?([\w-]+)\"?$", re.MULTILINE),
}


@pytest.mark.parametrize("what", ONE_PER_ENGINE)
def test_what_an_engine_has_once_is_in_one_fixture(what: str) -> None:
    users = defaultdict(set)
    for file in FIXTURES.rglob("*.yaml"):
        if case_of(file.parent).get("alone"):
            continue
        for found in ONE_PER_ENGINE[what].findall(file.read_text()):
            users[found].add(file.parent.name)
    assert users, "nothing was found, so nothing was tested"
    assert {found: sorted(who) for found, who in users.items() if len(who) > 1} == {}
