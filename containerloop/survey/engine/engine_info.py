"""The engine's JSON about itself and its networks, as facts; pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from containerloop.facts import IN_A_VM, Container, Engine, Machine, Maybe, Network, Unobserved
from containerloop.survey.engine.containers import LABEL
from containerloop.survey.engine.ports import Json


def engine(
    version: Json, info: Json, address: str, chosen_by: str, same_machine: Maybe[bool]
) -> Engine:
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
        same_machine=same_machine,
        warnings=tuple(str(line) for line in info.get("Warnings") or ()),
    )


def flavour(version: Json, info: Json) -> str:
    """docker, docker-desktop, podman, orbstack, rancher-desktop or colima."""
    parts = " ".join(str(part.get("Name", "")) for part in version.get("Components") or ())
    if "Podman" in parts:
        return "podman"
    name, system = str(info.get("Name", "")).lower(), str(info.get("OperatingSystem", "")).lower()
    kernel = str(info.get("KernelVersion", "")).lower()
    platform = str((version.get("Platform") or {}).get("Name", "")).lower()
    if "docker desktop" in f"{system} {platform}":
        return "docker-desktop"
    if "orbstack" in f"{name} {system} {kernel}":
        return "orbstack"
    if "rancher desktop" in system or "rancher-desktop" in name:
        return "rancher-desktop"
    return "colima" if name.startswith("colima") else "docker"


def _rootless(info: Json) -> bool:
    return any("rootless" in str(option) for option in info.get("SecurityOptions") or ())


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
        project=(raw.get("Labels") or {}).get(LABEL + "project"),
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


def same_machine(
    address: str,
    about: tuple[Json, Json],
    networks: Sequence[Network],
    machine: Machine,
    kernel: str,
) -> Maybe[bool]:
    """Whether the engine's host network is this machine's; `about` is version and info.

    The proof is a bridge's own address: an interface of the engine's host has it, so this
    machine has it only where both are the same.
    """
    version, info = about
    kind = flavour(version, info)
    local = address.startswith("unix://")
    if kind in IN_A_VM or not (local or _on_loopback(address)):
        return False
    theirs = str(version.get("KernelVersion") or info.get("KernelVersion", ""))
    if theirs != kernel:
        return False
    gateways = _gateways(networks)
    if any(gateway in machine.addresses for gateway in gateways):
        return True
    if machine.in_container and gateways:
        return False
    if kind == "docker" and _rootless(info):
        return False
    if not gateways:
        return Unobserved("the engine has no bridge network to recognize its host by")
    shown = ", ".join(gateways[:3])
    return Unobserved(
        f"same kernel, but no interface here has an address of the engine's bridges ({shown})"
    )


def _gateways(networks: Sequence[Network]) -> list[str]:
    return [way for network in networks if network.driver == "bridge" for way in network.gateways]


def _on_loopback(address: str) -> bool:
    rest = address.partition("://")[2]
    return rest.startswith(("127.", "localhost", "[::1]"))
