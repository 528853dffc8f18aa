"""The note that a server is there for the other transport as well."""

import pytest
from msgspec.structs import replace

from containerloop.facts import Port, Transport
from tests.support.world import World, publication

BOTH = (Port(number=53), Port(number=53, transport=Transport.UDP))


def told(
    target: str = "5300", *publishes: str, exposed: tuple[Port, ...] = BOTH, status: str = "running"
) -> str:
    world = World()
    dns = world.container("dns", listens=["0.0.0.0:53", "0.0.0.0:53/udp"])
    made = tuple(publication(p) for p in publishes or ("5300:53",))
    state = replace(dns.state, status=status)
    world.containers[0] = replace(dns, exposed=exposed, published=made, asked=made, state=state)
    end = "/udp" if made[0].transport is Transport.UDP else ""
    world.attempt("host", f"127.0.0.1:5300{end}", "answered", resolved="127.0.0.1")
    return " ".join(n for n in world.report(target).notes if "exposes port" in n)


@pytest.mark.parametrize("target", ["5300", "53"])
def test_the_port_is_exposed_for_datagrams_too(target: str) -> None:
    assert told(target) == (
        "dns exposes port 53 for UDP too, which is not published; run containerloop why"
        " localhost:5300/udp --from host if its clients use UDP"
    )


@pytest.mark.parametrize("target", ["5300/tcp", "localhost:5300", "127.0.0.1:5300", "5301"])
def test_a_question_that_says_what_is_used(target: str) -> None:
    assert told(target) == ""


def test_what_is_published_for_both_or_exposed_for_one() -> None:
    assert told("5300", "5300:53", "5300:53/udp") == ""
    assert told("5300", exposed=BOTH[:1]) == ""
    assert told("5300", exposed=(Port(number=54, transport=Transport.UDP),)) == ""


def test_a_server_that_does_not_run() -> None:
    assert told(status="exited") == ""
