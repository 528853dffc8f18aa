"""Ports as the engine's JSON writes them (`"5432/tcp": [{HostIp, HostPort}]`); pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from containerloop.facts import Port, Publication, Transport

Json: TypeAlias = Mapping[str, Any]


def _port_key(key: str) -> Port | None:
    number, _, transport = key.partition("/")
    if not number.isdigit() or transport not in ("", "tcp", "udp"):
        return None  # sctp: no rule speaks of it
    return Port(number=int(number), transport=Transport(transport or "tcp"))


def bound(bindings: Json | None) -> tuple[Publication, ...]:
    """Publications of HostConfig.PortBindings or of NetworkSettings.Ports."""
    return tuple(
        _publication(port, row)
        for key, rows in (bindings or {}).items()
        if (port := _port_key(key))
        for row in rows or ()
    )


def _publication(port: Port, row: Json) -> Publication:
    host_port = str(row.get("HostPort") or "")
    return Publication(
        container_port=port.number,
        host_ip=str(row.get("HostIp") or ""),
        # "" and a range both ask for any free port
        host_port=int(host_port) if host_port.isdigit() else 0,
        transport=port.transport,
    )


def exposed(ports: Json | None) -> tuple[Port, ...]:
    """Ports of Config.ExposedPorts."""
    return tuple(port for key in ports or {} if (port := _port_key(key)))


def listed(row: Json) -> Publication:
    """A publication of one row of the list's Ports."""
    return Publication(
        container_port=row["PrivatePort"],
        host_ip=str(row.get("IP") or ""),
        host_port=row["PublicPort"],
        transport=Transport(row["Type"]),
    )
