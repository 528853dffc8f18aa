"""Worlds in which a server answers, in another language than its client's."""

from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import Server
from tests.lab.combinations.worlds import HEALTHY, Case, Service, World

OTHERS = {"redis": ("web", "postgres"), "postgres": ("redis", "nginx"), "http": ("redis",)}


def told(service: Service, address: str) -> None:
    """Give the client this one address, whatever it had."""
    for key in ("env_file", "entrypoint", "command"):
        service.pop(key, None)
    service |= {"command": ["sleep", "infinity"], "environment": {"UPSTREAM_URL": address}}


def wants_tls(draw: Draw) -> World:
    """CL801: https to a plain web server, or TLS demanded of a PostgreSQL without it."""
    p = Project(draw)
    server = p.server(("web", "nginx", "nginx", "postgres"))
    client = p.client(server.scheme, server.name, server.port)
    address = f"https://{server.name}:{server.port}/"
    if server.kind == "postgres":
        mode = draw.pick("require", "verify-full")
        address = f"postgres://{server.name}:{server.port}/app?sslmode={mode}"
    told(p.services[client], address)
    cases = [
        c
        for c in p.asked_by(client, server.name, server, server.port, "CL801")
        if not c.words[0].startswith("http:")
    ]
    return p.world(server.kind, *cases)


def other_server(draw: Draw) -> World:
    """CL809: the scheme is one server's, the name and the number another's."""
    p = Project(draw)
    scheme = draw.pick("redis", "postgres", "http")
    server = p.server(OTHERS[scheme])
    client = p.client("http", server.name, server.port)
    told(p.services[client], f"{scheme}://{server.name}:{server.port}/0")
    meant = Server(server.name, {"http": "web"}.get(scheme, scheme), server.port)
    cases = p.asked_by(client, server.name, meant, server.port, "CL809")
    return p.world(f"{scheme} at {server.kind}", *cases)


def protected(draw: Draw) -> World:
    """CL804: a Redis without a password, which serves its own localhost only."""
    p = Project(draw)
    server = p.server(("redis",))
    service = p.services[server.name]
    service["command"] = [*service.get("command", []), "--protected-mode", "yes"]
    client = p.client(server.scheme, server.name, server.port)
    cases = p.asked_by(client, server.name, server, server.port, "CL804")
    if draw.chance(50):
        cases += p.asked_here(p.publish(server), server, "CL804")
    return p.world(f"redis on {server.port}", *cases)


def for_a_browser(draw: Draw) -> World:
    """CL408: a page's setting names a service, which no browser knows."""
    p = Project(draw)
    server = p.server(("web", "nginx"))
    if draw.chance(50):
        p.publish(server)
    page = p.client("http", server.name, server.port)
    told(p.services[page], "")
    key = draw.pick("VITE_API_URL", "NEXT_PUBLIC_BACKEND_URL", "REACT_APP_API_URL")
    p.services[page]["environment"] = {key: f"http://{server.name}:{server.port}/"}
    cases = [
        Case((f"{server.port}",), "CL408"),
        Case((f"{server.name}:{server.port}",), "CL408"),
    ]
    return p.world(f"{key} {server.name}", *cases)


def right_language(draw: Draw) -> World:
    """Healthy: schemes that fit, and TLS that is welcome and not demanded."""
    p = Project(draw)
    server = p.server(("postgres", "redis", "web"))
    client = p.client(server.scheme, server.name, server.port)
    end = f"app?sslmode={draw.pick('disable', 'prefer')}" if server.kind == "postgres" else ""
    told(p.services[client], f"{server.scheme}://{server.name}:{server.port}/{end}")
    cases = p.asked_by(client, server.name, server, server.port, HEALTHY)
    return p.world(server.kind, *cases)


MAKERS = (wants_tls, other_server, protected, for_a_browser, right_language)
