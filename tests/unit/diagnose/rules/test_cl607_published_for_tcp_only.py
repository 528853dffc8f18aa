"""CL607 published-for-tcp-only: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.diagnose.trials import Publish
from containerloop.facts import Address, Part, Place, PortLine, Publication, Transport
from containerloop.pipeline.survey_step import resolve_question
from containerloop.question import parse_target
from tests.support.rule_worlds import finding
from tests.support.world import World, publication

UDP = Transport.UDP


def dns(made: str, *listens: str, asked: str, outcome: str, **more: Any) -> World:
    """A server that listens on these sockets, behind one publication; this machine asks."""
    world = World()
    world.container("dns", listens=listens, publishes=[made], **more)
    world.attempt("host", asked, outcome, resolved="127.0.0.1")
    return world


PUBLISHED_WRONG = [
    ("5300:53", "0.0.0.0:53/udp", "127.0.0.1:5300", "accepted-then-closed"),
    ("5300:53", "0.0.0.0:53/udp", "127.0.0.1:5300", "accepted-then-reset"),
    ("5300:53", "0.0.0.0:53/udp", "localhost:5300/udp", "refused"),
    ("5300:53", "0.0.0.0:53/udp", "localhost:53/udp", "refused"),
    ("5300:53/udp", "0.0.0.0:53", "127.0.0.1:5300/udp", "silent"),
    ("5300:53/udp", "0.0.0.0:53", "127.0.0.1:5300/udp", "refused"),
    ("5300:53/udp", "0.0.0.0:53", "localhost:5300", "refused"),
    ("5300:53/udp", "[::]:53", "localhost:53", "refused"),
]


@pytest.mark.parametrize(("made", "socket", "asked", "outcome"), PUBLISHED_WRONG)
def test_served_over_the_other_transport_only(
    made: str, socket: str, asked: str, outcome: str
) -> None:
    world = dns(made, socket, asked=asked, outcome=outcome)
    assert world.codes(asked) == ["CL607"]
    served = "UDP" if socket.endswith("/udp") else "TCP"
    published = "UDP" if made.endswith("/udp") else "TCP"
    found = finding(world, asked, "CL607")
    assert found.summary == (
        f"port 53 of dns is published for {published}, and dns serves it over {served} only"
    )
    item = "5300:53/udp" if served == "UDP" else "5300:53"
    [remedy] = found.remedies
    assert remedy.summary == (
        f'publish port 53 of dns for {served} instead of {published}: ports: ["{item}"]'
    )
    assert remedy.override == {"services": {"dns": {"ports": {"!override": [item]}}}}
    assert remedy.address == Address(
        host="127.0.0.1", port=5300, transport=UDP if served == "UDP" else Transport.TCP
    )
    assert isinstance(remedy.trial, Publish)


@pytest.mark.parametrize(
    ("made", "asked", "missing"),
    [
        ("127.0.0.1:5300:53", "localhost:5300/udp", "UDP"),
        ("127.0.0.1:5300:53/udp", "localhost:5300", "TCP"),
    ],
)
def test_served_over_both_and_published_for_one(made: str, asked: str, missing: str) -> None:
    world = dns(made, "0.0.0.0:53", "0.0.0.0:53/udp", asked=asked, outcome="refused")
    assert world.codes(asked) == ["CL607"]
    found = finding(world, asked, "CL607")
    assert f"only, and dns serves it over {missing} too" in found.summary
    item = "127.0.0.1:5300:53" + ("/udp" if missing == "UDP" else "")
    [remedy] = found.remedies
    assert remedy.summary == f'publish port 53 of dns for {missing} as well: ports: ["{item}"]'
    assert remedy.override == {"services": {"dns": {"ports": [item]}}}


def test_other_publications_of_the_service_stay() -> None:
    world = dns("5300:53", "0.0.0.0:53/udp", "0.0.0.0:80", asked="127.0.0.1:5300",
                outcome="accepted-then-closed")  # fmt: skip
    world.container("web", publishes=["8080:80"], listens=["0.0.0.0:80"])
    config = world.config("dns", ports=(publication("5300:53"), publication("8081:80")))
    assert config.ports
    [remedy] = finding(world, "127.0.0.1:5300", "CL607").remedies
    assert remedy.override == {
        "services": {"dns": {"ports": {"!override": ["5300:53/udp", "8081:80"]}}}
    }


def line(text: str, made: Publication) -> PortLine:
    place = Place(where="ports", key="services.dns.ports.0", file="compose.yaml", line=5)
    start = text.index("5300")
    inside = text.index(":53", start) + 1
    return PortLine(
        publication=made,
        host_part=Part(place=place, text=text, start=start, end=start + 4),
        container_part=Part(place=place, text=text, start=inside, end=inside + 2),
    )


@pytest.mark.parametrize(
    ("made", "socket", "asked", "outcome", "old", "new"),
    [
        ("5300:53", "0.0.0.0:53/udp", "127.0.0.1:5300", "accepted-then-closed",
         '      - "5300:53"', '      - "5300:53/udp"'),
        ("5300:53/udp", "0.0.0.0:53", "localhost:5300", "refused",
         '      - "5300:53/udp"', '      - "5300:53"'),
    ],
)  # fmt: skip
def test_the_line_itself_is_changed(
    made: str, socket: str, asked: str, outcome: str, old: str, new: str
) -> None:
    world = dns(made, socket, asked=asked, outcome=outcome)
    world.config(
        "dns", file="compose.yaml", line=2, ports=(publication(made),),
        port_lines=(line(old, publication(made)),),
    )  # fmt: skip
    found = finding(world, asked, "CL607")
    assert found.location is not None
    assert found.location.line == 5
    patch = found.remedies[0].patch
    assert patch is not None
    assert patch.diff == f"-{old}\n+{new}"


def test_a_container_of_no_project_has_no_file_to_change() -> None:
    world = World(project=None)
    world.container("dns", listens=["0.0.0.0:53/udp"], publishes=["5300:53"])
    world.attempt("host", "127.0.0.1:5300", "accepted-then-closed", resolved="127.0.0.1")
    [remedy] = finding(world, "127.0.0.1:5300", "CL607").remedies
    assert (remedy.patch, remedy.override) == (None, None)


# a bare port that is there for datagrams alone


@pytest.mark.parametrize(
    ("target", "transport"),
    [("5300", "udp"), ("53", "udp"), ("5300/tcp", "tcp"), ("localhost:5300", "tcp"), ("9", "tcp")],
)
def test_a_bare_port_is_asked_for_as_it_is_published(target: str, transport: str) -> None:
    world = World()
    world.container("dns", listens=["0.0.0.0:53/udp"], publishes=["5300:53/udp"])
    asked = resolve_question(parse_target(target), world.snapshot(target).survey)
    assert asked.transport == transport


@pytest.mark.parametrize(
    "more", [{"exposes": [5300]}, {"refers": ["http://web:5300"]}, {"publishes": ["5300:80"]}]
)
def test_a_bare_port_that_has_a_use_for_tcp_stays_one(more: dict[str, Any]) -> None:
    world = World()
    world.container("dns", listens=["0.0.0.0:53/udp"], publishes=["5300:53/udp"])
    world.container("web", **more)
    asked = resolve_question(parse_target("5300"), world.snapshot("5300").survey)
    assert asked.transport == "tcp"


def test_a_bare_port_of_a_process_of_this_machine_stays_one() -> None:
    world = World()
    world.container("dns", listens=["0.0.0.0:53/udp"], publishes=["5300:53/udp"])
    world.host_listens("127.0.0.1:5300")
    asked = resolve_question(parse_target("5300"), world.snapshot("5300").survey)
    assert asked.transport == "tcp"


# near misses


@pytest.mark.parametrize(
    ("made", "socket", "asked", "outcome"),
    [
        ("5300:53", "0.0.0.0:53", "127.0.0.1:5300", "accepted-then-closed"),
        ("5300:53/udp", "0.0.0.0:53/udp", "127.0.0.1:5300/udp", "silent"),
        ("5300:53", "0.0.0.0:54/udp", "127.0.0.1:5300", "accepted-then-closed"),
        ("5300:53", "0.0.0.0:53", "localhost:5300/udp", "refused"),
        ("5300:53", "0.0.0.0:53/udp", "localhost:5301/udp", "refused"),
    ],
)
def test_what_is_served_as_it_is_published(
    made: str, socket: str, asked: str, outcome: str
) -> None:
    world = dns(made, socket, asked=asked, outcome=outcome)
    assert "CL607" not in world.codes(asked)


def test_a_container_that_was_not_inspected() -> None:
    world = World()
    world.container("dns", listens=None, publishes=["5300:53"])
    world.attempt("host", "127.0.0.1:5300", "accepted-then-closed", resolved="127.0.0.1")
    report = world.report("127.0.0.1:5300")
    assert report.findings == ()
    assert "CL607" in [n.code for n in report.not_checked]


def test_a_stopped_container() -> None:
    world = dns("5300:53", asked="localhost:5300/udp", outcome="refused", status="exited")
    assert "CL607" not in world.codes("localhost:5300/udp")


def test_another_projects_publication_is_not_to_be_changed() -> None:
    world = dns("5300:53", "0.0.0.0:53/udp", asked="127.0.0.1:5300",
                outcome="accepted-then-closed", project="blog")  # fmt: skip
    world.container("web")
    assert "CL607" not in world.codes("127.0.0.1:5300")


@pytest.mark.parametrize("made", ["5300:53", "53:53"])
def test_between_containers_nothing_is_published(made: str) -> None:
    world = World()
    world.container("dns", listens=["0.0.0.0:53/udp"], publishes=[made])
    world.container("api", refers=["http://dns:53"])
    world.attempt("service:api", "dns:53", "refused", resolved="172.18.0.2")
    assert "CL607" not in world.codes("dns:53")
