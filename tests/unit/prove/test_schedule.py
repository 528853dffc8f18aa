"""Which trials run, once each, and in which order."""

from typing import Any, cast

from msgspec.structs import replace

from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.trial_keys import trial_key
from containerloop.diagnose.trials import Dial, Publish, Trial, Untriable
from containerloop.facts import Address, Proof
from containerloop.observe.observer import Observer
from containerloop.prove import schedule
from containerloop.prove.schedule import carry_out, prove
from tests.support.catalogue import CATALOGUE
from tests.support.world import World


class Trying:
    """Stands in for the prover: every trial is untried, for a reason of its own."""

    made: list["Trying"]

    def __init__(
        self, _o: object, _i: object, scheme: str | None, _t: Any, asked_in: str | None, _said: Any
    ) -> None:
        self.scheme, self.asked_in, self.tried = scheme, asked_in, list[Trial]()
        self.made.append(self)

    def prove(self, trial: Trial) -> Proof:
        self.tried.append(trial)
        return Proof(status="untried", reason=trial_key(trial))


def proved(world: World, target: str, monkeypatch: Any) -> tuple[dict[str, Proof], list[str]]:
    class Here(Trying):
        made = list[Trying]()

    monkeypatch.setattr(schedule, "Prover", Here)
    snapshot = world.snapshot(target)
    found = diagnose(snapshot, CATALOGUE).found
    said: list[str] = []
    proofs = prove(found, snapshot, cast(Observer, None), said.append)
    tried = [trial_key(t) for each in Here.made for t in each.tried]
    assert sorted(tried) == sorted(proofs)
    return proofs, said


def localhost_world(*clients: str) -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    for client in clients:
        world.container(client, refers=["postgres://localhost:5432/app"])
        where = {"resolved": "127.0.0.1"}
        world.attempt(f"service:{client}", "localhost:5432", "refused", **where)
    return world


def test_every_trial_of_a_finding_is_kept_under_its_key(monkeypatch: Any) -> None:
    world = localhost_world("api")
    proofs, said = proved(world, "5432", monkeypatch)
    found = diagnose(world.snapshot("5432"), CATALOGUE).found
    keys = [trial_key(r.trial) for each in found for r in each.finding.remedies]
    assert list(proofs) == list(dict.fromkeys(keys))
    assert all(proof.reason == key for key, proof in proofs.items())
    assert said == [f"testing the fix for {each.entry.code}" for each in found]


def test_clients_with_the_same_fault_have_their_own_trials(monkeypatch: Any) -> None:
    one, _ = proved(localhost_world("api"), "5432", monkeypatch)
    both, said = proved(localhost_world("api", "job"), "5432", monkeypatch)
    assert set(one) < set(both)
    assert len(both) > len(one)
    assert len(said) == 2


def test_without_findings_nothing_is_tried() -> None:
    assert prove((), World().snapshot("5432"), cast(Observer, None)) == {}
    assert carry_out({}) == {}


def test_a_trial_of_two_remedies_is_made_once(monkeypatch: Any) -> None:
    class Here(Trying):
        made = list[Trying]()

    monkeypatch.setattr(schedule, "Prover", Here)
    snapshot = localhost_world("api").snapshot("5432")
    found = diagnose(snapshot, CATALOGUE).found
    prove([*found, *found], snapshot, cast(Observer, None))
    tried = [trial_key(t) for each in Here.made for t in each.tried]
    assert len(tried) == len(set(tried))


def test_what_cannot_be_tried_is_given_back_by_the_prover() -> None:
    made: Any = type("Here", (Trying,), {"made": []})(None, None, None, None, None, None)
    proofs = carry_out({"key": (made, Untriable(reason="it only needs time"))})
    assert [proof.status for proof in proofs.values()] == ["untried"]


def test_a_remedy_that_changes_the_scheme_is_tried_with_the_new_one(monkeypatch: Any) -> None:
    class Here(Trying):
        made = list[Trying]()

    monkeypatch.setattr(schedule, "Prover", Here)
    snapshot = localhost_world("api").snapshot("5432")
    (one, *_) = diagnose(snapshot, CATALOGUE).found
    trial = Dial(vantage="service:api", address=Address(host="db", port=5432), scheme="redis")
    (remedy, *_) = one.finding.remedies
    changed = replace(
        one,
        finding=replace(one.finding, remedies=(replace(remedy, trial=trial),)),
    )
    prove([changed], snapshot, cast(Observer, None))
    assert [each.scheme for each in Here.made] == ["redis"]


def test_a_relay_inside_waits_until_the_ports_of_others_are_tried() -> None:
    order: list[str] = []

    class Noting:
        def prove(self, trial: Trial) -> Proof:
            order.append(
                type(trial).__name__ if not isinstance(trial, Publish) else trial.container
            )
            return Proof(status="untried", reason="")

    prover: Any = Noting()
    trials: dict[str, Trial] = {
        "inside": Publish(container="inside", port=1, loopback="127.0.0.1"),
        "plain": Publish(container="plain", port=1),
        "call": Dial(vantage="service:api", address=Address(host="db", port=5432)),
    }
    proofs = carry_out({key: (prover, trial) for key, trial in trials.items()})
    assert order == ["Dial", "plain", "inside"]
    assert list(proofs) == list(trials)
