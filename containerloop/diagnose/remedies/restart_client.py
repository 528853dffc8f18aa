"""Restart a client that keeps an address for a name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import restart
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_service import sibling
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.diagnose.trials import Dial
from containerloop.facts import Address, Reference, literal
from containerloop.plan.reference_matching import passed_on_to


def restart_or_rename(case: Case, meant: Iterable[ContainerServer]) -> tuple[Proposal, ...]:
    """Restart a client that names its server; let any other use the name of one that is meant."""
    return looked_up_again(case) or tuple(sibling(case, server) for server in meant)


def looked_up_again(case: Case) -> tuple[Proposal, ...]:
    """Restart the client: it names its server, and calls an address that the name had before.

    () where its configuration does not name one, or has the address itself.
    """
    if case.client is None or case.reference is not None:
        return ()
    return tuple({str(p.address): p for p in _proposals(case)}.values())


def _proposals(case: Case) -> Iterator[Proposal]:
    for reference in (*passed_on_to(case.caller, spares=True), *case.caller.references):
        if _named(reference, case):
            address = Address(host=reference.host, port=reference.port)
            yield Proposal(
                summary=f"restart {case.label(case.caller)}: it still uses the address that"
                f" {reference.host} had when it started",
                address=address,
                host_command=restart(case.caller, case.inventory),
                trial=Dial(vantage=case.vantage, address=address),
            )


def _named(reference: Reference, case: Case) -> bool:
    """Whether a setting names a running container of the called port, which is elsewhere now."""
    if literal(reference.host) is not None:
        return False
    named = case.inventory.named(reference.host, case.client)
    there = [a.ipv4 for c in named if c.state.running for a in c.attachments]
    same = (reference.port, reference.transport) == (case.address.port, case.address.transport)
    return same and bool(there) and case.address.host not in there
