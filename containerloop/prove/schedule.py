"""Remedies tried on probes, never on the user's containers, networks or files.

Only which trials run, and in which order, belongs here; `prover` carries them out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from containerloop.diagnose.rule_answers import Explanation
from containerloop.diagnose.trial_keys import trial_key
from containerloop.diagnose.trials import Dial, DialAs, Publish, Trial
from containerloop.facts import Proof, Snapshot
from containerloop.observe.observer import MOST_PROBES, Observer
from containerloop.observe.thread_pool import threads
from containerloop.prove.own_protocols import OwnProtocols
from containerloop.prove.prover import Prover
from containerloop.topology.inventory import Inventory

__all__ = ["prove"]


def prove(
    found: Iterable[Explanation],
    snapshot: Snapshot,
    observer: Observer,
    progress: Callable[[str], None] = lambda text: None,
) -> dict[str, Proof]:
    """The proofs of every finding's trials, each tried once, by their keys.

    Those that `snapshot`, of which the findings are, has a proof of already are left out.
    """
    wanted: dict[str, tuple[Prover, Trial]] = {}
    inventory = Inventory(snapshot.survey)
    spoken = OwnProtocols(snapshot, inventory)
    untold = (each for each in found if not _has_proofs(each, snapshot))
    for each in untold:
        progress(f"testing the fix for {each.entry.code}")
        for proposal in each.finding.remedies:
            trial, expectation = proposal.trial, each.symptom.expectation
            changed = trial.scheme if isinstance(trial, Dial) else None
            # a remedy may lead to another transport than the one that was dialled
            transport = (proposal.address or expectation.address).transport
            scheme = changed or expectation.scheme
            asked_in = changed or spoken.scheme_of(trial)
            opening = expectation.opening.before_log_in
            prover = Prover(observer, inventory, scheme, transport, asked_in, opening)
            wanted.setdefault(trial_key(trial), (prover, trial))
    return carry_out({key: each for key, each in wanted.items() if key not in snapshot.proofs})


def _has_proofs(found: Explanation, snapshot: Snapshot) -> bool:
    return all(trial_key(r.trial) in snapshot.proofs for r in found.finding.remedies)


def carry_out(wanted: Mapping[str, tuple[Prover, Trial]]) -> dict[str, Proof]:
    """Every proof, in the order given.

    Trials that cannot affect each other run at the same time, so that timeouts are waited for
    once: first all plain calls, then relays on networks of their own. A relay inside a
    container or on the engine's host runs alone, after them: a call made beside it could be
    answered by the relay.
    """
    calls: dict[str, list[str]] = {}
    published: dict[str, list[str]] = {}
    for key, (_, trial) in wanted.items():
        if isinstance(trial, Dial):  # one session, one thread
            calls.setdefault(trial.vantage, []).append(key)
        elif isinstance(trial, DialAs):
            calls[key] = [key]
        elif isinstance(trial, Publish) and trial.loopback is None:
            published[key] = [key]
    made = _prove_groups(calls, wanted) | _prove_groups(published, wanted)
    return {key: made.get(key) or prover.prove(trial) for key, (prover, trial) in wanted.items()}


def _prove_groups(
    groups: Mapping[str, list[str]], wanted: Mapping[str, tuple[Prover, Trial]]
) -> dict[str, Proof]:
    """The proofs of all groups at once; those of one group in turn."""
    if not groups:
        return {}

    def in_turn(keys: list[str]) -> list[Proof]:
        return [prover.prove(trial) for prover, trial in (wanted[key] for key in keys)]

    with threads(min(len(groups), MOST_PROBES)) as pool:
        proofs = list(pool.map(in_turn, groups.values()))
    return dict(zip(chain(*groups.values()), chain(*proofs), strict=True))
