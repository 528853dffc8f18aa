"""Worlds in which somebody answers, and not, or not only, who is meant."""

from tests.lab.combinations import servers
from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import TCP, Server
from tests.lab.combinations.worlds import Service, World

OUT_OF_ORDER = "/tmp/out-of-order"
GREETER = (
    "import os, socket\n"
    "with socket.create_server(('', {0})) as server:\n"
    "    while True:\n"
    "        client = server.accept()[0]\n"
    "        if not os.path.exists('{1}'):\n"
    "            client.recv(999)\n"
    "            client.sendall(b'HTTP/1.0 204 No Content\\r\\n\\r\\n')\n"
    "        client.close()"
)


def one_copy_fails(draw: Draw) -> World:
    """CL214: of several copies one hangs up on everybody."""
    p = Project(draw)
    server, copies = Server(draw.server_name(), "web", draw.port()), draw.pick(2, 3, 4)
    p.services[server.name] = {
        "image": "containerloop-fixture/python:1",
        "command": ["python3", "-c", GREETER.format(server.port, OUT_OF_ORDER)],
        "init": True,
        "deploy": {"replicas": copies},
    }
    client = p.client("http", server.name, server.port)
    bad = str(draw.random.randrange(1, copies + 1))
    break_it = ("exec", "--index", bad, server.name, "touch", OUT_OF_ORDER)
    if draw.chance(50):
        p.services[server.name]["expose"] = [str(server.port)]
    cases = p.asked_by(client, server.name, server, server.port, "CL214")
    return p.world(f"{bad} of {copies}", *cases, afterwards=(break_it,))


def both_answer(draw: Draw) -> World:
    """CL405: another project's server of the same name, kind and port answers as well."""
    p = Project(draw)
    server = p.server(TCP)
    shared = f"clf-common-{draw.host_port()}"
    p.networks = {"common": {"external": True, "name": shared}}
    p.services[server.name]["networks"] = draw.pick(["common"], ["default", "common"])
    client = p.client(server.scheme, server.name, server.port, networks=["common"])
    other = {
        "services": {server.name: servers.definition(server.kind, server.port)},
        "networks": {"default": {"name": shared}},
    }
    cases = p.asked_by(client, server.name, server, server.port, "CL405")
    return p.world(f"{server.kind} {server.name}", *cases, beside=other)


def a_strangers_service(draw: Draw) -> World:
    """CL402: the name is one of another project, on whose network nobody of ours is."""
    p = Project(draw)
    server = p.server(TCP)
    p.services[server.name].setdefault("expose", [str(server.port)])
    host = draw.server_name().lower().replace(".", "-")  # one with dots may be known elsewhere
    there: Service = servers.definition(server.kind, server.port)
    if draw.chance(50):
        there["ports"] = [f"127.0.0.1:{draw.host_port()}:{server.port}"]
    client = p.client(server.scheme, host, server.port)
    cases = p.asked_by(client, host, server, server.port, "CL402")
    return p.world(f"{host} for {server.name}", *cases, beside={"services": {host: there}})


def host_mode_on_loopback(draw: Draw) -> World:
    """CL503 before CL304: a server in host mode, on the host's own loopback, called by name."""
    p = Project(draw)
    server = p.server(("web",), port=draw.host_port(), bind="127.0.0.1", network_mode="host")
    client = p.client(server.scheme, server.name, server.port)
    cases = p.asked_by(client, server.name, server, server.port, "CL503")
    return p.world(f"{server.name} at {server.port}", *cases)


def not_enabled(draw: Draw) -> World:
    """CL507: a second port is published, and nothing in the container serves it."""
    p = Project(draw)
    server = p.server(("redis", "web"))  # an nginx has a port of its own beside
    p.publish(server)
    outside = p.publish(server, inside=draw.port())
    p.services[server.name]["healthcheck"] = {"test": ["CMD", "true"], "interval": "1s"}
    return p.world(server.kind, *p.asked_here(outside, server, "CL507"), up=("--wait",))


MAKERS = (one_copy_fails, both_answer, a_strangers_service, host_mode_on_loopback, not_enabled)
