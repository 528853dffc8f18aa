"""Twenty runs at once against one project: all right, none disturbed, nothing left."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import docker
import pytest

from containerloop.observe.probe.image import ensure_image
from tests.conftest import MakeCompose, RunCli

FIXTURE = Path(__file__).parents[2] / "compose-fixtures" / "cl401-localhost-is-this-container"


@pytest.mark.parametrize("loaded", [True, False])
def test_twenty_at_once(
    loaded: bool,
    compose: MakeCompose,
    run_cli: RunCli,
    untouched: Callable[[], AbstractContextManager[None]],
    docker_client: docker.APIClient,
) -> None:
    """Also where the engine has no image of ours yet, and all twenty bring it."""
    env = {"DB_PASSWORD": "swordfish"}
    project = compose(FIXTURE / "compose.yaml", env=env)
    project.up("--wait")

    def ask(_: int) -> tuple[int, list[str], str]:
        done = run_cli(
            "why", "5432", "-p", project.project, "--format", "json", cwd=FIXTURE, env=env
        )
        report = json.loads(done.stdout)
        best = report["findings"][0]["remedies"][0]
        return done.returncode, [f["code"] for f in report["findings"]], best["proof"]["status"]

    tag = ensure_image(docker_client).tag
    with untouched(), ThreadPoolExecutor(20) as pool:
        if not loaded:
            docker_client.remove_image(tag, force=True)
        answers = list(pool.map(ask, range(20)))
    assert answers == [(1, ["CL401"], "proven")] * 20
