"""The engine's JSON about containers, as facts; pure, one function per kind of answer.

Environment and labels pass through here on their way to the references and are never
kept: they hold credentials.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from containerloop.facts import (
    Attachment,
    Container,
    Port,
    Reference,
    ServiceConfig,
    State,
    Transport,
)
from containerloop.facts.parsers.container_state import state_of
from containerloop.survey.engine.container_references import container_binds, container_references
from containerloop.survey.engine.ports import Json, bound, exposed, listed

LABEL = "com.docker.compose."
_NAMELESS = ("bridge", "host", "none", "podman", "pasta", "slirp4netns")
_EXIT = re.compile(r"(?:Exited|Restarting) \((\d+)\)")
_HEALTH = re.compile(r"\((?:health: )?(healthy|unhealthy|starting)\)")


def labels_of(raw: Json) -> dict[str, str]:
    """The labels of a listed or an inspected container."""
    return dict(raw.get("Labels") or (raw.get("Config") or {}).get("Labels") or {})


def inspected_container(raw: Json, config: ServiceConfig | None = None) -> Container:
    """A container from `GET /containers/ID/json`; `config` is its service as the file has it."""
    settings, host = raw.get("Config") or {}, raw.get("HostConfig") or {}
    labels = labels_of(raw)
    references, binds = _addresses(settings, labels, config)
    network = raw.get("NetworkSettings") or {}
    name = str(raw.get("Name", "")).lstrip("/")
    return Container(
        id=raw["Id"],
        name=name,
        image=str(settings.get("Image", "")),
        state=state_of(raw),
        network_mode=_mode(host, network),
        userns_mode=str(host.get("UsernsMode") or ""),
        project=labels.get(LABEL + "project"),
        service=labels.get(LABEL + "service"),
        one_off=labels.get(LABEL + "oneoff", "").lower() == "true",
        hostname=str(settings.get("Hostname") or ""),
        attachments=attachments(network.get("Networks"), name, raw["Id"]),
        asked=bound(host.get("PortBindings")),
        published=bound(network.get("Ports")),
        exposed=exposed(settings.get("ExposedPorts")),
        extra_hosts=tuple(host.get("ExtraHosts") or ()),
        references=references,
        depends_on=tuple(depends_on(labels)),
        binds=binds,
        config_hash=labels.get(LABEL + "config-hash"),
    )


def _addresses(
    settings: Json, labels: Mapping[str, str], config: ServiceConfig | None
) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
    """What a container dials, and where its server is told to listen on loopback."""
    env = _words(settings.get("Env"))
    command = (*_words(settings.get("Entrypoint")), *_words(settings.get("Cmd")))
    health = _words((settings.get("Healthcheck") or {}).get("Test"))
    dials = container_references(env, command, health, labels, config)
    return dials, container_binds(env, command, config)


def listed_container(raw: Json) -> Container:
    """A container from `GET /containers/json`: only what the list tells."""
    labels = labels_of(raw)
    name = _own_name(raw)
    network = raw.get("NetworkSettings") or {}
    service = labels.get(LABEL + "service")
    rows = [row for row in raw.get("Ports") or () if row.get("Type") in ("tcp", "udp")]
    return Container(
        id=raw["Id"],
        name=name,
        image=str(raw.get("Image", "")),
        state=_listed_state(raw),
        network_mode=_mode(raw.get("HostConfig") or {}, network),
        project=labels.get(LABEL + "project"),
        service=service,
        one_off=labels.get(LABEL + "oneoff", "").lower() == "true",
        attachments=attachments(
            network.get("Networks"), name, raw["Id"], (service,) if service else ()
        ),
        published=tuple(listed(row) for row in rows if row.get("PublicPort")),
        exposed=tuple(dict.fromkeys(map(_listed_port, rows))),
        depends_on=tuple(depends_on(labels)),
        config_hash=labels.get(LABEL + "config-hash"),
    )


def _listed_state(raw: Json) -> State:
    """The state in the words of `docker ps`: `Exited (3) 2 minutes ago`, `Up 5 s (healthy)`."""
    status = str(raw.get("Status", ""))
    code, health = _EXIT.search(status), _HEALTH.search(status)
    return State(
        status=str(raw.get("State", "")),
        exit_code=int(code[1]) if code else 0,
        health=health[1] if health else None,
    )


def _listed_port(row: Json) -> Port:
    return Port(number=row["PrivatePort"], transport=Transport(row["Type"]))


def depends_on(labels: Mapping[str, str]) -> dict[str, str]:
    """Service → condition, from compose's label `db:service_healthy:true,cache`."""
    rows = (entry.split(":") for entry in labels.get(LABEL + "depends_on", "").split(","))
    return {row[0]: row[1] if len(row) > 1 else "service_started" for row in rows if row[0]}


def attachments(
    networks: Json | None, name: str, container_id: str, known: Sequence[str] = ()
) -> tuple[Attachment, ...]:
    """A container on each of its networks.

    26 and newer list the names that its resolver answers (DNSNames); older engines have
    the aliases only, to which the container's name and short id belong as well. The
    default bridge answers no names at all.
    """
    found = []
    for network, row in (networks or {}).items():
        names = row.get("DNSNames") or (*(row.get("Aliases") or known), name, container_id[:12])
        found.append(
            Attachment(
                network=network,
                network_id=str(row.get("NetworkID") or ""),
                ipv4=row.get("IPAddress") or None,
                ipv6=row.get("GlobalIPv6Address") or None,
                gateway=row.get("Gateway") or None,
                names=() if network in _NAMELESS else tuple(dict.fromkeys(names)),
            )
        )
    return tuple(found)


def _own_name(raw: Json) -> str:
    """The container's name; a legacy link adds others, with a second slash."""
    names = [str(name).lstrip("/") for name in raw.get("Names") or ()]
    return next((name for name in names if "/" not in name), raw["Id"][:12])


def _mode(host: Json, network: Json) -> str:
    """The network mode; 20.10 says "default" where newer engines name the bridge."""
    mode = str(host.get("NetworkMode") or "default")
    return "bridge" if mode == "default" and "bridge" in (network.get("Networks") or {}) else mode


def _words(value: object) -> tuple[str, ...]:
    """A command in either of its JSON forms (Podman gives an entrypoint as one string)."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(str(word) for word in value) if isinstance(value, list) else ()
