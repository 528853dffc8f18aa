"""IPv4 and IPv6: which of them was dialled, and the ways to bring the two sides together. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_host import rebound
from containerloop.diagnose.remedies.reference_change import written_as
from containerloop.diagnose.trials import Dial, Rebind, Trial, Untriable
from containerloop.facts import (
    Address,
    Attempt,
    Listener,
    Outcome,
    is_loopback,
    literal,
)

LOOPBACK = {4: "127.0.0.1", 6: "::1"}
ANY = {4: "0.0.0.0", 6: "::"}


def ways(
    case: Case,
    version: int,
    listener: Listener,
    tries: Iterable[Attempt],
) -> tuple[Proposal, ...]:
    """Dial what is served, where that is possible; else let the server take both.

    `version` is the one the server was dialled in. `tries` are those from inside: a relay
    needs a loopback of the server's own family.
    """
    asked = case.address
    if is_loopback(asked.host) and case.destination.by != "publication":
        return (_dial(case, LOOPBACK[10 - version]),)
    found = []
    if literal(asked.host) and case.client and case.destination.container:
        found.append(_dial(case, case.label(case.destination.container)))
    home = LOOPBACK[10 - version]
    none = any(a.resolved == home and a.outcome is Outcome.ADDRESS_UNAVAILABLE for a in tries)
    trial: Trial = Untriable(reason=f"there is no {home} in it, from which to pass a call on")
    if not none:
        trial = _relay_trial(case, version, listener)
    return (*found, _listen_too(case, version, listener, trial))


def _dial(case: Case, host: str) -> Proposal:
    asked = case.address
    address = Address(host=host, port=asked.port, transport=asked.transport)
    patch, override = written_as(case, address)
    return Proposal(
        summary=f"dial {address} instead of {asked}",
        address=address,
        patch=patch,
        override=override,
        trial=Dial(vantage=case.vantage, address=address),
    )


def _listen_too(case: Case, version: int, listener: Listener, trial: Trial) -> Proposal:
    server = case.destination.container
    name = case.label(server) if server else "the host"
    wanted = Address(host=ANY[version], port=case.destination.port)
    return Proposal(
        summary=f"let the server in {name} listen on {wanted} too, besides"
        f" {Address(host=listener.address, port=case.destination.port)}",
        trial=trial,
    )


def _relay_trial(
    case: Case,
    version: int,
    listener: Listener,
) -> Trial:
    address = case.address
    home = Listener(address=LOOPBACK[10 - version], port=listener.port)
    if case.destination.container is None:
        return rebound(case, address, home)
    owner = case.inventory.namespace_owner(case.destination.container)
    own = [n for a in owner.attachments if (n := a.ipv4 if version == 4 else a.ipv6)]
    if not own:
        return Untriable(reason=f"{case.label(owner)} has no IPv{version} address")
    return Rebind(
        container=owner.id,
        listen_on=own[0],
        port=case.destination.port,
        server=Address(host=home.address, port=case.destination.port),
        vantage=case.vantage,
        address=address,
    )
