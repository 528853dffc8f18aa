"""From a container to a program on this machine: the name, and what the program needs. Pure.

Whether the program runs is not told: other machines run other programs.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.diagnose.remedies.open_firewall import BRIDGE_NAME, opening_everywhere
from containerloop.facts import Address, Reference, ServiceConfig
from containerloop.protocols import by_port, title
from containerloop.protocols.listen_settings import usual_at
from containerloop.report.page.scene import Scene
from containerloop.report.page.values import HostUse
from containerloop.topology.hosts import HOST_NAMES


def host_programs(scene: Scene) -> tuple[HostUse, ...]:
    """One for each address of the machine that a service refers to, by service and setting."""
    found = {use for config in scene.configs for use in _uses(config, scene)}
    return tuple(sorted(found, key=lambda use: (use.service, use.key, use.address)))


def _uses(config: ServiceConfig, scene: Scene) -> Iterator[HostUse]:
    for reference in config.references:
        if reference.host.lower() in HOST_NAMES and reference.port and not reference.browser:
            program, setting = _program(reference)
            yield HostUse(
                service=config.name,
                key=reference.host_part.place.key.removeprefix(f"services.{config.name}."),
                address=str(Address(host=reference.host, port=reference.port,
                                    transport=reference.transport)),
                program=program,
                setting=setting,
                diff=_missing(reference.host, config),
                firewall=_firewall(reference, config, scene),
            )  # fmt: skip


def _program(reference: Reference) -> tuple[str | None, str | None]:
    """The usual program of the port, and its setting to listen on all addresses."""
    usual = usual_at(reference.port)
    if usual is not None:
        return usual.program, usual.beyond_loopback(reference.port)
    known = by_port(reference.port)
    return (title(known.key), None) if known else (None, None)


def _firewall(reference: Reference, config: ServiceConfig, scene: Scene) -> str:
    """The command that lets the service in, by its bridge's name where the file gives it one."""
    if config.network_mode not in (None, "", "bridge"):
        return ""
    inventory = scene.inventory
    joined = [n for n in inventory.networks if n.name in config.networks and not n.internal]
    named = [n.options.get(BRIDGE_NAME) for n in joined]
    lasting = named[0] if len(named) == 1 else None
    return opening_everywhere(config.name, lasting, reference.port, reference.transport)


def _missing(host: str, config: ServiceConfig) -> tuple[str, ...]:
    """The lines that make the name one on every platform; Docker Desktop alone has it without."""
    if any(line.lower().startswith(host.lower()) for line in config.extra_hosts):
        return ()
    if config.network_mode not in (None, "", "bridge"):
        return ()
    step = " " * config.indent
    listed = config.items.get("extra_hosts", "-").strip().startswith("-")
    line = f'- "{host}:host-gateway"' if listed else f"{host}: host-gateway"
    there = "extra_hosts" in config.lines
    return (
        " services:",
        f" {' ' * (config.indent // 2)}{config.name}:",
        f"{' ' if there else '+'}{step}extra_hosts:",
        f"+{step}  {line}",
    )
