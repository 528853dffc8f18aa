"""Worlds in which a client's environment names a proxy."""

from tests.lab.combinations import servers
from tests.lab.combinations.building import Project
from tests.lab.combinations.causes_conversations import told
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.worlds import HEALTHY, World

PROXY = (
    "resolver 127.0.0.11; server {{ listen {0};"
    " location / {{ proxy_pass http://$$http_host$$request_uri; }} }}"
)
"""A forward proxy of plain HTTP, which knows the names of its own networks."""


def in_the_way(draw: Draw) -> World:
    """CL807: a proxy that is not there, or does not know the server."""
    return _proxied(draw, "CL807", draw.pick("127.0.0.1:7890", "gone:3128", "", ""))


def exempt(draw: Draw) -> World:
    """Healthy: the same, and NO_PROXY names the server."""
    return _proxied(draw, HEALTHY, draw.pick("127.0.0.1:7890", "proxy.example.com:3128", ""))


def _proxied(draw: Draw, code: str, where: str) -> World:
    """A client with a proxy at `where`; "" is one of the project, on a network of its own."""
    p = Project(draw)
    server = p.server(("web", "nginx"))
    client = p.client("http", server.name, server.port)
    told(p.services[client], f"http://{server.name}:{server.port}/")
    where = where or _proxy(p, client)
    listed = ["localhost", "127.0.0.1"] + ([server.name] if code is HEALTHY else [])
    variables = {draw.pick("http_proxy", "HTTP_PROXY", "all_proxy"): f"http://{where}"}
    if code is HEALTHY or draw.chance(50):
        variables[draw.pick("NO_PROXY", "no_proxy")] = draw.pick(",", ", ").join(listed)
    p.services[client]["environment"] |= variables
    asked = p.asked_by(client, server.name, server, server.port, code)
    return p.world(f"{variables}", *(c for c in asked if not c.words[0].startswith("http:")))


def _proxy(p: Project, client: str) -> str:
    """A proxy that the client reaches and that does not reach the server; its address."""
    port = p.draw.port()
    proxy = p.server(("nginx",), port=port, networks=["outside"])
    p.services[proxy.name] |= servers.nginx(PROXY.format(port), alone=True)
    p.services[client]["networks"] = ["default", "outside"]
    p.networks["outside"] = {}
    return f"{proxy.name}:{port}"


MAKERS = (in_the_way, exempt)
