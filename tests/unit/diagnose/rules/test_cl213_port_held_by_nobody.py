"""CL213 port-held-by-nobody: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.diagnose.trials import Untriable
from containerloop.facts import State, Unobserved
from tests.support.rule_worlds import finding
from tests.support.world import World

BOUND = (
    "driver failed programming external connectivity on endpoint shop-web-1 (7283b4d1): Error"
    " starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use"
)
LISTED = (
    "driver failed programming external connectivity on endpoint shop-web-1 (7283b4d1): Bind for"
    " 0.0.0.0:8080 failed: port is already allocated"
)
NEWER = (
    "failed to set up container networking: driver failed programming external connectivity on"
    " endpoint shop-web-1: failed to bind host port for 0.0.0.0:8080:172.18.0.2:80/tcp: address"
    " already in use"
)


def refused(
    error: str = BOUND, *, status: str = "created", engine: Any = None, **more: Any
) -> World:
    """The engine could not start web, which asks for port 8080."""
    world = World(engine=engine)
    state = State(status=status, exit_code=128, error=error)
    asked = {"publishes": ["8080:80"]} | more
    made = world.container("web", status=status, state=state, **asked)
    world.config("web", ports=made.asked)
    world.attempt("host", "127.0.0.1:8080", "refused", resolved="127.0.0.1")
    return world


@pytest.mark.parametrize("error", [BOUND, NEWER])
def test_the_kernel_says_so_and_nothing_listens(error: str) -> None:
    world = refused(error)
    assert world.codes("8080") == ["CL213"]
    found = finding(world, "8080", "CL213")
    assert found.summary == (
        "web could not start: by the kernel host port 8080 is in use, and no container and no"
        " listening process has it"
    )
    first, second = found.remedies
    assert first.override == {
        "services": {"web": {"ports": first.override["services"]["web"]["ports"]}}  # type: ignore[index]
    }
    assert first.address is not None
    assert first.address.port == 8081
    assert second.host_command == "docker compose up -d web"
    assert isinstance(second.trial, Untriable)


def test_the_engine_s_own_list_says_so() -> None:
    assert "by the engine's own list host port" in finding(refused(LISTED), "8080", "CL213").summary


def test_a_container_that_ran_before_and_could_not_start_again() -> None:
    assert refused(status="exited").codes("8080") == ["CL213"]


# near misses


def test_a_process_that_listens_has_it() -> None:
    world = refused()
    world.host_listens("0.0.0.0:8080", process="nginx")
    assert world.codes("8080") == ["CL203"]


def test_another_container_has_it() -> None:
    world = refused()
    world.container("old", publishes=["8080:80"], listens=["0.0.0.0:80"])
    assert "CL213" not in world.codes("8080")


@pytest.mark.parametrize(
    "error",
    [
        "",
        "exec: no such file or directory",
        BOUND.replace("8080", "18080"),
        BOUND.replace("8080", "80801"),
        BOUND.replace("address already in use", "cannot assign requested address"),
        BOUND.replace("address already in use", "permission denied"),
    ],
)
def test_another_reason_or_another_port(error: str) -> None:
    assert refused(error).codes("8080") == ["CL201"]


@pytest.mark.parametrize("other", ["127.0.0.1:8080:80", "8080:81"])
def test_a_container_that_asks_for_the_port_twice_is_in_its_own_way(other: str) -> None:
    assert "CL213" not in refused(publishes=["8080:80", other]).codes("8080")


@pytest.mark.parametrize("other", ["8081:80", "8080:80/udp"])
def test_another_port_of_its_own_is_in_nobodys_way(other: str) -> None:
    assert refused(publishes=["8080:80", other]).codes("8080") == ["CL213"]


def test_a_port_that_the_engine_chooses() -> None:
    assert "CL213" not in refused(BOUND.replace(":8080", ":0"), publishes=["0:80"]).codes("8080")


def test_a_container_that_runs_now() -> None:
    world = refused(status="running", listens=["0.0.0.0:80"])
    assert "CL213" not in world.codes("8080")


def test_a_container_that_ended_by_itself_later() -> None:
    world = refused("", status="exited")
    assert "CL213" not in world.codes("8080")


@pytest.mark.parametrize("same", [False, Unobserved("not seen")])
def test_an_engine_whose_sockets_are_not_this_machine_s(same: Any) -> None:
    assert "CL213" not in refused(engine={"same_machine": same}).codes("8080")


def test_sockets_that_were_not_seen_rule_nothing_out() -> None:
    world = refused()
    world.host_listeners = Unobserved("no permission")
    report = world.report("8080")
    assert "CL213" not in {f.code for f in report.findings}
    assert "CL213" in {n.code for n in report.not_checked}
