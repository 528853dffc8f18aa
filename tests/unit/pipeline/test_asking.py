"""Questions whose vantages or schemes need more than what runs at the moment."""

from pathlib import Path
from typing import Any

import pytest

from containerloop.facts import Question
from containerloop.observe.observer import open_observer
from containerloop.pipeline import run
from containerloop.pipeline.options import RunOptions
from containerloop.question import everything, parse_target
from tests.support import misbehaving_engine as engines
from tests.support.probe_process import MACHINE
from tests.support.shell import sh
from tests.support.world import World

FILE = """
services:
  api: {image: x}
  tool: {image: x, profiles: [tools]}
"""


@pytest.mark.skipif(not MACHINE, reason="the probe runs on Linux, amd64 or arm64")
@pytest.mark.parametrize(
    ("vantage", "status", "said"),
    [("tool", 3, "tool has no container yet"), ("tol", 4, "did you mean tool?")],
)
def test_a_service_without_a_container_is_one_of_the_file(
    vantage: str, status: int, said: str, tmp_path: Path
) -> None:
    (tmp_path / "compose.yaml").write_text(FILE)
    with engines.engine(tmp_path / "s"):
        own = {"DOCKER_HOST": f"unix://{tmp_path}/s", "DOCKER_CONFIG": str(tmp_path), "V": vantage}
        done = sh('exec "$B" why 5432 -p shop --from "$V"', tmp_path / "none", **own)
    assert done.returncode == status, done.stderr
    assert said in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("scheme", "codes"), [("http://", ["CL809"]), ("rediss://", ["CL801"]), ("redis://", [])]
)
def test_the_scheme_that_was_asked_for_is_what_is_wanted(scheme: str, codes: list[str]) -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:6379"], exposes=[6379])
    world.container("api", depends_on={"db": "service_started"})
    more = {"resolved": "172.18.0.2", "protocol": "redis"}
    world.attempt("service:api", "db:6379", "answered", **more)
    assert world.codes(f"{scheme}db:6379") == codes


@pytest.mark.parametrize(
    ("question", "longer"), [(everything(["host"]), True), (parse_target("1"), False)]
)
def test_the_probes_of_many_vantages_live_longer(
    question: Question, *, longer: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays = list[float]()

    def recorded(*words: Any, stays_s: float, **more: Any) -> Any:
        stays.append(stays_s)
        return open_observer(*words, stays_s=stays_s, **more)

    monkeypatch.setattr("containerloop.pipeline.run.open_observer", recorded)
    run.ask(question, RunOptions(connection=None, no_engine="no engine", cwd=tmp_path))
    assert [each > 0 for each in stays] == [longer]
