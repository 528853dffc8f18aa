"""What a run asks of the engine, call by call; and that no credential leaves it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import MakeCompose, RunCli
from tests.support.recording_proxy import recording

CANARY = "c4n4ry-sw0rdf1sh"
FILE = f"""\
# the old password was {CANARY}
services:
  db:
    image: containerloop-fixture/postgres:1
    environment: {{POSTGRES_USER: app, POSTGRES_PASSWORD: {CANARY}}}
    expose: ["5432"]
    labels: {{note: "password={CANARY}", url: "http://u:{CANARY}@db:5432/x?token={CANARY}"}}
  api:
    image: containerloop-fixture/base:1
    command:
      - sh
      - -c
      - "sleep infinity # --password={CANARY} -p{CANARY} postgres://app:{CANARY}@db:5432"
    init: true
    env_file: secrets.env
    environment:
      DATABASE_URL: postgres://app:{CANARY}@localhost:5432/app?password={CANARY}
      ADO: "Host=localhost;Port=5432;Username=app;Password={CANARY}"
      LIBPQ: "host=localhost port=5432 user=app password={CANARY}"
      REDIS: "redis://:{CANARY}@localhost:5432/0"
      API_KEY: {CANARY}
    healthcheck:
      test: ["CMD-SHELL", "true postgres://app:{CANARY}@localhost:5432/app"]
      interval: 1s
"""
READS = r"(GET|HEAD) /"
OURS = (
    r"POST /images/load",
    r"POST /containers/create\?name=containerloop-[0-9a-f]{12}-\d+$",
    r"POST /networks/[^/]+/connect$",
)
OF_ONE = r"(?:POST|DELETE) /containers/([^/?]+)(/attach|/start)?(\?.*)?$"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "compose.yaml").write_text(FILE)
    (tmp_path / "secrets.env").write_text(
        f"PGHOST=localhost\nPGPORT=5432\nPGPASSWORD={CANARY}\n"
        f"DSN=mysql://u:{CANARY}@localhost:5432/a\n"
    )
    return tmp_path


def test_it_starts_its_own_probes_and_only_reads_else(
    folder: Path, compose: MakeCompose, run_cli: RunCli, engine_url: str, tmp_path: Path
) -> None:
    if not engine_url.startswith("unix://"):
        pytest.skip("the engine is not on a unix socket")
    project = compose(folder / "compose.yaml")
    project.up("--wait")
    words = ("why", "5432", "-p", project.project)
    with recording(tmp_path / "p.sock", Path(engine_url.removeprefix("unix://"))) as recorder:
        through = {"DOCKER_HOST": f"unix://{tmp_path}/p.sock"}
        dry = run_cli(*words, "--dry-run", cwd=folder, env=through)
        assert dry.returncode == 0, dry.stderr
        assert [call for call in recorder.asked if not re.match(READS, call)] == []
        assert recorder.asked
        done = run_cli(*words, cwd=folder, env=through)
        assert (done.returncode, done.stderr) == (1, ""), done.stdout
    changing = [call for call in recorder.asked if not re.match(READS, call)]
    for call in changing:
        of_one = re.match(OF_ONE, call)
        mine = of_one and (of_one[1] in recorder.created or of_one[1].startswith("containerloop-"))
        assert mine or any(re.match(allowed, call) for allowed in OURS), call
    assert any(call.endswith("/start") for call in changing)
    assert len(recorder.created) == sum("/containers/create" in call for call in changing)


def test_no_credential_is_shown_or_kept(
    folder: Path, compose: MakeCompose, run_cli: RunCli
) -> None:
    project = compose(folder / "compose.yaml")
    project.up("--wait")
    said = []
    for more in ((), ("-v",), ("--format", "json"), ("--dry-run",), ("--no-probe", "-v")):
        done = run_cli(
            "why", "5432", "-p", project.project, "--save", "s.json", *more, cwd=folder
        )  # fmt: skip
        assert done.returncode in (0, 1, 3), done.stderr
        said.append(done.stdout + done.stderr)
    assert "localhost:5432" in said[0]
    kept = (folder / "s.json").read_text()
    assert "localhost" in kept
    for text in (*said, kept):
        found = text.find(CANARY)
        assert found < 0, text[max(0, found - 200) : found + 100]
