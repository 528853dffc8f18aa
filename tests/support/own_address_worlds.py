"""Worlds in which this machine calls a published port at its own network address."""

from typing import Any

from msgspec.structs import replace

from containerloop.facts import Address, Attempt, Control, Outcome, Route, View
from tests.support.world import BRIDGE, SHOP, World

OWN = "10.0.0.5"
AT = f"{OWN}:8080"
BY_SHOP = Route(destination="0.0.0.0/0", gateway="172.18.0.1", interface="eth0")


def own_call(
    outcome: str = "timed-out", *, published: str = "8080:80", answered: str = "answered",
    far: str = "open", near: str | None = "open", engine: Any = None, networks: Any = (SHOP,),
    routes: Any = (BY_SHOP,), status: str = "running",
) -> World:  # fmt: skip
    """The call has `outcome`, the loopback `answered`; the container, called directly, `far`."""
    world = World(engine=engine)
    world.networks = [BRIDGE, *networks]
    world.container(
        "web", publishes=[published], listens=["0.0.0.0:80"], networks=networks, status=status
    )
    world.attempt("host", AT, outcome, resolved=OWN)
    world.attempt("host", "127.0.0.1:8080", answered, resolved="127.0.0.1", protocol="http")
    if near is not None:
        there = Address(host="172.18.0.2", port=80)
        first, second = (
            Attempt(vantage="host", address=there, outcome=Outcome(each)) for each in (far, near)
        )
        world.controls.append(Control(vantage="host", host=OWN, far=first, near=second))
    routed(world, routes)
    return world


def routed(world: World, routes: Any) -> None:
    """The routes that were seen inside web."""
    seen = world.views.get("service:web")
    if isinstance(seen, View):
        world.views["service:web"] = replace(seen, routes=routes)
