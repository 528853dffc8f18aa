"""What keeps a service from being started: what compose waits for before it. Pure.

Only the following of `depends_on` belongs here; why something is not healthy is a rule's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from containerloop.facts import Container, Value
from containerloop.topology.inventory import Inventory

HEALTHY = "service_healthy"
COMPLETED = "service_completed_successfully"
_STOPPED = (0, 130, 137, 143)
"""Exit codes of a container that somebody stopped; with others it failed by itself."""
_ENDED = ("exited", "dead")


class Block(Value, frozen=True):
    """The container on which a chain of waiting services depends, and that is not ready.

    `condition` is what it is waited for, `by` the service next to it that waits, and `soon`
    tells that it may only need time: its healthcheck says `starting`, or its job still runs.
    """

    container: Container
    condition: str
    by: Container
    soon: bool


def blocked_by(waiting: Container, inventory: Inventory) -> Block | None:
    """What keeps a container that compose never started from being started.

    At the end of a chain (a waits for b, b for c) that is the last one. None where it was
    started, where the engine refused to start it, and where all that it waits for is ready.
    """
    seen: set[str] = set()
    found = None
    while waiting.id not in seen and held_back(waiting, inventory):
        seen.add(waiting.id)
        blocks = sorted(_blocks(waiting, inventory), key=lambda b: b.soon)
        if not blocks:
            return found
        found = blocks[0]
        waiting = found.container
    return found


def waited_for(waiting: Iterable[Container | None], inventory: Inventory) -> list[Container]:
    """The containers that keep any of these from being started."""
    blocks = [blocked_by(each, inventory) for each in waiting if each is not None]
    return [block.container for block in blocks if block is not None]


def held_back(container: Container, inventory: Inventory) -> bool:
    """Whether compose has not started it since what it waits for was started.

    An engine that could not start it says why.
    """
    state = container.state
    if state.error or container.one_off:
        return False
    if state.status != "exited":
        return state.status == "created"
    if state.exit_code not in _STOPPED:
        return False
    needed = [c for name in container.waits_for for c in _of(name, container, inventory)]
    starts = [c.state.up_s for c in needed if c.state.up_s is not None]
    return state.down_s is not None and any(up_s < state.down_s for up_s in starts)


def _blocks(waiting: Container, inventory: Inventory) -> Iterator[Block]:
    for service, condition in waiting.waits_for.items():
        for needed in _of(service, waiting, inventory):
            if (soon := _not_ready(needed, condition)) is not None:
                yield Block(needed, condition, waiting, soon)


def _of(service: str, waiting: Container, inventory: Inventory) -> list[Container]:
    return [
        c
        for c in inventory.containers
        if (c.project, c.service) == (waiting.project, service) and not c.one_off
    ]


def _not_ready(needed: Container, condition: str) -> bool | None:
    """None where the condition is met; else whether it may be met in a while."""
    state = needed.state
    if state.status == "created":
        return False
    if condition == HEALTHY:
        starting = state.running and state.health == "starting"
        return None if state.running and state.health == "healthy" else starting
    if condition == COMPLETED:
        done = state.status in _ENDED and state.exit_code == 0
        return None if done else state.status not in _ENDED
    return None
