"""The ports to which a publication may have been meant to be mapped."""

import pytest

from containerloop.diagnose.rule_facts.right_ports import RightPort
from containerloop.facts import Unobserved
from tests.support.rule_worlds import nobody, published
from tests.unit.diagnose.rule_facts.test_symptom_facts import facts_of


def of(
    *sockets: str, port: str = "8080:3000", image: str = "app", exposes: tuple[int, ...] = ()
) -> list[RightPort]:
    world = published("refused", port, listens=sockets, image=image, exposes=exposes)
    fact = facts_of(world.snapshot("8080")).right_ports
    assert not isinstance(fact, Unobserved)
    return list(fact)


def test_what_is_exposed_comes_before_what_is_usual_and_that_before_the_rest() -> None:
    sockets = ("0.0.0.0:70", "0.0.0.0:5432", "0.0.0.0:9000")
    right = of(*sockets, image="postgres", exposes=(9000,))
    assert [(r.port, r.exposed, r.usual) for r in right] == [
        (9000, True, False), (5432, False, True), (70, False, False),
    ]  # fmt: skip


def test_of_two_that_are_exposed_the_usual_one_comes_first() -> None:
    right = of("0.0.0.0:70", "0.0.0.0:5432", image="postgres", exposes=(70, 5432))
    assert [r.port for r in right] == [5432, 70]


def test_all_sockets_of_one_port_are_one() -> None:
    [right] = of("0.0.0.0:80", "[::]:80", "0.0.0.0:80/udp")
    assert [x.address for x in right.listeners] == ["0.0.0.0", "::"]


@pytest.mark.parametrize("socket", ["0.0.0.0:80/udp", "0.0.0.0:9229", "0.0.0.0:3000"])
def test_of_udp_of_a_debugger_or_mapped_already_it_is_none(socket: str) -> None:
    assert of(socket) == []


def test_nobody_has_none() -> None:
    assert facts_of(nobody().snapshot("5432")).right_ports == ()


def test_sockets_that_were_not_seen_show_none() -> None:
    world = published("refused", "8080:3000", listens=None)
    assert isinstance(facts_of(world.snapshot("8080")).right_ports, Unobserved)
