"""Nothing of the user's changes: the engine before and after a run, compared."""

import json
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import docker
import pytest

from tests.conftest import MakeCompose, RunCli

FIXTURES = Path(__file__).parents[2] / "compose-fixtures"
Untouched = Callable[[], AbstractContextManager[None]]


@pytest.mark.parametrize(
    ("fixture", "question", "status"),
    [
        ("cl401-localhost-is-this-container", "5432", 1),
        ("cl501-loopback-listener", "8000", 1),
        ("cl601-port-not-published", "localhost:5432", 1),
        ("cl404-host-docker-internal-missing", "8142", 1),
        ("healthy/plain", "5432", 0),
    ],
)
def test_a_run_leaves_everything_as_it_was(
    fixture: str, question: str, status: int, compose: MakeCompose, run_cli: RunCli,
    untouched: Untouched, tmp_path: Path,
) -> None:  # fmt: skip
    folder = FIXTURES / fixture
    env = {"DB_PASSWORD": "swordfish"}
    project = compose(folder / "compose.yaml", env=env)
    project.up("--wait")
    before = {p: p.read_bytes() for p in folder.iterdir()}
    with untouched():
        done = run_cli(
            "why", question, "-p", project.project, "--format", "json", cwd=folder, env=env
        )
    assert done.returncode == status, done.stdout + done.stderr
    assert {p: p.read_bytes() for p in folder.iterdir()} == before
    if status:
        proof = json.loads(done.stdout)["findings"][0]["remedies"][0]["proof"]
        assert proof["attempt"], proof["reason"]  # the comparison is of a run that tried its fix


def test_the_probes_image_stays_until_it_is_removed(
    compose: MakeCompose, run_cli: RunCli, untouched: Untouched, docker_client: docker.APIClient
) -> None:
    folder = FIXTURES / "cl601-port-not-published"
    project = compose(folder / "compose.yaml")
    project.up("--wait")
    words = ("why", "localhost:5432", "-p", project.project)

    def there() -> list[str]:
        return [image["Id"] for image in docker_client.images("containerloop-probe")]

    with untouched():  # which is alone on the engine
        assert run_cli(*words, cwd=folder).returncode == 1
        assert len(there()) == 1
    remove = "docker image rm $(docker image ls -q containerloop-probe)"
    subprocess.run(["sh", "-c", remove], check=True, capture_output=True)
    assert there() == []
    with untouched():
        assert run_cli(*words, cwd=folder).returncode == 1
        assert len(there()) == 1
