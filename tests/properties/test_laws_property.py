"""The three laws over worlds drawn at random: projects side by side, and calls of any outcome."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from containerloop.facts import Container, Network, Outcome, State
from tests.support.laws import broken_laws
from tests.support.properties import SLOW
from tests.support.world import SHOP, World

BLOG = Network(
    id="n-blog", name="blog_default", driver="bridge", subnets=("172.20.0.0/16",),
    gateways=("172.20.0.1",), project="blog",
)  # fmt: skip
EDGE = Network(
    id="n-edge", name="edge", driver="bridge", subnets=("172.21.0.0/16",), gateways=("172.21.0.1",)
)
NAMES = ("db", "web", "cache")
PORTS = (5432, 80, 6379)
UP = State(status="running", up_s=600.0)
OUTCOMES = st.sampled_from([o.value for o in Outcome if o is not Outcome.NOT_TRIED])


@st.composite
def settings_of(draw: st.DrawFn, project: str, number: int) -> dict[str, Any]:
    """A container: its service, where it listens, what it publishes, on which networks."""
    own = BLOG if project == "blog" else SHOP
    port = draw(st.sampled_from(PORTS))
    bind = draw(st.sampled_from(["0.0.0.0", "127.0.0.1"]))
    return {
        "name": f"{draw(st.sampled_from(NAMES))}-{number}",
        "service": draw(st.sampled_from(NAMES)),
        "project": project,
        "networks": draw(st.sampled_from([(own,), (own, EDGE), (EDGE,)])),
        "listens": draw(st.sampled_from([(), (f"{bind}:{port}",)])),
        "exposes": draw(st.sampled_from([(), (port,)])),
        "publishes": draw(st.sampled_from([(), (f"127.0.0.1:{9000 + number}:{port}",)])),
        "state": draw(st.sampled_from([UP, UP, UP, State(status="exited", exit_code=1)])),
    }


def with_names(world: World, made: Container) -> None:
    """The container with the names that Docker would give it on each of its networks."""
    names = (made.service or made.name, made.name)
    rows = tuple(
        replace(a, names=names, ipv4=a.ipv4 if made.state.running else None)
        for a in made.attachments
    )
    world.containers[-1] = replace(made, attachments=rows)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[World, str, str]:
    """A world, what is asked of it, and from where."""
    world = World(project=draw(st.sampled_from(["shop", None])))
    world.networks += [BLOG, EDGE]
    for number in range(draw(st.integers(1, 6))):
        project = draw(st.sampled_from(["shop", "shop", "blog"]))
        with_names(world, world.container(**draw(settings_of(project, number))))
    host, port = draw(st.sampled_from([*NAMES, "localhost", "queue"])), draw(st.sampled_from(PORTS))
    url = f"http://{host}:{port}/"
    client = world.container("api", project="shop", refers=[url], state=UP, networks=(SHOP,))
    with_names(world, client)
    vantage = world.vantage(client)
    for ip in draw(st.lists(st.sampled_from([f"172.18.0.{n}" for n in range(2, 9)]), max_size=3)):
        where = "127.0.0.1" if host == "localhost" else ip
        world.attempt(vantage, f"{host}:{port}", draw(OUTCOMES), resolved=where)
    for number in range(6):
        if draw(st.booleans()):
            outside, own = f"127.0.0.1:{9000 + number}", {"resolved": "127.0.0.1"}
            world.attempt("host", outside, draw(OUTCOMES), **own)
    target = draw(st.sampled_from([f"{host}:{port}", str(port), f"localhost:{9000 + port % 6}"]))
    return world, target, draw(st.sampled_from([vantage, "host"]))


@SLOW
@given(worlds())
def test_no_world_makes_a_finding_break_a_law(drawn: tuple[World, str, str]) -> None:
    world, target, vantage = drawn
    assert broken_laws(world.snapshot(target)) == []
    assert broken_laws(world.snapshot(target, vantage)) == []
