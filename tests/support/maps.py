"""Maps made by hand, and one of any names."""

from __future__ import annotations

from typing import Any

from containerloop.facts import Transport
from containerloop.report.map.values import (
    CellLine,
    NetworkLine,
    PlaceLine,
    ProjectMap,
    Reach,
    ServerLine,
)

TCP = Transport.TCP


def place(name: str, *networks: str, running: bool = True) -> PlaceLine:
    return PlaceLine(vantage=f"service:{name}", name=name, running=running, networks=networks)


def server(name: str, port: int, protocol: str | None = None) -> ServerLine:
    return ServerLine(name=name, port=port, transport=TCP, protocol=protocol)


def cell(vantage: str, server: str | None, port: int, reach: str, **more: Any) -> CellLine:
    found: dict[str, Any] = {"relied_on": False, "transport": TCP, "address": f"{server}:{port}"}
    found |= {"outcome": {"answers": "answered", "fails": "refused"}.get(reach)}
    return CellLine(vantage=vantage, server=server, port=port, reach=Reach(reach), **found | more)


def shop(*more: CellLine) -> ProjectMap:
    """A client, a database on an internal network, a web server that is published."""
    return ProjectMap(
        project="shop",
        networks=(
            NetworkLine(name="back", internal=True),
            NetworkLine(name="front", internal=False),
        ),
        places=(
            PlaceLine(vantage="host", name="host", running=True),
            place("api", "back", "front"),
            place("db", "back"),
            place("web", "front"),
        ),
        servers=(server("db", 5432, "postgresql"), server("web", 80, "http")),
        cells=(
            cell("service:api", "db", 5432, "answers", relied_on=True, protocol="postgresql"),
            cell("service:api", "web", 80, "answers", protocol="http"),
            cell("service:web", "db", 5432, "unknown", address=None, reason="no network in common"),
            cell("host", "web", 80, "fails", relied_on=True, address="127.0.0.1:8080"),
            cell("service:api", None, 6379, "fails", relied_on=True, address="localhost:6379"),
            *more,
        ),
    )


def called(name: str) -> ProjectMap:
    """A map in which everything is called so."""
    return ProjectMap(
        project=name,
        networks=(NetworkLine(name=name, internal=True),),
        places=(
            PlaceLine(vantage="host", name="host", running=True),
            place(name, name, running=False),
        ),
        servers=(server(name, 80, name or "http"),),
        cells=(
            cell(
                "host", name, 80, "answers", relied_on=True, address=name, protocol=name or "http"
            ),
            cell(
                "host", None, 81, "fails", relied_on=True, address=name, outcome=name or "refused"
            ),
            cell(f"service:{name}x", name, 80, "unknown", address=None, reason=name),
        ),
    )


def large(count: int) -> ProjectMap:
    """So many clients of one server, all on one network."""
    places = tuple(place(f"c{n}", "default") for n in range(count))
    return ProjectMap(
        project="large",
        networks=(NetworkLine(name="default", internal=False),),
        places=(
            PlaceLine(vantage="host", name="host", running=True),
            place("db", "default"),
            *places,
        ),
        servers=(server("db", 5432),),
        cells=tuple(
            cell(p.vantage, "db", 5432, "answers", relied_on=n == 0) for n, p in enumerate(places)
        ),
    )
