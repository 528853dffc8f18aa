"""Worlds in order that look like one of the causes; nothing may be found in them."""

from typing import Any

from tests.lab.combinations import servers
from tests.lab.combinations.building import Project
from tests.lab.combinations.causes_names import GATEWAY, HOST_NAME
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import ANY, QUICK, TCP, Server
from tests.lab.combinations.worlds import HEALTHY, Case, World


def plain(draw: Draw) -> World:
    """A client, its server, and the server's own port published under another number."""
    p = Project(draw)
    server = p.server(ANY)
    client = p.client(server.scheme, server.name, server.port)
    if draw.chance(50):
        p.services[client]["depends_on"] = [server.name]
    if draw.chance(40):
        p.services[p.bystander()]["profiles"] = ["tools"]
    cases = p.asked_by(client, server.name, server, server.port, HEALTHY)
    if draw.chance(60):
        outside = p.publish(server, ip=draw.pick(None, "127.0.0.1", "0.0.0.0"))
        cases += p.asked_here(outside, server, HEALTHY)
    return p.world(f"{server.kind} {server.name}", *cases)


def closed_network(draw: Draw) -> World:
    """An internal network with nothing published, and a client with a foot in two."""
    p = Project(draw)
    p.networks = {"back": {"internal": True}, "front": {}}
    alias = draw.pick("primary", "the.database", "db_rw")
    server = p.server(TCP)
    p.services[server.name]["networks"] = {"back": {"aliases": [alias]}}
    host = draw.pick(server.name, alias)
    client = p.client(server.scheme, host, server.port, networks=["front", "back"])
    return p.world(host, *p.asked_by(client, host, server, server.port, HEALTHY))


def shared_namespace(draw: Draw) -> World:
    """localhost is right where two live in one namespace, on its loopback too."""
    p = Project(draw)
    server = p.server(ANY, bind=draw.pick(None, "127.0.0.1"))
    mode: dict[str, Any] = {"network_mode": f"service:{server.name}"}
    host = draw.pick("localhost", "127.0.0.1")
    client = p.client(server.scheme, host, server.port, **mode)
    cases = p.asked_by(client, host, server, server.port, HEALTHY)
    return p.world(f"{server.kind} at {host}", *(c for c in cases if "--from" in c.words))


def two_listeners(draw: Draw) -> World:
    """A second server on loopback beside the one that is dialled, on the same port."""
    p = Project(draw)
    server = p.server(QUICK)
    p.server((server.kind,), port=server.port, bind="127.0.0.1")
    client = p.client(server.scheme, server.name, server.port)
    cases = p.asked_by(client, server.name, server, server.port, HEALTHY)
    cases = [c for c in cases if c.words[0] != f"{server.port}"]
    cases += p.asked_here(p.publish(server), server, HEALTHY)
    return p.world(server.kind, *cases)


def of_the_machine(draw: Draw) -> World:
    """A server of this machine on every address, by the host's name or the gateway."""
    p = Project(draw)
    port, kind = draw.host_port(), draw.pick("web", "udp")
    server = Server("", kind, port)
    process = tuple(servers.python(kind, port, "0.0.0.0"))
    client = p.client(server.scheme, HOST_NAME, port, extra_hosts=GATEWAY)
    cases = p.asked_by(client, HOST_NAME, server, port, HEALTHY)
    return p.world(kind, *cases, host=(process,))


def around_by_the_host(draw: Draw) -> World:
    """Published on every address and dialled by way of the host's name."""
    p = Project(draw)
    server = p.server(TCP)
    outside = p.publish(server, ip=None)
    client = p.client(server.scheme, HOST_NAME, outside, extra_hosts=GATEWAY)
    cases = p.asked_by(client, HOST_NAME, server, outside, HEALTHY)
    return p.world(server.kind, *cases)


def host_mode(draw: Draw) -> World:
    """Server and client on the host's network; localhost is this machine, and is right."""
    p = Project(draw)
    mode: dict[str, Any] = {"network_mode": "host"}
    server = p.server(("web", "redis"), port=draw.host_port(), bind=draw.pick("127.0.0.1", None))
    p.services[server.name] |= mode
    p.services[server.name].pop("expose", None)
    client = p.client(server.scheme, "localhost", server.port, **mode)
    cases = p.asked_by(client, "localhost", server, server.port, HEALTHY)
    return p.world(server.kind, *cases, *p.asked_here(server.port, server, HEALTHY))


def fixed_address(draw: Draw) -> World:
    """A fixed address, dialled as such."""
    p = Project(draw)
    net = draw.subnet()
    p.networks = {"lan": {"ipam": {"config": [{"subnet": f"{net}.0/24"}]}}}
    server = p.server(TCP)
    p.services[server.name]["networks"] = {"lan": {"ipv4_address": f"{net}.7"}}
    client = p.client(server.scheme, f"{net}.7", server.port, networks=["lan"])
    cases = p.asked_by(client, f"{net}.7", server, server.port, HEALTHY)
    return p.world(f"{server.kind} at {net}.7", *cases)


def replicas(draw: Draw) -> World:
    """Two containers of one service behind one name."""
    p = Project(draw)
    server = p.server(QUICK)
    p.services[server.name]["deploy"] = {"replicas": 2}
    client = p.client(server.scheme, server.name, server.port)
    cases = p.asked_by(client, server.name, server, server.port, HEALTHY)
    return p.world(server.kind, *cases)


def another_project_too(draw: Draw) -> World:
    """Another project has a stopped server of the same kind, port and name."""
    p = Project(draw)
    server = p.server(QUICK)
    client = p.client(server.scheme, server.name, server.port)
    other = {"services": {server.name: servers.definition(server.kind, server.port, "127.0.0.1")}}
    cases = p.asked_by(client, server.name, server, server.port, HEALTHY)
    return p.world(server.kind, *cases, beside=other)


def fixed_lately(draw: Draw) -> World:
    """Stopped and started again; nothing of the past counts."""
    p = Project(draw)
    server = p.server(ANY)
    client = p.client(server.scheme, server.name, server.port)
    steps = (("restart", "--timeout", "0", server.name),)
    cases = p.asked_by(client, server.name, server, server.port, HEALTHY)
    cases.append(Case((f"{server.port}{server.suffix}",), HEALTHY))
    return p.world(server.kind, *cases, afterwards=steps)


def for_people(draw: Draw) -> World:
    """Public addresses: a service's own, and a page's in a service that writes mails."""
    p = Project(draw)
    page = p.server(("web", "nginx"))
    outside = p.publish(page)
    host = draw.pick("localhost", "127.0.0.1")
    key = draw.pick("SITE", "SERVICE_URL", "ADDRESS", "MY_DOMAIN", "API_ENDPOINT", "WEB_BASE")
    p.services[page.name]["environment"] = {key: f"http://{host}:{outside}"}
    other = draw.pick("FRONTEND_URL", "LOGIN_LINK", "MAIL_SITE_ADDRESS", "PAY_SUCCESS_URL")
    p.bystander(environment={other: f"http://{host}:{outside}/"})
    return p.world(f"{key} and {other}", *p.asked_here(outside, page, HEALTHY))


def named_by_its_host(draw: Draw) -> World:
    """A variable names only a server, and its program knows the usual port."""
    p = Project(draw)
    kind, key = draw.pick(("redis", "CACHE_HOST"), ("postgres", "SHOP_DB_HOST"))
    server = p.server((kind,), port=servers.USUAL[kind])
    client = p.bystander(environment={key: server.name})
    cases = p.asked_by(client, server.name, server, server.port, HEALTHY)
    return p.world(f"{key}={server.name}", *cases)


MAKERS = (
    plain, plain, closed_network, shared_namespace, two_listeners, of_the_machine,
    around_by_the_host, host_mode, fixed_address, replicas, another_project_too, fixed_lately,
    for_people, named_by_its_host,
)  # fmt: skip
