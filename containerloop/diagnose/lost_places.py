"""A place that a server sends its client on to, where nobody serves it: how that is told."""

from __future__ import annotations

from collections.abc import Collection

from containerloop.diagnose.case import Case
from containerloop.diagnose.data_ports import DataPort
from containerloop.diagnose.evidence import in_words, other_attempt, place, reference_location
from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.diagnose.followed import Followed
from containerloop.facts import Outcome, is_loopback
from containerloop.protocols.mismatch import over_tls


def lost_place(here: Case, kinds: Collection[str]) -> Followed | None:
    """The first place, told in one of these ways, at which nobody serves the client.

    None where another server answered than the one that is meant: what that one says of itself
    is not the client's concern.
    """
    if here.symptom.mismatch or here.symptom.answered_by_another:
        return None
    return next((each for each in here.symptom.lost if each.place.by in kinds), None)


def lost_finding(
    here: Case,
    lost: Followed,
    *,
    who: str,
    sends: str,
    named: Evidence,
    remedies: tuple[Proposal, ...],
) -> Finding:
    """The finding: `who` `sends` its client to the place, and what came of going there."""
    server, there = here.destination.container, lost.place.address
    where = written(lost)
    itself = is_loopback(there.host) and here.client is not None
    whom = f", which is {place(here.vantage)} itself" if itself else ""
    return Finding(
        summary=f"{here.label(server) if server else who} {sends} {where}{whom}: {_failed(lost)}",
        subject=f"{here.label(server) if server else here.address} {there}",
        location=reference_location(here.symptom),
        evidence=(named, other_attempt(lost.attempts[0])),
        remedies=remedies,
    )


def written(lost: Followed) -> str:
    """The place, with its scheme where that is what the client did not have."""
    there = lost.place.address
    return f"https://{there}" if over_tls(lost.place.scheme) else str(there)


def _failed(lost: Followed) -> str:
    """What came of going there, in words."""
    first = lost.attempts[0]
    if first.outcome is Outcome.NAME_NOT_FOUND:
        return "no such name there"
    unlike = lost.unlike(first) if first.outcome.reached else None
    return unlike.value if unlike is not None else in_words(first.outcome)


def closed_finding(here: Case, data: DataPort, remedy: Proposal) -> Finding | None:
    """The finding of an FTP server whose port for data is not published beside its own."""
    if here.symptom.mismatch or here.symptom.answered_by_another:
        return None
    server, named = here.destination.container, data.named
    name = here.label(server) if server else str(here.address)
    said = (
        f"sends its clients to {named.host} for their data, which is {place(here.vantage)} itself"
    )
    if not data.published:
        said = f"sends its clients to port {named.port} for their data, which is not published"
    return Finding(
        summary=f"{name} {said}",
        subject=f"{name} for data",
        location=reference_location(here.symptom),
        evidence=(
            Evidence(
                saw=f"asked for a port, FTP at {here.address} named {data.named}",
                command=f"curl -v ftp://{here.address}/",
            ),
        ),
        remedies=(remedy,),
    )
