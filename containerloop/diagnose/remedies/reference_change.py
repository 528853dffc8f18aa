"""Ways out that several diagnoses share: a sibling's name, and the host. Pure.

Each makes one `Proposal`: what to change in words, the change itself, and the trial
that proves it. Which way fits is the rule's to say.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from containerloop.diagnose.case import Case
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.remedies.combine import merged
from containerloop.diagnose.remedies.overrides import reference_override
from containerloop.diagnose.remedies.patches import references_patch
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Address, Container, Question, Reference, ServiceConfig
from containerloop.plan.audience import Audience, audience
from containerloop.plan.host_only import with_port
from containerloop.protocols import by_scheme
from containerloop.topology.hosts import same_host
from containerloop.topology.inventory import Inventory


def written_as(
    case: Case, address: Address, writer: Container | None = None
) -> tuple[FileChange | None, dict[str, Any] | None]:
    """The change of the reference to `address`, as a patch and as an override.

    Every line of the same service that names the same address is changed with it. `writer` is
    whose setting it is, the client where none is given. None and None where no file of a
    project has it.
    """
    reference, whose = case.reference, writer or holder_of(case)
    if reference is None or whose is None or whose.project is None:
        return None, None
    every = same_address(reference, whose, case.inventory)
    port = address.port if address.port != reference.port else None
    patch = None
    if line_of_a_browser_too(reference, case.inventory) is None:
        patch = references_patch(every, address.host, port)
    return patch, overrides_of(whose, every, address.host, port)


def line_of_a_browser_too(reference: Reference, inventory: Inventory) -> Reference | None:
    """A reference that gets its address from the same place, and is for another reader.

    One of the two is a service and the other a browser: no address there is right for both.
    """
    part = reference.host_part
    services = inventory.project.services if inventory.project else ()
    for other in (r for s in services for r in s.references):
        there = other.host_part
        same = (there.place.file, there.place.line) == (part.place.file, part.place.line)
        apart = there.place.key != part.place.key and other.browser != reference.browser
        if part.place.file and same and apart and same_host(other.host, reference.host):
            return other
    return None


def holder_of(case: Case) -> Container | None:
    """The container whose configuration has the reference.

    It is the client, unless another reads its label or a browser is given the address.
    """
    part = case.reference.host_part if case.reference else None
    everybody = [c for c in (case.client, *case.inventory.scope) if c]
    having = (c for c in everybody if any(r.host_part == part for r in c.references))
    return next(having, case.client)


def same_address(reference: Reference, whose: Container, inventory: Inventory) -> list[Reference]:
    """The reference, and the others of the container that name its address, in file order.

    What a healthcheck or a browser uses is left as it is.
    """
    asked = Question(target="", port=reference.port, transport=reference.transport)
    known = (with_port(r, whose, asked, inventory) for r in whose.references)
    every = [r for r in known if r is not None]
    return [
        each
        for each in every
        if each == reference
        or (
            (each.port, each.transport) == (reference.port, reference.transport)
            and same_host(each.host, reference.host)
            and each.browser == reference.browser
            and each.host_part.place.where not in ("healthcheck", "label")
            and _same_language(each, reference)
            and audience(each, whose, inventory) is Audience.SERVICE
        )
    ] or [reference]


def _same_language(one: Reference, other: Reference) -> bool:
    """Whether two references may be to one server: of another kind, one of them is mistaken."""
    kinds = [by_scheme(each.scheme or "") for each in (one, other)]
    return kinds[0] is kinds[1] or None in kinds


def overrides_of(
    whose: Container, every: list[Reference], host: str | None, port: int | None
) -> dict[str, Any] | None:
    """The overrides of all; None where one has none, or where two would replace one setting."""
    service, keys = whose.service or whose.name, [each.host_part.place.key for each in every]
    found = [reference_override(service, each, host, port) for each in every]
    return reduce(merged, found) if len(set(keys)) == len(keys) else None


def setting(symptom: Symptom) -> str:
    """Which setting has to change, where no file shows it."""
    reference = symptom.expectation.reference
    if reference is None or reference.host_part.place.file is not None:
        return ""
    return f" ({reference.host_part.place.key.rpartition('.')[2]})"


def config_of(container: Container, inventory: Inventory) -> ServiceConfig:
    """The service's part of the file; a bare one for a container that no file describes."""
    return inventory.config(container) or ServiceConfig(name=container.service or container.name)
