"""A published port that fails at this machine's own address and answers at its loopback. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.impostors import accepts_at, shadowing_listener
from containerloop.facts import HOST, Attempt, Engine, Listener, Maybe, Unobserved, literal
from containerloop.topology.ports import publications


def answers_at_loopback(
    case: Case, attempts: tuple[Attempt, ...], listeners: Maybe[tuple[Listener, ...]]
) -> Maybe[Attempt | None]:
    """The attempt at the loopback that the same container answered; None where none did.

    None as well where the call was not this machine's own, or the port is not published at the
    address called, or a process of this machine has it there.
    """
    engine, dialled = case.inventory.survey.engine, case.symptom.best.resolved
    loopback = _loopback_of(dialled, case)
    if loopback is None or dialled is None or not _published_at(dialled, case):
        return None
    if not isinstance(engine, Engine) or engine.same_machine is not True:
        return None
    other = replace(case.address, host=loopback)
    there = [a for a in attempts if a.vantage == case.vantage and a.address == other]
    answered = next((a for a in there if a.outcome.reached), None)
    if answered is None or isinstance(listeners, Unobserved):
        return listeners if answered and isinstance(listeners, Unobserved) else None
    taken = shadowing_listener(other, loopback, listeners, case.inventory) is not None
    exact = any(x.port == case.address.port and x.address == dialled for x in listeners)
    return None if taken or exact else answered


def _loopback_of(dialled: str | None, case: Case) -> str | None:
    """The loopback of the address's family, where it is this machine's and the call is its own."""
    address = literal(dialled or "")
    host_mode = case.client is not None and case.inventory.in_host_mode(case.client)
    ours = address in {literal(own) for own in case.inventory.survey.machine.addresses}
    if (
        address is None
        or address.is_loopback
        or not ours
        or not (host_mode or case.vantage == HOST)
    ):
        return None
    return "::1" if address.version == 6 else "127.0.0.1"


def _published_at(dialled: str, case: Case) -> bool:
    """Whether the container that is meant publishes the port at this address and others."""
    server = case.destination.container
    if server is None or case.destination.by != "publication":
        return False
    own = [p for p in publications(server) if p.transport is case.address.transport]
    return any(
        p.host_port == case.address.port
        and accepts_at(p.host_ip, dialled)
        and p in server.published
        for p in own
    )
