"""What may be otherwise in a run: profiles, and who decides how a service looks up names."""

from __future__ import annotations

import pytest

from containerloop.facts import Container
from containerloop.predict.planned_survey import planned_survey
from containerloop.predict.planned_world import PlannedWorld
from tests.support.forecasts import blueprint_of

HIDDEN = "a mount or dns: decides how it looks up names"


def world_of(services: str) -> PlannedWorld:
    blueprint = blueprint_of(f"services:\n{services}")
    return PlannedWorld(blueprint, planned_survey(blueprint))


def one(world: PlannedWorld, name: str) -> Container:
    return next(c for c in world.inventory.containers if c.service == name)


@pytest.mark.parametrize(
    ("server", "client", "optional"),
    [
        ("", "", False),
        ("a", "", True),
        ("a", "a", False),
        ("a, b", "a", False),
        ("a", "a, b", True),  # with b alone there is a client and no server
        ("a", "b", True),
        ("", "a", False),
    ],
)
def test_a_server_that_is_not_always_there(server: str, client: str, optional: bool) -> None:
    world = world_of(
        f"  db: {{image: x, profiles: [{server}]}}\n  api: {{image: x, profiles: [{client}]}}\n"
    )
    assert bool(world.optional(one(world, "db"), one(world, "api"))) is optional


@pytest.mark.parametrize(
    ("owner", "lodger", "unclear"),
    [
        ("", "", ""),
        ("dns: [10.0.0.1]", "", HIDDEN),
        ("", "volumes: ['./r:/etc/resolv.conf']", HIDDEN),
    ],
)
def test_who_looks_up_names_in_another_way(owner: str, lodger: str, unclear: str) -> None:
    world = world_of(
        f"  net: {{image: x, {owner}}}\n"
        f"  api: {{image: x, network_mode: 'service:net', {lodger}}}\n"
    )
    assert world.unclear(one(world, "api")) == unclear
