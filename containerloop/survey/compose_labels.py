"""What compose's labels on containers say of their project. Pure.

Only what reads those labels may live here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from containerloop.facts import (
    RUN_LABEL,
    Container,
    Project,
    Question,
    ServiceConfig,
    is_loopback,
)
from containerloop.survey.engine.labels import LABEL, depends_on, labels_of
from containerloop.survey.engine.ports import Json
from containerloop.survey.stacks import without_past_tasks


def project_of(raw: Json) -> str | None:
    """The compose project of a listed or an inspected container."""
    return labels_of(raw).get(LABEL + "project")


def theirs(rows: Iterable[Json]) -> list[Json]:
    """The listed containers without our own probes, of this run or of another one.

    And without the past tasks of a swarm's services.
    """
    return without_past_tasks(raw for raw in rows if RUN_LABEL not in labels_of(raw))


def folder_of(project: str, rows: Iterable[Json]) -> tuple[str, tuple[str, ...]]:
    """(working folder, compose files) that a project's containers were made from."""
    for raw in rows:
        labels = labels_of(raw)
        if labels.get(LABEL + "project") == project and LABEL + "project.working_dir" in labels:
            files = labels.get(LABEL + "project.config_files", "").split(",")
            return labels[LABEL + "project.working_dir"], tuple(file for file in files if file)
    return "", ()


def last_made_from(project: str, rows: Iterable[Json]) -> tuple[str, ...]:
    """The compose files that the youngest of a project's containers was made from.

    After `up` with one more `-f` and then `up` without it, the later one counts.
    """
    own = [raw for raw in rows if project_of(raw) == project]
    own = [raw for raw in own if labels_of(raw).get(LABEL + "oneoff") != "True"]
    youngest = max(own, key=lambda raw: raw.get("Created") or 0, default=None)
    return folder_of(project, () if youngest is None else (youngest,))[1]


def project_here(rows: Sequence[Json], cwd: PurePath) -> str | None:
    """The project whose folder is `cwd` or the nearest folder above it."""
    folders = {folder_of(name, rows)[0]: name for raw in rows if (name := project_of(raw))}
    found = (folders.get(str(folder)) for folder in (cwd, *cwd.parents))
    return next((name for name in found if name), None)


def is_meant(container: Container, question: Question) -> bool:
    """Whether the question may be about a container: by its port, else by its name.

    Without a port, a loopback is about what is published.
    """
    if question.port:
        return _means_port(container, question)
    if question.host is None:
        return True
    if is_loopback(question.host):
        return any(row.host_port for row in (*container.asked, *container.published))
    return question.host.rstrip(".").lower() in (
        (container.service or "").lower(),
        container.name.lower(),
    )


def _means_port(container: Container, question: Question) -> bool:
    """Whether a container publishes, exposes or mentions a port of the question, on either side."""
    publications = (*container.asked, *container.published)
    return any(
        question.covers(port)
        for port in (
            *(port for row in publications for port in (row.host_port, row.container_port)),
            *(row.number for row in container.exposed),
            *(row.port for row in (*container.references, *container.binds)),
        )
    )


def to_inspect(rows: Sequence[Json], project: str | None, question: Question) -> list[str]:
    """The ids of the containers to inspect; for the others the list is enough.

    Without a project these are all: only a container's configuration shows whether it
    uses the port.
    """
    if project is None:
        return [raw["Id"] for raw in rows]
    chosen = {raw["Id"] for raw in rows if _wanted(raw, project, question)}
    # the namespace that a chosen one joins is looked at as well
    chosen |= {_mode(raw).removeprefix("container:") for raw in rows if raw["Id"] in chosen}
    return [raw["Id"] for raw in rows if raw["Id"] in chosen]


def _wanted(raw: Json, project: str, question: Question) -> bool:
    if project_of(raw) in (project, None):
        return True
    ports = {port for row in raw.get("Ports") or () for port in _numbers(row)}
    names = {str(name).lstrip("/") for name in raw.get("Names") or ()}
    asked = {vantage.rpartition(":")[2] for vantage in question.vantages} | {question.host}
    asked_port = question.port and any(isinstance(p, int) and question.covers(p) for p in ports)
    return bool(asked_port) or bool(names & asked)


def _numbers(row: Json) -> tuple[object, object]:
    return row.get("PrivatePort"), row.get("PublicPort")


def _mode(raw: Json) -> str:
    return str((raw.get("HostConfig") or {}).get("NetworkMode") or "")


def project_from_labels(
    name: str, rows: Sequence[Json], containers: Sequence[Container]
) -> Project:
    """The project from its containers alone, where its file cannot be read."""
    folder, files = folder_of(name, rows)
    raws = {raw["Id"]: raw for raw in rows}
    services: dict[str, ServiceConfig] = {}
    for container in containers:
        if container.project == name and container.service and not container.one_off:
            conditions = depends_on(labels_of(raws[container.id]))
            services.setdefault(container.service, _service(container, conditions))
    return Project(
        name=name,
        source="labels",
        stack=any(c.project == name and c.task_of for c in containers),
        working_dir=folder,
        files=files,
        services=tuple(services[service] for service in sorted(services)),
    )


def _service(container: Container, conditions: dict[str, str]) -> ServiceConfig:
    attachments = container.attachments
    own = (container.name, container.id[:12])
    return ServiceConfig(
        name=str(container.service),
        image=container.image,
        hostname=None if container.id.startswith(container.hostname) else container.hostname,
        network_mode=None if attachments and _ordinary(container) else container.network_mode,
        networks=tuple(row.network for row in attachments) if _ordinary(container) else (),
        aliases={
            row.network: tuple(name for name in row.names if name not in own)
            for row in attachments
            if _ordinary(container)
        },
        ports=container.asked,
        exposed=container.exposed,
        extra_hosts=container.extra_hosts,
        depends_on=conditions,
        references=container.references,
        binds=container.binds,
        config_hash=container.config_hash,
    )


def _ordinary(container: Container) -> bool:
    mode = container.network_mode
    return mode not in ("host", "none") and not mode.startswith(("container:", "service:"))
