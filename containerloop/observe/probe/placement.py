"""Where a probe's container runs, and how few rights it has. Pure: options, no calls.

Only what becomes part of the engine's *create* request belongs here.
"""

from __future__ import annotations

from typing import Any

import docker
import msgspec

from containerloop import __version__
from containerloop.facts import RUN_LABEL
from containerloop.plan.values import EngineHost, Inside, Peer, Stand, StandIn

VERSION_LABEL = "containerloop.version"


class Join(msgspec.Struct, frozen=True):
    """A network to join, with the aliases to have there."""

    network: str
    aliases: tuple[str, ...] = ()


class PortBinding(msgspec.Struct, frozen=True):
    """A container port published on the engine's host; host port 0 means any free one."""

    port: int
    transport: str = "tcp"
    host_ip: str = "127.0.0.1"
    host_port: int = 0


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """Either a `mode` (`host`, `bridge`, `container:ID`, `none`) or networks to join.

    `extra_hosts` are lines `name:address` for the probe's own hosts file. An engine that maps
    users (userns-remap) lets only those share a network namespace whose users are mapped alike:
    `userns_mode` is "host" where nobody's are, as on the engine's host.
    """

    mode: str = "bridge"
    userns_mode: str = ""
    networks: tuple[Join, ...] = ()
    extra_hosts: tuple[str, ...] = ()
    publish: tuple[PortBinding, ...] = ()

    @property
    def network_mode(self) -> str:
        """What the container is created with: its first network, or the mode."""
        return self.networks[0].network if self.networks else self.mode

    @property
    def is_inside(self) -> bool:
        """Whether it shares a container's namespace."""
        return self.network_mode.startswith("container:")

    @property
    def has_own_namespace(self) -> bool:
        """False if it shares one: the engine's host's, or another container's."""
        return self.network_mode != "host" and not self.is_inside


ON_THE_HOST = Placement(mode="host", userns_mode="host")
"""In the network namespace of the engine's host."""


def on_networks(networks: tuple[str, ...], extra_hosts: tuple[str, ...] = ()) -> Placement:
    """A fresh container on these networks, as a service would be."""
    # the default bridge is a mode and not a network that can be joined by endpoint settings
    if networks == ("bridge",):
        return Placement(mode="bridge", extra_hosts=extra_hosts)
    return Placement(networks=tuple(Join(n) for n in networks), extra_hosts=extra_hosts)


def placement(stand: Stand) -> Placement:
    """How a probe's container is created for a stand; own sockets have none."""
    if isinstance(stand, Inside):
        return Placement(mode=f"container:{stand.container_id}", userns_mode=stand.userns_mode)
    if isinstance(stand, StandIn):
        return on_networks(stand.networks, stand.extra_hosts)
    if isinstance(stand, Peer):
        return on_networks((stand.network,))
    assert isinstance(stand, EngineHost)
    return ON_THE_HOST


def create_options(
    client: docker.APIClient, image: str, run_id: str, place: Placement
) -> dict[str, Any]:
    """The arguments for `client.create_container`: no rights, no mounts, nothing kept."""
    options: dict[str, Any] = {
        "image": image,
        "user": "65534:65534",
        "stdin_open": True,
        "tty": False,
        "labels": {RUN_LABEL: run_id, VERSION_LABEL: __version__},
        "host_config": _host_config(client, place),
    }
    if place.publish:
        options["ports"] = [(entry.port, entry.transport) for entry in place.publish]
    if place.networks:
        first = place.networks[0]
        joined = client.create_endpoint_config(aliases=list(first.aliases))
        options["networking_config"] = {"EndpointsConfig": {first.network: joined}}
    return options


def _host_config(client: docker.APIClient, place: Placement) -> dict[str, Any]:
    options: dict[str, Any] = {
        "network_mode": place.network_mode,
        "auto_remove": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges"],
        "read_only": True,
        "mem_limit": "32m",
        "pids_limit": 16,
        "log_config": docker.types.LogConfig(type="none"),
    }
    if place.has_own_namespace:
        # Docker's default, not Podman's: a probe without rights may stand in for port 80.
        options["sysctls"] = {"net.ipv4.ip_unprivileged_port_start": "0"}
    if place.userns_mode:
        options["userns_mode"] = place.userns_mode
    if place.extra_hosts:
        options["extra_hosts"] = list(place.extra_hosts)
    if place.publish:
        options["port_bindings"] = {
            f"{entry.port}/{entry.transport}": (entry.host_ip, entry.host_port or None)
            for entry in place.publish
        }
    made: dict[str, Any] = client.create_host_config(**options)
    return made
