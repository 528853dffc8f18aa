"""A host port that an engine says is taken, and that nothing is seen to have. Pure."""

from __future__ import annotations

import re

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.port_holders import Holder
from containerloop.facts import Container, Engine, Maybe, Publication, Unobserved, Value
from containerloop.topology.port_lists import conflict

_TAKEN = ("address already in use", "port is already allocated")
"""Said of a socket that has it, and of the engine's own list."""


class UnownedPort(Value, frozen=True):
    """The host port, `wanted`, that `container` was not given; `listed`: by the engine's list."""

    container: Container
    wanted: Publication
    listed: bool


def unowned_port(
    case: Case, idle: Maybe[Container | None], holders: Maybe[tuple[Holder, ...]]
) -> Maybe[UnownedPort | None]:
    """The port for which the last start failed, where no container and no listener has it.

    None for an engine whose host's sockets are not this machine's own, and for a container that
    asks for the port more than once.
    """
    if idle is None or isinstance(idle, Unobserved):
        return idle
    said = idle.state.error
    named = (p for p in idle.asked if p.host_port and re.search(rf":{p.host_port}\b", said))
    wanted = next(named, None)
    if wanted is None or not idle.state.refused or not any(each in said for each in _TAKEN):
        return None
    if sum(conflict(wanted, other) for other in idle.asked) > 1:
        return None  # it asks for the port twice, and is in its own way
    engine = case.inventory.survey.engine
    here = engine.same_machine if isinstance(engine, Engine) else engine
    if here is not True:
        return here or None
    if isinstance(holders, Unobserved):
        return holders
    return None if holders else UnownedPort(idle, wanted, _TAKEN[1] in said)
