"""Worlds of the tests of states: an unhealthy server, a service that waits for it."""

from collections.abc import Sequence
from typing import Any

from containerloop.facts import Check, Container, State
from tests.support.world import World

WGET = ("CMD", "wget", "-qO-", "http://localhost:8000/")
BUSYBOX = "wget: can't connect to remote host: Connection refused"


def unhealthy(said: str = "", exit_code: int = 1, **more: Any) -> State:
    """A running container whose healthcheck has failed too often."""
    check = Check(exit_code=exit_code, said=said)
    given: dict[str, Any] = {"status": "running", "health": "unhealthy", "check": check}
    return State(**(given | more))


def never_started(**more: Any) -> State:
    """A container that compose made and did not start."""
    given: dict[str, Any] = {"status": "created"}
    return State(**(given | more))


def web(
    world: World,
    state: State,
    *,
    check: Sequence[str] = WGET,
    listens: Sequence[str] | None = ("0.0.0.0:8000",),
    **more: Any,
) -> Container:
    """A web server with a healthcheck."""
    return world.container("web", state=state, check=check, listens=listens, **more)


def waiting(
    world: World, name: str = "api", condition: str = "service_healthy", **more: Any
) -> Container:
    """A service that waits for web and was never started; a probe calls web in its place."""
    state = more.pop("state", never_started())
    refers = more.pop("refers", ["http://web:8000"])
    needs = more.pop("waits_for", {"web": condition})
    return world.container(name, state=state, refers=refers, waits_for=needs, **more)


def held_back(state: State, **server: Any) -> World:
    """api waits for web, which answers a probe at web:8000."""
    world = World()
    web(world, state, **server)
    waiting(world)
    world.attempt("service:api", "web:8000", "answered", resolved="172.18.0.2", protocol="http")
    return world
