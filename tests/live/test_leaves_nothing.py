"""The main job killed and interrupted at random moments: nothing of ours stays anywhere.

CONTAINERLOOP_KILLS=100 does it a hundred times each; the moments are the same every time.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import docker
import pytest

from containerloop.facts import RUN_LABEL
from containerloop.observe.observer import open_observer
from containerloop.observe.probe import cleanup
from containerloop.observe.probe.placement import Placement
from tests.conftest import CLI, MakeCompose
from tests.lab.engines.compose import Compose
from tests.support.pace import pace
from tests.support.recording_proxy import Recorder, recording

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")

KILLS = int(os.environ.get("CONTAINERLOOP_KILLS", "20"))
FIXTURE = Path(__file__).parents[2] / "compose-fixtures" / "cl401-localhost-is-this-container"
PASSWORD = {"DB_PASSWORD": "swordfish"}
SETTLE_S = 5.0 * pace()
PROMPTLY_S = 2.0
MARK = "CONTAINERLOOP_TEST_MARK"
# Python's own start, before a line of ours has run, answers Ctrl-C with a traceback of its own
READY = (
    "import os; from containerloop.cli.main import main;"
    " os.write(int(os.environ['READY']), b'.'); main()"
)


@dataclass(frozen=True, slots=True)
class Broken:
    """A running project in which the main job has everything to do, proofs included."""

    project: Compose
    temporary: Path
    mark: str
    url: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        own = {"TMPDIR": str(self.temporary), MARK: self.mark, "NO_COLOR": "1"}
        through = {"DOCKER_HOST": self.url} if self.url else {}
        return os.environ | PASSWORD | own | through

    def words(self) -> list[str]:
        return ["why", "5432", "-p", self.project.project, "--timeout", "1"]

    def start(self, *command: str, **more: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*command, *self.words()], cwd=FIXTURE, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **{"env": self.environment} | more,
        )  # fmt: skip


@pytest.fixture
def broken(compose: MakeCompose, tmp_path: Path) -> Broken:
    project = compose(FIXTURE / "compose.yaml", env=PASSWORD)
    project.up("--wait")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    return Broken(project, temporary, uuid.uuid4().hex)


def took(broken: Broken) -> float:
    """Seconds of an undisturbed run, the second one: the first loads the probe's image."""
    for _ in range(2):
        began = time.monotonic()
        with broken.start(str(CLI)) as process:
            out, complaint = process.communicate(timeout=60)
        assert (process.returncode, complaint) == (1, ""), out + complaint
    return time.monotonic() - began


def pids(mark: str) -> list[int]:
    """Everything that one of our runs has started, forks included."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone, or somebody else's
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
    return found


def processes(mark: str) -> list[str]:
    """Their command lines."""
    found = []
    for pid in pids(mark):
        with suppress(OSError):
            found.append(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def inspected(client: docker.APIClient, project: Compose) -> list[Any]:
    """Each container whole, but for its own healthcheck (log, running exec), which goes on."""
    found = [client.inspect_container(row["ID"]) for row in project.ps()]
    for container in found:
        container["State"].pop("Health", None)
        container.pop("ExecIDs", None)
    return sorted(found, key=lambda container: str(container["Id"]))


def nothing_is_left(broken: Broken) -> None:
    # a guard may wait for the answer to a create that the dead process had hardly asked for
    deadline = time.monotonic() + cleanup.UNANSWERED_S + SETTLE_S
    while processes(broken.mark) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert processes(broken.mark) == []
    assert list(broken.temporary.iterdir()) == []


Untouched = Callable[[], AbstractContextManager[None]]


def test_killed_at_random_moments_it_leaves_nothing(
    broken: Broken, untouched: Untouched, docker_client: docker.APIClient
) -> None:
    whole = took(broken)
    before = inspected(docker_client, broken.project)
    moments = random.Random(5432)
    with untouched():
        for _ in range(KILLS):
            with broken.start(str(CLI)) as process:
                time.sleep(moments.uniform(0, whole))
                process.kill()
        nothing_is_left(broken)
    assert inspected(docker_client, broken.project) == before


def test_interrupted_at_random_moments_it_says_so_and_leaves_nothing(
    broken: Broken, untouched: Untouched, docker_client: docker.APIClient
) -> None:
    whole = took(broken)
    before = inspected(docker_client, broken.project)
    moments = random.Random(2345)
    interrupted = 0
    with untouched():
        for _ in range(KILLS):
            interrupted += interrupt(broken, moments.uniform(0, whole))
        nothing_is_left(broken)
    assert inspected(docker_client, broken.project) == before
    assert interrupted > KILLS / 4  # most moments must be ones at which there is work to stop


def interrupt(broken: Broken, moment: float, again: float | None = None) -> bool:
    """Ctrl-C after `moment` seconds, and once more; False where the run was over by then."""
    ready, told = os.pipe()
    environment = broken.environment | {"READY": str(told)}
    with broken.start(sys.executable, "-c", READY, env=environment, pass_fds=[told]) as process:
        os.close(told)
        os.read(ready, 1)
        os.close(ready)
        time.sleep(moment)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        if again is not None:
            time.sleep(again)
            process.send_signal(signal.SIGINT)
        out, complaint = process.communicate(timeout=30)
        assert time.monotonic() - began < PROMPTLY_S
    if process.returncode == 1 and complaint == "":
        assert "CL401" in out  # the whole report was there before the signal
        return False
    assert process.returncode == 130, (moment, out, complaint)
    said = [line for line in complaint.splitlines() if line]
    assert said in ([["containerloop: interrupted; nothing was changed"]] + [[]] * bool(again))
    return True


def test_an_impatient_second_ctrl_c_is_no_worse(broken: Broken, untouched: Untouched) -> None:
    whole = took(broken)
    moments = random.Random(99)
    with untouched():
        for _ in range(max(4, KILLS // 4)):
            interrupt(broken, moments.uniform(0, whole), moments.uniform(0, 0.05))
        nothing_is_left(broken)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_ended_by_another_signal_it_leaves_nothing(
    how: signal.Signals, broken: Broken, untouched: Untouched
) -> None:
    whole = took(broken)
    moments = random.Random(how)
    with untouched():
        for _ in range(max(5, KILLS // 4)):
            with broken.start(str(CLI)) as process:
                time.sleep(moments.uniform(0, whole))
                process.send_signal(how)
                _, complaint = process.communicate(timeout=30)
            assert process.returncode in (-how, 1)  # 1: it was over by then
            assert "Traceback" not in complaint
        nothing_is_left(broken)


def test_a_reader_that_goes_away_is_no_failure(broken: Broken, untouched: Untouched) -> None:
    took(broken)
    with untouched():
        for more in ("", "--format json", "-v"):
            words = " ".join([str(CLI), *broken.words(), more])
            done = subprocess.run(
                ["bash", "-c", f"set -o pipefail; {words} | true"], cwd=FIXTURE, text=True,
                env=broken.environment, capture_output=True, check=False, timeout=60,
            )  # fmt: skip
            assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
        nothing_is_left(broken)


CREATE, START = r"POST /containers/create", r"POST /containers/[0-9a-f]+/start"


@pytest.fixture
def proxied(broken: Broken, engine_url: str, tmp_path: Path) -> Iterator[tuple[Broken, Recorder]]:
    if not engine_url.startswith("unix://"):
        pytest.skip("the engine is not on a unix socket")
    took(broken)
    with recording(tmp_path / "p.sock", Path(engine_url.removeprefix("unix://"))) as recorder:
        yield replace(broken, url=f"unix://{tmp_path}/p.sock"), recorder


def ours(client: docker.APIClient) -> list[str]:
    return sorted(str(c["Id"]) for c in client.containers(all=True, filters={"label": RUN_LABEL}))


@pytest.mark.parametrize("held", [CREATE, START])
def test_killed_between_create_and_start_it_leaves_nothing(
    held: str,
    proxied: tuple[Broken, Recorder],
    untouched: Untouched,
    docker_client: docker.APIClient,
) -> None:
    broken, recorder = proxied
    recorder.holds = re.compile(held)
    with untouched():
        with broken.start(str(CLI)) as process:
            assert recorder.held.wait(20)
            assert ours(docker_client)
            process.kill()
        soon(lambda: not ours(docker_client), SETTLE_S)
        nothing_is_left(broken)
    assert any(call.startswith("DELETE /containers/") for call in recorder.asked)


def test_a_create_that_the_engine_finishes_after_the_death_is_waited_for(
    proxied: tuple[Broken, Recorder], untouched: Untouched, docker_client: docker.APIClient
) -> None:
    broken, recorder = proxied
    recorder.delays, recorder.delay_s = re.compile(CREATE), 8.0
    with untouched():
        with broken.start(str(CLI)) as process:
            assert recorder.held.wait(20)
            process.kill()
        assert ours(docker_client) == []
        soon(lambda: bool(recorder.created), 20)
        soon(lambda: not ours(docker_client), SETTLE_S)
        nothing_is_left(broken)


def test_what_is_left_when_the_guard_is_killed_too_goes_with_a_later_run(
    proxied: tuple[Broken, Recorder],
    untouched: Untouched,
    docker_client: docker.APIClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken, recorder = proxied
    recorder.holds = re.compile(CREATE)
    with untouched():
        with broken.start(str(CLI)) as process:
            assert recorder.held.wait(20)
            for pid in pids(broken.mark):
                with suppress(ProcessLookupError):  # its parent's death was enough
                    os.kill(pid, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        time.sleep(2)  # several are created at once
        left = ours(docker_client)
        assert left
        look_once(docker_client)
        # what is young may be another run's, which is about to start it
        soon(lambda: ours(docker_client) == left, SETTLE_S)
        monkeypatch.setattr(cleanup, "ABANDONED_S", 0.0)
        time.sleep(1.1)  # the engine's times are whole seconds
        look_once(docker_client)
        soon(lambda: not ours(docker_client), SETTLE_S)


def look_once(client: docker.APIClient) -> None:
    with (
        open_observer(client, run_id=uuid.uuid4().hex[:12], timeout_s=1.0) as observer,
        observer.sessions.temporary(Placement(mode="none")) as session,
    ):
        session.exchange((), 5.0)


def soon(true: Callable[[], bool], most_s: float) -> None:
    deadline = time.monotonic() + most_s
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
