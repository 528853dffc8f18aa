"""What a proxy may pass requests on to instead. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.reference_change import written_as
from containerloop.diagnose.trials import Dial, Trial, Untriable
from containerloop.facts import ARRIVED, Address, Container, Outcome, Transport
from containerloop.protocols import by_hint, by_scheme


def another_target(case: Case) -> tuple[Proposal, ...]:
    """The servers that the proxy may mean; where none is known, what a person has to find out."""
    server, name = case.destination.container, case.label(case.caller)
    unanswered = case.outcome in ARRIVED - {Outcome.REFUSED}
    if unanswered and server is not None and case.destination.kind == "container":
        label = case.label(server)
        return (
            Proposal(
                summary=f"check why {label} does not answer ({logs(server, case.inventory)})",
                trial=Untriable(reason=f"only {label} itself can tell"),
            ),
        )
    unknown = Proposal(
        summary=f"name the server that is meant in {name}'s configuration, then restart {name}",
        trial=Untriable(reason="only you know which server is meant"),
    )
    return servers_of_kind(case) or (unknown,)


def servers_of_kind(case: Case) -> tuple[Proposal, ...]:
    """Each container that the proxy can name and whose image speaks the written protocol.

    () for HTTP, which too many speak: only one of its kind is sure to be the one that is meant.
    """
    wanted = by_scheme(case.scheme) if case.scheme else None
    if wanted is None or wanted.key == "http" or case.address.transport is not Transport.TCP:
        return ()
    found = [c for c in case.inventory.scope if by_hint(c.image) is wanted and c != case.client]
    return tuple(_use(case, server) for server in found if _in_reach(case, server))


def _in_reach(case: Case, server: Container) -> bool:
    shared = case.inventory.shared_networks(case.caller, server)
    return any(network != "bridge" for network in shared)


def _use(case: Case, server: Container) -> Proposal:
    name = case.inventory.dial_name(case.caller, server)
    address = Address(host=name, port=case.address.port)
    patch, override = written_as(case, address)
    running = server.state.running
    trial: Trial = Dial(vantage=case.vantage, address=address)
    once = "" if running else f", once {name} runs"
    return Proposal(
        summary=f"use {address} instead of {case.address}{once}",
        address=address,
        patch=patch,
        override=override,
        trial=trial if running else Untriable(reason=f"{name} is not running"),
    )
