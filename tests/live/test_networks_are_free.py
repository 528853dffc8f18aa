"""Nothing of ours holds on to a project's networks when a run is over: `compose down` works."""

from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from tests.conftest import MakeCompose, RunCli

FIXTURES = Path(__file__).parents[2] / "compose-fixtures"


@pytest.mark.parametrize(
    ("fixture", "question"),
    [("cl301-no-shared-network", "5432"), ("cl302-internal-network", "8220")],
)
def test_the_networks_of_a_project_are_free_at_the_end_of_a_run(
    fixture: str, question: str, compose: MakeCompose, run_cli: RunCli,
    docker_client: docker.APIClient,
) -> None:  # fmt: skip
    """Fixes are tried by probes on these networks, or on one that is published from."""
    folder, env = FIXTURES / fixture, {"DB_PASSWORD": "swordfish"}
    project = compose(folder / "compose.yaml", env=env)
    project.up("--wait")
    for _ in range(3):
        done = run_cli("why", question, "-p", project.project, cwd=folder, env=env)
        assert [
            n for n in on_networks(docker_client, project.project) if "containerloop-" in n
        ] == []
        assert done.returncode == 1, done.stdout + done.stderr


def on_networks(client: docker.APIClient, project: str) -> Iterator[str]:
    """The names of the containers that are on a project's networks now."""
    label = {"label": f"com.docker.compose.project={project}"}
    for network in client.networks(filters=label):
        there = client.inspect_network(network["Id"])["Containers"] or {}
        yield from (each["Name"] for each in there.values())
