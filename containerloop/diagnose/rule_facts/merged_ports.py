"""Ports of a service that several compose files list, and that keep it from starting. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.port_holders import Holder
from containerloop.facts import (
    Container,
    Maybe,
    PortLine,
    Publication,
    Unobserved,
    Value,
)
from containerloop.topology.port_lists import clash, of_another_file


class MergedPorts(Value, frozen=True):
    """`container` could not start for `older`, a line of an earlier file than `newer`'s.

    Both publish one container port. `kept` is what is left of the list without the earlier
    lines; `holder` has the host port of `older`, None where `newer` asks for it itself.
    """

    container: Container
    older: PortLine
    newer: PortLine
    kept: tuple[Publication, ...]
    holder: Holder | None


def merged_ports(
    idle: Container | None, case: Case, holders: Maybe[tuple[Holder, ...]]
) -> Maybe[MergedPorts | None]:
    """The lists that were merged; None where the container was not refused for that."""
    if idle is None or not idle.state.refused:
        return None
    config, project = case.inventory.config(idle), case.inventory.survey.project
    if config is None:
        return project if isinstance(project, Unobserved) and asks_twice(idle) else None
    for at, newer in enumerate(config.port_lines):
        stale = [x for x in config.port_lines[:at] if of_another_file(x, newer)]
        gone = {x.publication for x in stale}
        kept = tuple(p for p in config.ports if p not in gone)
        for older in stale:
            if clash(older.publication, newer.publication):
                return MergedPorts(idle, older, newer, kept, None)
        if stale and isinstance(holders, Unobserved):
            return holders
        held = [] if isinstance(holders, Unobserved) else [h for h in holders if h.wanted in gone]
        if held:
            older = next(x for x in stale if x.publication == held[0].wanted)
            return MergedPorts(idle, older, newer, kept, held[0])
    return None


def asks_twice(container: Container) -> bool:
    """Whether a container asks for one host port twice, so that it can never have both."""
    every = container.asked
    return any(clash(one, other) for at, one in enumerate(every) for other in every[:at])
