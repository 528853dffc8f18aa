"""The publication that a rootless engine's bridges do not have. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.missed_server import stays_inside
from containerloop.diagnose.rule_facts.published_ports import published_here
from containerloop.facts import Maybe, Publication, Unobserved, is_loopback, is_wildcard
from containerloop.platforms.known import platform_seen
from containerloop.platforms.traits import Published


def unforwarded(case: Case) -> Maybe[Publication | None]:
    """The publication that a container called at the bridge, where only this machine has it.

    RootlessKit forwards to the loopback of the engine's namespace. Where pasta passes ports on,
    one on all addresses is on the bridges as well.
    """
    server, dialled = case.destination.container, case.symptom.best.resolved
    inside = stays_inside(case.inventory)
    if case.client is None or inside is False or not dialled:
        return None
    if case.destination.by != "publication" or is_loopback(dialled):
        return None
    if server is None or not server.state.running:
        return None
    if isinstance(inside, Unobserved):
        return inside
    there = published_here(case)
    everywhere = any(each.host_ip == "" or is_wildcard(each.host_ip) for each in there)
    return None if not there or (everywhere and _passes_on(case)) else there[0]


def _passes_on(case: Case) -> bool:
    platform = platform_seen(case.inventory.survey)
    if isinstance(platform, Unobserved):
        return False
    return platform.published.value is Published.HERE_ON_WILDCARDS
