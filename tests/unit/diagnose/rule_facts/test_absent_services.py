"""The services that a call means and that have no container."""

from typing import Any

from msgspec.structs import replace

from containerloop.diagnose.rule_facts.absent_services import AbsentService, OneOff
from containerloop.facts import Address, Listener, Maybe, Port, Transport, Unobserved
from tests.support.world import World, publication
from tests.unit.diagnose.rule_facts.test_symptom_facts import facts_of
from tests.unit.diagnose.test_case import GONE, blind

NOT_SEEN = Unobserved("web was not inspected")


def planned(name: str = "web", **config: Any) -> World:
    """The file has a service that publishes its port 80 at 8208; there is only an api."""
    world = World()
    world.container("api", refers=["http://web:80/"])
    world.config("api")
    world.config(**({"name": name, "ports": (publication("8208:80"),)} | config))
    world.attempt("host", "localhost:8208", "refused", resolved="127.0.0.1")
    world.attempt("service:api", "web:80", "name-not-found")
    return world


def one_off(world: World, name: str = "web-run-1", **made: Any) -> None:
    """A container of `docker compose run web`."""
    kept = world.container(name, service="web", one_off=True, **made)
    rows = tuple(replace(a, names=(name,)) for a in kept.attachments)
    world.containers[-1] = replace(kept, attachments=rows)


def absent(world: World, *question: str) -> tuple[AbsentService, ...]:
    found = facts_of(world.snapshot(*question)).absent_services
    assert not isinstance(found, Unobserved)
    return found


def names(world: World, *question: str) -> list[str]:
    return [s.config.name for s in absent(world, *question)]


def test_a_service_that_was_never_created() -> None:
    [web] = absent(planned(), "8208")
    assert (web.config.name, web.profile, web.one_offs) == ("web", None, ())
    assert (web.ports, web.listeners) == ((80,), ())


def test_a_service_of_a_profile() -> None:
    [web] = absent(planned(profiles=("extras", "all")), "8208")
    assert web.profile == "extras"


def test_a_service_that_runs_as_a_one_off_only() -> None:
    world = planned()
    one_off(world, listens=["0.0.0.0:9000"])
    [web] = absent(world, "8208")
    assert [o.container.name for o in web.one_offs] == [world.containers[-1].name]
    assert isinstance(web.listeners, tuple)
    assert [x.port for x in web.listeners] == [9000]


def test_a_one_off_that_ended_is_not_in_its_services_place() -> None:
    world = planned()
    one_off(world, status="exited", listens=None)
    assert absent(world, "8208")[0].one_offs == ()


def test_a_service_with_a_container_is_not_absent_even_if_it_is_stopped() -> None:
    world = planned()
    world.container("web", status="exited")
    assert absent(world, "8208") == ()


def test_a_name_means_the_called_port() -> None:
    [web] = absent(planned(ports=()), "web:80", "service:api")
    assert web.ports == (80,)
    assert names(planned("shop"), "web:80", "service:api") == []


def test_a_port_of_the_file_is_meant_by_each_of_its_numbers() -> None:
    world = planned(exposed=(Port(number=9000),))
    for port, inside in ((8208, (80,)), (80, ()), (9000, ())):
        world.attempt("host", f"localhost:{port}", "refused", resolved="127.0.0.1")
        [web] = absent(world, f"localhost:{port}", "host")
        assert web.ports == inside
    world.attempt("host", "localhost:8209", "refused", resolved="127.0.0.1")
    assert absent(world, "localhost:8209", "host") == ()


def test_where_somebody_serves_the_port_nobody_absent_is_meant() -> None:
    world = planned()
    world.host_listens("0.0.0.0:8208")
    assert absent(world, "8208") == ()


def test_a_name_of_the_host_that_does_not_resolve_means_no_port() -> None:
    world = planned()
    host = "host.docker.internal:8208"
    world.attempt("service:api", host, "name-not-found")
    assert absent(world, host, "service:api") == ()


def test_a_file_that_was_not_read_has_unknown_services() -> None:
    facts = facts_of(blind(planned().snapshot("8208"), "project"))
    assert facts.absent_services == GONE


def run(*inside: Maybe[tuple[Listener, ...]]) -> AbsentService:
    world = planned()
    one_off(world)
    made = tuple(OneOff(world.containers[-1], seen) for seen in inside)
    return AbsentService(world.services[-1], (80,), made)


def heard(port: int = 80, transport: Transport = Transport.TCP) -> tuple[Listener, ...]:
    return (Listener(transport=transport, address="0.0.0.0", port=port),)


def test_one_listener_is_enough_whatever_was_not_seen_beside_it() -> None:
    assert run(NOT_SEEN, heard()).listeners == heard()
    assert run(NOT_SEEN, ()).listeners == NOT_SEEN
    assert run((), ()).listeners == ()


def test_whether_a_one_off_serves_a_port() -> None:
    here = Address(host="localhost", port=8208)
    [one, other, unseen] = run(heard(), heard(80, Transport.UDP), NOT_SEEN).one_offs
    assert one.serves((80,), here) is True
    assert one.serves((81,), here) is other.serves((80,), here) is False
    assert unseen.serves((80,), here) == NOT_SEEN
    assert unseen.serves((), here) is False
