"""Worlds in which a name leads nowhere, or to the wrong place."""

from typing import Any

from tests.lab.combinations import servers
from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import ANY, TCP, Server
from tests.lab.combinations.worlds import World

HOST_NAME = "host.docker.internal"
GATEWAY = [f"{HOST_NAME}:host-gateway"]


def loopback(draw: Draw) -> str:
    """The container's own loopback, as people write it."""
    return draw.pick("localhost", "127.0.0.1", "localhost", "::1")


def itself(draw: Draw) -> World:
    """CL401: localhost, where a sibling or a server of this machine is meant."""
    p = Project(draw)
    host, means = loopback(draw), draw.pick("sibling", "sibling", "published", "machine")
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
    if means == "published" and server.scheme == "http":
        # unasked, a page's published address is taken for what its users are given
        cases = [c for c in cases if "--from" in c.words]
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


def as_on_desktop(draw: Draw) -> World:
    """CL413: Docker Model Runner by Docker Desktop's name; another server has its port."""
    p = Project(draw)
    name, server = "model-runner.docker.internal", Server("", "web", 12434)
    process = tuple(servers.python("web", server.port, "0.0.0.0"))
    lines = draw.pick((), (f"{name}:host-gateway",))
    client = p.client("http", name, 80, extra_hosts=list(lines))
    cases = p.asked_by(client, name, server, 80, "CL413")
    here = [c for c in cases if any(name in word for word in c.words)]
    return p.world("defined" if lines else "not defined", *here, host=(process,))


def default_bridge(draw: Draw) -> World:
    """CL403: both are on the default bridge, which answers no names."""
    p = Project(draw)
    mode: dict[str, Any] = {"network_mode": "bridge"}
    server = p.server(TCP)
    p.services[server.name] |= mode
    host = server.name
    if draw.chance(50):
        host = f"clf-{draw.host_port()}"
        p.services[server.name]["container_name"] = host
    client = p.client(server.scheme, host, server.port, **mode)
    cases = p.asked_by(client, host, server, server.port, "CL403")
    return p.world(f"{server.kind} as {host}", *cases)


def same_name_twice(draw: Draw) -> World:
    """CL405: another project has a server of the same name on a network of both."""
    p = Project(draw)
    server = p.server(("web", "nginx", "postgres"))
    shared = f"clf-shared-{draw.host_port()}"
    p.networks = {"shared": {"external": True, "name": shared}}
    p.services[server.name]["networks"] = ["shared"]
    client = p.client(server.scheme, server.name, server.port, networks=["shared"])
    other = {
        "services": {server.name: servers.definition("redis", draw.port())},
        "networks": {"default": {"name": shared}},
    }
    cases = p.asked_by(client, server.name, server, server.port, "CL405")
    return p.world(f"{server.kind} {server.name}", *cases, beside=other)


def old_address(draw: Draw) -> World:
    """CL407: an address that nobody has any more, or that somebody else has."""
    p = Project(draw)
    net = draw.subnet()
    pool = {"ipam": {"config": [{"subnet": f"{net}.0/24"}]}}
    p.networks = {"default": pool}
    server = p.server(TCP)
    p.services[server.name].setdefault("expose", [str(server.port)])
    old, taken = f"{net}.77", draw.chance(50)
    if taken:
        p.services[server.name]["networks"] = {"default": {"ipv4_address": f"{net}.78"}}
        p.bystander(networks={"default": {"ipv4_address": old}})
    client = p.client(server.scheme, old, server.port)
    cases = p.asked_by(client, old, server, server.port, "CL407")
    return p.world(f"{server.kind}, {'taken' if taken else 'free'}", *cases)


MAKERS = (
    itself, misspelt, no_host_name, as_on_desktop, default_bridge, same_name_twice, old_address,
)  # fmt: skip
