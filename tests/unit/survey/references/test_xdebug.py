"""Where PHP's debugger connects to, and that nobody relies on it unasked."""

from __future__ import annotations

import pytest

from containerloop.plan.parts import all_of, parts
from containerloop.plan.whole_project import EVERYTHING, looks
from containerloop.predict.written_expectations import written_expectations
from containerloop.question import parse_target
from containerloop.survey.references.xdebug import find_xdebug
from containerloop.topology.inventory import Inventory
from tests.support.world import World

CONFIG = "client_host=host.docker.internal client_port=9004 idekey=swordfish"


def world() -> Inventory:
    made = World()
    made.container("app", env=[f"XDEBUG_CONFIG={CONFIG}"])
    return Inventory(made.snapshot("").survey)


@pytest.mark.parametrize(
    "text",
    ["client_host=", "client_host=a:1", "client_port=9003", "myclient_host=ide", "client_host"],
)
def test_what_is_no_address(text: str) -> None:
    assert find_xdebug("XDEBUG_CONFIG", text) == []


def test_only_the_host_and_the_port_may_be_shown() -> None:
    (found,) = find_xdebug("XDEBUG_CONFIG", CONFIG)
    shown = [CONFIG[slice(*span)] for span in found.keep]
    assert shown == ["client_host=host.docker.internal", "client_port=9004"]
    assert CONFIG[slice(*(found.port_span or (0, 0)))] == "9004"
    (reference,) = world().scope[0].references
    assert "swordfish" not in reference.host_part.text


def test_both_versions_have_their_own_words() -> None:
    found = find_xdebug("XDEBUG_CONFIG", "remote_host=a client_host=b remote_port=1234")
    assert [(one.host, one.port) for one in found] == [("b", 9003), ("a", 1234)]


def test_nobody_relies_on_it_unless_asked() -> None:
    inventory = world()
    assert all_of(parts(EVERYTHING, inventory, {})) == ()
    assert written_expectations(inventory) == ()
    (asked,) = all_of(parts(parse_target("9004"), inventory, {}))
    assert (asked.vantage, str(asked.address)) == ("service:app", "host.docker.internal:9004")


def test_the_map_tries_it_for_the_page() -> None:
    tried = {str(t.address) for look in looks(world(), {}) for t in look.tries}
    assert tried == {"host.docker.internal:9004"}


def test_an_ide_elsewhere_is_not_called() -> None:
    made = World()
    made.container("app", env=["XDEBUG_CONFIG=client_host=ide.example.com"])
    inventory = Inventory(made.snapshot("").survey)
    assert not [t for look in looks(inventory, {}) for t in look.tries]
