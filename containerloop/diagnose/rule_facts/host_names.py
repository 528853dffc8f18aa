"""The host name that a web server rejects, and one that it serves. Pure."""

from __future__ import annotations

import shlex

from containerloop.diagnose.case import Case
from containerloop.diagnose.evidence import in_words, place
from containerloop.diagnose.finding import Evidence
from containerloop.facts import Attempt, Value, is_loopback, literal
from containerloop.plan.values import Strength
from containerloop.protocols.host_refusals import has_own_words


class RejectedName(Value, frozen=True):
    """`name` as the client says it; `served_as` is None where no other name was served.

    `shown` is what was seen with the other name.
    """

    name: str
    served_as: str | None
    shown: tuple[Evidence, ...]


def rejected_name(case: Case) -> RejectedName | None:
    """The client's host name, where the server refuses that and not the client."""
    symptom = case.symptom
    if symptom.mismatch is not None or symptom.answered_by_another:
        return None
    name = _said(case)
    other = symptom.other_name
    if other is not None and other.opening.name is not None:
        return RejectedName(name, other.opening.name, (_served(case, other),))
    # without a second answer only the server's own words tell; a status alone does not
    if has_own_words(symptom.best.refusal) and literal(case.address.host) is None:
        return RejectedName(name, None, ())
    return None


def _said(case: Case) -> str:
    """The client's name; of a published port that is asked by number, what a person types."""
    host = case.address.host
    published = case.symptom.expectation.strength is Strength.PUBLISHED
    return "localhost" if published and literal(host) and is_loopback(host) else host


def _served(case: Case, other: Attempt) -> Evidence:
    address, name = case.address, other.opening.name or ""
    detail = f" ({other.banner})" if other.banner else ""
    return Evidence(
        saw=f"from {place(case.vantage)}, {address} asked for {name}:"
        f" {in_words(other.outcome)}{detail}",
        command=_again(case, other),
    )


def _again(case: Case, other: Attempt) -> str:
    address, name = case.address, other.opening.name or ""
    if other.protocol == "tls":
        return shlex.join(["openssl", "s_client", "-connect", str(address), "-servername", name])
    url = f"http://{address}{other.opening.path or '/'}"
    port = "" if address.port == 80 else f":{address.port}"
    words = ["curl", "-i", "-H", f"Host: {name}{port}", url]
    inside = ["docker", "exec", case.client.name] if case.client else []
    return shlex.join([*inside, *words])
