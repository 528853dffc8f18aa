"""Worlds in which networks are wrong."""

from typing import Any

from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import ANY, QUICK, TCP
from tests.lab.combinations.worlds import Case, Setting, World
from tests.lab.combinations.writing import BASE


def apart(draw: Draw) -> World:
    """CL301: no network in common; dialled by service, container, alias or address."""
    p = Project(draw)
    by = draw.pick("service", "service", "container", "alias", "address")
    mine, theirs = draw.pick(("front", "back"), ("default", "data"), ("a", "default"), ("n1", "n2"))
    server = p.server(ANY if by != "address" else TCP)
    host = server.name
    more: dict[str, Any] = {}
    pool: dict[str, Any] = {}
    if by == "container":
        host = f"clf-{draw.host_port()}"
        p.services[server.name]["container_name"] = host
    elif by == "alias":
        host, more = "primary", {"aliases": ["primary"]}
    elif by == "address":
        net = draw.subnet()
        host, more = f"{net}.9", {"ipv4_address": f"{net}.9"}
        pool = {"ipam": {"config": [{"subnet": f"{net}.0/24"}]}}
    p.services[server.name]["networks"] = {theirs: more or None}
    p.networks = {mine: {}, theirs: pool}
    client = p.client(server.scheme, host, server.port, networks=[mine])
    if draw.chance(30):
        p.bystander(networks=[mine, theirs])
    cases = p.asked_by(client, host, server, server.port, "CL301")
    return p.world(f"{server.kind} by {by}", *cases)


def closed_in(draw: Draw) -> World:
    """CL302: published from an internal network, or from two."""
    p = Project(draw)
    server = p.server(QUICK)
    outside = p.publish(server)
    net = draw.pick("default", "back")
    p.networks = {net: {"internal": True}}
    p.services[server.name]["networks"] = [net]
    if draw.chance(50):
        p.networks["more"] = {"internal": True}
        p.services[server.name]["networks"] = [net, "more"]
    p.client(server.scheme, server.name, server.port, networks=[net])
    cases = p.asked_here(outside, server, "CL302")
    return p.world(f"{server.kind} on {net}", *cases)


def cut_off(draw: Draw) -> World:
    """CL303: a client without any network, or a server whose ports are ignored for that."""
    p = Project(draw)
    server = p.server(QUICK)
    if draw.chance(50):
        outside = p.publish(server)
        p.services[server.name]["network_mode"] = "none"
        return p.world(f"{server.kind} published", *p.asked_here(outside, server, "CL303"))
    client = p.client(server.scheme, server.name, server.port, network_mode="none")
    cases = p.asked_by(client, server.name, server, server.port, "CL303")
    return p.world(f"{server.kind} by name", *cases)


def host_mode_server(draw: Draw) -> World:
    """CL304: ports beside host mode are ignored; or a sibling dials it by its name."""
    p = Project(draw)
    server = p.server(("web", "redis"), port=draw.host_port())
    p.services[server.name].pop("expose", None)
    p.services[server.name]["network_mode"] = "host"
    if draw.chance(50):
        outside = p.publish(server)
        cases = p.asked_here(outside, server, "CL304")
        return p.world(f"{server.kind}, ports ignored", *cases)
    client = p.client(server.scheme, server.name, server.port)
    cases = p.asked_by(client, server.name, server, server.port, "CL304")
    return p.world(f"{server.kind} by name", *cases)


def host_mode_client(draw: Draw) -> World:
    """CL304: in host mode a service knows no sibling by name."""
    p = Project(draw)
    server = p.server(TCP)
    if draw.chance(50):
        p.publish(server)
    client = p.client(server.scheme, server.name, server.port, network_mode="host")
    cases = p.asked_by(client, server.name, server, server.port, "CL304")
    return p.world(server.kind, *cases)


def kept_apart(draw: Draw) -> World:
    """CL307: one network for both, which drops what its containers send to each other."""
    p = Project(draw)
    net = draw.pick("default", "data")
    p.networks = {net: {"driver_opts": {"com.docker.network.bridge.enable_icc": "false"}}}
    server = p.server(TCP, networks=[net])
    nets = [net, "more"] if draw.chance(40) else [net]
    if "more" in nets:
        p.networks["more"] = {}
    client = p.client(server.scheme, server.name, server.port, networks=nets)
    cases = p.asked_by(client, server.name, server, server.port, "CL307")
    return p.world(f"{server.kind} on {net}", *cases)


def beside_the_host(draw: Draw) -> World:
    """CL305: a server on a macvlan network, which publishes nothing to its own host."""
    p = Project(draw)
    number, net, subnet = draw.host_port(), draw.pick("lan", "home"), draw.subnet()
    parent = f"clm{number}"
    p.networks = {
        net: {
            "driver": "macvlan",
            "driver_opts": {"parent": parent},
            "ipam": {"config": [{"subnet": f"{subnet}.0/24"}]},
        }
    }
    server = p.server(QUICK, networks=[net])
    outside = p.publish(server)
    end = f"cln{number}"
    pair = ("ip", "link", "add", parent, "type", "veth", "peer", "name", end)
    up = [(("ip", "link", "set", each, "up"), ()) for each in (parent, end)]
    settings = ((pair, ("ip", "link", "delete", parent)), *up)
    cases = p.asked_here(outside, server, "CL305")
    return p.world(f"{server.kind} on {net}", *cases, settings=settings)


def _another_machine(p: Project, draw: Draw) -> tuple[str, int, tuple[Setting, ...]]:
    """A server behind a link of the host's own, which has to forward: address, port, settings."""
    number, subnet, port = draw.host_port(), draw.subnet(), draw.port()
    serve = ["httpd", "-f", "-p", str(port)]
    p.services["elsewhere"] = {
        "image": BASE, "command": serve, "init": True, "network_mode": "none",
    }  # fmt: skip
    name, near = f"clf{number}", f"clu{number}"
    inside, outside = ("ip", "-netns", name), ("ip",)
    link = ("ip", "link", "add", near, "type", "veth", "peer", "name", "eth9", "netns", name)
    return f"{subnet}.9", port, (
        (("ip", "netns", "attach", name, "{elsewhere}"), ("ip", "netns", "delete", name)),
        (link, ("ip", "link", "delete", near)),
        ((*outside, "address", "add", f"{subnet}.1/24", "dev", near), ()),
        ((*outside, "link", "set", near, "up"), ()),
        ((*inside, "address", "add", f"{subnet}.9/24", "dev", "eth9"), ()),
        ((*inside, "link", "set", "eth9", "up"), ()),
    )  # fmt: skip


def not_forwarded(draw: Draw) -> World:
    """CL703: the engine's host forwards nothing, and a container calls another machine."""
    p = Project(draw)
    host, port, settings = _another_machine(p, draw)
    client = p.client("http", host, port)
    off = (("sysctl", "-w", "net.ipv4.ip_forward=0"), ("sysctl", "-w", "net.ipv4.ip_forward=1"))
    ways = ((f"{host}:{port}", "--from", client), (f"http://{host}:{port}/", "--from", client))
    cases, later = (Case(w, "CL703") for w in ways), (*settings, off)
    return p.world("forwarding off", *cases, later=later, alone=True)


def dropped_between(draw: Draw) -> World:
    """CL702: a rule of the host's drops what the containers of one bridge send to each other."""
    p = Project(draw)
    bridge, net = f"br-clf{draw.host_port()}", draw.pick("default", "back")
    p.networks = {net: {"driver_opts": {"com.docker.network.bridge.name": bridge}}}
    server = p.server(TCP, networks=[net])
    client = p.client(server.scheme, server.name, server.port, networks=[net])
    chain = draw.pick("DOCKER-USER", "FORWARD")
    # Docker itself removes a rule that is spelled like its own
    rule = ("-i", bridge, "-o", bridge, "-p", "tcp", "-j", "DROP")
    later = ((("iptables", "-I", chain, *rule), ("iptables", "-D", chain, *rule)),)
    cases = p.asked_by(client, server.name, server, server.port, "CL702")
    return p.world(f"{server.kind} by {chain}", *cases, later=later)


MAKERS = (
    apart,
    closed_in,
    cut_off,
    kept_apart,
    beside_the_host,
    not_forwarded,
    dropped_between,
    host_mode_server,
    host_mode_client,
)
