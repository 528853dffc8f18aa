"""What only prediction reads of a service: replicas, links, the ports that may be its own. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from containerloop.facts import RESOLVER_FILES, PlannedService, ServiceConfig
from containerloop.facts.late_pattern import late
from containerloop.survey.compose.service import joined_networks
from containerloop.survey.references.variable_names import normal

_NUMBER = late(r"(?<![\d.])\d{2,5}(?!\d|\.\d)")
_OWN = frozenset(
    {"PORT", "APP_PORT", "HTTP_PORT", "HTTPS_PORT", "SERVER_PORT", "WEB_PORT", "LISTEN_PORT"}
    | {"API_PORT", "SERVICE_PORT", "INTERNAL_PORT", "CONTAINER_PORT"}
)
_LISTENS = frozenset({"LISTEN", "LISTENER", "LISTENERS", "BIND", "ADVERTISE", "ADVERTISED"})


def planned_service(config: ServiceConfig, settings: dict[str, Any]) -> PlannedService:
    """A service from its effective settings. Raises what reading a wrong shape raises."""
    networks = {
        name: tuple(map(str, (value or {}).get("aliases") or ()))
        for name, value in joined_networks(settings).items()
    }
    return PlannedService(
        config=config,
        networks=networks,
        replicas=_replicas(settings),
        own_ports=tuple(dict.fromkeys(_own_ports(config.name, settings))),
        links=tuple(_links(settings)),
        hidden=bool(settings.get("dns") or settings.get("dns_search")) or any(_targets(settings)),
    )


def _replicas(settings: dict[str, Any]) -> int:
    wanted = (settings.get("deploy") or {}).get("replicas", settings.get("scale", 1))
    return int(wanted) if str(wanted).isdigit() else 1


def _own_ports(name: str, settings: dict[str, Any]) -> Iterator[int]:
    """The numbers in its command, its entrypoint, and the variables that say where it listens."""
    texts = [str(settings.get(key) or "") for key in ("command", "entrypoint")]
    environment = settings.get("environment") or {}
    if isinstance(environment, list):
        environment = dict(str(line).partition("=")[::2] for line in environment)
    for key, value in environment.items():
        words = normal(str(key))
        if words in _OWN or words == f"{normal(name)}_PORT" or set(words.split("_")) & _LISTENS:
            texts.append(str(value))
    for text in texts:
        yield from (int(number) for number in _NUMBER.findall(text))


def _links(settings: dict[str, Any]) -> Iterator[str]:
    for key in ("links", "external_links"):
        for item in settings.get(key) or ():
            yield from str(item).lower().split(":")


def _targets(settings: dict[str, Any]) -> Iterator[bool]:
    """Of each mount whether it hides a file that Docker writes for looking up names."""
    for item in settings.get("volumes") or ():
        parts = [str(item.get("target"))] if isinstance(item, dict) else str(item).split(":")
        yield any(part.rstrip("/") in RESOLVER_FILES for part in parts)
