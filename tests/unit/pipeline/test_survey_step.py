"""Which surveys may leave the compose files out."""

import pytest
from msgspec.structs import replace

from containerloop.errors import ProjectUnknown
from containerloop.facts import NoProject
from containerloop.pipeline.survey_step import _may_be_of_a_file, resolve_question
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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("container:shop-api-1",), ("service:api",)),
        (("api", "container:shop-api-1"), ("service:api",)),
        (("container:shop-api-2",), ("container:shop-api-2",)),  # a replica stands for itself
        (("container:other",), ("container:other",)),
    ],
)
def test_a_service_and_its_container_are_one_place(
    typed: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    world = World()
    world.container("api")
    world.containers.append(
        replace(world.container("api"), id="id-2", name="shop-api-2", service="api")
    )
    world.container("other", project=None)
    snapshot = world.snapshot("5432", *typed)
    assert resolve_question(snapshot.question, snapshot.survey).vantages == meant


def test_everything_is_of_one_project() -> None:
    snapshot = World().snapshot("")
    several = NoProject(
        reason="several projects have containers (a, b); choose one with -p", candidates=("a", "b")
    )
    with pytest.raises(ProjectUnknown, match=r"several projects have containers \(a, b\)$") as told:
        resolve_question(snapshot.question, replace(snapshot.survey, project=several))
    assert told.value.hint == "choose one with -p"
    nobody = NoProject(reason="there is no compose file here, and no compose project …")
    assert resolve_question(snapshot.question, replace(snapshot.survey, project=nobody)).several
    assert resolve_question(snapshot.question, snapshot.survey) == snapshot.question


def test_of_everything_only_the_vantages_are_resolved() -> None:
    world = World()
    world.container("api")
    snapshot = world.snapshot("", "api")
    assert resolve_question(snapshot.question, snapshot.survey).vantages == ("service:api",)
