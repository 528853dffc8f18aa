"""What one snapshot says, in rows that can be laid beside another's. Pure.

A group of rows is one thing seen (`listener` of `service:api`): its rows by what they are about,
or why it was not seen. Times, ids and numbers that an engine chose are in none of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from containerloop.facts import (
    HOST,
    Container,
    Engine,
    Maybe,
    Project,
    Reference,
    ServiceConfig,
    Snapshot,
    Unobserved,
)
from containerloop.platforms.known import publishes_here
from containerloop.report.comparison.own_names import OwnNames, publication
from containerloop.report.comparison.views import Group, Groups, Rows, seen_from
from containerloop.report.v1 import Report
from containerloop.topology.inventory import Inventory

Pairs: TypeAlias = Iterator[tuple[Group, Maybe[Rows]]]


def rows_of(snapshot: Snapshot, report: Report) -> Groups:
    """Every group of a snapshot; `report` is the one made of it."""
    inventory = Inventory(snapshot.survey)
    names = OwnNames(inventory)
    return {
        **dict(_platform(snapshot)),
        **dict(_files(inventory, names)),
        **dict(_containers(inventory, names)),
        **dict(_networks(inventory, names)),
        **seen_from(snapshot, report, inventory, names),
    }


def unseen(snapshot: Snapshot) -> dict[str, str]:
    """The kinds of which nothing was seen, each with the reason."""
    survey = snapshot.survey
    kinds = {
        "service": survey.project,
        "container": survey.containers,
        "publication": survey.containers,
        "network": survey.networks,
        "value": survey.containers,
    }
    return {kind: seen.reason for kind, seen in kinds.items() if isinstance(seen, Unobserved)}


def _platform(snapshot: Snapshot) -> Pairs:
    machine, engine = snapshot.survey.machine, snapshot.survey.engine
    yield (
        ("platform", HOST),
        {
            "system": machine.platform,
            "firewall": machine.firewall or "no ufw or firewalld",
            "containerloop runs in a container": _yes(machine.in_container is not None),
        },
    )
    yield ("platform", "engine"), engine if isinstance(engine, Unobserved) else _engine(engine)


def _engine(engine: Engine) -> Rows:
    return {
        "flavour": engine.flavour,
        "version": engine.version,
        "operating system": engine.os,
        "architecture": engine.arch,
        "kernel": engine.kernel,
        "rootless": _yes(engine.rootless),
        "on this machine": _known(engine.same_machine),
        "on this kernel": _known(engine.same_kernel),
        "publishes ports on this machine": _known(publishes_here(engine)),
    }


def _yes(said: bool) -> str:
    return "yes" if said else "no"


def _known(said: Maybe[bool]) -> str:
    return f"unknown: {said.reason}" if isinstance(said, Unobserved) else _yes(said)


def _files(inventory: Inventory, names: OwnNames) -> Pairs:
    project: Project | None = inventory.project
    for service in project.services if project else ():
        yield ("service", service.name), _service(service, names)


def _service(service: ServiceConfig, names: OwnNames) -> Rows:
    rows = {
        "image": service.image,
        "network_mode": service.network_mode,
        "hostname": service.hostname,
        "container_name": service.container_name,
        "networks": _listed(map(names.network, service.networks)),
        "aliases": _listed(_aliases(service)),
        "profiles": _listed(service.profiles),
        "ports": _listed(map(publication, service.ports)),
        "expose": _listed(str(port.number) for port in service.exposed),
        "extra_hosts": _listed(service.extra_hosts),
        "depends_on": _listed(f"{name} ({how})" for name, how in service.depends_on.items()),
    }
    return {what: said for what, said in rows.items() if said}


def _aliases(service: ServiceConfig) -> Iterator[str]:
    """The names that somebody chose; a service has its own name on every network."""
    return (name for each in service.aliases.values() for name in each if name != service.name)


def _listed(items: Iterator[str] | tuple[str, ...] | map[str]) -> str:
    return ", ".join(sorted(set(items)))


def _containers(inventory: Inventory, names: OwnNames) -> Pairs:
    for container in inventory.scope:
        label = names.container(container)
        yield ("container", label), _container(container, inventory, names)
        published = sorted(map(publication, container.published))
        yield ("publication", label), dict.fromkeys(published, "published")
        yield ("value", label), dict(_value(each, container) for each in container.references)


def _container(container: Container, inventory: Inventory, names: OwnNames) -> Rows:
    state = container.state
    ended = f" (status {state.exit_code})" if state.status == "exited" else ""
    mode = container.network_mode
    rows = {
        "state": f"{state.status}{ended}",
        "health": state.health,
        "image": container.image,
        "network_mode": mode if mode in ("host", "none") or ":" in mode else None,
        "extra_hosts": _listed(container.extra_hosts),
    }
    if mode.startswith("container:"):
        rows["network_mode"] = f"of {names.container(inventory.namespace_owner(container))}"
    for attachment in container.attachments:
        chosen = {names.name(name, container) for name in attachment.names}
        rows[f"names on {names.network(attachment.network)}"] = _listed(
            tuple(name for name in chosen if name)
        )
    return {what: said for what, said in rows.items() if said is not None}


def _value(reference: Reference, container: Container) -> tuple[str, str]:
    """The place of an address, and the address: never what else the value holds."""
    # the place in a file and that in a container's settings are one
    key = reference.host_part.place.key.removeprefix(f"services.{container.service}.")
    host = f"[{reference.host}]" if ":" in reference.host else reference.host
    port = f":{reference.port}" if reference.port else ""
    scheme = f"{reference.scheme}://" if reference.scheme else ""
    return key, f"{scheme}{host}{port}"


def _networks(inventory: Inventory, names: OwnNames) -> Pairs:
    used = {a.network for container in inventory.scope for a in container.attachments}
    for network in inventory.networks:
        if network.name in used:
            yield (
                ("network", names.network(network.name)),
                {
                    "driver": network.driver,
                    "internal": _yes(network.internal),
                    "IPv6": _yes(network.ipv6),
                },
            )
