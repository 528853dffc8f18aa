"""What is closed on purpose, and what is open beyond this machine. Pure."""

from __future__ import annotations

from containerloop.facts import Transport, is_loopback, is_wildcard
from containerloop.report.page.scene import Scene
from containerloop.report.page.values import Openness, ReachRow


def openness(rows: tuple[ReachRow, ...], scene: Scene) -> Openness:
    """From where ports are published; a firewall may close more."""
    unpublished, local, exposed = [], [], []
    for row in rows:
        published = scene.published(row.service, (row.port, row.transport))
        container = scene.container(row.service)
        if container is not None and scene.inventory.in_host_mode(container):
            continue
        if not published:
            unpublished.append(_port(row))
        elif all(is_loopback(p.host_ip) for p in published):
            local.append(_port(row))
        exposed += [
            f"{_port(row)} at {_at(p.host_port)}"
            for p in published
            if p.host_ip == "" or is_wildcard(p.host_ip)
        ]
    return Openness(
        internal_networks=tuple(n.name for n in scene.map.networks if n.internal),
        unpublished=tuple(unpublished),
        this_machine_only=tuple(local),
        exposed=tuple(dict.fromkeys(exposed)),
    )


def _port(row: ReachRow) -> str:
    udp = "/udp" if row.transport is Transport.UDP else ""
    return f"{row.service}:{row.port}{udp}"


def _at(host_port: int) -> str:
    return f"port {host_port}" if host_port else "a port that the engine chooses"
