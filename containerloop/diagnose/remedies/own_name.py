"""Call one of several servers that share a name by a name that no other has. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.facts import Container
from containerloop.topology.dns import resolved_for


def by_own_name(case: Case, server: Container) -> Proposal:
    """Its service's name, unless another container answers to that too; else its own."""
    name = case.inventory.dial_name(case.caller, server)
    alone = len(resolved_for(name, case.caller, case.inventory)) == 1
    address = replace(case.address, host=name if alone else server.name)
    return instead(case, address, f"use {address}, a name that only {case.label(server)} has")
