"""A client that is started over and over is asked about as one that stays: it ends meanwhile."""

import json
from pathlib import Path

import pytest

from tests.conftest import MakeCompose, RunCli

TIMES = 6  # each meets another moment of the container's lives
FILE = """
services:
  cache:
    image: containerloop-fixture/redis:1
  api:
    image: containerloop-fixture/base:1
    command: ["sh", "-c", "sleep 0.3; exit 1"]
    restart: always
    environment:
      REDIS_URL: redis://{address}
"""


@pytest.mark.parametrize(
    ("address", "status", "codes"),
    [
        ("cache:6379", 0, []),
        ("cahce:6379", 1, ["CL402"]),
        ("cache:6378", 1, ["CL502"]),
        ("localhost:6379", 1, ["CL401"]),
    ],
)
def test_a_client_in_a_restart_loop(
    address: str,
    status: int,
    codes: list[str],
    compose: MakeCompose,
    run_cli: RunCli,
    tmp_path: Path,
) -> None:
    (tmp_path / "compose.yaml").write_text(FILE.format(address=address))
    project = compose(tmp_path / "compose.yaml")
    project.up()
    words = ["why", address.rpartition(":")[2], "-p", project.project, "--format", "json"]
    for time in range(TIMES):
        if time == TIMES // 2:  # the engine's pauses have grown: begin anew
            project.up("--force-recreate", "api")
        done = run_cli(*words, cwd=tmp_path)
        assert done.returncode == status, done.stderr + done.stdout
        report = json.loads(done.stdout)
        assert [f["code"] for f in report["findings"]] == codes
        for finding in report["findings"]:
            assert finding["remedies"][0]["proof"]["status"] == "proven", finding
