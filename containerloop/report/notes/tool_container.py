"""That the program itself runs in one of the engine's containers. Pure."""

from __future__ import annotations

from containerloop.facts import Unobserved
from containerloop.topology.inventory import Inventory


def runs_in_a_container(inventory: Inventory) -> str | None:
    """Which it is: whatever is said of this machine is true of that container."""
    own = inventory.survey.machine.in_container
    tool = inventory.by_id(own) if own else None
    engine = inventory.survey.engine
    if tool is None or isinstance(engine, Unobserved) or engine.same_machine is not False:
        return None
    return f'containerloop runs in the container {tool.name}: that is "this machine" here'
