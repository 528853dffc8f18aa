"""The way off the default bridge, onto a user-defined network. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.patches import without_key
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Container
from containerloop.topology.dns import networks_of
from containerloop.topology.inventory import Inventory

NOT_OURS = "connecting a container would change your project"


def off_the_bridge(case: Case, server: Container) -> Proposal:
    """Both on a user-defined network: the project's own, one of the server's, or a new one."""
    one, other = case.inventory.namespace_owner(case.caller), case.inventory.namespace_owner(server)
    patch = _unbridged(one, other, case.inventory)
    names = " and ".join(dict.fromkeys((case.label(one), case.label(other))))
    if patch is not None:
        return Proposal(
            summary=f"remove network_mode: bridge from {names}, so that they join the project's"
            " own network",
            address=case.address,
            patch=patch,
            trial=Untriable(reason=NOT_OURS),
        )
    named = [n for n in networks_of(other, case.inventory) if n != "bridge"]
    network = named[0] if named else f"{one.name}-net"
    steps = [] if named else [f"docker network create {network}"]
    moved = [one.name] if named else [one.name, other.name]
    steps += [f"docker network connect {network} {name}" for name in moved]
    return Proposal(
        summary=f"connect {' and '.join(moved)} to a user-defined network ({network})",
        address=case.address,
        host_command=" && ".join(steps),
        trial=Untriable(reason=NOT_OURS),
    )


def _unbridged(one: Container, other: Container, inventory: Inventory) -> FileChange | None:
    """The lines of one compose file that put both on the bridge, taken out."""
    patches = [
        without_key(config, "network_mode", "bridge")[0]
        for c in (one, other)
        if (config := inventory.config(c)) and config.network_mode == "bridge"
    ]
    first, second = patches if len(patches) == 2 else (None, None)
    if first is None or second is None or first.file != second.file:
        return None
    edits = sorted(first.edits + second.edits, key=lambda each: each.line)
    return FileChange(edits=tuple(edits))
