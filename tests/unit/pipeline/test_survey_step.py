"""Which surveys may leave the compose files out."""

import pytest

from containerloop.pipeline.survey_step import _may_be_of_a_file
from containerloop.question import parse_target
from containerloop.topology.inventory import Inventory
from tests.support.world import World


@pytest.mark.parametrize(
    ("host", "port", "may_be"),
    [
        ("db.main", 5432, True),  # a service that was never created, or another machine
        ("db.main", 5433, False),  # not what is asked about
        ("db", 5432, False),  # dialled anyway, and read about when it fails
        ("8.8.8.8", 5432, False),  # no service is called so
        ("host.docker.internal", 5432, False),
    ],
)
def test_a_name_that_only_a_file_could_explain_needs_the_file(
    host: str, port: int, may_be: bool
) -> None:
    world = World()
    world.container("api", refers=[f"postgres://{host}:{port}/app"])
    inventory = Inventory(world.snapshot("5432").survey)
    assert _may_be_of_a_file(parse_target("5432", ()), inventory) is may_be
