"""The survey that an engine would give of a project that was just brought up. Pure.

Containers are called as their services are, and networks as the files call them: what an engine
makes of these names differs by folder, and nobody wrote it.
"""

from __future__ import annotations

from containerloop.facts import (
    Attachment,
    Blueprint,
    Container,
    Engine,
    Machine,
    Network,
    PlannedNetwork,
    PlannedService,
    Port,
    State,
    Survey,
    Unobserved,
)
from containerloop.protocols import by_hint

NOTHING_RUNS = Unobserved("only a run can tell: nothing is started for a prediction")
_BRIDGE = "bridge"


def planned_survey(blueprint: Blueprint) -> Survey:
    """Every service as one running container, and the project's networks; nothing of a machine."""
    internal = {n.name for n in blueprint.networks if n.internal}
    return Survey(
        engine=Engine(
            address="",
            chosen_by="a prediction",
            version="",
            api_version="",
            os="linux",
            arch="",
            kernel="",
            flavour="unknown",
            same_machine=NOTHING_RUNS,
            same_kernel=NOTHING_RUNS,
        ),
        project=blueprint.project,
        containers=tuple(
            _container(s, blueprint.project.name, internal)
            for s in blueprint.services
            if s.replicas
        ),
        networks=(
            Network(id=_BRIDGE, name=_BRIDGE, driver=_BRIDGE),
            *(_network(n, blueprint.project.name) for n in blueprint.networks),
        ),
        machine=Machine(platform="unknown", listeners=NOTHING_RUNS),
    )


def _network(planned: PlannedNetwork, project: str) -> Network:
    return Network(
        id=planned.name,
        name=planned.name,
        driver=planned.driver,
        internal=planned.internal,
        options=planned.options,
        project=None if planned.external else project,
    )


def _container(planned: PlannedService, project: str, internal: set[str]) -> Container:
    config = planned.config
    mode = _mode(config.network_mode)
    own_network = mode not in ("host", "none") and not mode.startswith("container:")
    networks = planned.networks if mode == "" else {_BRIDGE: ()} if mode == _BRIDGE else {}
    open_ = own_network and not (networks and set(networks) <= internal)
    return Container(
        id=_id(config.name),
        name=config.container_name or config.name,
        image=config.image or "",
        state=State(status="running"),
        network_mode=mode or next(iter(networks), ""),
        project=project,
        service=config.name,
        hostname=config.hostname or "",
        attachments=tuple(_attachment(planned, n, more) for n, more in networks.items()),
        asked=config.ports,
        published=config.ports if open_ else (),
        exposed=_exposed(planned),
        extra_hosts=config.extra_hosts,
        references=config.references,
        depends_on=tuple(config.depends_on),
        waits_for=config.depends_on,
        binds=config.binds,
        no_proxy=config.no_proxy,
        upstreams=Unobserved("its mounted files were not read"),
    )


def _id(service: str) -> str:
    """No engine gives ids that begin so, and no host name does."""
    return f"~{service}"


def _mode(written: str | None) -> str:
    """The engine's word for a network mode; "" for the project's networks."""
    kind, _, name = (written or "").partition(":")
    return f"container:{_id(name)}" if kind == "service" else written or ""


def _attachment(planned: PlannedService, network: str, aliases: tuple[str, ...]) -> Attachment:
    config = planned.config
    own = (config.name, config.container_name) if network != _BRIDGE else ()
    return Attachment(
        network=network,
        network_id=network,
        names=tuple(dict.fromkeys(name for name in (*own, *aliases) if name)),
    )


def _exposed(planned: PlannedService) -> tuple[Port, ...]:
    """What the file exposes, and the usual port of a well-known image that nothing changes."""
    known = by_hint(planned.config.image or "")
    usual = known.ports[:1] if known is not None and not planned.own_ports else ()
    return tuple(
        dict.fromkeys((*planned.config.exposed, *(Port(number=number) for number in usual)))
    )
