"""A case, and what of it may have been left unseen."""

import pytest
from msgspec.structs import replace

from containerloop.diagnose.case import Case, case_of, seen, seen_here
from containerloop.diagnose.differential import diagnose
from containerloop.facts import Outcome, Snapshot, Unobserved
from containerloop.topology.inventory import Inventory
from tests.support.catalogue import CATALOGUE
from tests.support.rule_worlds import shop
from tests.support.world import World

GONE = Unobserved("the engine does not answer")


def first(snapshot: Snapshot) -> Case:
    return diagnose(snapshot, CATALOGUE).facts[0].known


def blind(snapshot: Snapshot, *facts: str) -> Snapshot:
    """The same world, without these parts of the survey."""
    return replace(
        snapshot, survey=replace(snapshot.survey, **dict.fromkeys(facts, GONE))
    )  # fmt: skip


def test_a_case_knows_who_called_and_whom_the_address_means() -> None:
    case = first(shop().snapshot("5432"))
    assert case.client is not None
    assert case.label(case.client) == "api"
    assert case.caller is case.client
    assert (case.vantage, str(case.address)) == ("service:api", "localhost:5432")
    assert (case.destination.kind, case.destination.by) == ("self", "loopback")
    assert case.outcome is Outcome.REFUSED
    assert case.scheme == "postgres"
    assert case.reference is not None
    assert case.reference.port == 5432
    assert case == case_of(case.symptom, case.inventory)


def test_nobody_calls_from_the_machine_itself() -> None:
    world = World()
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    case = first(world.snapshot("localhost:5432"))
    assert case.client is None
    with pytest.raises(ValueError, match="no container calls from host"):
        _ = case.caller


@pytest.mark.parametrize("fact", ["engine", "containers", "networks"])
def test_a_case_is_seen_by_those_who_saw_all_containers_and_networks(fact: str) -> None:
    case = first(shop().snapshot("5432"))
    assert seen(case) is case
    unseen = case_of(case.symptom, Inventory(blind(shop().snapshot("5432"), fact).survey))
    assert seen(unseen) == GONE
    assert seen_here(unseen) == GONE


def test_a_call_of_this_machine_is_judged_by_itself_without_an_engine() -> None:
    world = World()
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    case = first(blind(world.snapshot("localhost:5432"), "engine", "containers", "networks"))
    assert seen(case) == GONE
    assert seen_here(case) is case


@pytest.mark.parametrize(("dialled", "known"), [("10.0.0.5", False), ("10.0.0.9", True)])
def test_whose_an_address_of_this_machine_is_depends_on_where_the_engine_is(
    dialled: str, known: bool
) -> None:
    far = Unobserved("the engine is behind a tunnel")
    world = World(engine={"same_machine": far})
    world.container("db", publishes=["5432:5432"], listens=["0.0.0.0:5432"])
    world.attempt("host", f"{dialled}:5432", "refused", resolved=dialled)
    case = first(world.snapshot(f"{dialled}:5432"))
    assert seen(case) == (case if known else far)
