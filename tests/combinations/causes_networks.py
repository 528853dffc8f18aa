"""Worlds in which networks or names are wrong."""

from tests.combinations import servers
from tests.combinations.building import Project
from tests.combinations.drawing import Draw
from tests.combinations.servers import ANY, QUICK, TCP, Server
from tests.combinations.worlds import World

HOST_NAME = "host.docker.internal"
GATEWAY = [f"{HOST_NAME}:host-gateway"]


def apart(draw: Draw) -> World:
    """CL301: no network in common; dialled by service, container, alias or address."""
    p = Project(draw)
    by = draw.pick("service", "service", "container", "alias", "address")
    mine, theirs = draw.pick(("front", "back"), ("default", "data"), ("a", "default"), ("n1", "n2"))
    server = p.server(ANY if by != "address" else TCP)
    host, more, pool = server.name, {}, {}
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


def _loopback(draw: Draw) -> str:
    return draw.pick("localhost", "127.0.0.1", "localhost", "::1")


def itself(draw: Draw) -> World:
    """CL401: localhost, where a sibling or a server of this machine is meant."""
    p = Project(draw)
    host, means = _loopback(draw), draw.pick("sibling", "sibling", "published", "machine")
    if means == "machine":
        port = draw.host_port()
        server = Server("", "web", port)
        process = tuple(servers.python("web", port, "0.0.0.0"))
        client = p.client("http", host, port)
        cases = p.asked_by(client, host, server, port, "CL401")
        return p.world(f"{host} for the machine", *cases, host=(process,))
    server = p.server(ANY)
    port = server.port
    if means == "published":
        port = p.publish(server, ip=draw.pick(None, "127.0.0.1"))
    p.services[server.name].setdefault("expose", [f"{server.port}{server.suffix}"])
    client = p.client(server.scheme, host, port)
    cases = p.asked_by(client, host, server, port, "CL401")
    return p.world(f"{host} for {server.kind}, {means}", *cases)


def misspelt(draw: Draw) -> World:
    """CL402: a letter lost, doubled or swapped; or a server that lives with another one."""
    p = Project(draw)
    if draw.chance(30):
        owner = p.bystander()
        server = p.server(ANY, network_mode=f"service:{owner}")
        host, title = server.name, "lodger"
    else:
        name = draw.pick("database", "postgres-main", "cache-1", "backend", "search")
        server = p.server(ANY, name=name)
        at = draw.random.randrange(1, len(name) - 2)
        host = draw.pick(
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name.replace("a", "e", 1),
            f"{name}s",
        )
        title = f"{host} for {name}"
    client = p.client(server.scheme, host, server.port)
    cases = p.asked_by(client, host, server, server.port, "CL402")
    return p.world(title, *cases)


def no_host_name(draw: Draw) -> World:
    """CL404: host.docker.internal, which nobody has made known."""
    p = Project(draw)
    if draw.chance(50):
        server = p.server(TCP)
        port = p.publish(server, ip=None)
        client = p.client(server.scheme, HOST_NAME, port)
        cases = p.asked_by(client, HOST_NAME, server, port, "CL404")
        return p.world(f"{server.kind} published", *cases)
    port = draw.host_port()
    server = Server("", "web", port)
    process = tuple(servers.python("web", port, "0.0.0.0"))
    client = p.client("http", HOST_NAME, port)
    cases = p.asked_by(client, HOST_NAME, server, port, "CL404")
    return p.world("a server of the machine", *cases, host=(process,))


MAKERS = (apart, closed_in, itself, misspelt, no_host_name)
