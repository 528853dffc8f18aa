"""The report's words: outcomes, vantages and proofs as a person would say them.

Only phrases may live here, each from one value; where they stand is decided elsewhere.
"""

from __future__ import annotations

from containerloop.facts import REACHED, Outcome
from containerloop.facts.printable import printable
from containerloop.protocols import title
from containerloop.render.text.styled_lines import LIMIT
from containerloop.report.v1 import AttemptLine, ProofLine

_NAME_LIMIT = 63  # what DNS allows in one label; a longer service name is a joke or an attack

_PLACES = {
    "host": "this machine",
    "engine-host": "the engine's host",
    "lan": "the local network",
}
_OUTCOMES = {
    Outcome.ANSWERED: "answers",
    Outcome.OPEN: "stays open",
    Outcome.ACCEPTED_THEN_CLOSED: "accepted, then closed",
    Outcome.ACCEPTED_THEN_RESET: "accepted, then reset",
    Outcome.SILENT: "accepted, then silent",
    Outcome.REFUSED: "refused",
    Outcome.TIMED_OUT: "timed out",
    Outcome.HOST_UNREACHABLE: "host unreachable",
    Outcome.NETWORK_UNREACHABLE: "network unreachable",
    Outcome.ADDRESS_UNAVAILABLE: "no such address here",
    Outcome.NAME_NOT_FOUND: "no such name",
    Outcome.NAME_SERVER_FAILED: "name server failed",
    Outcome.NOT_TRIED: "not tried",
}


def place(vantage: str) -> str:
    """Who stands there: "this machine", a service's or container's name, "network N"."""
    kind, _, called = vantage.partition(":")
    shown = printable(called, _NAME_LIMIT) or "?"
    if kind in ("service", "container"):
        return shown
    if kind == "network":
        return f"network {shown}"
    return _PLACES.get(vantage) or printable(vantage, _NAME_LIMIT) or "?"


def duration(ms: float) -> str:
    """Milliseconds below a second, seconds above, with as many digits as mean something."""
    if ms >= 1000:
        return f"{ms / 1000:.1f} s"
    return f"{ms:.1f} ms" if ms < 10 else f"{ms:.0f} ms"


def server(protocol: str | None) -> str:
    """The title of a protocol ("PostgreSQL"), or "a server" where it is not known."""
    return printable(title(protocol), LIMIT) if protocol else "a server"


def happened(attempt: AttemptLine) -> str:
    """What an attempt came to: "refused", "timed out after 3.5 s", "PostgreSQL answered"."""
    took = f" in {duration(attempt.ms)}" if attempt.ms is not None else ""
    if attempt.outcome == Outcome.ANSWERED:
        said = f": {printable(attempt.refusal, LIMIT)}" if attempt.refusal else ""
        return f"{server(attempt.protocol)} answered{took}{said}"
    if attempt.outcome == Outcome.OPEN:
        return f"the connection opened{took} and stays open"
    return outcome(attempt)


def outcome(attempt: AttemptLine) -> str:
    """The outcome alone, short enough for a cell."""
    if attempt.outcome == Outcome.TIMED_OUT and attempt.ms is not None:
        return f"timed out after {duration(attempt.ms)}"
    if attempt.outcome == Outcome.SILENT and attempt.address.endswith("/udp"):
        return "no answer"  # nobody accepts a datagram
    return outcome_named(attempt.outcome)


def outcome_named(word: str) -> str:
    """The plain words for an outcome's name; the name itself where it is a new one."""
    try:
        return _OUTCOMES[Outcome(word)]
    except ValueError:
        return printable(word, LIMIT)


def tried(proof: ProofLine, *, at: str, as_it_is: bool, live: bool) -> str:
    """How a remedy is known to work, or why it is not.

    `at` is the address that the reader has in mind; `as_it_is` tells that it was tried
    without any change; `live` that it was now, and not when a snapshot was saved.
    """
    attempt, reason = proof.attempt, printable(proof.reason or "", LIMIT)
    if attempt is None or (proof.status == "untried" and not reason):
        said = "not tried" if proof.status == "untried" else "not proven"
        return f"{said}: {reason}" if reason else said
    if proof.status == "untried":  # it arrives with the remedy, and a second fault meets it
        return f"{_probed(attempt, at=attempt.address, probe=True, live=live)}: {reason}"
    # Nobody changed the user's own containers to find out, and the reader should know.
    probe = proof.status == "proven" and not as_it_is
    still = "still " if proof.status == "refuted" and attempt.outcome not in REACHED else ""
    left = reason or printable(attempt.untried or "", LIMIT)
    but = f"; {left}" if proof.status == "proven" and left else ""
    return f"{_probed(attempt, at=at, probe=probe, live=live)}: {still}{happened(attempt)}{but}"


def _probed(attempt: AttemptLine, *, at: str, probe: bool, live: bool) -> str:
    """When, how and from where something was tried; `at` is what need not be said."""
    how = "tried just now" if live else "tried"
    how += " on a probe" if probe else ""
    there = "" if attempt.address == at else f" to {printable(attempt.address, LIMIT)}"
    when = "" if live else " when the snapshot was saved"
    return f"{how} from {place(attempt.vantage)}{there}{when}"


def more(count: int, one: str, several: str) -> str:
    """How many there are besides those shown."""
    return f"+{count} more {one if count == 1 else several}"
