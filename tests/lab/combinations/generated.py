"""The worlds of a seed, in a fixed order, until there are cases enough. Pure."""

from dataclasses import replace
from itertools import count as numbers

from tests.lab.combinations import (
    causes_answers,
    causes_containers,
    causes_conversations,
    causes_fronts,
    causes_lifetime,
    causes_listeners,
    causes_lookups,
    causes_names,
    causes_networks,
    causes_path,
    causes_ports,
    causes_proxies,
    causes_quoted,
    causes_settings,
    causes_states,
    causes_strangers,
    healthy,
    twofold,
)
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.worlds import World

MAKERS = (
    *causes_containers.MAKERS,
    *causes_lifetime.MAKERS,
    *causes_states.MAKERS,
    *causes_networks.MAKERS,
    *causes_names.MAKERS,
    *causes_settings.MAKERS,
    *causes_lookups.MAKERS,
    *causes_listeners.MAKERS,
    *causes_ports.MAKERS,
    *causes_conversations.MAKERS,
    *causes_strangers.MAKERS,
    *causes_proxies.MAKERS,
    *causes_answers.MAKERS,
    *causes_fronts.MAKERS,
    *twofold.MAKERS,
    *healthy.MAKERS,
    *causes_path.MAKERS,
    *causes_quoted.MAKERS,
)


def worlds(seed: int, count: int) -> tuple[World, ...]:
    """Worlds with `count` cases in all; every maker has its turn before one has a second."""
    made: list[World] = []
    left = count
    for number in numbers():
        if left <= 0:
            break
        maker = MAKERS[number % len(MAKERS)]
        world = maker(Draw(seed, number))
        world = replace(world, title=f"{maker.__name__}: {world.title}", cases=world.cases[:left])
        left -= len(world.cases)
        made.append(world)
    return tuple(made)
