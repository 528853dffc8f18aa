"""That the program itself runs in a sandbox that has an engine of its own. Pure."""

from __future__ import annotations

from containerloop.topology.inventory import Inventory


def runs_in_a_sandbox(inventory: Inventory) -> str | None:
    """Which it is: what runs outside is in no list here, and no port of it is localhost's."""
    name = inventory.survey.machine.sandbox
    if name is None:
        return None
    return (
        f'containerloop runs in the Docker sandbox {name}: that is "this machine" here, with an'
        " engine of its own; containers and servers outside are not seen (containerloop explain"
        " CL108)"
    )
