"""Questions about UDP: an answer, a refusal, and silence, which is never called reachable."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MakeCompose, RunCli

SERVER = """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", 5999))
while True:
    data, peer = s.recvfrom(512)
    if {answers}:
        s.sendto(b"here", peer)
"""


def project(folder: Path, compose: MakeCompose, port: int, *, answers: bool) -> Any:
    """A UDP server `echo`, published on `port`, and a neighbour `api`."""
    source = json.dumps(SERVER.format(answers=answers))
    ports = f'    ports: ["127.0.0.1:{port}:5999/udp"]\n'
    (folder / "compose.yaml").write_text(
        "services:\n  echo:\n    image: containerloop-fixture/python:1\n    init: true\n"
        f'    command: ["python3", "-c", {source}]\n{ports}'
        "  api:\n    image: containerloop-fixture/base:1\n    init: true\n"
        '    command: ["sleep", "infinity"]\n'
    )
    made = compose(folder / "compose.yaml")
    made.up("--wait")
    return made


@pytest.mark.parametrize(
    ("answers", "words", "outcome", "status"),
    [
        (True, "{port}/udp", "answered", 0),
        (True, "echo:5999/udp --from api", "answered", 0),
        (True, "echo:5998/udp --from api", "refused", 1),
        (True, "localhost:5999/udp", "refused", 1),
        (False, "{port}/udp", "silent", 3),
        (False, "echo:5999/udp --from api", "silent", 3),
    ],
)
def test_what_comes_of_a_datagram(
    answers: bool, words: str, outcome: str, status: int, tmp_path: Path,
    compose: MakeCompose, run_cli: RunCli,
) -> None:  # fmt: skip
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    port = 8276 + int(worker.removeprefix("gw"))  # several of these run at the same time
    words = words.format(port=port)
    made = project(tmp_path, compose, port, answers=answers)
    done = run_cli("why", *words.split(), "-p", made.project, "--format", "json", cwd=tmp_path)
    report = json.loads(done.stdout)
    asked = words.split(maxsplit=1)[0] if ":" in words else f"127.0.0.1:{port}/udp"
    outcomes = {a["outcome"] for a in report["attempts"] if a["address"] == asked}
    assert outcome in outcomes
    assert done.returncode == status, json.dumps(report, indent=1)
    verdicts = {0: "reachable", 1: "unreachable", 3: "inconclusive"}
    assert report["verdict"] == verdicts[status]
    if words == "localhost:5999/udp":
        found = report["findings"][0]
        assert (found["code"], found["remedies"][0]["proof"]["status"]) == ("CL605", "proven")
