"""What the tests of several rules share: networks, worlds with one call, what a rule said."""

from typing import Any

from msgspec.structs import replace

from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.trials import Trial
from containerloop.facts import Network
from tests.support.catalogue import CATALOGUE
from tests.support.world import World

DB = "postgres://app@db:5432/app"
BACK = Network(
    id="n-back", name="shop_back", driver="bridge", subnets=("172.19.0.0/16",),
    gateways=("172.19.0.1",), bridge="br-back", project="shop",
)  # fmt: skip
BLOG = Network(
    id="n-blog", name="blog_default", driver="bridge", subnets=("172.20.0.0/16",),
    gateways=("172.20.0.1",), project="blog",
)  # fmt: skip
SERVES: dict[str, Any] = {"listens": ["0.0.0.0:5432"], "exposes": [5432]}
OTHERS = ["0.0.0.0:22", "0.0.0.0:9000"]  # of the machine, and so seen in every such container


def shop(**db: Any) -> World:
    """api refers to localhost:5432 and is refused; db serves 5432 inside."""
    world = World()
    world.container("db", **(SERVES | db))
    world.container("api", refers=["postgres://localhost:5432/app"])
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


def web_in_host_mode(*listens: str, ports: str = "8302:8302", **more: Any) -> World:
    """A server in host mode, with `ports:` that the engine ignores."""
    world = World()
    world.container("web", mode="host", publishes=[ports], listens=[*OTHERS, *listens], **more)
    world.containers = [replace(c, published=()) for c in world.containers]
    world.host_listens(*OTHERS, *listens, process="python3")
    return world


def world_of(*networks: Network, project: str | None = "shop") -> World:
    """A world with these networks besides its own."""
    world = World(project=project)
    world.networks += networks
    return world


def first_remedy(world: World, *question: str) -> Any:
    """The first remedy of the first finding in the report."""
    return world.report(*question).findings[0].remedies[0]


def finding(world: World, target: str, code: str, *vantages: str) -> Finding:
    """What the rule itself said, its remedies with their trials."""
    found = diagnose(world.snapshot(target, *vantages), CATALOGUE).found
    return next(f.finding for f in found if f.entry.code == code)


def trials(world: World, target: str, code: str) -> list[Trial]:
    """What the rule's remedies are tried with, in their order."""
    return [remedy.trial for remedy in finding(world, target, code).remedies]


def dials(url: str = DB, outcome: str = "refused", **more: Any) -> World:
    """api refers to somebody, and what comes of it; the address is the url's."""
    world = World()
    world.container("api", refers=[url])
    where = url.rpartition("@")[2].partition("/")[0]
    world.attempt("service:api", where, outcome, **more)
    return world


def published(outcome: str, port: str = "8080:80", **server: Any) -> World:
    """web publishes a port, and this machine dials it."""
    world = World()
    world.container("web", publishes=[port], **server)
    world.attempt("host", f"127.0.0.1:{port.split(':')[-2]}", outcome, resolved="127.0.0.1")
    return world


def unavailable(vantage: str = "host") -> World:
    """A machine, or a container, without an IPv6 localhost."""
    world = World()
    world.attempt(vantage, "[::1]:5432", "address-unavailable", resolved="::1")
    return world


def nobody(*listens: str) -> World:
    """This machine dials 5432, and is refused; its processes have other sockets at most."""
    world = World()
    world.host_listens(*listens)
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


def to_the_host(*sockets: str, **engine: Any) -> World:
    """api dials the host's address, where processes nobody may see into have sockets."""
    world = World(engine=engine)
    world.container("api", refers=["postgres://app@172.17.0.1:5432/app"])
    world.attempt("service:api", "172.17.0.1:5432", "refused", resolved="172.17.0.1")
    world.host_listens(*sockets, process=None)
    return world


ROOTLESS: dict[str, Any] = {"rootless": True, "same_machine": False, "same_kernel": True}
"""What a rootless engine of this machine says of itself."""


def rootless_world(**changes: Any) -> World:
    """A world with such an engine, on a machine whose own address is 192.168.1.20."""
    world = World(engine=ROOTLESS | changes)
    world.addresses = ("127.0.0.1", "192.168.1.20")
    return world
