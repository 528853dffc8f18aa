"""Variables that reach a browser, and whether a browser can use what they say. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import Address, Reference, ServiceConfig, is_loopback
from containerloop.report.page.scene import Scene
from containerloop.report.page.values import BrowserVariable, ReachRow


def browser_variables(rows: tuple[ReachRow, ...], scene: Scene) -> tuple[BrowserVariable, ...]:
    """One for each variable, by service and name."""
    found = {v for config in scene.configs for v in _variables(config, rows, scene)}
    return tuple(sorted(found, key=lambda v: (v.service, v.variable, v.address)))


def _variables(
    config: ServiceConfig, rows: tuple[ReachRow, ...], scene: Scene
) -> Iterator[BrowserVariable]:
    for each in config.references:
        if not each.browser or not each.host or not each.port:
            continue
        server = _server(each, rows, scene)
        if server is None:
            continue
        works = is_loopback(each.host) and bool(server.machine.addresses)
        outside = server.machine.addresses
        yield BrowserVariable(
            service=config.name,
            variable=each.host_part.place.key.rpartition(".")[2],
            address=str(Address(host=each.host, port=each.port, transport=each.transport)),
            works=works,
            use=outside[0] if outside and not works else None,
        )


def _server(each: Reference, rows: tuple[ReachRow, ...], scene: Scene) -> ReachRow | None:
    """Whose port it is: by the published number on this machine, else by the service's name."""
    named = {scene.inventory.label(c) for c in scene.inventory.named(each.host)}
    for row in rows:
        published = scene.published(row.service, (row.port, row.transport))
        if is_loopback(each.host) and each.port in {p.host_port for p in published}:
            return row
        if row.service in named and row.port == each.port:
            return row
    return None
