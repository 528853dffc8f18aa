"""Which engines stand on a plain Linux."""

import pytest
from msgspec.structs import replace

from containerloop.facts import Engine
from containerloop.topology.platforms import is_plain_linux, reaches_the_host
from tests.support.world import World


@pytest.mark.parametrize(
    ("flavour", "rootless", "plain", "reaches"),
    [
        ("docker", False, True, True),
        ("colima", False, True, True),
        ("unknown", False, True, True),
        ("docker", True, True, False),
        ("docker-desktop", False, False, False),
    ],
)
def test_where_the_bridges_are_the_hosts_own(
    flavour: str, rootless: bool, plain: bool, reaches: bool
) -> None:
    engine = World().snapshot("1").survey.engine
    assert isinstance(engine, Engine)
    engine = replace(engine, flavour=flavour, rootless=rootless)
    assert (is_plain_linux(engine), reaches_the_host(engine)) == (plain, reaches)
