"""Worlds in which a proxy answers, and cannot reach the server behind it."""

from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.worlds import Case, Ready, World

FRONT = "/etc/nginx/conf.d/front.conf"


def _location(draw: Draw, host: str, port: int, *, late: bool) -> str:
    """How nginx is told its server: in place, as a group, or by a variable (`late`)."""
    if late:
        return (
            f"resolver 127.0.0.11; set $behind http://{host}:{port};"
            " location / { proxy_pass $behind; }"
        )
    return f"location {draw.pick('/', '^~ /')} {{ proxy_pass http://{host}:{port}; }}"


def _front(p: Project, name: str, host: str, port: int, *, late: bool = False) -> int:
    """nginx with a mounted configuration; the host port at which it is published."""
    draw, file = p.draw, f"{name}.conf"
    group = f"upstream behind {{ server {host}:{port}; }}\n"
    if not late and draw.chance(40):
        text = f"{group}server {{ listen 8080; location / {{ proxy_pass http://behind; }} }}\n"
    else:
        text = f"server {{\n  listen 8080;\n  {_location(draw, host, port, late=late)}\n}}\n"
    p.files[file] = text
    outside = draw.host_port()
    p.services[name] = {
        "image": "containerloop-fixture/nginx:1",
        "ports": [f"127.0.0.1:{outside}:8080"],
        "volumes": [f"./{file}:{FRONT}:ro"],
    }
    p.ready.append(Ready(name, 8080))
    return outside


def _asked(port: int, code: str) -> list[Case]:
    return [
        Case((f"http://localhost:{port}/",), code),
        Case((f"http://127.0.0.1:{port}/",), code),
        Case((f"http://localhost:{port}", "--from", "host"), code),
    ]


def fronted(draw: Draw) -> World:
    """A proxy whose server is elsewhere: the narrower cause is told, from the proxy's place."""
    p = Project(draw)
    fault = draw.pick("CL401", "CL501", "CL502", "CL402")
    name = draw.pick("proxy", "gateway", "edge", "front-door")
    # one with dots that no container has may be a domain's
    called = draw.server_name().replace(".", "-") if fault == "CL402" else None
    server = p.server(("web",), bind="127.0.0.1" if fault == "CL501" else None, name=called)
    host, port = server.name, server.port
    if fault == "CL401":
        host = draw.pick("localhost", "127.0.0.1")
    elif fault == "CL502":
        port = server.port + draw.pick(1, 10, 100)
    elif fault == "CL402":
        host = f"{server.name}s"
    if fault in ("CL502", "CL501") and draw.chance(50):
        p.services[server.name].setdefault("expose", [f"{server.port}"])
    outside = _front(p, name, host, port, late=fault == "CL402")
    if fault != "CL402":
        p.services[name]["depends_on"] = [server.name]
    return p.world(f"a proxy, {fault} behind it", *_asked(outside, fault))


def nowhere(draw: Draw) -> World:
    """CL810: a proxy hands its pages to itself, and nobody there or anywhere takes them."""
    p = Project(draw)
    name = draw.pick("proxy", "gateway", "edge")
    p.bystander()
    outside = _front(p, name, draw.pick("localhost", "127.0.0.1"), draw.pick(9000, 3000, 8001))
    return p.world("a proxy, nobody behind it", *_asked(outside, "CL810"))


def served(draw: Draw) -> World:
    """The same in order."""
    p = Project(draw)
    server = p.server(("web",))
    outside = _front(p, "proxy", server.name, server.port)
    p.services["proxy"]["depends_on"] = [server.name]
    return p.world("a proxy in order", *_asked(outside, "healthy"))


MAKERS = (fronted, nowhere, served)
