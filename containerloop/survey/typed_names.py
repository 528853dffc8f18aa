"""--from, -p and a host without a port as typed: resolved, or refused with what is near. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from containerloop.errors import ProjectUnknown, UsageError
from containerloop.facts import Address, Container, Network, Project
from containerloop.facts.plain_words import echoed

_NUMBERED = re.compile(r"[-_]\d+$")


def unknown(what: str, name: str, known: Iterable[str]) -> ProjectUnknown:
    """The error for a `what` (project, service, container, network) that does not exist.

    >>> unknown("project", "shpo", ["shop", "blog"]).hint
    'did you mean shop?'
    """
    names = sorted(set(known))
    near = _near(name, names)
    if near:
        hint = f"did you mean {' or '.join(near)}?"
    elif names:
        hint = f"choose one of: {', '.join(names[:8])}{', …' if len(names) > 8 else ''}"
    else:
        hint = f"start one first: no {what} exists here"
    return ProjectUnknown(f'there is no {what} "{echoed(name)}"', hint)


def _near(name: str, names: Sequence[str]) -> list[str]:
    return difflib.get_close_matches(name, names, n=3, cutoff=0.5)


def only_port(host: str, ports: Sequence[int] | None, known: Iterable[str]) -> int:
    """The port of a host that was asked about without one; `ports` are those that it has.

    `ports` is None for a host that nobody knows. Raises `UsageError`, with what to ask instead,
    unless there is exactly one.
    """
    if ports is not None and len(ports) == 1:
        return ports[0]
    shown = echoed(host)
    if ports is None:
        near = _near(host, sorted(set(known)))
        hint = f"did you mean {' or '.join(near)}? Else add" if near else "add"
        raise UsageError(
            f'"{shown}" has no port, and no service or container here has that name',
            f"{hint} the port: containerloop why {shown}:PORT",
        )
    if not ports:
        raise UsageError(
            f"which port of {shown} is meant is not known: nothing here names one",
            f"add the port: containerloop why {shown}:PORT",
        )
    asked = [f"containerloop why {Address(host=host, port=port)}" for port in ports[:4]]
    numbers = ", ".join(map(str, ports))
    raise UsageError(
        f"{shown} has several ports: {numbers}", f"ask about one: {' or '.join(asked)}"
    )


def resolve_vantages(
    vantages: Sequence[str],
    project: Project | None,
    containers: Sequence[Container],
    networks: Sequence[Network],
) -> tuple[str, ...]:
    """Each --from in its full form: a plain NAME is a service, else a container.

    Else it is a service as logs have it, with the number of its container (`api-1`). A network
    may be called what the compose file calls it (`network:back` → `network:shop_back`), and a
    swarm's service what the swarm does (`shop_api`).

    Raises `ProjectUnknown` with the nearest names for one that does not exist.
    """
    services = {row.name for row in project.services} if project else set()
    mine = project.name if project else None
    services |= {row.service for row in containers if row.service and mine in (None, row.project)}
    named = {"container": {row.name for row in containers}, "network": {n.name for n in networks}}
    named["service"] = services
    there = project.networks if project else {}
    own = {f"network:{n}": f"network:{real}" for n, real in there.items()}
    own |= {name: f"service:{row.service}" for row in containers if (name := row.task_of or "")}
    made = (
        v if v.removeprefix("network:") in named["network"] else own.get(v, v) for v in vantages
    )
    return tuple(_resolved(vantage, named) for vantage in made)


def _resolved(vantage: str, named: dict[str, set[str]]) -> str:
    kind, colon, name = vantage.partition(":")
    if vantage in ("host", "engine-host"):
        return vantage
    if colon:
        if name not in named[kind]:
            raise unknown(kind, name, named[kind])
        return vantage
    for kind in ("service", "container"):
        if vantage in named[kind]:
            return f"{kind}:{vantage}"
    if (service := _NUMBERED.sub("", vantage)) in named["service"]:
        return f"service:{service}"
    raise unknown("service or container", vantage, named["service"] | named["container"])
