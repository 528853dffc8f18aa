"""From a container to a program on this machine: the name, and what the program needs. Pure.

Whether the program runs is not told: other machines run other programs.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import Address, Reference, ServiceConfig
from containerloop.protocols import by_port, title
from containerloop.report.page.scene import Scene
from containerloop.report.page.values import HostUse
from containerloop.topology.hosts import HOST_NAMES

_OLLAMA = 11434
_SETTINGS = {
    "postgresql": "listen_addresses = '*' in postgresql.conf",
    "mysql": "bind-address = 0.0.0.0 in my.cnf",
    "redis": "bind 0.0.0.0 in redis.conf",
    "mongodb": "net.bindIp: 0.0.0.0 in mongod.conf",
}
"""How each is told to listen on all addresses, from its own documentation."""


def host_programs(scene: Scene) -> tuple[HostUse, ...]:
    """One for each address of the machine that a service refers to, by service and setting."""
    found = {use for config in scene.configs for use in _uses(config)}
    return tuple(sorted(found, key=lambda use: (use.service, use.key, use.address)))


def _uses(config: ServiceConfig) -> Iterator[HostUse]:
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
            )  # fmt: skip


def _program(reference: Reference) -> tuple[str | None, str | None]:
    if reference.port == _OLLAMA:
        return "Ollama", "OLLAMA_HOST=0.0.0.0"
    known = by_port(reference.port)
    if known is None:
        return None, None
    return title(known.key), _SETTINGS.get(known.key)


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
