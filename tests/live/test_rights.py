"""The rights that the kernel gives a probe, also on an engine that maps users to others."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import docker
import pytest

from containerloop.facts import RUN_LABEL
from containerloop.observe.probe.image import ensure_image
from containerloop.observe.probe.placement import ON_THE_HOST, Placement
from containerloop.observe.probe.session import ProbeSession
from tests.conftest import CLI, PATIENCE, unique
from tests.lab.engines import client as clients
from tests.lab.engines import releases
from tests.lab.engines.compose import Compose
from tests.lab.engines.private import Engine, in_engine_root, started

PROJECT = """\
x-server: &server
  image: containerloop-fixture/python:1
  init: true
  userns_mode: host
services:
  web:
    image: containerloop-fixture/python:1
    command: [python3, -m, http.server, "8000"]
    init: true
  loopback:
    <<: *server
    command: [python3, -m, http.server, "8001", --bind, 127.0.0.1]
  machine:
    <<: *server
    command: [python3, -m, http.server, "8002", --bind, 127.0.0.1]
    network_mode: host
  mapped:
    image: containerloop-fixture/python:1
    command: [sleep, infinity]
    init: true
    environment: {WEB_URL: "http://localhost:8000", MACHINE_URL: "http://host.docker.internal:8002"}
    extra_hosts: ["host.docker.internal:host-gateway"]
  unmapped:
    <<: *server
    command: [sleep, infinity]
    environment: {LOOPBACK_URL: "http://loopback:8001"}
"""


def status_of(read: Callable[..., str], client: docker.APIClient, container: str) -> dict[str, str]:
    """/proc/PID/status of a container's process, as the engine's host shows it."""
    pid = client.inspect_container(container)["State"]["Pid"]
    lines = read("busybox", "cat", f"/proc/{pid}/status").splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


@pytest.mark.parametrize("place", [Placement(mode="bridge"), ON_THE_HOST])
def test_the_kernel_gives_it_no_rights(
    place: Placement, docker_client: docker.APIClient, engine_host: Callable[..., str]
) -> None:
    image = ensure_image(docker_client).id
    with closing(ProbeSession(docker_client, image, run_id=unique("rights"), place=place)) as probe:
        status = status_of(engine_host, docker_client, probe.container_id)
        caps = {key: int(status[key], 16) for key in status if key.startswith("Cap")}
        assert caps == dict.fromkeys(("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"), 0)
        assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
        assert set(status["Uid"].split() + status["Gid"].split()) == {"65534"}
        assert status["Groups"] in ("", "65534")


@pytest.fixture(scope="module")
def mapping(engine_host: Callable[..., str], docker_client: docker.APIClient) -> Iterator[Engine]:
    """An engine of the same version that maps the users of containers to others."""
    answered = docker_client.version()["Version"]
    version = next(known for known in releases.ENGINES if answered.startswith(known))
    with started(version, "--userns-remap=remap") as engine:
        yield engine


@pytest.fixture(scope="module")
def environment(mapping: Engine) -> dict[str, str]:
    return clients.for_private(mapping)


@pytest.fixture(scope="module")
def mapped_client(mapping: Engine) -> Iterator[docker.APIClient]:
    made = docker.APIClient(base_url=mapping.url, version="auto", timeout=60)
    yield made
    made.close()


def test_users_are_mapped_where_the_engine_does_and_no_right_comes_of_the_host(
    mapping: Engine, mapped_client: docker.APIClient
) -> None:
    def read(*command: str) -> str:
        return in_engine_root(mapping.init, *command).stdout

    assert "name=userns" in mapped_client.info()["SecurityOptions"]
    image = ensure_image(mapped_client).id
    for place, user in ((Placement(mode="bridge"), "165534"), (ON_THE_HOST, "65534")):
        with closing(
            ProbeSession(mapped_client, image, run_id=unique("rights"), place=place)
        ) as probe:
            status = status_of(read, mapped_client, probe.container_id)
            assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0
            assert set(status["Uid"].split()) == {user}


@pytest.fixture(scope="module")
def folder(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("mapped")
    (made / "compose.yaml").write_text(PROJECT)
    with ExitStack() as held:
        project = Compose("mapped", made / "compose.yaml", env=environment)
        held.callback(project.down)
        project.up("--wait")
        yield made


@pytest.mark.parametrize(("port", "code"), [(8000, "CL401"), (8001, "CL501"), (8002, "CL503")])
def test_a_fault_is_found_and_its_fix_proven_where_users_are_mapped(
    port: int, code: str, mapping: Engine, mapped_client: docker.APIClient,
    environment: dict[str, str], folder: Path,
) -> None:  # fmt: skip
    """Inside containers that are mapped and that are not, and on the engine's host."""
    command = [str(CLI), "why", str(port), "-p", "mapped", "--format", "json"]
    done = subprocess.run(
        mapping.on_its_host(command), cwd=folder, env=environment, check=False,
        capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["code"], finding["remedies"][0]["proof"]["status"]) == (code, "proven")
    until = time.monotonic() + 5
    while mapped_client.containers(all=True, filters={"label": RUN_LABEL}):
        assert time.monotonic() < until, "a probe was left"
        time.sleep(0.1)
