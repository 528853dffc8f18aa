"""Every fixture on the engine: broken, diagnosed, repaired by what was printed, reachable."""

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from containerloop.cli.snapshot_files import decode
from containerloop.diagnose.remedies.compose_yaml import override_yaml
from containerloop.pipeline.report_step import answer
from tests.conftest import MakeCompose, RunCli, unique
from tests.lab.engines.compose import Compose
from tests.support.cases import (
    BROKEN,
    HEALTHY,
    Case,
    case_of,
    conclude_as,
    conclude_nothing,
    runs_on,
)

Images = Callable[[str], str]
ENGINE = os.environ.get("CONTAINERLOOP_TEST_NAME", "")


@contextmanager
def host_side(case: Case, image: Images, shims: Path) -> Iterator[None]:
    """The servers that run on the engine's host, outside any project."""
    if command := case.get("host"):
        argv = [sys.executable if word == "python" else word for word in command]
        process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            time.sleep(0.5)
            assert process.poll() is None, f"{argv} ended at once"
            if serves := case.get("host_serves"):
                accepts(serves)
            yield
        finally:
            process.kill()
            process.wait()
    elif command := case.get("host_container"):
        name = unique("clt-host")
        run = ["docker", "run", "-d", "--rm", "--network", "host", "--name", name]
        subprocess.run([*run, image(command[0]), *command[1:]], check=True, capture_output=True)
        # the printed host command is run as it stands; only the program is elsewhere
        shim = shims / "redis-cli"
        shim.write_text(f'#!/bin/sh\nexec docker exec {name} redis-cli "$@"\n')
        shim.chmod(0o755)
        try:
            time.sleep(0.5)
            yield
        finally:
            subprocess.run(["docker", "rm", "-f", name], check=False, capture_output=True)
    else:
        yield


def accepts(address: str) -> None:
    """Wait until a server is there."""
    host, _, port = address.rpartition(":")
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection((host, int(port)), timeout=2).close()
        except OSError:
            assert time.monotonic() < deadline, f"nobody serves {address}"
            time.sleep(0.1)
        else:
            return


@contextmanager
def neighbours(case: Case, folder: Path, compose: MakeCompose, image: Images) -> Iterator[None]:
    """Another project (`beside`), and containers that nobody's compose file describes."""
    if "beside" in case:
        compose(folder / case["beside"]).up("--wait")
    run = ["docker", "run", "--detach", "--init"]
    names = list(case.get("containers", {}))
    try:
        for name, (of, *words) in case.get("containers", {}).items():
            called = case.get("hostnames", {}).get(name, "")
            own = ["--hostname", called] if called else []
            argv = [*run, *own, "--name", name, image(of), *words]
            subprocess.run(argv, check=True, capture_output=True)
        yield
    finally:
        if names:
            subprocess.run(["docker", "rm", "-f", *names], check=False, capture_output=True)
        for network in case.get("makes_networks", []):
            subprocess.run(["docker", "network", "rm", network], check=False, capture_output=True)


def bring_up(project: Compose, case: Case, folder: Path) -> None:
    """The project as the case wants it: what fails to come up, steps after it, time to settle."""
    services = case.get("services", [])
    # what a file was before somebody edited it
    made_of = [folder / case["before"]] if "before" in case else project.files
    wait = [] if case.get("up") == "at once" else ["--wait"]
    Compose(project.project, *made_of, env=project.env).up(
        *wait, *services, check="wait" not in case.get("up", "")
    )
    for step in case.get("afterwards", []):
        project.run(*step)
    for service in case.get("detached", []):
        network, container = f"{project.project}_default", project.container(service)
        argv = ["docker", "network", "disconnect", network, container]
        subprocess.run(argv, env=project.env, check=True, capture_output=True)
    time.sleep(case.get("settle_s", 0))


def asked(
    run_cli: RunCli, words: str, folder: Path, project: str, env: dict[str, str], *more: str
) -> tuple[int, dict[str, Any]]:
    done = run_cli(
        "why", *shlex.split(words), "-p", project, "--format", "json", *more, cwd=folder, env=env
    )
    assert done.returncode in (0, 1, 3), done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def firewalled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Case], None]]:
    """`firewalled(case)`: its rule before the engine's host, on an engine of our own only."""
    added: list[Callable[[], object]] = []

    def add(case: Case) -> None:
        if rule := case.get("firewall"):
            engine_host = request.getfixturevalue("engine_host")
            rules = engine_host("iptables", "-S", "INPUT").splitlines()[1:]
            added.append(lambda: put_back(engine_host, rules))
            engine_host("iptables", "-I", "INPUT", *rule)
            sudo_there(tmp_path)

    yield add
    for undo in added:
        undo()


@pytest.fixture
def on_engine_host(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """`on_engine_host(case, when, project)`: its settings of the engine's host, if it is ours.

    `before` the project is up and `after` that, when `{web}` is the process id of service web
    there; `undo` brings back what was.
    """
    undo: list[list[str]] = []

    def run(case: Case, when: str, project: Compose | None = None) -> None:
        if settings := case.get("engine_host"):
            engine_host = request.getfixturevalue("engine_host")
            undo[:] = settings["undo"]
            sudo_there(tmp_path)
            for command in settings.get(when, []):
                engine_host(*(_with_pid(word, project) for word in command))

    yield run
    for command in undo:
        request.getfixturevalue("engine_host")(*command)


def _with_pid(word: str, project: Compose | None) -> str:
    if project is None or not word.startswith("{"):
        return word
    named = project.container(word.strip("{}"))
    shown = ["docker", "inspect", "--format", "{{.State.Pid}}", named]
    return subprocess.run(shown, check=True, capture_output=True, text=True).stdout.strip()


def sudo_there(shims: Path) -> None:
    """Let a printed command be run as it stands, on the engine's host."""
    init = os.environ["CONTAINERLOOP_TEST_INIT"]
    enter = f"{shutil.which('nsenter')} -t {init} -n -m -p -i -u -r -w --"
    shim = shims / "sudo"
    shim.write_text(f'#!/bin/sh\nPATH=/usr/sbin:/usr/bin exec {enter} "$@"\n')
    shim.chmod(0o755)


def put_back(engine_host: Callable[..., str], rules: list[str]) -> None:
    engine_host("iptables", "-F", "INPUT")
    for rule in rules:
        engine_host("iptables", *shlex.split(rule))


def make_and_remove_a_network(name: str) -> None:
    """Engines write their firewall rules anew for it: a change of the host must outlive that."""
    for words in ("create", "rm"):
        subprocess.run(["docker", "network", words, name], check=True, capture_output=True)


def alone_if_asked(folder: Path) -> Any:
    """A case that changes what other projects on the engine rely on is played alone."""
    case = case_of(folder)
    # a firewall is put back as it was found, with what others have added meanwhile gone
    alone = "firewall" in case or case.get("alone", False)
    return pytest.param(folder, id=folder.name, marks=[pytest.mark.alone] if alone else [])


@pytest.mark.parametrize("folder", [alone_if_asked(p) for p in BROKEN if runs_on(p, ENGINE)])
def test_broken_is_diagnosed_and_the_printed_remedy_repairs_it(
    folder: Path,
    compose: MakeCompose,
    run_cli: RunCli,
    fixture_image: Images,
    firewalled: Callable[[Case], None],
    on_engine_host: Callable[..., None],
    record: Callable[..., None],
    tmp_path: Path,
) -> None:
    case = case_of(folder)
    firewalled(case)
    on_engine_host(case, "before")
    env = case.get("environment", {})
    with (
        neighbours(case, folder, compose, fixture_image),
        host_side(case, fixture_image, tmp_path),
    ):
        project = compose(folder / "compose.yaml", env=env)
        project = project.override(*(folder / name for name in case.get("overrides", [])))
        bring_up(project, case, folder)
        on_engine_host(case, "after", project)
        snapshot = tmp_path / "broken.json"
        status, report = asked(
            run_cli, case["question"], folder, project.project, env, "--save", str(snapshot)
        )
        conclude_as(report, folder)
        assert status == int(report["verdict"] != "reachable")
        record(snapshot, folder)
        replayed = msgspec.to_builtins(answer(decode(snapshot.read_bytes())))
        assert msgspec.json.decode(msgspec.json.encode(replayed)) == report
        repair(report["findings"][0], case, folder, project, tmp_path, env)
        again = case.get("again") or case["question"]
        if case["fix"] == "address":
            again = report["findings"][0]["remedies"][0]["address"]
        # a repair may bring a second fault to light, which was behind the first
        then = [case["then"]] if "then" in case else []
        status, report = when_started(run_cli, again, folder, project.project, env, then)
        found = [f["code"] for f in report["findings"]]
        assert (status, found) == (len(then), then), json.dumps(report, indent=1)
        assert (report["verdict"] == "reachable") is not bool(then)


def when_started(
    run_cli: RunCli, words: str, folder: Path, project: str, env: dict[str, str], then: list[str]
) -> tuple[int, dict[str, Any]]:
    """The answer once a server that was created anew has had time to start, and `then` is found."""
    for _ in range(10):
        status, report = asked(run_cli, words, folder, project, env)
        if status == 0 or (then and [f["code"] for f in report["findings"]] == then):
            break
        time.sleep(1)
    return status, report


def repair(
    finding: dict[str, Any],
    case: Case,
    folder: Path,
    project: Any,
    shims: Path,
    env: dict[str, str],
) -> None:
    """Exactly what was printed, and nothing else."""
    remedy = finding["remedies"][0]
    if case["fix"] == "override":
        override = shims / "override.yaml"
        override.write_text(override_yaml(remedy["override"]))
        if "first" in case:
            project.run(*case["first"])
        project.override(override).up("--wait")
    elif case["fix"] == "by-hand":
        # what is printed tells the person what to mend; the mending itself is theirs
        if "told" in case:
            named = os.environ | {"COMPOSE_PROJECT_NAME": project.project} | env
            told = subprocess.run(
                remedy["host_command"], shell=True, check=True, cwd=folder, env=named,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
            assert case["told"] in told.stdout
        project.override(folder / "fix.yaml").up("--wait", "--force-recreate")
    elif case["fix"] == "host-command":
        named = {"COMPOSE_PROJECT_NAME": project.project, "PATH": f"{shims}:{os.environ['PATH']}"}
        subprocess.run(
            remedy["host_command"], shell=True, check=True, cwd=folder, env=os.environ | named | env
        )
        make_and_remove_a_network(f"{project.project}_passing")
        time.sleep(1.5)
    else:
        assert case["fix"] == "address"


@pytest.mark.parametrize("folder", HEALTHY, ids=lambda p: p.name)
def test_healthy_is_called_healthy(
    folder: Path,
    compose: MakeCompose,
    run_cli: RunCli,
    fixture_image: Images,
    record: Callable[..., None],
    tmp_path: Path,
) -> None:
    case = case_of(folder)
    snapshot = tmp_path / "healthy.json"
    with (
        neighbours(case, folder, compose, fixture_image),
        host_side(case, fixture_image, tmp_path),
    ):
        project = compose(folder / "compose.yaml", env=case.get("environment", {}))
        bring_up(project, case, folder)
        for number, question in enumerate(case["questions"], 1):
            status, report = asked(
                run_cli, question, folder, project.project, {}, "--save", str(snapshot)
            )
            conclude_nothing(report, folder)
            assert status == 0
            record(snapshot, folder, number)
