"""Ways out that several diagnoses share: a sibling's name, and the host. Pure.

Each makes one `Proposal`: what to change in words, the change itself, and the trial
that proves it. Which way fits is the rule's to say.
"""

from __future__ import annotations

from typing import Any

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Patch
from containerloop.diagnose.remedies.overrides import reference_override
from containerloop.diagnose.remedies.patches import reference_patch
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Address, Container, ServiceConfig
from containerloop.topology.inventory import Inventory


def written_as(
    case: Case, address: Address, writer: Container | None = None
) -> tuple[Patch | None, dict[str, Any] | None]:
    """The change of the reference to `address`, as a patch and as an override.

    `writer` is whose setting it is, the client where none is given. None and None where no
    file of a project has it.
    """
    reference, whose = case.reference, writer or case.client
    if reference is None or whose is None or whose.project is None:
        return None, None
    port = address.port if address.port != reference.port else None
    patch = reference_patch(reference, address.host, port)
    override = reference_override(whose.service or whose.name, reference, address.host, port)
    return patch, override


def setting(symptom: Symptom) -> str:
    """Which setting has to change, where no file shows it."""
    reference = symptom.expectation.reference
    if reference is None or reference.host_part.place.file is not None:
        return ""
    return f" ({reference.host_part.place.key.rpartition('.')[2]})"


def config_of(container: Container, inventory: Inventory) -> ServiceConfig:
    """The service's part of the file; a bare one for a container that no file describes."""
    return inventory.config(container) or ServiceConfig(name=container.service or container.name)
