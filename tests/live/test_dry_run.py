"""What --dry-run lists is what a run then does: the same probes, and no request but those named."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import docker
import pytest

from tests.conftest import MakeCompose, RunCli
from tests.live.test_fixtures import host_side
from tests.support.cases import FIXTURES, case_of
from tests.support.recording_proxy import Recorder, recording

PASSWORD = {"DB_PASSWORD": "swordfish"}
_STANDS = {
    r"shares the network of container (\w{12})": r"container:\1",
    r"on the network of the engine's host": "host",
    r"on the network (\S+)$": r"\1",
    r"in its place, on ([^\s,]+)": r"\1",
}


def listed(text: str) -> Counter[str]:
    """The network modes of the probes that a dry run names."""
    found = Counter[str]()
    for line in text.splitlines():
        if line.startswith("from ") and "with a probe container" in line:
            (mode,) = [m.expand(to) for at, to in _STANDS.items() if (m := re.search(at, line))]
            found[mode] += 1
    return found


def made(recorder: Recorder) -> Counter[str]:
    return Counter(mode[: len("container:") + 12] if mode.startswith("container:") else mode
                   for mode in recorder.modes)  # fmt: skip


def named_requests(text: str) -> re.Pattern[str]:
    """What a run may ask of the engine, out of the words of the dry run."""
    words = re.sub(r"\s+", " ", text)
    allowed = []
    for method, paths in re.findall(
        r"(GET|HEAD|POST|DELETE) (/[\w/]+(?:, (?:and )?/[\w/]+)*)", words
    ):
        for path in re.findall(r"/[\w/]+", paths):
            allowed.append(f"{method} {re.sub('ID|NAME', r'[^/]+', path)}")
    return re.compile(f"(?:{'|'.join(allowed)})(?:[?].*)?")


def both(
    name: str,
    compose: MakeCompose,
    run_cli: RunCli,
    engine_url: str,
    tmp_path: Path,
    *more: str,
) -> tuple[str, Recorder, int, str]:
    """A fixture's question, asked dry and then for good, through a recorder."""
    if not engine_url.startswith("unix://"):
        pytest.skip("the engine is not on a unix socket")
    folder = FIXTURES / name
    case = case_of(folder)
    project = compose(folder / "compose.yaml", env=PASSWORD)
    project.up("--wait")
    words = (
        "why",
        (case.get("question") or case["questions"][0]).split()[0],
        "-p",
        project.project,
        *more,
    )
    with (
        host_side(case, lambda image: image, tmp_path),
        recording(tmp_path / "p.sock", Path(engine_url.removeprefix("unix://"))) as recorder,
    ):
        through = {"DOCKER_HOST": f"unix://{tmp_path}/p.sock", **PASSWORD}
        dry = run_cli(*words, "--dry-run", cwd=folder, env=through)
        assert (dry.returncode, dry.stderr) == (0, "")
        assert recorder.modes == []
        done = run_cli(*words, cwd=folder, env=through)
    assert done.stderr == ""
    allowed = named_requests(dry.stdout)
    assert [call for call in recorder.asked if not allowed.fullmatch(call)] == []
    return dry.stdout, recorder, done.returncode, project.project


@pytest.mark.parametrize("name", ["healthy/plain", "healthy/host-mode", "healthy/two-numbers"])
def test_of_a_healthy_project_it_lists_every_probe(
    name: str, compose: MakeCompose, run_cli: RunCli, engine_url: str, tmp_path: Path
) -> None:
    said, recorder, status, _ = both(name, compose, run_cli, engine_url, tmp_path)
    assert status == 0
    assert listed(said) == made(recorder)
    assert listed(said)


FAULTS = [
    "cl501-loopback-listener",  # a relay in the server's namespace
    "cl301-no-shared-network",  # a stand-in on the network that is missing
    "cl304-host-network-mode",
    "cl401-localhost-is-this-container",
    "cl404-host-docker-internal-missing",
]


@pytest.mark.parametrize("name", FAULTS)
def test_of_a_fault_it_lists_all_but_what_it_announces(
    name: str,
    compose: MakeCompose,
    run_cli: RunCli,
    engine_url: str,
    docker_client: docker.APIClient,
    tmp_path: Path,
) -> None:
    said, recorder, status, project = both(
        name, compose, run_cli, engine_url, tmp_path, "--no-prove"
    )
    assert status == 1
    assert listed(said) - made(recorder) == Counter()
    assert "more probes may look inside the running containers" in said
    own = {"label": f"com.docker.compose.project={project}"}
    running = docker_client.containers(filters=own)
    inside = {f"container:{each['Id'][:12]}" for each in running}
    assert set(made(recorder) - listed(said)) <= {*inside, "host"}


@pytest.mark.parametrize("name", FAULTS)
def test_of_the_proofs_it_says_where_they_stand(
    name: str,
    compose: MakeCompose,
    run_cli: RunCli,
    engine_url: str,
    docker_client: docker.APIClient,
    tmp_path: Path,
) -> None:
    said, recorder, status, project = both(name, compose, run_cli, engine_url, tmp_path)
    assert status == 1
    assert listed(said) - made(recorder) == Counter()
    assert "To try a fix, more probes may be started" in said
    own = {"label": f"com.docker.compose.project={project}"}
    inside = {f"container:{each['Id'][:12]}" for each in docker_client.containers(filters=own)}
    networks = {each["Name"] for each in docker_client.networks(filters=own)}
    assert set(made(recorder) - listed(said)) <= {*inside, *networks, "host"}
