"""Every platform there is a file of, and which of them an engine is. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.facts import Engine, Machine, Maybe, Survey, Unobserved
from containerloop.platforms.colima import COLIMA, LIMA
from containerloop.platforms.docker_desktop import DESKTOP_LINUX, DESKTOP_MAC, DESKTOP_WINDOWS
from containerloop.platforms.docker_engine import DOCKER_ENGINE
from containerloop.platforms.docker_rootless import (
    ROOTLESS_PASTA,
    ROOTLESS_SLIRP4NETNS,
)
from containerloop.platforms.from_elsewhere import (
    DOCKER_IN_DOCKER,
    REMOTE_ENGINE,
    TOOL_CONTAINER,
    from_a_container,
    from_another_machine,
)
from containerloop.platforms.orbstack import ORBSTACK
from containerloop.platforms.podman import PODMAN_4, PODMAN_5
from containerloop.platforms.podman_machine import PODMAN_MACHINE
from containerloop.platforms.podman_rootless import PODMAN_4_ROOTLESS, PODMAN_5_ROOTLESS
from containerloop.platforms.rancher_desktop import RANCHER_MAC, RANCHER_WINDOWS
from containerloop.platforms.traits import Platform, Published
from containerloop.platforms.wsl import WSL_ENGINE

PLATFORMS = (
    DOCKER_ENGINE,
    ROOTLESS_SLIRP4NETNS,
    ROOTLESS_PASTA,
    PODMAN_5,
    PODMAN_5_ROOTLESS,
    PODMAN_4,
    PODMAN_4_ROOTLESS,
    PODMAN_MACHINE,
    DESKTOP_MAC,
    DESKTOP_WINDOWS,
    DESKTOP_LINUX,
    WSL_ENGINE,
    COLIMA,
    LIMA,
    ORBSTACK,
    RANCHER_MAC,
    RANCHER_WINDOWS,
    DOCKER_IN_DOCKER,
    TOOL_CONTAINER,
    REMOTE_ENGINE,
)

OF_PEOPLE = tuple(
    p for p in PLATFORMS if p not in (DOCKER_IN_DOCKER, TOOL_CONTAINER, REMOTE_ENGINE)
)
"""Those on which the machine of a program is the one that the command runs on."""

# an engine of which nothing is known is taken for the plainest one
UNKNOWN = replace(DOCKER_ENGINE, key="unknown", name="an unknown engine", family="unknown")

VIRTUAL = frozenset(p.family for p in PLATFORMS if p.virtual and p.family != "podman")
"""The families of which every engine runs in a virtual machine."""

_ALONE = {p.family: p for p in (ORBSTACK, COLIMA, LIMA, UNKNOWN)}


def platform_of(engine: Engine, machine: Machine | None = None) -> Platform:
    """The platform of an engine, as seen from this machine; None: as from its own host."""
    found = _of_the_engine(engine, machine.platform if machine else "")
    if machine is None or engine.same_machine is not False:
        return found
    if machine.in_container:
        return from_a_container(found)
    return found if publishes_here(engine) is True else from_another_machine(found)


def platform_seen(survey: Survey) -> Maybe[Platform]:
    """The platform of the engine that was seen, as seen from the machine of the survey."""
    engine = survey.engine
    return engine if isinstance(engine, Unobserved) else platform_of(engine, survey.machine)


def _of_the_engine(engine: Engine, system: str) -> Platform:
    microsoft = "microsoft" in engine.kernel.lower()
    if engine.flavour == "podman":
        return _podman(engine)
    if engine.flavour == "docker-desktop":
        if microsoft or system == "win32":
            return DESKTOP_WINDOWS
        return DESKTOP_MAC if system == "darwin" else DESKTOP_LINUX
    if engine.flavour == "rancher-desktop":
        return RANCHER_WINDOWS if microsoft else RANCHER_MAC
    if engine.flavour in _ALONE:
        return _ALONE[engine.flavour]
    if engine.rootless:
        return ROOTLESS_PASTA if engine.network_driver == "pasta" else ROOTLESS_SLIRP4NETNS
    if engine.in_container:
        return DOCKER_IN_DOCKER
    return WSL_ENGINE if microsoft else DOCKER_ENGINE


def _podman(engine: Engine) -> Platform:
    if engine.same_kernel is False and engine.address.startswith(("unix:", "npipe:")):
        return PODMAN_MACHINE
    if engine.version.partition(".")[0] == "4":
        return PODMAN_4_ROOTLESS if engine.rootless else PODMAN_4
    return PODMAN_5_ROOTLESS if engine.rootless else PODMAN_5


def publishes_here(engine: Engine) -> Maybe[bool]:
    """Whether a published port of the engine's containers is a port of this machine."""
    if engine.same_machine is True or platform_of(engine).virtual:
        return True
    if engine.same_kernel is True and engine.rootless:
        return True
    if engine.same_machine is False and engine.same_kernel is False:
        return False
    return Unobserved("whether it publishes ports on this machine is unknown")


def publishes_elsewhere(survey: Survey) -> bool:
    """Whether published ports are known to be the engine's machine's, which is not this one."""
    engine = survey.engine
    if isinstance(engine, Unobserved) or engine.same_machine is not False:
        return False
    return platform_of(engine, survey.machine).published.value is Published.ENGINE
