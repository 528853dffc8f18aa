"""The engine's JSON about itself and its networks, as facts; pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from containerloop.facts import Container, Engine, Network, Whereabouts
from containerloop.platforms.family import Signs, family_of, is_a_containers
from containerloop.survey.engine.labels import project_name
from containerloop.survey.engine.ports import Json


def engine(version: Json, info: Json, address: str, chosen_by: str, where: Whereabouts) -> Engine:
    """The engine from `GET /version` and `GET /info`."""
    return Engine(
        address=address,
        chosen_by=chosen_by,
        version=str(version.get("Version", "")),
        api_version=str(version.get("ApiVersion", "")),
        os=str(version.get("Os") or info.get("OSType", "")),
        arch=str(version.get("Arch", "")),
        kernel=str(version.get("KernelVersion") or info.get("KernelVersion", "")),
        flavour=flavour(version, info),
        rootless=_rootless(info),
        network_driver=_network_driver(version),
        userns=_has_option(info, "name=userns"),
        in_container=is_a_containers(str(info.get("Name", ""))),
        firewall_backend=_firewall_backend(info),
        same_machine=where.same_machine,
        same_kernel=where.same_kernel,
        warnings=tuple(str(line) for line in info.get("Warnings") or ()),
    )


def flavour(version: Json, info: Json) -> str:
    """The family of the engine's platform."""
    components = version.get("Components") or ()
    signs = Signs(
        name=str(info.get("Name", "")),
        system=str(info.get("OperatingSystem", "")),
        kernel=str(info.get("KernelVersion", "")),
        product=str((version.get("Platform") or {}).get("Name", "")),
        components=tuple(str(part.get("Name", "")) for part in components),
    )
    return family_of(signs)


def _network_driver(version: Json) -> str:
    """RootlessKit's driver for the network; "" where there is no RootlessKit."""
    parts = version.get("Components") or ()
    told = (part.get("Details") or {} for part in parts if part.get("Name") == "rootlesskit")
    return str(next(told, {}).get("NetworkDriver", ""))


def _firewall_backend(info: Json) -> str:
    """What `/info` says since API 1.49: "iptables", "nftables", or either with "+firewalld"."""
    backend = info.get("FirewallBackend")
    told = backend.get("Driver") if isinstance(backend, dict) else None
    return str(told or "").partition("+")[0]


def _rootless(info: Json) -> bool:
    # Podman 4 has it in a field of its own alone
    return _has_option(info, "rootless") or info.get("Rootless") is True


def _has_option(info: Json, words: str) -> bool:
    return any(words in str(option) for option in info.get("SecurityOptions") or ())


def network(raw: Json) -> Network:
    """A network from `GET /networks`."""
    options = {str(key): str(value) for key, value in (raw.get("Options") or {}).items()}
    pools = [pool for pool in (raw.get("IPAM") or {}).get("Config") or () if pool]
    return Network(
        id=raw["Id"],
        name=str(raw["Name"]),
        driver=str(raw.get("Driver", "")),
        internal=bool(raw.get("Internal")),
        ipv6=bool(raw.get("EnableIPv6")),
        subnets=tuple(pool["Subnet"] for pool in pools if pool.get("Subnet")),
        # 20.10 writes some gateways with the length of their prefix
        gateways=tuple(pool["Gateway"].partition("/")[0] for pool in pools if pool.get("Gateway")),
        bridge=_bridge(raw, options),
        options=options,
        project=project_name(raw.get("Labels") or {}),
        attachable=raw.get("Driver") != "overlay" or raw.get("Attachable") is True,
    )


def with_gateways(
    networks: Sequence[Network], containers: Sequence[Container]
) -> tuple[Network, ...]:
    """The networks; a gateway missing in one is filled in from the containers on it.

    Docker 20.10 leaves the default bridge's address out of the network's description.
    """
    seen = {
        row.network_id: row.gateway
        for container in containers
        for row in container.attachments
        if row.gateway
    }
    return tuple(
        row
        if row.gateways or row.id not in seen
        else msgspec.structs.replace(row, gateways=(seen[row.id],))
        for row in networks
    )


def _bridge(raw: Json, options: dict[str, str]) -> str | None:
    if raw.get("Driver") != "bridge":
        return None
    return options.get("com.docker.network.bridge.name") or f"br-{raw['Id'][:12]}"
