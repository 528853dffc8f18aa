"""Which family an engine is of, by what it says of itself. Pure: its words, lower case or not."""

from __future__ import annotations

from typing import Final

import msgspec


class Signs(msgspec.Struct, frozen=True, kw_only=True):
    """What an engine says of itself that tells its family.

    `name`, `system` and `kernel` are Name, OperatingSystem and KernelVersion of `/info`,
    `product` is Platform.Name of `/version`, `components` the names of its Components.
    """

    name: str = ""
    system: str = ""
    kernel: str = ""
    product: str = ""
    components: tuple[str, ...] = ()


_ID_LENGTH: Final = 12


def family_of(signs: Signs) -> str:
    """docker, podman, docker-desktop, orbstack, rancher-desktop, colima or lima."""
    name, system = signs.name.lower(), signs.system.lower()
    if any("podman" in component.lower() for component in signs.components):
        return "podman"
    if "docker desktop" in f"{system} {signs.product.lower()}":
        return "docker-desktop"
    if "orbstack" in f"{name} {system} {signs.kernel.lower()}":
        return "orbstack"
    if "rancher desktop" in system or "rancher-desktop" in name:
        return "rancher-desktop"
    if name.startswith("colima"):
        return "colima"
    return "lima" if name.startswith("lima-") else "docker"


def is_a_containers(name: str) -> bool:
    """Whether a host's name is the one that an engine gives a container: its short id."""
    return len(name) == _ID_LENGTH and not set(name) - set("0123456789abcdef")
