"""Give an address the host that it lacks. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_service import sibling
from containerloop.diagnose.remedies.patches import parts_patch
from containerloop.diagnose.remedies.reference_change import same_address
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.facts import Container, Reference


def with_the_host(
    case: Case, reference: Reference, holder: Container, server: ContainerServer
) -> Proposal:
    """Name a service as the host: as the default of the variable that is not set, if one is."""
    proposal = sibling(case, server)
    name = proposal.address.host if proposal.address else ""
    key = reference.host_part.place.key.rpartition(".")[2]
    summary = f"name {name} as the host in {key}"
    if reference.unset:
        variable = reference.unset[0]
        summary = f"set {variable}={name} in .env beside the compose file, or as its default"
    every = same_address(reference, holder, case.inventory)
    return replace(proposal, summary=summary, patch=_patch(every, name))


def _patch(every: list[Reference], name: str) -> FileChange | None:
    """`${DB_HOST}` becomes `${DB_HOST:-db}`; where no variable stands, the name is put in."""
    parts = []
    for each in every:
        part = each.host_part
        if each.unset:
            parts.append((part, f"${{{each.unset[0]}:-{name}}}"))
        else:
            # the part is what follows the gap
            parts.append((replace(part, end=part.start), name))
    return parts_patch(parts)
