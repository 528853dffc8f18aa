"""Worlds in which a name is looked up in the wrong place, or means something elsewhere."""

from typing import Any

from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import ANY, QUICK, TCP, published
from tests.lab.combinations.worlds import HEALTHY, Case, World

ROUTE = ("python3", "tests/lab/engines/route.py")


def hosts_line(draw: Draw) -> World:
    """CL406: extra_hosts, or a mounted hosts file, sends a service's name to nobody."""
    p = Project(draw)
    net = draw.subnet()
    p.networks = {"default": {"ipam": {"config": [{"subnet": f"{net}.0/24"}]}}}
    server = p.server(TCP)
    away, by = f"{net}.77", draw.pick("list", "mapping", "mount")
    more: dict[str, Any] = {"extra_hosts": {server.name: away, "mail.example": "10.0.0.8"}}
    if by == "list":
        more = {"extra_hosts": [f"{server.name}:{away}"]}
    elif by == "mount":
        p.files["hosts.txt"] = f"127.0.0.1 localhost\n{away}\t{server.name}\n"
        more = {"volumes": ["./hosts.txt:/etc/hosts:ro"]}
    client = p.client(server.scheme, server.name, server.port, **more)
    cases = p.asked_by(client, server.name, server, server.port, "CL406")
    return p.world(f"{server.kind}, {by}", *cases)


def own_resolver(draw: Draw) -> World:
    """CL418: a mounted resolv.conf does not lead to Docker's resolver."""
    p = Project(draw)
    net = draw.subnet()
    p.networks = {"default": {"ipam": {"config": [{"subnet": f"{net}.0/24"}]}}}
    server = p.server(TCP)
    first = draw.pick(f"{net}.53", "127.0.0.1")
    second = draw.pick("", "", "", "nameserver 127.0.0.11\n") if first != "127.0.0.1" else ""
    p.files["resolv.txt"] = f"nameserver {first}\n{second}options timeout:1 attempts:1\n"
    more: dict[str, Any] = {"volumes": ["./resolv.txt:/etc/resolv.conf"]}
    client = p.client(server.scheme, server.name, server.port, **more)
    # with Docker's behind it a silent first server costs time only, which is no fault
    code = HEALTHY if second else "CL418"
    cases = p.asked_by(client, server.name, server, server.port, code)
    return p.world(f"{server.kind}, {first}", *cases)


def taken_off(draw: Draw) -> World:
    """CL310: somebody took the server, or the client, off their network."""
    p = Project(draw)
    server = p.server(TCP)
    outside = p.publish(server)
    client = p.client(server.scheme, server.name, server.port)
    who = draw.pick(server.name, client)
    cases = p.asked_by(client, server.name, server, server.port, "CL310")
    if who == server.name:
        cases += p.asked_here(outside, server, "CL310")
    return p.world(f"{server.kind}, {who}", *cases, detached=(who,))


def typed_here(draw: Draw) -> World:
    """CL402: a container's name, used on this machine."""
    p = Project(draw)
    server = p.server(TCP, name=draw.pick("db", "cache-1", "backend"))
    if draw.chance(60):
        p.publish(server, ip=draw.pick(None, "127.0.0.1"))
    p.client(server.scheme, server.name, server.port)
    host = draw.pick(server.name, server.name.upper())
    if draw.chance(40):
        host = f"clf-{draw.host_port()}"
        p.services[server.name][draw.pick("container_name", "hostname")] = host
    words = (f"{host}:{server.port}", "--from", "host")
    return p.world(f"{server.kind} as {host}", Case(words, "CL402"))


def by_hostname(draw: Draw) -> World:
    """CL409: a hostname on the default bridge."""
    p = Project(draw)
    mode: dict[str, Any] = {"network_mode": "bridge"}
    server = p.server(TCP)
    host = f"clf-{draw.host_port()}"
    p.services[server.name] |= mode | {"hostname": host}
    client = p.client(server.scheme, host, server.port, **mode)
    cases = p.asked_by(client, host, server, server.port, "CL409")
    return p.world(f"{server.kind} as {host}", *cases)


def other_transport(draw: Draw) -> World:
    """CL607: published for the transport that the server does not speak."""
    p = Project(draw)
    server = p.server(ANY)
    outside, end = draw.host_port(), "" if server.suffix else "/udp"
    ip = draw.pick(None, "127.0.0.1")
    item = published(outside, server.port, draw, ip, end)
    p.services[server.name]["ports"] = [item]
    if draw.chance(40):
        p.bystander()
    cases = [
        Case((f"{outside}",), "CL607"),
        Case((f"localhost:{outside}{server.suffix}",), "CL607"),
        Case((f"{outside}{server.suffix or '/tcp'}", "--from", "host"), "CL607"),
    ]
    return p.world(f"{server.kind} at {item}", *cases)


def routed_elsewhere(draw: Draw) -> World:
    """CL306: a route of this machine and a container network have the same addresses."""
    p = Project(draw)
    net, name = draw.subnet(), f"clr{draw.host_port()}"
    p.networks = {"default": {"ipam": {"config": [{"subnet": f"{net}.0/24"}]}}}
    if draw.chance(50):
        server = p.server(QUICK)
        outside = p.publish(server)
        route = (*ROUTE, name, f"{net}.{draw.pick('0/25', '0/28')}")
        cases = p.asked_here(outside, server, "CL306")
        return p.world(f"{server.kind} behind {route[-1]}", *cases, host=(route,))
    host, port = f"{net}.{draw.pick(40, 77, 200)}", draw.port()
    p.bystander()
    client = p.client("http", host, port)
    inside = draw.pick(f"{net}.0/24", f"{net.rpartition('.')[0]}.0.0/16")
    cases = [
        Case((f"{host}:{port}", "--from", client), "CL306"),
        Case((f"{port}",), "CL306"),
    ]
    return p.world(f"{host} in {inside}", *cases, host=((*ROUTE, name, inside),))


def lookups_in_order(draw: Draw) -> World:
    """Lines and resolvers of one's own that are right; a hostname on a network with names."""
    p = Project(draw)
    net = draw.subnet()
    p.networks = {"default": {"ipam": {"config": [{"subnet": f"{net}.0/24"}]}}}
    server = p.server(TCP)
    p.services[server.name]["networks"] = {"default": {"ipv4_address": f"{net}.9"}}
    p.files["resolv.txt"] = "nameserver 127.0.0.11\noptions ndots:0\n"
    right: dict[str, Any] = draw.pick(
        {"extra_hosts": [f"{server.name}:{net}.9"]},
        {"extra_hosts": {"host.docker.internal": "host-gateway", "old": f"{net}.77"}},
        {"dns": [f"{net}.53"], "dns_opt": ["timeout:1"]},
        {"volumes": ["./resolv.txt:/etc/resolv.conf:ro"]},
    )
    host = server.name
    if draw.chance(30) and "extra_hosts" not in right:
        host = f"clf-{draw.host_port()}"
        p.services[server.name]["hostname"] = host
    client = p.client(server.scheme, host, server.port, **right)
    cases = p.asked_by(client, host, server, server.port, HEALTHY)
    return p.world(f"{server.kind} as {host}, {next(iter(right))}", *cases)


MAKERS = (
    hosts_line, own_resolver, taken_off, typed_here, by_hostname, other_transport,
    routed_elsewhere, lookups_in_order,
)  # fmt: skip
