"""What evidence says of what was seen, and the command that shows it again."""

import pytest

from containerloop.diagnose import evidence, network_evidence
from containerloop.facts import ENGINE_HOST, HOST, Address, Attempt, Listener, Outcome, State
from containerloop.facts import Transport as T
from tests.support.world import BRIDGE, World


@pytest.mark.parametrize(
    ("vantage", "said"),
    [
        (HOST, "this machine"),
        (ENGINE_HOST, "the engine's host"),
        ("service:api", "api"),
        ("container:shop-api-1", "shop-api-1"),
        ("network:shop_default", "network shop_default"),
    ],
)
def test_where_a_call_was_made_is_said_as_people_do(vantage: str, said: str) -> None:
    call = Attempt(
        vantage=vantage, address=Address(host="db", port=5432), outcome=Outcome.TIMED_OUT
    )
    shown = evidence.other_attempt(call)
    assert shown.saw == f"from {said}, db:5432: timed out"
    assert shown.command == f"containerloop why db:5432 --from {vantage}"


@pytest.mark.parametrize(
    ("listener", "saw", "command"),
    [
        (
            Listener(address="127.0.0.1", port=5432, process="postgres", pid=7),
            "postgres (pid 7) {} listens on 127.0.0.1:5432",
            "ss -ltnp",
        ),
        (Listener(address="::", port=80), "a process {} listens on [::]:80", "ss -ltnp"),
        (
            Listener(address="0.0.0.0", port=53, transport=T.UDP),
            "a process {} listens on UDP 0.0.0.0:53",
            "ss -lunp",
        ),
    ],
)
def test_who_listens_comes_first(listener: Listener, saw: str, command: str) -> None:
    shown = evidence.listening_socket(listener, None)
    assert (shown.saw, shown.command) == (saw.format("on the host"), command)
    shown = evidence.listening_socket(listener, World().container("db"))
    assert shown.saw == saw.format("in shop-db-1")
    assert shown.command.startswith("docker exec shop-db-1 cat /proc/net/")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State(status="running"), "is running"),
        (State(status="created"), "is created, but not started"),
        (State(status="created", error="in use"), "is created, but not started: in use"),
        (State(status="removing"), "is being removed"),
        (State(status="exited", exit_code=1), "exited (status 1)"),
        (
            State(status="exited", exit_code=137, oom_killed=True),
            "exited (status 137, out of memory)",
        ),
        (State(status="restarting", oom_killed=True), "is restarting, out of memory"),
    ],
)
def test_the_state_of_a_container_is_said_in_words(state: State, said: str) -> None:
    assert evidence.state_of(World().container("db", state=state)).saw == f"shop-db-1 {said}"


def test_how_often_a_container_was_restarted() -> None:
    often = World().container("db", state=State(status="restarting", restarts=6, up_s=3.2))
    said = "shop-db-1 is restarting; the engine restarted it 6 times, most recently 3 s ago"
    assert evidence.restarted(often).saw == said
    once = World().container("db", state=State(status="running", restarts=1))
    assert evidence.restarted(once).saw == "shop-db-1 is running; the engine restarted it once"


@pytest.mark.parametrize(("transport", "said"), [(T.TCP, "port 53"), (T.UDP, "UDP port 53")])
def test_that_nothing_listens_is_said_of_the_container(transport: T, said: str) -> None:
    shown = evidence.nothing_listens(World().container("dns"), 53, transport)
    assert shown.saw == f"no process in shop-dns-1 listens on {said}"
    tables = f"/proc/net/{transport} /proc/net/{transport}6"
    assert shown.command == f"docker exec shop-dns-1 cat {tables}"


def test_an_internal_network_is_named() -> None:
    assert network_evidence.internal(BRIDGE).saw == "bridge is an internal network"
