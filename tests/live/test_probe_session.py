"""Probe sessions on a real engine: every vantage, the lock-down, and how each of them ends."""

import errno
import functools
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import docker
import pytest

from containerloop.errors import ProbeUnavailable
from containerloop.facts import RUN_LABEL
from containerloop.observe.probe.cleanup import sweep
from containerloop.observe.probe.guard import Guard
from containerloop.observe.probe.image import ensure_image
from containerloop.observe.probe.placement import ON_THE_HOST, Join, Placement, PortBinding
from containerloop.observe.probe.records import (
    ListenRecord,
    NameRecord,
    Record,
    RelayRecord,
    TryRecord,
    files,
)
from containerloop.observe.probe.requests import AttemptRequest, Listen, Name, ReadFile, Relay
from containerloop.observe.probe.session import ProbeLost, ProbeSession

pytestmark = pytest.mark.live
Open = Callable[[Placement], ProbeSession]


@pytest.fixture(scope="module")
def engine_url() -> str:
    return os.environ["CONTAINERLOOP_TEST_ENGINE"]


@pytest.fixture(scope="module")
def client(engine_url: str) -> Iterator[docker.APIClient]:
    made = docker.APIClient(base_url=engine_url, version="auto", timeout=20)
    yield made
    made.close()


@pytest.fixture(scope="module")
def image(client: docker.APIClient) -> str:
    return ensure_image(client).id


@pytest.fixture
def run_id(client: docker.APIClient) -> Iterator[str]:
    made = f"test{uuid.uuid4().hex[:8]}"
    yield made
    sweep(client, made)


@pytest.fixture
def probe(client: docker.APIClient, image: str, run_id: str) -> Iterator[Open]:
    """Opens a session; all are closed at the end of the test."""
    with ExitStack() as opened:
        yield lambda place: opened.enter_context(
            closing(ProbeSession(client, image, run_id=run_id, place=place))
        )


@pytest.fixture
def network(client: docker.APIClient, run_id: str) -> Iterator[Callable[..., str]]:
    names: list[str] = []

    def create(internal: bool = False) -> str:
        names.append(f"{run_id}-{len(names)}")
        client.create_network(names[-1], driver="bridge", internal=internal)
        return names[-1]

    yield create
    sweep(client, run_id)
    for name in names:
        _eventually(functools.partial(_removed_network, client, name))


def _removed_network(client: docker.APIClient, name: str) -> bool:
    try:
        client.remove_network(name)
    except docker.errors.NotFound:
        return True
    except docker.errors.APIError:
        return False
    return True


def _eventually(true: Callable[[], bool], timeout_s: float = 5) -> None:
    until = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def _of_run(client: docker.APIClient, run_id: str) -> list[str]:
    found = client.containers(all=True, filters={"label": f"{RUN_LABEL}={run_id}"})
    return [container["State"] for container in found]


def tried(records: list[Record]) -> TryRecord:
    (record,) = [record for record in records if isinstance(record, TryRecord)]
    return record


def named(records: list[Record]) -> NameRecord:
    (record,) = [record for record in records if isinstance(record, NameRecord)]
    return record


def listen(session: ProbeSession, address: str, port: int) -> None:
    (record,) = session.exchange([Listen(id=900, address=address, port=port)], 5)
    assert isinstance(record, ListenRecord)
    assert record.errno == 0


def ask(session: ProbeSession, host: str, port: int) -> list[Record]:
    asked = AttemptRequest(
        id=1, host=host, port=port, connect_ms=1500, reply_ms=100, first=b"hello"
    )
    return session.exchange([asked], 5)


def test_inside_a_container_localhost_is_that_container(probe: Open) -> None:
    target = probe(Placement(mode="bridge"))  # it has no shell, nor anything else
    listen(target, "127.0.0.1", 8080)
    inside = probe(Placement(mode=f"container:{target.container_id}"))
    beside = probe(Placement(mode="bridge"))
    assert tried(ask(inside, "127.0.0.1", 8080)).end == "deadline"
    assert tried(ask(beside, "127.0.0.1", 8080)).errno == errno.ECONNREFUSED
    tables = files(inside.exchange([ReadFile(id=1, which="tcp")], 5))
    assert b"0100007F:1F90" in tables[1].content


@pytest.mark.parametrize("internal", [False, True])
def test_a_peer_on_a_network_has_its_names(
    probe: Open, network: Callable[..., str], internal: bool
) -> None:
    one, other = network(internal), network()
    joins = (Join(one, ("db", "store")), Join(other, ("far",)))
    target = probe(Placement(networks=joins))
    listen(target, "0.0.0.0", 5432)
    peer = probe(Placement(networks=(Join(one),)))
    records = ask(peer, "store", 5432)
    assert named(records).source == "dns"
    assert (tried(records).end, tried(records).sent) == ("deadline", True)
    assert named(peer.exchange([Name(id=1, host="far")], 9)).addrs == ()
    assert len(named(target.exchange([Name(id=1, host="far")], 9)).addrs) == 1


def test_the_engine_host_and_a_published_port(probe: Open) -> None:
    target = probe(Placement(mode="bridge", publish=(PortBinding(8080),)))
    host = probe(ON_THE_HOST)
    address, port = target.published_ports()["8080/tcp"]
    assert address == "127.0.0.1"
    # Docker's proxy accepts and closes, Podman's rule passes the refusal on: not `deadline`.
    assert tried(ask(host, address, port)).end in ("eof", "reset", "error")
    listen(target, "0.0.0.0", 8080)
    assert tried(ask(host, address, port)).end == "deadline"


def test_a_relay_stands_in_for_a_server_that_would_listen_elsewhere(probe: Open) -> None:
    target = probe(Placement(mode="bridge"))
    listen(target, "127.0.0.1", 8080)
    mine = tried(ask(probe(Placement(mode=f"container:{target.container_id}")), "127.0.0.1", 8080))
    assert mine.end == "deadline"
    relay = probe(Placement(mode=f"container:{target.container_id}"))
    made = relay.exchange(
        [Relay(id=1, address="0.0.0.0", port=8081, to="127.0.0.1", to_port=8080)], 5
    )
    assert isinstance(made[0], RelayRecord)
    assert made[0].errno == 0
    assert tried(ask(target, "127.0.0.1", 8081)).end == "deadline"


def test_low_ports_are_free_in_a_namespace_of_its_own_and_not_on_the_host(probe: Open) -> None:
    listen(probe(Placement(mode="bridge")), "0.0.0.0", 80)
    (record,) = probe(ON_THE_HOST).exchange([Listen(id=1, address="127.0.0.1", port=81)], 5)
    assert isinstance(record, ListenRecord)
    assert record.errno == errno.EACCES


def test_extra_hosts_are_resolved_from_the_hosts_file(probe: Open) -> None:
    session = probe(Placement(mode="bridge", extra_hosts=("machine:192.0.2.7",)))
    record = named(session.exchange([Name(id=1, host="machine")], 5))
    assert (record.source, record.addrs) == ("hosts", ("192.0.2.7",))


def test_it_is_locked_down(client: docker.APIClient, probe: Open, run_id: str) -> None:
    session = probe(Placement(mode="bridge"))
    seen = client.inspect_container(session.container_id)
    host = seen["HostConfig"]
    # Podman lists one by one what ALL took away.
    assert host["CapDrop"] == ["ALL"] or {"NET_BIND_SERVICE", "SETUID"} <= set(host["CapDrop"])
    assert (host["CapAdd"] or [], host["SecurityOpt"]) == ([], ["no-new-privileges"])
    assert (host["ReadonlyRootfs"], host["AutoRemove"], host["Privileged"]) == (True, True, False)
    assert (host["Memory"], host["PidsLimit"]) == (32 * 1024 * 1024, 16)
    assert (seen["Mounts"], host["LogConfig"]["Type"]) == ([], "none")
    assert (host["PidMode"], host["IpcMode"] in ("private", "shareable")) == ("", True)
    assert seen["Config"]["User"] == "65534:65534"
    assert seen["Config"]["Labels"][RUN_LABEL] == run_id
    assert seen["Name"].startswith(f"/containerloop-{run_id}-")


def test_it_goes_when_it_is_closed(client: docker.APIClient, probe: Open, run_id: str) -> None:
    session = probe(ON_THE_HOST)
    assert _of_run(client, run_id) == ["running"]
    session.close()
    session.close()
    _eventually(lambda: not _of_run(client, run_id))
    with pytest.raises(ProbeLost, match="has already ended"):
        session.exchange([], 1)


def test_it_goes_when_its_life_is_over(client: docker.APIClient, image: str, run_id: str) -> None:
    with closing(
        ProbeSession(client, image, run_id=run_id, place=ON_THE_HOST, life_s=2)
    ) as session:
        _eventually(lambda: not _of_run(client, run_id))
        with pytest.raises(ProbeLost, match="lost"):
            session.exchange([], 5)


def test_one_that_is_killed_is_lost(client: docker.APIClient, probe: Open) -> None:
    session = probe(ON_THE_HOST)
    client.kill(session.container_id)
    with pytest.raises(ProbeLost, match="lost the probe on host: it"):
        session.exchange([Name(id=1, host="localhost")], 5)


def test_one_that_hangs_is_lost_after_the_time_given(client: docker.APIClient, probe: Open) -> None:
    session = probe(ON_THE_HOST)
    client.pause(session.container_id)
    begun = time.monotonic()
    with pytest.raises(ProbeLost, match="in time"):
        session.exchange([Name(id=1, host="localhost")], 0.4)
    assert time.monotonic() - begun < 2
    client.unpause(session.container_id)


@pytest.mark.parametrize(
    "place",
    [
        Placement(mode="container:nosuchcontainer"),
        Placement(networks=(Join("nosuchnetwork"),)),
    ],
)
def test_a_place_that_is_not_there_leaves_nothing(
    client: docker.APIClient, probe: Open, run_id: str, place: Placement
) -> None:
    with pytest.raises(ProbeUnavailable, match=r"cannot start a probe: .*nosuch"):
        probe(place)
    assert _of_run(client, run_id) == []


def test_a_second_network_that_is_not_there_leaves_nothing(
    client: docker.APIClient, probe: Open, run_id: str, network: Callable[..., str]
) -> None:
    with pytest.raises(ProbeUnavailable, match=r"cannot start a probe: .*nosuch"):
        probe(Placement(networks=(Join(network()), Join("nosuchnetwork"))))
    assert _of_run(client, run_id) == []


def test_sessions_share_a_client_across_threads(
    client: docker.APIClient, image: str, run_id: str
) -> None:
    sources: list[str] = []

    def measure() -> None:
        place = ON_THE_HOST
        with closing(ProbeSession(client, image, run_id=run_id, place=place)) as session:
            sources.append(named(session.exchange([Name(id=1, host="::1")], 9)).source)

    threads = [threading.Thread(target=measure) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sources == ["literal"] * 12
    _eventually(lambda: not _of_run(client, run_id))


def test_the_image_is_loaded_when_missing_and_only_then(client: docker.APIClient) -> None:
    image = ensure_image(client)
    made = client.inspect_image(image.tag)  # type: ignore[no-untyped-call]
    assert ensure_image(client) == image
    again = client.inspect_image(image.id)  # type: ignore[no-untyped-call]
    assert made["Id"] == again["Id"]
    assert made["Size"] < 65536
    assert made["Config"]["User"] == "65534:65534"


_KILLED = """
import functools, sys, threading, time
import docker
from containerloop.observe.probe.guard import Guard
from containerloop.observe.probe.placement import Placement
from containerloop.observe.probe.session import ProbeSession
url, image, run_id, threaded = sys.argv[1:]
make = functools.partial(docker.APIClient, base_url=url, version="1.41", timeout=20)
if threaded == "True":
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
guard = Guard(make, run_id)
client = make()
made = client.create_container(image, labels={"containerloop.run": run_id})
print("created", flush=True)
sessions = [
    ProbeSession(client, image, run_id=run_id, place=Placement(mode="bridge"), guard=guard)
    for _ in range(9)
]
"""


@pytest.mark.parametrize("threaded", [False, True])
@pytest.mark.parametrize("after_s", [0.0, 0.07, 0.2, 0.45])
def test_a_killed_process_leaves_nothing(
    client: docker.APIClient,
    engine_url: str,
    image: str,
    run_id: str,
    after_s: float,
    threaded: bool,
) -> None:
    arguments = [sys.executable, "-c", _KILLED, engine_url, image, run_id, str(threaded)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"created\n"
        time.sleep(after_s)
        process.kill()
        assert process.stdout.read() == b""  # the guard does not hold it open
    _eventually(lambda: not _of_run(client, run_id), 5)
    time.sleep(1)
    assert _of_run(client, run_id) == []


def test_after_a_goodbye_the_guard_leaves_the_engine_alone(
    client: docker.APIClient, engine_url: str, image: str, run_id: str
) -> None:
    make = functools.partial(docker.APIClient, base_url=engine_url, version="1.41")
    guard = Guard(make, run_id)
    client.create_container(image, labels={RUN_LABEL: run_id})
    guard.goodbye()
    guard.goodbye()
    time.sleep(0.5)
    assert _of_run(client, run_id) == ["created"]
