"""Which stack of a swarm a compose file became: `docker stack deploy` leaves no label of it. Pure.

A stack is known by its services: their names, and their images where the file tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from containerloop.facts import Project, ServiceConfig, Swarm, Unobserved
from containerloop.survey.engine.labels import STACK, TASK_OF, labels_of, short_name
from containerloop.survey.engine.ports import Json

Stacks = dict[str, dict[str, str]]
"""By a stack's name: its services, in the file's names, with their images."""


def stacks_of(rows: Sequence[Json], swarm: Swarm | None) -> Stacks:
    """The stacks that are known: all of a manager's; else those that have a task here."""
    found: Stacks = {}
    if swarm is None:
        return found
    if not isinstance(swarm.services, Unobserved):
        for service in swarm.services:
            if service.stack:
                found.setdefault(service.stack, {})[service.short] = service.image
        return found
    for raw in rows:
        labels = labels_of(raw)
        if STACK in labels and TASK_OF in labels:
            name = short_name(labels[TASK_OF], labels)
            found.setdefault(labels[STACK], {})[name] = str(raw.get("Image", ""))
    return found


def stack_made_of(project: Project, stacks: Stacks, swarm: Swarm | None) -> str | None:
    """The only stack whose services are those of the file; a worker knows some of them."""
    whole = swarm is not None and not isinstance(swarm.services, Unobserved)
    files = {service.name: service.image for service in project.services}
    fitting = [name for name, services in stacks.items() if _fits(services, files, whole=whole)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(stack: Mapping[str, str], files: Mapping[str, str | None], *, whole: bool) -> bool:
    if not stack.keys() <= files.keys() or (whole and stack.keys() != files.keys()):
        return False
    # an image may be told by its digest alone, once another has taken its tag
    told = ((files[name], image) for name, image in stack.items())
    return all(written in (None, image) or image.startswith("sha256") for written, image in told)


def as_stack(project: Project, name: str) -> Project:
    """The project as the stack of that name has it: its networks are called after it."""
    called = {f"{project.name}_{n}": f"{name}_{n}" for n in project.networks}
    networks = {short: called.get(real, real) for short, real in project.networks.items()}
    services = tuple(_as_in_stack(service, called) for service in project.services)
    return replace(project, name=name, networks=networks, services=services, stack=True)


def _as_in_stack(service: ServiceConfig, called: Mapping[str, str]) -> ServiceConfig:
    """A service without what `docker stack deploy` passes over, and compose's own hash."""
    return replace(
        service,
        networks=tuple(called.get(n, n) for n in service.networks),
        aliases={called.get(n, n): names for n, names in service.aliases.items()},
        network_mode=None,
        container_name=None,
        depends_on={},
        config_hash=None,
    )


def without_past_tasks(listed: Iterable[Json]) -> list[Json]:
    """The listed containers without those that a swarm has replaced; the newest are listed first.

    They stay on the engine as a service's history, and nobody starts one again.
    """
    rows = list(listed)
    running = {labels_of(raw).get(TASK_OF) for raw in rows if raw.get("State") == "running"}
    kept, seen = [], set()
    for raw in rows:
        service, alive = labels_of(raw).get(TASK_OF), raw.get("State") == "running"
        if service is None or alive or not (service in running or service in seen):
            kept.append(raw)
        seen.add(service)
    return kept
