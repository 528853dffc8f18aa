"""Worlds in which a server answers, in another language than its client's."""

from pathlib import Path

from tests.lab.combinations import servers
from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import Server
from tests.lab.combinations.worlds import HEALTHY, Case, Ready, Service, World

GUEST = Path(__file__).parents[3] / "compose-fixtures" / "cl814-guest-only-on-loopback"
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


REFUSING = (
    "from http.server import BaseHTTPRequestHandler as H, HTTPServer as S\n"
    "class Site(H):\n"
    " def do_GET(self):\n"
    "  self.send_response({1} if {2} else 200); self.end_headers()\n"
    "S(('0.0.0.0', {0}), Site).serve_forever()"
)
"""A web server that refuses some host names: port, status and the condition."""
_UNLISTED = "self.headers['Host'].partition(':')[0] not in ('localhost', '127.0.0.1')"


def host_refused(draw: Draw) -> World:
    """CL806: a web server that does not know the name by which it is called."""
    p = Project(draw)
    name = draw.server_name()
    underscored = draw.chance(30)
    name = f"{name}_{draw.pick('app', 'web')}" if underscored else name
    server = p.server(("web", "web", "nginx"), name=name)
    port, status = server.port, draw.pick(400, 403, 421)
    if underscored or server.kind == "web":
        unknown = "'_' in self.headers['Host']" if underscored else _UNLISTED
        words = ["python3", "-c", REFUSING.format(port, status, unknown)]
        image = "containerloop-fixture/python:1"
        p.services[name] |= {"image": image, "command": words, "init": True}
    else:
        sites = (
            f"server {{ listen {port} default_server; return {draw.pick(400, 421)}; }}"
            f" server {{ listen {port}; server_name localhost; root /www; }}"
        )
        p.services[name] |= servers.nginx(sites, alone=True)
    client = p.client("http", name, port)
    told(p.services[client], f"http://{name}:{port}/")
    return p.world(f"{name}:{port} {status}", *p.asked_by(client, name, server, port, "CL806"))


def host_accepted(draw: Draw) -> World:
    """Healthy: a web server that refuses names, and not the one by which it is called."""
    p = Project(draw)
    server = p.server(("web",))
    name = f"'{server.name}' not in self.headers['Host']"
    words = ["python3", "-c", REFUSING.format(server.port, draw.pick(400, 403), name)]
    p.services[server.name] |= {"command": words}
    client = p.client("http", server.name, server.port)
    told(p.services[client], f"http://{server.name}:{server.port}/")
    cases = p.asked_by(client, server.name, server, server.port, HEALTHY)
    return p.world(server.name, *cases)


def for_a_browser(draw: Draw) -> World:
    """CL408: a page's setting names a service, which no browser knows."""
    p = Project(draw)
    # one with dots may be a domain's, which only a name server could say
    server = p.server(("web", "nginx"), name=draw.server_name().replace(".", "-"))
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


TOLD = 'while read -r line; do echo "$$line"; : > /told; done'
"""The same log, and a mark once there is a line in it: a client was refused."""


def only_guest(draw: Draw) -> World:
    """CL814: a broker, as far as its log-in, that refuses guest from elsewhere."""
    p = Project(draw)
    for name in ("broker.py", "client.py"):
        p.files[name] = (GUEST / name).read_text(encoding="utf-8")
    broker = Server(draw.server_name(), "amqp", 5672)
    run: Service = {"image": "containerloop-fixture/python:1", "init": True}
    p.services[broker.name] = run | {
        "command": ["sh", "-c", f"python3 /broker.py | {TOLD}"],
        "volumes": ["./broker.py:/broker.py:ro"],
        "healthcheck": {"test": "[ -e /told ]", "interval": "1s", "retries": 30},
    }  # fmt: skip
    p.ready.append(Ready(broker.name, 5672))
    client = draw.client_name()
    p.services[client] = run | {
        "command": ["sh", "-c", "while :; do python3 /client.py; sleep 1; done"],
        "volumes": ["./client.py:/client.py:ro"],
        "environment": {"AMQP_URL": f"amqp://guest:guest@{broker.name}:5672/"},
    }
    cases = [
        Case(words, "CL814") for words in (
            ("5672", "--from", client), (f"amqp://{broker.name}:5672", "--from", client), ("5672",)
        )
    ]  # fmt: skip
    return p.world(f"guest at {broker.name}", *cases, up=("--wait",))


MAKERS = (
    *(wants_tls, other_server, protected, host_refused, host_accepted, for_a_browser),
    *(right_language, only_guest),
)
