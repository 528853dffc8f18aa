"""What is asked about and runs on another engine than the one asked. Pure."""

from __future__ import annotations

from containerloop.facts import (
    Address,
    Container,
    Maybe,
    NoProject,
    OtherEngine,
    Project,
    Snapshot,
    Transport,
    Unobserved,
    Value,
)
from containerloop.plan.missing_here import missing_here
from containerloop.topology.inventory import Inventory


class RunningElsewhere(Value, frozen=True):
    """An engine of another context with what is missing on this one, all of it running.

    `chosen_by` is why the engine was asked that was asked; `project` is the one that is missing,
    None where no project is meant.
    """

    engine: OtherEngine
    chosen_by: str
    project: Project | None

    def called(self, address: Address) -> Container | None:
        """Whom of it an address means: whoever publishes its port.

        Of the project that is meant also whoever has its name, or the port inside.
        """
        asked, containers = (address.port, address.transport), self.engine.containers
        by_port = (c for c in containers if asked in _ports(c, inside=self.project is not None))
        if self.project is None:
            return next(by_port, None)
        host = address.host.rstrip(".").lower()
        by_name = (c for c in containers if host in ((c.service or "").lower(), c.name.lower()))
        return next(by_name, None) or next(by_port, None)


def running_elsewhere(snapshot: Snapshot, inventory: Inventory) -> Maybe[RunningElsewhere | None]:
    """The first engine that has it; None where it is here, or nowhere."""
    survey, found = snapshot.survey, snapshot.other_engines
    engine, project = survey.engine, survey.project
    if isinstance(engine, Unobserved):
        return engine
    if isinstance(survey.containers, Unobserved):
        return survey.containers
    if isinstance(project, Unobserved) and not isinstance(project, NoProject):
        return project
    if not missing_here(snapshot.question, inventory):
        return None
    if isinstance(found, Unobserved):
        return found
    return RunningElsewhere(found[0], engine.chosen_by, inventory.project) if found else None


def _ports(container: Container, *, inside: bool) -> set[tuple[int, Transport]]:
    """What it publishes; of the project that is meant also the ports inside."""
    outer = {(p.host_port, p.transport) for p in container.published}
    inner = {(p.number, p.transport) for p in container.exposed}
    return outer | inner if inside else outer
