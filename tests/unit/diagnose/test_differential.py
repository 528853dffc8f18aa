"""What is found, ruled out and not checked, whatever the rule."""

import pytest

from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.trial_keys import trial_key
from containerloop.facts import Address, Attempt, Outcome, State
from containerloop.prove.judge import judge
from tests.support.catalogue import CATALOGUE
from tests.support.rule_worlds import dials
from tests.support.world import World

DB = "postgres://app@db:5432/app"


def test_a_healthy_shop_has_no_finding() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("api", refers=[DB])
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.2")
    report = world.report("5432")
    assert (report.findings, report.exit_status) == ((), 0)
    assert report.reach_it_at == {"service:api": "db:5432"}


HUNG_UP = ["accepted-then-closed", "accepted-then-reset"]
NOT_HEARD = [*HUNG_UP, "silent"]


@pytest.mark.parametrize("code", ["CL801", "CL809"])
@pytest.mark.parametrize("outcome", NOT_HEARD)
def test_a_server_that_said_nothing_was_asked_in_other_languages(code: str, outcome: str) -> None:
    world = dials(outcome=outcome, resolved="172.18.0.3")
    world.container("db", listens=["0.0.0.0:5432"])
    report = world.report("5432", "service:api")
    assert code in report.ruled_out


def tried(world: World, target: str, *outcomes: str) -> World:
    """The same, after the first cause's remedies were tried; what came of them."""
    found = diagnose(world.snapshot(target), CATALOGUE).found[0].finding
    for remedy, outcome in zip(found.remedies, outcomes, strict=True):
        address = Address(host="127.0.0.1", port=4000)
        made = Attempt(vantage="host", address=address, outcome=Outcome(outcome))
        world.proofs[trial_key(remedy.trial)] = judge([made], None)
    return world


def two_ports() -> World:
    world = World()
    state = State(status="running", up_s=60.0)
    listens = ["0.0.0.0:70", "0.0.0.0:90"]
    world.container("web", state=state, listens=listens, publishes=["8080:80"])
    world.attempt("host", "127.0.0.1:8080", "accepted-then-closed", resolved="127.0.0.1")
    return world


def test_a_cause_of_which_no_remedy_helps_makes_room_for_the_next() -> None:
    assert two_ports().codes("8080") == ["CL602"]
    refuted = tried(two_ports(), "8080", "silent", "accepted-then-reset")
    assert refuted.codes("8080") == ["CL507"]
    told = diagnose(refuted.snapshot("8080"), CATALOGUE)
    assert [each.entry.code for each in told.doubtful] == ["CL602"]
    assert "CL602" not in told.ruled_out


@pytest.mark.parametrize("other", ["answered", "timed-out"])
def test_one_remedy_that_helps_or_may_help_keeps_its_cause(other: str) -> None:
    assert tried(two_ports(), "8080", "silent", other).codes("8080") == ["CL602"]


def test_a_cause_that_is_seen_by_itself_stands_whatever_comes_of_suggestions() -> None:
    world = World()
    world.host_listens("0.0.0.0:5433")
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert tried(world, "5432", "refused").codes("5432") == ["CL212"]


def test_without_proofs_no_cause_is_in_doubt() -> None:
    assert diagnose(two_ports().snapshot("8080"), CATALOGUE).doubtful == ()
