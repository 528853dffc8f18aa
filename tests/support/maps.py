"""Maps made by hand, and one of any names."""

from __future__ import annotations

import random
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


def five() -> ProjectMap:
    """Five services on two networks, published, and one address that should answer and does not."""
    return ProjectMap(
        project="five",
        networks=(
            NetworkLine(name="back", internal=True),
            NetworkLine(name="front", internal=False),
        ),
        places=(
            PlaceLine(vantage="host", name="host", running=True),
            place("web", "front"),
            place("api", "back", "front"),
            place("worker", "back"),
            place("db", "back"),
            place("cache", "back"),
        ),
        servers=(
            server("web", 80, "http"),
            server("api", 8000, "http"),
            server("db", 5432, "postgresql"),
            server("cache", 6379, "redis"),
        ),
        cells=(
            cell("host", "web", 80, "answers", relied_on=True, address="127.0.0.1:8080"),
            cell("host", "api", 8000, "fails", relied_on=True, address="127.0.0.1:8000"),
            cell("service:web", "api", 8000, "answers", relied_on=True),
            cell("service:api", "db", 5432, "answers", relied_on=True),
            cell("service:api", "cache", 6379, "answers", relied_on=True),
            cell("service:worker", "db", 5432, "answers", relied_on=True),
            cell("service:worker", "cache", 6379, "answers"),
            cell("service:worker", None, 6379, "fails", relied_on=True, address="localhost:6379"),
        ),
    )


def fifty() -> ProjectMap:
    """Fifty services of seven teams, each on a network of its own, behind one proxy."""
    teams = [f"team{n}" for n in range(7)]
    places = [PlaceLine(vantage="host", name="host", running=True), place("proxy", *teams)]
    servers, cells = [server("proxy", 443, "https")], [
        cell("host", "proxy", 443, "answers", relied_on=True, address="localhost:443")
    ]  # fmt: skip
    for at, team in enumerate(teams):
        web, db, cache = f"{team}-web", f"{team}-db", f"{team}-cache"
        workers = [f"{team}-worker-{n}" for n in range(4)]
        places += [place(name, team) for name in (web, db, cache, *workers)]
        servers += [server(web, 8080, "http"), server(db, 5432, "postgresql"), server(cache, 6379)]
        reach = "fails" if at == 3 else "answers"
        cells.append(cell("service:proxy", web, 8080, reach, relied_on=True))
        cells.append(cell(f"service:{web}", db, 5432, "answers", relied_on=True))
        cells += [cell(f"service:{w}", cache, 6379, "answers", relied_on=True) for w in workers[:2]]
        cells += [cell(f"service:{w}", db, 5432, "answers") for w in workers]
    return ProjectMap(
        project="fifty",
        networks=tuple(NetworkLine(name=team, internal=False) for team in teams),
        places=tuple(places), servers=tuple(servers), cells=tuple(cells),
    )  # fmt: skip


def drawn(seed: int) -> ProjectMap:
    """Services on a few networks that call one another by chance: in circles, too."""
    chance = random.Random(seed)
    names = [f"s{n}" for n in range(chance.randint(2, 16))]
    networks = [f"net{n}" for n in range(chance.randint(1, 3))]
    cells = [
        cell(
            chance.choice(["host", *(f"service:{name}" for name in names)]),
            chance.choice(names), chance.choice([80, 5432]),
            chance.choice(["answers", "answers", "fails"]), relied_on=chance.random() < 0.8,
        )
        for _ in range(chance.randint(1, 2 * len(names)))
    ]  # fmt: skip
    return ProjectMap(
        project=f"drawn-{seed}",
        networks=tuple(NetworkLine(name=each, internal=False) for each in networks),
        places=(
            PlaceLine(vantage="host", name="host", running=True),
            *(place(name, chance.choice(networks)) for name in names),
        ),
        servers=tuple(server(name, port) for name in names for port in (80, 5432)),
        cells=tuple(cells),
    )
