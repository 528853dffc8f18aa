"""What a trial shows of its remedy, beside how the call fared before. Pure.

A proof is kept as the probe brought it; here it is read with the symptom that the remedy is for.
"""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.serviced import turned_away
from containerloop.diagnose.symptom import Symptom
from containerloop.diagnose.trials import Publish, Rebind, Trial
from containerloop.facts import (
    NO_SUCH_NAME,
    Attempt,
    Outcome,
    Proof,
    literal,
)
from containerloop.protocols import title

_WAY = frozenset(
    {
        Outcome.TIMED_OUT,
        Outcome.HOST_UNREACHABLE,
        Outcome.NETWORK_UNREACHABLE,
        Outcome.ADDRESS_UNAVAILABLE,
    }
)
_CONVERSATION = frozenset(
    {Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET, Outcome.SILENT}
)
_STAGES = (NO_SUCH_NAME, _WAY, frozenset({Outcome.REFUSED}), _CONVERSATION)
"""Where a call can fail: at the name, on the way, at the port, in the conversation."""

BY_LOG_IN = frozenset({"postgresql", "amqp", "mongodb", "mssql", "mqtt"})
"""Protocols whose servers decide at the log-in whom they admit from where; no probe makes one."""

FORBIDDEN = (
    "the path works, and then the server forbids the request (403), as one does that admits its own"
    " localhost only"
)


def as_told(proof: Proof, proposal: Proposal, symptom: Symptom, *, warning: bool = False) -> Proof:
    """The proof as the report tells it.

    A remedy after which the call fails in another way than before met a second fault, and is not
    refuted; a warning's remedy is none for what fails beside it. One that was proven by a relay
    says how far the relay goes.
    """
    attempt = proof.attempt
    if attempt is None:
        return proof
    if proof.status == "proven":
        return _by_relay(proof, attempt, proposal)
    if turned_away(attempt):
        who = title(attempt.protocol or "")
        return _untried(attempt, f"the path works, and then {who} refuses: {attempt.refusal}")
    if proof.status == "untried" or attempt.outcome.reached:
        return proof
    if warning and not symptom.met:
        return _untried(attempt, "it does not answer yet, with or without this change")
    if _another_fault(attempt.outcome, symptom.outcome, guess=proposal.guess):
        now, before = _words(attempt.outcome), _words(symptom.outcome)
        return _untried(
            attempt,
            f"now {now} instead of {before}: a second fault remains; run this again after the"
            " change",
        )
    return proof


def _another_fault(now: Outcome, before: Outcome, *, guess: bool) -> bool:
    """Whether the call failed at another stage; a guessed server that is not it fails late."""
    if guess and now in _CONVERSATION:
        return False
    return not before.reached and _stage(now) != _stage(before)


def _stage(outcome: Outcome) -> int:
    return next((n for n, stage in enumerate(_STAGES) if outcome in stage), len(_STAGES))


def _by_relay(proof: Proof, attempt: Attempt, proposal: Proposal) -> Proof:
    """What a relay that stood in for the server leaves open."""
    trial, who = proposal.trial, title(attempt.protocol or "") if attempt.protocol else "a server"
    changes = proposal.patch is not None or proposal.override is not None
    if proposal.first and not proposal.whole and changes:
        said = f"{who} answered while a relay stood in for step 1, which this change leaves to you"
        return _untried(attempt, said)
    if _inside(trial) and (attempt.protocol, attempt.code) == ("http", "403"):
        return _untried(attempt, FORBIDDEN)
    if _inside(trial) and (attempt.protocol in BY_LOG_IN or not _calls_as_stranger(trial)):
        return replace(proof, reason=f"whether {who} admits other callers was not tested")
    return proof


def _inside(trial: Trial) -> bool:
    """Whether a relay called the server's own loopback."""
    return isinstance(trial, Rebind) or (isinstance(trial, Publish) and trial.loopback is not None)


def _calls_as_stranger(trial: Trial) -> bool:
    """Whether the relay could call from its own address: only one of the loopback's family can."""
    if isinstance(trial, Publish):
        return _version(trial.loopback or "") == 4  # it listens at the container's IPv4 address
    return isinstance(trial, Rebind) and _version(trial.listen_on) == _version(trial.server.host)


def _version(host: str) -> int | None:
    address = literal(host)
    return address.version if address else None


def _untried(attempt: Attempt, reason: str) -> Proof:
    return Proof(status="untried", attempt=attempt, reason=reason)


def _words(outcome: Outcome) -> str:
    return str(outcome).replace("-", " ")
