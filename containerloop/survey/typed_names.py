"""--from and -p as typed: resolved, or refused with the nearest names. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from containerloop.errors import ProjectUnknown
from containerloop.facts import Container, Network, Project


def unknown(what: str, name: str, known: Iterable[str]) -> ProjectUnknown:
    """The error for a `what` (project, service, container, network) that does not exist.

    >>> unknown("project", "shpo", ["shop", "blog"]).hint
    'did you mean shop?'
    """
    names = sorted(set(known))
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if near:
        hint = f"did you mean {' or '.join(near)}?"
    elif names:
        hint = f"choose one of: {', '.join(names[:8])}{', …' if len(names) > 8 else ''}"
    else:
        hint = f"start one first: no {what} exists here"
    return ProjectUnknown(f'there is no {what} "{name}"', hint)


def resolve_vantages(
    vantages: Sequence[str],
    project: Project | None,
    containers: Sequence[Container],
    networks: Sequence[Network],
) -> tuple[str, ...]:
    """Each --from in its full form: a plain NAME is a service, else a container.

    Raises `ProjectUnknown` with the nearest names for one that does not exist.
    """
    services = {row.name for row in project.services} if project else set()
    mine = project.name if project else None
    services |= {row.service for row in containers if row.service and mine in (None, row.project)}
    named = {"container": {row.name for row in containers}, "network": {n.name for n in networks}}
    named["service"] = services
    return tuple(_resolved(vantage, named) for vantage in vantages)


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
    raise unknown("service or container", vantage, named["service"] | named["container"])
