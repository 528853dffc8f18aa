"""The proposals of a finding with what came of their trials, the best first. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_answers import Explanation
from containerloop.diagnose.trial_keys import kept_proof
from containerloop.diagnose.trial_results import as_told
from containerloop.facts import Proof

UNTRIED = Proof(status="untried", reason="proofs are turned off (--no-prove)")


def with_proofs(
    found: Explanation, proofs: Mapping[str, Proof]
) -> tuple[tuple[Proposal, Proof], ...]:
    """Each proposal with its proof.

    What was tried and still fails is told, but never before what works or may work.
    """
    warning = found.severity == "warning"
    every = [
        (p, as_told(kept_proof(proofs, p.trial) or UNTRIED, p, found.symptom, warning=warning))
        for p in found.finding.remedies
    ]
    every.sort(key=lambda each: ("proven", "untried", "refuted").index(each[1].status))
    return tuple(every)
