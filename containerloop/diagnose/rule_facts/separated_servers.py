"""The servers that a call means and that share no network with its client. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import NO_SUCH_NAME, Container
from containerloop.topology.dns import containers_named, networks_of


def separated_servers(case: Case) -> tuple[Container, ...]:
    """Those that the client cannot reach on any network; () where it can reach one of them.

    Those of the name that did not resolve, else the one that has the address. Without any
    network, of the client's or of theirs, there is none to share.
    """
    if case.client is None or not networks_of(case.client, case.inventory):
        return ()
    apart = tuple(c for c in _meant(case) if networks_of(c, case.inventory))
    return () if any(_meet(case, c) for c in apart) else apart


def _meant(case: Case) -> tuple[Container, ...]:
    if case.outcome in NO_SUCH_NAME:
        return containers_named(case.address, case.caller, case.inventory)
    there = case.destination.container if case.destination.by == "address" else None
    # an address that a stranger has by now was never meant for it
    return (there,) if there and there.project == case.caller.project else ()


def _meet(case: Case, server: Container) -> bool:
    """Whether they share a network, or would if they were recreated as the file is now."""
    one, other = case.inventory.config(case.caller), case.inventory.config(server)
    planned = set(one.networks) & set(other.networks) if one and other else ()
    return bool(planned or case.inventory.shared_networks(case.caller, server))
