"""Cases of settings, for the two rules that judge what no client can read."""

from typing import Any

from msgspec.structs import replace

from containerloop.diagnose.case import Case, case_of
from containerloop.diagnose.expectation_outcomes import symptoms
from containerloop.facts import Reference
from containerloop.plan.expectations import expectations
from containerloop.topology.inventory import Inventory
from tests.support.world import World


def case_with(line: str, port: int) -> Case:
    """The case of a client whose environment has this line."""
    world = World()
    world.container("api", env=[line])
    snapshot = world.snapshot(str(port))
    inventory = Inventory(snapshot.survey)
    (symptom,) = symptoms(snapshot, expectations(snapshot.question, inventory))
    return case_of(symptom, inventory)


def without_reference(case: Case) -> Case:
    """The same call, asked for and written nowhere."""
    return _with(case, reference=None)


def of_nobody(case: Case) -> Case:
    """The same setting, where nobody is known to have it."""
    empty = replace(case.inventory.survey, containers=())
    return replace(case, client=None, inventory=Inventory(empty))


def with_reference(case: Case, **changed: Any) -> Case:
    """The same setting with other fields."""
    reference: Reference | None = case.reference
    assert reference is not None
    return _with(case, reference=replace(reference, **changed))


def _with(case: Case, **changed: Any) -> Case:
    expectation = replace(case.symptom.expectation, **changed)
    return replace(case, symptom=replace(case.symptom, expectation=expectation))
