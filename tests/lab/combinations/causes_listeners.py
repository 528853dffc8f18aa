"""Worlds in which a server listens where nobody comes, or on another port."""

from typing import Any

from tests.lab.combinations import servers
from tests.lab.combinations.building import Project
from tests.lab.combinations.causes_names import GATEWAY, HOST_NAME
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import ANY, TCP, USUAL, Server
from tests.lab.combinations.worlds import Case, World


def on_loopback(draw: Draw) -> World:
    """CL501: a server on its own loopback, dialled by a sibling or through a published port."""
    p = Project(draw)
    server = p.server(ANY, bind="127.0.0.1")
    cases = []
    who = draw.pick("sibling", "machine", "both")
    if who != "machine":
        client = p.client(server.scheme, server.name, server.port)
        cases += p.asked_by(client, server.name, server, server.port, "CL501")
    if who != "sibling":
        cases += p.asked_here(p.publish(server), server, "CL501")
    return p.world(f"{server.kind} for {who}", *cases)


def another_port(draw: Draw) -> World:
    """CL502: the server was moved, the client still dials the usual port."""
    p = Project(draw)
    kind = draw.pick("redis", "redis", "web", "postgres", "mariadb", "udp")
    server = p.server((kind,), port=draw.port())
    p.services[server.name].pop("expose", None)
    dialled = USUAL[kind]
    client = p.client(server.scheme, server.name, dialled)
    cases = p.asked_by(client, server.name, server, dialled, "CL502")
    return p.world(f"{kind} on {server.port}", *cases)


def machine_on_loopback(draw: Draw) -> World:
    """CL503: the host's name is known, its server listens on 127.0.0.1 only."""
    p = Project(draw)
    port, kind = draw.host_port(), draw.pick("web", "web", "udp")
    server = Server("", kind, port)
    process = tuple(servers.python(kind, port, "127.0.0.1"))
    name = draw.pick(HOST_NAME, HOST_NAME, "dockerhost")
    client = p.client(server.scheme, name, port, extra_hosts=[f"{name}:host-gateway"])
    cases = p.asked_by(client, name, server, port, "CL503")
    return p.world(f"{kind} at {name}", *cases, host=(process,))


def other_family(draw: Draw) -> World:
    """CL504: IPv6 to a server that has IPv4 only, or the other way round."""
    p = Project(draw)
    if draw.chance(50):
        server = p.server(("web", "redis", "nginx"), bind="0.0.0.0")
        client = p.client(server.scheme, "::1", server.port, network_mode=f"service:{server.name}")
        cases = p.asked_by(client, "::1", server, server.port, "CL504")
        return p.world(f"{server.kind} without IPv6", *cases)
    port = draw.port()
    server = p.server(("nginx",), port=port)
    p.services[server.name] |= servers.nginx(
        f"server {{ listen [::]:{port} ipv6only=on; root /www; }}", alone=True
    )
    client = p.client("http", server.name, port)
    cases = p.asked_by(client, server.name, server, port, "CL504")
    if draw.chance(50):
        cases += p.asked_here(p.publish(server), server, "CL504")
    return p.world("nginx without IPv4", *cases)


def six_first(draw: Draw) -> World:
    """CL410: published on 127.0.0.1, and this machine dials ::1."""
    p = Project(draw)
    server = p.server(TCP)
    outside = p.publish(server)
    if draw.chance(40):
        p.client(server.scheme, server.name, server.port)
    cases = [
        Case((f"[::1]:{outside}",), "CL410"),
        Case((f"[::1]:{outside}", "--from", "host"), "CL410"),
        Case((f"{server.scheme}://[::1]:{outside}",), "CL410"),
    ]
    return p.world(server.kind, *cases)


def only_on_loopback_of_machine(draw: Draw) -> World:
    """CL603: published on 127.0.0.1, dialled by way of the host's name."""
    p = Project(draw)
    server = p.server(TCP)
    outside = p.publish(server)
    more: dict[str, Any] = {}
    if draw.chance(50):
        p.networks = {"data": {}, "jobs": {}}
        p.services[server.name]["networks"] = ["data"]
        more = {"networks": ["jobs"]}
    client = p.client(server.scheme, HOST_NAME, outside, extra_hosts=GATEWAY, **more)
    cases = p.asked_by(client, HOST_NAME, server, outside, "CL603")
    return p.world(f"{server.kind}", *cases)


def firewalled(draw: Draw) -> World:
    """CL701: the host's firewall stops what the project's network sends to the host."""
    p = Project(draw)
    port, net = draw.host_port(), draw.subnet()
    server = Server("", "web", port)
    process = tuple(servers.python("web", port, "0.0.0.0"))
    p.networks = {"default": {"ipam": {"config": [{"subnet": f"{net}.0/24"}]}}}
    client = p.client("http", HOST_NAME, port, extra_hosts=GATEWAY)
    how = draw.pick(("DROP",), ("REJECT",), ("REJECT", "--reject-with", "icmp-host-prohibited"))
    rule = ("-s", f"{net}.0/24", "-p", "tcp", "-j", *how)
    cases = p.asked_by(client, HOST_NAME, server, port, "CL701")
    return p.world(how[-1], *cases, host=(process,), firewall=rule)


def socket_file(draw: Draw) -> World:
    """CL505: Redis on a socket file, with its port switched off."""
    p = Project(draw)
    server = p.server(("redis",), ready=False, port=USUAL["redis"])
    path = draw.pick("/tmp/redis.sock", "/tmp/redis-server.sock", "/tmp/valkey.sock")
    p.services[server.name] |= {"command": ["--port", "0", "--unixsocket", path]}
    client = p.client(server.scheme, server.name, server.port)
    cases = p.asked_by(client, server.name, server, server.port, "CL505")
    if draw.chance(50):
        cases += p.asked_here(p.publish(server), server, "CL505")
    return p.world(path, *cases)


MAKERS = (
    on_loopback, another_port, machine_on_loopback, other_family, six_first,
    only_on_loopback_of_machine, firewalled, socket_file,
)  # fmt: skip
