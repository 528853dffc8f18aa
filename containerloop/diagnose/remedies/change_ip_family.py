"""IPv4 and IPv6: which of them was dialled, and the ways to bring the two sides together. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_host import rebound
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.rule_facts.ip_families import OTHER_VERSION
from containerloop.diagnose.trials import Rebind, Trial, Untriable
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
    case: Case, version: int, listener: Listener, tries: Iterable[Attempt]
) -> tuple[Proposal, ...]:
    """Dial what is served, where that is possible; else let the server take both.

    `version` is the one the server was dialled in. `tries` are those from inside: a relay
    needs a loopback of the server's own family.
    """
    asked, home = case.address, LOOPBACK[OTHER_VERSION[version]]
    if is_loopback(asked.host) and case.destination.by != "publication":
        return (instead(case, replace(asked, host=home)),)
    found = []
    if literal(asked.host) and case.client and case.destination.container:
        found.append(instead(case, replace(asked, host=case.label(case.destination.container))))
    none = any(a.resolved == home and a.outcome is Outcome.ADDRESS_UNAVAILABLE for a in tries)
    server = case.destination.container
    name = case.label(server) if server else "the host"
    trial: Trial = Untriable(reason=f"{name} has no {home} to relay from")
    if not none:
        trial = _relay_trial(case, version, listener)
    return (*found, _listen_too(case, version, listener, trial))


def _listen_too(case: Case, version: int, listener: Listener, trial: Trial) -> Proposal:
    server = case.destination.container
    where = f"in {case.label(server)}" if server else "on the host"
    wanted = Address(host=ANY[version], port=case.destination.port)
    return Proposal(
        summary=f"make the server {where} listen on {wanted} as well as"
        f" {Address(host=listener.address, port=case.destination.port)}",
        trial=trial,
    )


def _relay_trial(case: Case, version: int, listener: Listener) -> Trial:
    address = case.address
    home = Listener(address=LOOPBACK[OTHER_VERSION[version]], port=listener.port)
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
