"""What a line states, and the sentence for a line that is not understood."""

from __future__ import annotations

import pytest

from containerloop.errors import UsageError
from containerloop.facts import Stated
from containerloop.question import parse_target
from containerloop.survey.compose.yaml_tree import read_tree
from containerloop.survey.expectations.documents import KEY, Document
from containerloop.survey.expectations.statements import stated


def read(text: str) -> tuple[Stated, ...]:
    tree = read_tree(text, "c.yaml", such_as="version:")
    return stated(Document("c.yaml", tree), parse_target)


def row(line: str) -> Stated:
    [only] = read(f"version: 1\nexpect:\n  - {{{line}}}\n")
    return only


def refused(text: str) -> tuple[str, str]:
    with pytest.raises(UsageError) as error:
        read(text)
    assert error.value.hint
    return error.value.message, error.value.hint


def refused_row(line: str) -> tuple[str, str]:
    message, hint = refused(f"version: 1\nexpect:\n  - {{{line}}}\n")
    assert message.startswith("c.yaml:3: ")
    return message.removeprefix("c.yaml:3: "), hint


def test_every_key_is_read() -> None:
    seen = row('from: api, reach: "http://web:8000/health", status: 200, within: 2.5, why: "so"')
    assert (seen.file, seen.line, seen.vantage, seen.reach) == ("c.yaml", 3, "api", True)
    assert seen.question == parse_target("http://web:8000/health", ("api",))
    assert (seen.status, seen.within_s, seen.why) == (200, 2.5, "so")
    assert row("from: api, reach: db:5432, protocol: postgres").protocol == "postgresql"


def test_not_reach() -> None:
    seen = row("from: host, not-reach: '127.0.0.1:5432'")
    assert not seen.reach
    assert seen.question.vantages == ("host",)


def test_lan_takes_a_port_alone() -> None:
    seen = row("from: lan, not-reach: 5432")
    assert (seen.vantage, seen.question.port, seen.question.vantages) == ("lan", 5432, ())
    assert refused_row("from: lan, reach: 'localhost:5432'")[1] == "write the port alone: 5432"


def test_lines_are_those_of_the_rows() -> None:
    text = "version: 1\nexpect:\n  - from: a\n    reach: b:1\n\n  - reach: b:2\n    from: a\n"
    assert [each.line for each in read(text)] == [3, 6]


def test_lines_count_from_the_compose_files_beginning() -> None:
    text = f"services: {{}}\n{KEY}:\n  version: 2\n"
    tree = read_tree(text, "compose.yaml")
    document = Document("compose.yaml", tree.values[KEY], tree.keys[KEY])
    with pytest.raises(UsageError, match=r"^compose\.yaml:3: has a version"):
        stated(document, parse_target)


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("", "c.yaml:1: has no version", "begin with version: 1"),
        ("expect: []\n", "c.yaml:1: has no version", "begin with version: 1"),
        ("version: 2\n", "c.yaml:1: has a version that is not supported", "write version: 1"),
        ("version: [1]\n", "c.yaml:1: has a version that is not supported", "write version: 1"),
        ("version: 1\n", "c.yaml:1: states no expectation", "write a line as"),
        ("version: 1\nexpect: []\n", "c.yaml:2: states no expectation", "write a line as"),
        ("version: 1\nexpect:\n", "c.yaml:2: states no expectation", "write a line as"),
        ("version: 1\nexpect: {}\n", "c.yaml:2: states no expectation", "write a line as"),
        ("version: 1\nexpet: []\n", 'c.yaml:2: unknown key "expet"', "did you mean expect?"),
        ("version: 1\ntable: []\n", 'c.yaml:2: unknown key "table"', "use version or expect"),
        ("version: 1\nexpect: [{}]\n", "c.yaml:2: has a line that states nothing", "write"),
        ("version: 1\nexpect: [a]\n", "c.yaml:2: has a line that states nothing", "write"),
    ],
)
def test_a_document_that_is_not_understood(text: str, said: str, hint: str) -> None:
    message, told = refused(text)
    assert message == said
    assert told.startswith(hint)


@pytest.mark.parametrize(
    ("line", "said", "hint"),
    [
        ("from: a, reech: b:1", 'unknown key "reech"', "did you mean reach?"),
        ("from: a, table: b:1", 'unknown key "table"', "use from, reach"),
        ("from: a", "says neither reach nor not-reach", "write a line"),
        ("reach: b:1", "does not say from where", "write a line"),
        ("from: a, reach: b:1, not-reach: b:1", "has both reach and not-reach", "write two"),
        ("from: a, reach: null", "reach needs a value", "write a line"),
        ("from: a, reach: [b]", "reach needs a value", "write a line"),
        ("from: a, reach: 'b:1 x'", "an address has no space in it", "write a line"),
        ("from: a, reach: b:99999", "is not a valid port: ports go from 1 to 65535", "give a port"),
        ("from: 'a b', reach: b:1", "from ", "use host"),
        ("from: a, reach: b:1, protocol: redsi", 'unknown protocol "redsi"', "did you mean redis"),
        ("from: a, reach: b:1, protocol: table", 'unknown protocol "table"', "use amqp"),
        ("from: a, not-reach: b:1, protocol: redis", "protocol says nothing with", "leave"),
        ("from: lan, reach: 1, protocol: redis", "protocol says nothing from lan", "leave"),
        ("from: a, not-reach: 'http://b', status: 200", "status says nothing with", "leave"),
        ("from: a, reach: b:1, status: 200", "status needs a URL", "write the address as"),
        ("from: a, reach: 'http://b', status: 99", "status is not an HTTP status", "write it"),
        ("from: a, reach: 'http://b', status: 600", "status is not an HTTP status", "write it"),
        ("from: a, reach: b:1, within: soon", "within is not a number of seconds", "write it"),
        ("from: a, reach: b:1, within: -1", "within is not a number of seconds", "write it"),
        ("from: a, reach: b:1, within: 3601", "within is not a number of seconds", "write it"),
        ("from: a, reach: b:1, within: nan", "within is not a number of seconds", "write it"),
    ],
)
def test_a_line_that_is_not_understood(line: str, said: str, hint: str) -> None:
    message, told = refused_row(line)
    assert said in message
    assert told.startswith(hint)


@pytest.mark.parametrize("status", [100, 599])
def test_the_first_and_the_last_status(status: int) -> None:
    assert row(f"from: a, reach: 'https://b', status: {status}").status == status


def test_an_hour_may_be_waited_for() -> None:
    assert row("from: a, reach: b:1, within: 3600").within_s == 3600


def test_more_expectations_than_anybody_writes() -> None:
    rows = "  - &a {from: a, reach: b:1}\n" + "  - *a\n" * 499
    assert len(read(f"version: 1\nexpect:\n{rows}")) == 500
    message, _ = refused(f"version: 1\nexpect:\n{rows}  - *a\n")
    assert message == "c.yaml:2: states more than 500 expectations"


@pytest.mark.parametrize(
    "line",
    [
        "from: api, reach: 'postgres://app:swordfish@db:5432/app'",
        "from: api, reach: 'http://swordfish@web:80/'",
    ],
)
def test_a_credential_is_not_kept(line: str) -> None:
    assert "swordfish" not in repr(row(line))


@pytest.mark.parametrize(
    "line",
    [
        "from: api, reach: 'redis://:swordfish@'",
        "from: 'pw=swordfish;', reach: db:1",
        "'password=swordfish!': 1",
        "from: api, reach: db:1, protocol: 'token=swordfish'",
    ],
)
def test_a_secret_in_a_line_that_is_not_understood_is_not_echoed(line: str) -> None:
    assert "swordfish" not in repr(refused_row(line))
