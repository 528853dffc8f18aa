"""Another image under the name of the probe's is never run, on either image store."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import docker
import pytest

from containerloop.observe.probe.image import (
    engine_architecture,
    image_archive,
    image_tag,
    probe_binary,
)
from tests.conftest import CLI, PATIENCE
from tests.lab.engines import client as clients
from tests.lab.engines import releases
from tests.lab.engines.private import Engine, started

pytestmark = pytest.mark.live
CONTAINERD = {"features": {"containerd-snapshotter": True}}


@pytest.fixture(params=[{}, CONTAINERD], ids=["classic", "containerd"])
def engine(
    request: pytest.FixtureRequest,
    engine_host: Callable[..., str],
    docker_client: docker.APIClient,
    tmp_path: Path,
) -> Iterator[Engine]:
    """An engine of the same version with this image store; 20.10 has the classic one only."""
    answered = docker_client.version()["Version"]
    version = next(known for known in releases.ENGINES if answered.startswith(known))
    settings = tmp_path / "daemon.json"
    settings.write_text(json.dumps(request.param))
    with started(version, "--config-file", str(settings)) as made:
        yield made


def test_it_is_not_run_and_is_named(engine: Engine, tmp_path: Path) -> None:
    client = docker.APIClient(base_url=engine.url, version="auto", timeout=60)
    began = int(time.time())
    arch = engine_architecture(client.version())
    binary = probe_binary(arch)
    tag = image_tag(binary, arch)
    # it would work as well as the real one, so that only the comparison can tell them apart
    list(client.load_image(image_archive(binary + b"\0", arch, tag)))  # type: ignore[no-untyped-call]
    forged = client.inspect_image(tag)["Id"]  # type: ignore[no-untyped-call]
    web = client.create_container(
        tag, name="web", stdin_open=True, ports=[8000],
        host_config=client.create_host_config(port_bindings={8000: ("127.0.0.1", 8000)}),
    )  # fmt: skip
    client.start(web)
    done = subprocess.run(
        engine.on_its_host([str(CLI), "why", "8000", "--format", "json"]), cwd=tmp_path,
        env=clients.for_private(engine), check=False, capture_output=True, text=True,
        timeout=PATIENCE, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    notes = json.loads(done.stdout)["notes"]
    assert [note for note in notes if f"{tag} (its layers)" in note], done.stdout + done.stderr
    made = client.events(
        since=began, until=int(time.time()) + 1, decode=True, filters={"event": "create"}
    )
    probes = [e["Actor"]["Attributes"] for e in made if e["Actor"]["Attributes"]["name"] != "web"]
    assert probes
    own = {client.inspect_image(each["image"])["Id"] for each in probes}  # type: ignore[no-untyped-call]
    assert forged not in own
    assert own == {client.inspect_image(f"{tag}-1")["Id"]}  # type: ignore[no-untyped-call]
    client.close()
