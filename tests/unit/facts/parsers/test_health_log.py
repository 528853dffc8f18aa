"""The last run of a healthcheck: what is kept of its output, and what never is."""

from typing import Any

import pytest

from containerloop.facts import Check
from containerloop.facts.parsers.health_log import MOST_CHARACTERS, last_check


def inspected(output: object, *, code: object = 1, **config: Any) -> dict[str, Any]:
    log = [{"ExitCode": 0, "Output": "fine"}, {"ExitCode": code, "Output": output}]
    return {"State": {"Health": {"Status": "unhealthy", "Log": log}}, "Config": config}


def said(output: str, *, env: tuple[str, ...] = (), test: tuple[str, ...] = ()) -> str:
    check = last_check(inspected(output, Env=list(env), Healthcheck={"Test": list(test)}))
    assert check is not None
    return check.said


@pytest.mark.parametrize(
    "line",
    [
        "wget: can't connect to remote host: Connection refused",
        "wget: server returned error: HTTP/1.1 404 Not Found",
        "curl: (22) The requested URL returned error: 500",
        "curl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server",
        "/bin/sh: 1: curl: not found",
        "sh: pg_isready9: not found",
        "localhost:5432 - no response",
        "Error: connect ECONNREFUSED ::1:3000",
        "[Errno 111] Connection refused",
        "Health check exceeded timeout (2s)",
    ],
)
def test_what_programs_say_of_a_failure_is_kept(line: str) -> None:
    assert said(f"Connecting to localhost (127.0.0.1:80)\n{line}\n") == line


def test_a_program_that_the_image_does_not_have() -> None:
    told = 'exec failed: exec: "curl": executable file not found in $PATH: unknown'
    assert last_check(inspected(told, code=-1)) == Check(exit_code=-1, said=told)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("login with password: hunter", "login with password: ***"),
        ("token is hunter", "token is ***"),
        ("PASSWORD=hunter", "***"),
        ("redis://:hunter@cache:6379", "***"),
        ("Bearer hunter", "Bearer ***"),
        ("got s3cr3t0123456789", "got ***"),
    ],
)
def test_what_may_be_a_secret_is_masked(line: str, kept: str) -> None:
    assert said(line) == kept


def test_values_of_variables_and_of_the_checks_flags_are_masked() -> None:
    assert said("no access for hunter", env=("PGPASSWORD=hunter",)) == "no access for ***"
    check = ("CMD-SHELL", "mysqladmin ping -phunter --user=eva -h localhost")
    assert said("hunter eva localhost", test=check) == "*** *** localhost"
    assert said("connect to localhost", env=("DB_HOST=localhost",)) == "connect to localhost"


def test_one_printable_line_of_bounded_length_is_kept() -> None:
    assert said("first\n\x1b[31mred\x1b[0m line\nno\n") == "red line"
    assert len(said("word " * 100_000)) <= MOST_CHARACTERS
    assert said("") == ""


@pytest.mark.parametrize(
    "raw",
    [{}, {"State": None}, {"State": {"Health": None}}, {"State": {"Health": {"Log": None}}},
     {"State": {"Health": {"Log": []}}}, {"State": {"Health": {"Log": ["x"]}}}],
)  # fmt: skip
def test_without_a_run_there_is_nothing_to_tell(raw: dict[str, Any]) -> None:
    assert last_check(raw) is None


def test_an_engine_that_says_no_exit_code() -> None:
    assert last_check(inspected("x", code=None)) == Check(exit_code=-1, said="x")
