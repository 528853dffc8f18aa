"""What a swarm has, or may have, is never denied; and no remedy is one of `docker compose`."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.diagnose.remedies.in_a_stack import in_stack_words
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Swarm
from containerloop.pipeline.report_step import answer
from containerloop.topology.inventory import Inventory
from tests.support.swarm_world import stack
from tests.support.world import SHOP, World


@pytest.mark.parametrize("worker", [True, False])
@pytest.mark.parametrize(
    ("vantage", "address", "outcome"),
    [
        ("host", "localhost:8090", "timed-out"),
        ("host", "localhost:5432", "refused"),
        ("service:api", "db:5432", "name-not-found"),
        ("service:api", "db:5432", "name-server-failed"),
        ("service:api", "far:8000", "refused"),
    ],
)
def test_nothing_is_denied(worker: bool, vantage: str, address: str, outcome: str) -> None:
    world = stack(worker=worker)
    led = {"far:8000": "10.0.1.10"}
    world.attempt(
        vantage,
        address,
        outcome,
        resolved=led.get(address, "127.0.0.1" if vantage == "host" else None),
    )
    assert world.codes(address, vantage) == []


def test_a_worker_says_why_it_cannot_tell() -> None:
    world = stack(worker=True)
    world.attempt("host", "localhost:8095", "refused", resolved="127.0.0.1")
    reasons = {n.code: n.reason for n in world.report("8095").not_checked}
    assert reasons["CL205"] == reasons["CL212"] == "this engine is a worker"


def test_what_no_swarm_has_is_still_said_of_a_project_of_compose() -> None:
    world = World()
    world.swarm = stack(worker=True).swarm
    world.container("web", listens=["0.0.0.0:80"])
    world.attempt("host", "localhost:8095", "refused", resolved="127.0.0.1")
    snapshot = world.snapshot("8095")
    project = snapshot.survey.project
    survey = replace(snapshot.survey, project=replace(project, stack=False))
    assert [f.code for f in answer(replace(snapshot, survey=survey)).findings] == ["CL212"]


def test_a_service_on_another_node_is_meant_by_localhost() -> None:
    world = stack(refers="postgres://app@localhost:5432/app")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    [found] = world.report("5432").findings
    assert found.code == "CL401"
    assert found.remedies[0].address == "db:5432"


@pytest.mark.parametrize("image", ["redis:7", "example/db"])
def test_one_of_another_kind_is_not_meant(image: str) -> None:
    world = stack(refers="postgres://app@localhost:5432/app")
    assert isinstance(world.swarm, Swarm)
    assert isinstance(world.swarm.services, tuple)
    other = tuple(replace(s, image=image) for s in world.swarm.services)
    world.swarm = replace(world.swarm, services=other)
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == []


def test_a_refusal_by_a_virtual_ip_is_that_of_the_only_task() -> None:
    world = stack(refers="http://web:8001/")
    world.attempt("service:api", "web:8001", "refused", resolved="10.0.1.7")
    assert world.codes("web:8001") == ["CL502"]


def test_what_a_stack_passes_over_is_no_override() -> None:
    inventory = Inventory(stack().snapshot("8000").survey)
    override = {"services": {"api": {"depends_on": {"db": {"condition": "service_healthy"}}}}}
    [remedy] = _reworded(override, inventory).remedies
    assert remedy.override is None
    assert remedy.trial == Untriable(reason="docker stack deploy ignores depends_on")


def test_no_port_of_a_stack_is_for_one_address() -> None:
    inventory = Inventory(stack().snapshot("8000").survey)
    override = {"services": {"web": {"ports": ["127.0.0.1:8080:8000"]}}}
    [remedy] = _reworded(override, inventory).remedies
    assert remedy.override is None
    override = {"services": {"web": {"ports": ["8080:8000"]}}}
    assert _reworded(override, inventory).remedies[0].override == override


def test_without_its_file_a_variable_is_set_at_the_service() -> None:
    survey = stack().snapshot("8000").survey
    project = replace(survey.project, source="labels")
    override = {"services": {"api": {"environment": {"DB_URL": "postgres://db:5432/a b"}}}}
    [remedy] = _reworded(override, Inventory(replace(survey, project=project))).remedies
    assert remedy.override is None
    assert remedy.host_command == (
        "docker service update --env-add 'DB_URL=postgres://db:5432/a b' shop_api"
    )


@pytest.mark.parametrize("setting", [{"environment": {"A": "${B:?}"}}, {"command": ["x"]}])
def test_what_no_command_says_stays_an_override(setting: Any) -> None:
    survey = stack().snapshot("8000").survey
    project = replace(survey.project, source="labels")
    override = {"services": {"api": setting}}
    [remedy] = _reworded(override, Inventory(replace(survey, project=project))).remedies
    assert (remedy.override, remedy.host_command) == (override, None)


def test_outside_a_swarm_nothing_changes() -> None:
    world = World()
    world.container("api", networks=(SHOP,))
    override = {"services": {"api": {"depends_on": ["db"]}}}
    inventory = Inventory(world.snapshot("8000").survey)
    assert _reworded(override, inventory).remedies[0].override == override


def _reworded(override: Any, inventory: Inventory) -> Finding:
    remedy = Proposal(summary="x", override=override, trial=Untriable(reason="y"))
    seen = Evidence(saw="s", command="c")
    made = Finding(summary="x", subject="x", evidence=(seen,), remedies=(remedy,))
    return in_stack_words(made, inventory)
