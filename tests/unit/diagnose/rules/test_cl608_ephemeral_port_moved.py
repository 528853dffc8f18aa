"""CL608 ephemeral-port-moved: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Dial
from containerloop.facts import Publication, Transport, Unobserved
from containerloop.pipeline.report_step import answer
from tests.support.rule_worlds import BLOG, finding
from tests.support.world import World


def chosen(
    now: int = 32771, *, asked: int = 32768, outcome: str = "refused", world: World | None = None,
    name: str = "db", port: int = 5432, ip: str = "", **more: Any,
) -> World:  # fmt: skip
    """db asks for any free host port, has one, and another is dialled."""
    world = world or World()
    one = Publication(container_port=port, host_ip=ip, host_port=0)
    made = world.container(name, listens=[f"0.0.0.0:{port}"], **more)
    there = (replace(one, host_port=now),) if made.state.running else ()
    world.containers[-1] = replace(made, asked=(one,), published=there)
    if not world.attempts:
        world.attempt("host", f"localhost:{asked}", outcome, resolved="127.0.0.1")
    return world


def test_a_number_of_an_earlier_start() -> None:
    world = chosen()
    assert world.codes("localhost:32768") == ["CL608"]
    found = finding(world, "localhost:32768", "CL608")
    assert found.summary == (
        "nothing has port 32768 now: port 5432 of db gets another host port at each start"
    )
    assert found.evidence[1].saw == "shop-db-1 asks for any free host port for 5432, and has 32771"
    [remedy] = found.remedies
    assert isinstance(remedy.trial, Dial)
    assert str(remedy.trial.address) == "127.0.0.1:32771"
    assert remedy.guess
    assert "docker compose port db 5432" in remedy.summary


def test_a_container_that_no_file_describes() -> None:
    world = chosen(world=World(project=None))
    [remedy] = finding(world, "localhost:32768", "CL608").remedies
    assert "docker port db 5432" in remedy.summary


def test_datagrams() -> None:
    world = World()
    one = Publication(container_port=53, host_ip="", host_port=0, transport=Transport.UDP)
    made = world.container("dns", listens=["0.0.0.0:53/udp"])
    world.containers = [replace(made, asked=(one,), published=(replace(one, host_port=32771),))]
    world.attempt("host", "localhost:32768/udp", "refused", resolved="127.0.0.1")
    [remedy] = finding(world, "localhost:32768/udp", "CL608").remedies
    assert "docker compose port --protocol udp dns 53" in remedy.summary


def test_several_that_may_be_meant_are_all_tried() -> None:
    world = chosen()
    for number, name in enumerate(("api", "web", "cache")):
        chosen(32780 + number, world=world, name=name, port=8000 + number)
    found = finding(world, "localhost:32768", "CL608")
    assert len(found.remedies) == 3
    assert "port 5432 of db and 8000 of api and 8001 of web get other host ports" in found.summary


def test_a_scheme_leaves_out_servers_of_another_kind() -> None:
    world = chosen()
    chosen(32780, world=world, name="cache", port=6379)
    found = finding(world, "redis://localhost:32768", "CL608")
    assert [str(r.address) for r in found.remedies] == ["127.0.0.1:32780"]


# near misses


@pytest.mark.parametrize("asked", [5433, 32767, 61000])
def test_a_number_that_is_not_chosen_by_itself(asked: int) -> None:
    assert chosen(asked=asked).codes(f"localhost:{asked}") == ["CL212"]


def test_a_host_port_that_the_file_fixes() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], publishes=["32771:5432"])
    world.attempt("host", "localhost:32768", "refused", resolved="127.0.0.1")
    assert world.codes("localhost:32768") == ["CL212"]


def test_another_transport() -> None:
    world = chosen()
    udp = [replace(p, transport=Transport.UDP) for p in world.containers[0].published]
    world.containers = [replace(world.containers[0], published=tuple(udp))]
    assert "CL608" not in world.codes("localhost:32768")


def test_a_server_of_another_project() -> None:
    world = World()
    world.networks.append(BLOG)
    chosen(world=world, project="blog", networks=(BLOG,))
    assert world.codes("localhost:32768") == ["CL212"]


def test_a_server_that_does_not_run_has_no_port_now() -> None:
    assert "CL608" not in chosen(status="exited").codes("localhost:32768")


def test_a_process_that_has_the_number() -> None:
    world = chosen()
    world.host_listens("127.0.0.2:32768")
    assert "CL608" not in world.codes("localhost:32768")


@pytest.mark.parametrize("outcome", ["timed-out", "answered", "accepted-then-closed"])
def test_a_call_that_was_not_refused(outcome: str) -> None:
    assert "CL608" not in chosen(outcome=outcome).codes("localhost:32768")


def test_a_client_that_is_a_container() -> None:
    world = chosen()
    world.container("api", listens=[])
    world.attempt("service:api", "172.18.0.1:32768", "refused", resolved="172.18.0.1")
    assert "CL608" not in world.codes("172.18.0.1:32768", "service:api")


def test_containers_that_were_not_seen() -> None:
    snapshot = chosen().snapshot("localhost:32768")
    blind = replace(snapshot, survey=replace(snapshot.survey, containers=Unobserved("denied")))
    assert ("CL608", "denied") in {(n.code, n.reason) for n in answer(blind).not_checked}


def test_the_address_of_a_container() -> None:
    world = chosen()
    world.attempt("host", "172.18.0.2:32768", "refused", resolved="172.18.0.2")
    assert "CL608" not in world.codes("172.18.0.2:32768")


def test_a_container_that_listens_on_that_number_itself() -> None:
    world = chosen()
    world.container("web", listens=["0.0.0.0:32768"])
    assert world.codes("localhost:32768") == ["CL601"]


def test_the_other_loopback_that_answers_on_that_number() -> None:
    world = chosen()
    world.attempt("host", "[::1]:32768", "answered", resolved="::1")
    assert "CL608" not in world.codes("localhost:32768")


@pytest.mark.parametrize(("now", "codes"), [(33768, ["CL608"]), (33769, ["CL212"])])
def test_a_number_far_from_the_present_one_was_hardly_handed_out(
    now: int, codes: list[str]
) -> None:
    assert chosen(now).codes("localhost:32768") == codes
    assert (
        chosen(50051, asked=50051 - (now - 32768)).codes(f"localhost:{50051 - (now - 32768)}")
        == codes
    )


@pytest.mark.parametrize(("asked", "codes"), [(33800, ["CL608"]), (33801, ["CL212"])])
def test_an_earlier_number_may_be_higher_but_not_by_far(asked: int, codes: list[str]) -> None:
    assert chosen(32800, asked=asked).codes(f"localhost:{asked}") == codes
