"""What a project of three services states, measured: kept, broken, not to be seen, in time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from junitparser import JUnitXml

from tests.conftest import MakeCompose, RunCli
from tests.lab.engines.compose import Compose

BASE = "    image: containerloop-fixture/base:1\n    init: true\n"
COMPOSE = f"""\
services:
  db:
    image: containerloop-fixture/postgres:1
    environment: {{POSTGRES_USER: app, POSTGRES_PASSWORD: swordfish}}
    ports: ["127.0.0.1:26432:5432"]
  web:
{BASE}    command: ["sh", "-c", "sleep ${{DELAY:-0}}; exec httpd -f -p 8000 -h /etc"]
    ports: ["26800:8000"]
  api:
{BASE}    command: ["sleep", "infinity"]
    environment:
      DATABASE_URL: postgres://app:swordfish@db:5432/app
      CACHE_URL: redis://localhost:6379
"""
HEAD = "version: 1\nexpect:\n"


@pytest.fixture
def project(tmp_path: Path, compose: MakeCompose) -> Compose:
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    made = compose(tmp_path / "compose.yaml")
    made.up("--wait")
    return made


def state(folder: Path, *lines: str) -> None:
    rows = "".join(f"  - {{{line}}}\n" for line in lines)
    (folder / "containerloop.yaml").write_text(HEAD + rows)


def verified(run_cli: RunCli, project: Compose, folder: Path, *words: str) -> tuple[int, Any]:
    done = run_cli("verify", "-p", project.project, "--format", "json", *words, cwd=folder)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_what_holds_holds_from_every_place(
    tmp_path: Path, project: Compose, run_cli: RunCli
) -> None:
    state(
        tmp_path,
        'from: api, reach: "db:5432", protocol: postgresql, within: 30',
        'from: "service:api", reach: "http://web:8000/passwd", status: 200',
        'from: host, reach: "http://localhost:26800/none", status: 404',
        'from: "network:default", reach: "web:8000", protocol: http',
        'from: api, not-reach: "localhost:5432"',
        'from: host, not-reach: "db:5432"',
        "from: lan, not-reach: 26432",
        "from: lan, reach: 26800",
    )
    status, report = verified(run_cli, project, tmp_path)
    told = {each["line"]: (each["holds"], each["reason"]) for each in report["expectations"]}
    assert [holds for holds, _ in told.values()] == [True] * 8, told
    assert (status, report["verdict"], report["findings"]) == (0, "reachable", [])


def test_what_is_broken_has_its_line_its_cause_and_its_fix(
    tmp_path: Path, project: Compose, run_cli: RunCli
) -> None:
    state(
        tmp_path,
        'from: api, reach: "localhost:6379"',
        'from: api, reach: "web:8000", protocol: redis',
        'from: host, not-reach: "127.0.0.1:26432", why: "databases stay inside"',
        "from: lan, not-reach: 26800",
        'from: api, reach: "db:5432", within: 30',
    )
    status, report = verified(run_cli, project, tmp_path)
    assert status == 1
    assert [each["holds"] for each in report["expectations"]] == [False] * 4 + [True]
    shown = run_cli("verify", "-p", project.project, cwd=tmp_path).stdout
    assert shown.startswith("✗ 1 of 5 expectations holds, 4 do not.\n")
    shown = " ".join(shown.split())
    assert "containerloop.yaml:4" in shown
    assert "HTTP answers, not Redis" in shown
    assert "(databases stay inside): PostgreSQL answers" in shown
    assert "swordfish" not in shown + json.dumps(report)


def test_a_service_without_a_container_is_not_seen(
    tmp_path: Path, project: Compose, run_cli: RunCli
) -> None:
    text = COMPOSE + f"  job:\n{BASE}    profiles: [extra]\n"
    (tmp_path / "compose.yaml").write_text(text)
    state(tmp_path, 'from: job, reach: "db:5432"', 'from: job, not-reach: "db:5433"')
    status, report = verified(run_cli, project, tmp_path)
    assert (status, [each["holds"] for each in report["expectations"]]) == (3, [None, None])
    words = ("--format", "junit", "-p", project.project)
    suites = JUnitXml.fromstring(run_cli("verify", *words, cwd=tmp_path).stdout.encode())
    assert (suites.tests, suites.errors, suites.failures) == (2, 2, 0)


def test_what_takes_its_time_is_waited_for(
    tmp_path: Path, compose: MakeCompose, run_cli: RunCli
) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    made = compose(tmp_path / "compose.yaml", env={"DELAY": "8"})
    made.up()
    state(tmp_path, 'from: api, reach: "http://web:8000/passwd", status: 200, within: 60')
    status, report = verified(run_cli, made, tmp_path)
    assert status == 0, report["expectations"]
    state(tmp_path, 'from: api, reach: "web:8001", within: 2')
    status, report = verified(run_cli, made, tmp_path)
    assert status == 1
    assert report["expectations"][0]["reason"].endswith("(for 2 s)")


def test_what_init_writes_holds_and_is_the_same_again(
    tmp_path: Path, project: Compose, run_cli: RunCli
) -> None:
    named = ("-p", project.project)
    state(tmp_path, 'from: api, reach: "db:5432", within: 30')
    assert run_cli("verify", *named, cwd=tmp_path).returncode == 0
    (tmp_path / "containerloop.yaml").unlink()
    done = run_cli("verify", "--init", *named, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    written = (tmp_path / "containerloop.yaml").read_text()
    assert [line for line in written.splitlines() if line.startswith("  - ")] == [
        '  - {from: api, reach: "db:5432", protocol: postgresql}',
        '  - {from: host, reach: "localhost:26432", protocol: postgresql}',
        '  - {from: host, reach: "localhost:26800", protocol: http}',
        "  - {from: lan, not-reach: 26432}",
    ]
    assert '  # - {from: api, reach: "localhost:6379"}' in written
    assert "swordfish" not in written
    assert not re.search(r"\b(?!127\.)\d+\.\d+\.\d+\.\d+\b", written)
    assert run_cli("verify", *named, cwd=tmp_path).returncode == 0
    run_cli("verify", "--init", "-o", "again.yaml", *named, cwd=tmp_path)
    assert (tmp_path / "again.yaml").read_text() == written
