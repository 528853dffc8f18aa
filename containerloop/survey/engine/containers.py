"""The engine's JSON about containers, as facts; pure, one function per kind of answer.

Environment and labels pass through here on their way to the references and are never
kept: they hold credentials.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from containerloop.facts import (
    RESOLVER_FILES,
    Attachment,
    Container,
    Port,
    Publication,
    Reference,
    ServiceConfig,
    State,
    Transport,
    Unobserved,
    Upstream,
)
from containerloop.facts.parsers.container_state import state_of
from containerloop.survey.engine.container_references import (
    container_binds,
    container_exemptions,
    container_references,
)
from containerloop.survey.engine.labels import LABEL, by_labels, labels_of, names_of_a_task
from containerloop.survey.engine.links import links_of
from containerloop.survey.engine.mounts import mounts_of
from containerloop.survey.engine.ports import Json, bound, exposed, listed
from containerloop.survey.proxies.offers import offers
from containerloop.survey.references.sniffing import sniffs

_NAMELESS = ("bridge", "host", "none", "podman", "pasta", "slirp4netns")
_INGRESS = "ingress"
_EXIT = re.compile(r"(?:Exited|Restarting) \((\d+)\)")
_HEALTH = re.compile(r"\((?:health: )?(healthy|unhealthy|starting)\)")


def inspected_container(raw: Json, config: ServiceConfig | None = None) -> Container:
    """A container from `GET /containers/ID/json`; `config` is its service as the file has it."""
    settings, host, labels = raw.get("Config") or {}, raw.get("HostConfig") or {}, labels_of(raw)
    references, binds = _addresses(settings, labels, config)
    network, name = raw.get("NetworkSettings") or {}, str(raw.get("Name", "")).lstrip("/")
    return Container(
        id=raw["Id"],
        name=name,
        **by_labels(labels),
        image=str(settings.get("Image", "")),
        state=state_of(raw),
        network_mode=_mode(host, network),
        userns_mode=str(host.get("UsernsMode") or ""),
        hostname=str(settings.get("Hostname") or ""),
        attachments=attachments(
            network.get("Networks"), name, raw["Id"], also=names_of_a_task(labels)
        ),
        asked=bound(host.get("PortBindings")),
        published=_published(raw),
        exposed=exposed(settings.get("ExposedPorts")),
        extra_hosts=tuple(host.get("ExtraHosts") or ()),
        references=references,
        binds=binds,
        mounted_over=mounted_over(raw.get("Mounts")),
        no_proxy=container_exemptions(_words(settings.get("Env")), config),
        mounts=mounts_of(raw, labels.get(LABEL + "project.working_dir")),
        upstreams=Unobserved("its mounted files were not read"),
        offers=_offers(settings, labels, name),
        sniffs=sniffs(_env(settings)),
        **links_of(host, settings),
    )


def _published(raw: Json) -> tuple[Publication, ...]:
    """What is published. Podman says so of what is configured, also where nothing runs."""
    ports = (raw.get("NetworkSettings") or {}).get("Ports")
    return bound(ports) if state_of(raw).running else ()


def mounted_over(mounts: Sequence[Json] | None) -> tuple[str, ...]:
    """Which of RESOLVER_FILES a mount hides; where it comes from is nobody's business."""
    there = {str(mount.get("Destination", "")).rstrip("/") for mount in mounts or ()}
    return tuple(file for file in RESOLVER_FILES if file in there)


def _addresses(
    settings: Json, labels: Mapping[str, str], config: ServiceConfig | None
) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
    """What a container dials, and where its server is told to listen on loopback."""
    env = _words(settings.get("Env"))
    command = (*_words(settings.get("Entrypoint")), *_words(settings.get("Cmd")))
    health = _words((settings.get("Healthcheck") or {}).get("Test"))
    dials = container_references(env, command, health, labels, config)
    return dials, container_binds(env, command, config)


def _offers(settings: Json, labels: Mapping[str, str], name: str) -> tuple[Upstream, ...]:
    """What it tells a proxy that reads labels and variables from the engine."""
    return offers(labels.get(LABEL + "service") or name, _env(settings), labels)


def _env(settings: Json) -> dict[str, str]:
    return dict(line.partition("=")[::2] for line in _words(settings.get("Env")))


def listed_container(raw: Json) -> Container:
    """A container from `GET /containers/json`: only what the list tells."""
    labels = labels_of(raw)
    name = _own_name(raw)
    network = raw.get("NetworkSettings") or {}
    service = labels.get(LABEL + "service")
    rows = [row for row in raw.get("Ports") or () if row.get("Type") in ("tcp", "udp")]
    state = _listed_state(raw)
    return Container(
        id=raw["Id"],
        name=name,
        image=str(raw.get("Image", "")),
        state=state,
        network_mode=_mode(raw.get("HostConfig") or {}, network),
        **by_labels(labels),
        attachments=attachments(
            network.get("Networks"),
            name,
            raw["Id"],
            (service,) if service else (),
            also=names_of_a_task(labels),
        ),
        published=tuple(listed(row) for row in rows if row.get("PublicPort") and state.running),
        exposed=tuple(dict.fromkeys(map(_listed_port, rows))),
        mounted_over=mounted_over(raw.get("Mounts")),
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


def attachments(
    networks: Json | None,
    name: str,
    container_id: str,
    known: Sequence[str] = (),
    *,
    also: Sequence[str] = (),
) -> tuple[Attachment, ...]:
    """A container on each of its networks.

    26 and newer list the names that its resolver answers (DNSNames); older engines have
    the aliases only, to which the container's name and short id belong as well. The
    default bridge answers no names at all. `also` are the names of a swarm's task, which its
    ingress network does not answer.
    """
    found = []
    for network, row in (networks or {}).items():
        names = row.get("DNSNames") or (*(row.get("Aliases") or known), name, container_id[:12])
        names = (*names, *(() if network == _INGRESS else also))
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
