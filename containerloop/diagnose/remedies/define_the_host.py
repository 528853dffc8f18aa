"""Make the name of the host known that a client uses, or use the one that it has. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_host import host_trial, through_the_host, with_host_name
from containerloop.diagnose.remedies.reach_this_machine import to_this_machine
from containerloop.diagnose.rule_facts.missed_server import MissedServer
from containerloop.facts import Listener
from containerloop.platforms.traits import Platform


def ways_to_the_host(
    case: Case, platform: Platform, listeners: tuple[Listener, ...], missed: MissedServer | None
) -> tuple[Proposal, ...]:
    """A name of the host that works; where none leads to this machine, the ways that do.

    `listeners` are those of the engine's host, `missed` a server of this machine's.
    """
    if missed is not None:
        return to_this_machine(case, missed.listeners)
    return (by_a_known_name(case, platform, listeners),)


def by_a_known_name(case: Case, platform: Platform, listeners: tuple[Listener, ...]) -> Proposal:
    """An `extra_hosts` line for the name that was dialled; where none can be made, another name."""
    if not platform.can_define:
        there = tuple(x for x in listeners if x.port == case.address.port)
        return through_the_host(case, case.address.port, there)
    host, name = case.address.host, case.label(case.caller)
    patch, override = with_host_name(case, host)
    return Proposal(
        summary=f'define the name in {name}: extra_hosts: ["{host}:host-gateway"]',
        address=case.address,
        patch=patch,
        override=override,
        trial=host_trial(case, case.address, listeners),
    )
