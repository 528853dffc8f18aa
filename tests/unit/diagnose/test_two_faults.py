"""Two faults behind one call: each remedy is judged by itself, as worlds made by hand."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.trial_keys import trial_key
from containerloop.diagnose.trials import Dial, Rebind
from containerloop.facts import Address, Attempt, Network, Outcome, Proof
from containerloop.report.v1 import Report
from tests.support.catalogue import CATALOGUE
from tests.support.world import World


def apart(after: str, before: str = "name-not-found") -> World:
    """api and web share no network; with one, the call comes to `after`."""
    world = World()
    back = Network(id="n-back", name="shop_back", driver="bridge", project="shop")
    world.networks.append(back)
    world.container("web", networks=(back,), exposes=[8000], listens=["127.0.0.1:8000"])
    world.container("api", refers=["http://web:8000/"])
    world.attempt("service:api", "web:8000", before)
    remedy = diagnose(world.snapshot("8000"), CATALOGUE).found[0].finding.remedies[0]
    tried = Attempt(
        vantage="service:api", address=Address(host="web", port=8000), outcome=Outcome(after)
    )
    world.proofs[trial_key(remedy.trial)] = Proof(status="refuted", attempt=tried)
    return world


@pytest.mark.parametrize(
    "after", ["timed-out", "host-unreachable", "refused", "accepted-then-closed", "silent"]
)
def test_a_remedy_after_which_the_call_fails_otherwise_is_still_the_fix(after: str) -> None:
    found = apart(after).report("8000").findings[0]
    assert found.code == "CL301"
    assert found.remedies[0].proof.status == "untried"
    assert "a second fault remains" in (found.remedies[0].proof.reason or "")


@pytest.mark.parametrize("after", ["name-not-found", "name-server-failed"])
def test_a_cause_whose_only_remedy_does_not_help_steps_back(after: str) -> None:
    report = apart(after).report("8000")
    assert [f.code for f in report.findings if f.severity == "cause"] == []
    reasons = {each.code: each.reason for each in report.not_checked}
    assert reasons["CL301"] == "its remedies were tried, and none of them helps"


def behind(web: Sequence[str], dialled: str = "localhost:3000") -> World:
    """api dials a wrong address, and web serves the port where `web` says."""
    world = World()
    world.container("web", listens=web, publishes=["8080:3000"])
    world.container("api", refers=[f"http://{dialled}/"])
    own = "127.0.0.1" if dialled.startswith("localhost") else "172.18.0.2"
    world.attempt("service:api", dialled, "refused", resolved=own)
    return world


def first(world: World, port: str) -> tuple[Report, object]:
    found = diagnose(world.snapshot(port), CATALOGUE).found
    own = next(f for f in found if f.symptom.expectation.vantage == "service:api")
    return world.report(port), own.finding.remedies[0].trial


@pytest.mark.parametrize(("dialled", "code"), [("localhost:3000", "CL401"), ("web:8080", "CL604")])
def test_the_right_name_of_a_server_on_its_own_loopback_is_tried_through_a_relay(
    dialled: str, code: str
) -> None:
    world = behind(["127.0.0.1:3000"], dialled)
    report, trial = first(world, dialled.rpartition(":")[2])
    told = next(f for f in report.findings if f.code == code)
    first_step = "1. make web listen on 0.0.0.0 (now 127.0.0.1 only)"
    second_step = f"2. use web:3000 instead of {dialled} (URL_0)"
    assert told.remedies[0].summary == f"{first_step}  {second_step}"
    assert isinstance(trial, Rebind)
    assert (trial.container, trial.listen_on, trial.port) == ("id-shop-web", "172.18.0.2", 3000)
    assert (str(trial.server), str(trial.address)) == ("127.0.0.1:3000", "web:3000")
    assert trial.vantage == "service:api"


@pytest.mark.parametrize("web", [["0.0.0.0:3000"], ["127.0.0.1:3000", "172.18.0.2:3000"]])
@pytest.mark.parametrize("dialled", ["localhost:3000", "web:8080"])
def test_a_server_that_is_open_is_dialled_as_it_is(web: list[str], dialled: str) -> None:
    report, trial = first(behind(web, dialled), dialled.rpartition(":")[2])
    assert isinstance(trial, Dial)
    assert report.findings[0].remedies[0].summary.endswith(f"of {dialled} (URL_0)")


def test_the_relay_stands_on_a_network_that_both_are_on() -> None:
    world = behind(["127.0.0.1:3000", "127.0.0.1:9000"])
    before = world.containers[0].attachments[0]
    other = replace(before, network="back", network_id="n-back", ipv4="10.5.0.2")
    world.containers[0] = replace(world.containers[0], attachments=(other, before))
    _, trial = first(world, "3000")
    assert isinstance(trial, Rebind)
    assert trial.listen_on == before.ipv4
