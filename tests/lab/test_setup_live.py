"""The set-up on a real engine: its images answer, and engines and projects leave nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lab.engines import cache
from tests.lab.engines import untouched as holdings

SET_UP = [sys.executable, "-m", "tests.lab.engines"]
SERVERS = {
    "postgres": ("-c", "max_connections=7", "psql -U postgres -Atc 'show max_connections'", "7"),
    "redis": ("--maxclients", "7", "redis-cli config get maxclients | tail -n 1", "7"),
    "nginx": ("-e", "/dev/stdout", "wget -qO- http://127.0.0.1/", "containerloop fixture"),
    "mariadb": ("--max-connections=17", "", "mariadb -proot -Ne 'select @@max_connections'", "17"),
}
COMPOSE = """
services:
  web:
    image: containerloop-fixture/python:1
    command: [python3, -m, http.server, "${PORT}"]
    volumes: [kept:/kept]
volumes:
  kept:
"""


def eventually(said: Callable[[], str], wanted: str, seconds: float = 20.0) -> str:
    deadline = time.monotonic() + seconds
    while (last := said()) != wanted and time.monotonic() < deadline:
        time.sleep(0.1)
    return last


def output(*command: str) -> str:
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize("name", SERVERS)
def test_servers_are_real_and_take_arguments(
    name: str, fixture_image: Callable[[str], str], untouched: Callable[[], Any]
) -> None:
    *arguments, query, wanted = SERVERS[name]
    image = fixture_image(name)
    with untouched():
        given = [argument for argument in arguments if argument]
        container = output("docker", "run", "--detach", image, *given)
        try:
            ask = ("docker", "exec", container, "sh", "-c", query)
            assert eventually(lambda: output(*ask), wanted) == wanted, output(
                "docker", "logs", container
            )
        finally:
            output("docker", "rm", "--force", "--volumes", container)


def test_an_image_runs_another_command_too(fixture_image: Callable[[str], str]) -> None:
    assert output("docker", "run", "--rm", fixture_image("postgres"), "echo", "a b") == "a b"


def test_the_python_image_speaks_to_postgres(fixture_image: Callable[[str], str]) -> None:
    imports = "import pg8000, http.server, ssl, sqlite3, asyncio; print('all there')"
    command = ("docker", "run", "--rm", fixture_image("python"), "python3", "-c", imports)
    assert output(*command) == "all there"


def test_a_project_comes_and_goes(
    compose: Any, untouched: Callable[[], Any], tmp_path: Path, docker_client: Any
) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text(COMPOSE)
    with untouched():
        project = compose(file, env={"PORT": "8123"})
        project.up()
        assert [row["Service"] for row in project.ps()] == ["web"]
        described = docker_client.inspect_container(project.container("web"))
        assert described["Config"]["Cmd"][-1] == "8123"
        assert project.project.startswith("clt-")
        project.down()


def test_what_is_left_behind_is_noticed(
    untouched: Callable[[], Any],
    fixture_image: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(holdings, "SETTLE", 0.2)
    image = fixture_image("base")
    with pytest.raises(AssertionError), untouched():
        container = output("docker", "create", image)
    with untouched():
        pass
    output("docker", "rm", container)


def test_a_firewall_rule_is_noticed(
    untouched: Callable[[], Any],
    engine_host: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(holdings, "SETTLE", 0.2)
    rule = ("INPUT", "-p", "tcp", "--dport", "4711", "-j", "DROP")
    with pytest.raises(AssertionError), untouched():
        engine_host("iptables", "-A", *rule)
    engine_host("iptables", "-D", *rule)


@pytest.fixture
def second_engine(engine_host: Callable[..., str]) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another private engine, as a person's `make` starts it, and the folder of its run."""
    command = [*SET_UP, "run", "--engine", "26.1", "--image", "base"]
    script = 'trap "exit 3" TERM INT; echo $DOCKER_HOST; while :; do sleep 0.1; done'
    process = subprocess.Popen(
        [*command, "--", "sh", "-c", script],
        cwd=cache.CHECKOUT, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    with process, process.stdout:
        try:
            socket = Path(process.stdout.readline().strip().removeprefix("unix://"))
            yield process, cache.root() / "runs" / socket.parent.name
        finally:
            process.kill()


def traces(run: Path) -> str:
    """Everything that exists of a run: processes, folders, cgroups, mounts."""
    found = [str(path) for path in Path("/tmp").glob(f"{run.name}*")]
    for pattern in (run.name, f"*/{run.name}"):
        found += [str(path) for path in Path("/sys/fs/cgroup").glob(pattern)]
    found += [f"process {process}" for process in processes(run)]
    mounts = Path("/proc/self/mounts").read_text().splitlines()
    return "\n".join(found + [line for line in mounts if run.name in line])


def processes(run: Path) -> list[str]:
    named = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if run.name.encode() in line:
            named.append(folder.name)
    return named


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_nothing_stays_of_an_engine_that_is_interrupted(
    number: int, status: int, second_engine: tuple[subprocess.Popen[str], Path]
) -> None:
    process, run = second_engine
    assert traces(run)
    os.kill(process.pid, number) if number != signal.SIGINT else os.killpg(process.pid, number)
    assert process.wait(30) == status
    assert eventually(lambda: " ".join(processes(run)), "", 5.0) == ""
    if number == signal.SIGKILL:  # folders can be cleared away only by the next run
        sweep = [*SET_UP, "sweep"]
        subprocess.run(sweep, cwd=cache.CHECKOUT, check=True)
    assert traces(run) == ""
    assert not run.exists()


def test_a_command_that_leaves_a_process_behind(engine_host: Callable[..., str]) -> None:
    command = [*SET_UP, "run", "--engine", "26.1", "--image", "base"]
    script = "setsid sleep 4711 >/dev/null 2>&1 & echo $!; exit 5"
    done = subprocess.run(
        [*command, "--", "sh", "-c", script],
        cwd=cache.CHECKOUT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 5
    gone = Path("/proc") / done.stdout.strip()
    assert eventually(lambda: str(gone.exists()), "False", 5.0) == "False"
