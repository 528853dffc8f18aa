"""Whom to watch: servers that answer, and were restarted a moment ago."""

from typing import Any

import pytest

from containerloop.facts import State
from containerloop.plan.watches import MOST_S, watches
from containerloop.topology.inventory import Inventory
from tests.support.world import World

YOUNG: dict[str, Any] = {"status": "running", "restarts": 4, "up_s": 1.0, "age_s": 5.0}


def seconds(**state: Any) -> list[float]:
    world = World()
    world.container("web", state=State(**(YOUNG | state)))
    world.container("api")
    call = world.attempt("service:api", "web:8000", "answered", resolved="172.18.0.2")
    again = world.attempt("service:api", "172.18.0.2:8000", "answered", resolved="172.18.0.2")
    found = watches([call, again], Inventory(world.snapshot("8000").survey))
    assert all(watch.container.service == "web" for watch in found)
    return [watch.seconds for watch in found]


@pytest.mark.parametrize(
    ("state", "watched"),
    [
        ({}, [0.5]),
        ({"age_s": 400.0}, [MOST_S]),
        ({"status": "restarting", "up_s": 9.0}, [MOST_S]),
        ({"up_s": 3.0}, []),
        ({"restarts": 0}, []),
        ({"status": "exited"}, []),
    ],
)
def test_until_it_has_settled_and_not_for_long(state: dict[str, Any], watched: list[float]) -> None:
    assert seconds(**state) == pytest.approx(watched)


def test_a_call_that_led_to_nobody_known_has_nobody_to_watch() -> None:
    world = World()
    call = world.attempt("host", "10.9.9.9:80", "answered", resolved="10.9.9.9")
    assert watches([call], Inventory(world.snapshot("80").survey)) == ()
