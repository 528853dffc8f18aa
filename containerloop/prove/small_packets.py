"""A call as a network of smaller packets would carry it (I/O)."""

from __future__ import annotations

from containerloop.diagnose.trials import Dial
from containerloop.facts import Proof
from containerloop.observe.probe.session import ProbeSession
from containerloop.observe.size_tests import in_segments
from containerloop.plan.size_tests import SMALL_MTU, segment_for
from containerloop.plan.values import PlannedAttempt
from containerloop.prove.judge import judge


def in_small_packets(
    session: ProbeSession, trial: Dial, wanted: PlannedAttempt, scheme: str | None
) -> Proof:
    """Proven if the whole reply came in packets of the trial's size. Raises ProbeUnavailable."""
    mtu, host = trial.mtu or SMALL_MTU, trial.address.host
    made = in_segments(session, trial.vantage, wanted, host, segment_for(mtu))
    proof = judge(made, scheme)
    if proof.status != "proven" or proof.attempt is None:
        return proof
    if proof.attempt.missing:
        return Proof(status="refuted", attempt=proof.attempt)
    said = f"in packets of at most {mtu} bytes"
    return Proof(status="proven", attempt=proof.attempt, reason=said)
