"""Worlds in which networks are wrong."""

from typing import Any

from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import ANY, QUICK, TCP
from tests.lab.combinations.worlds import World


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


MAKERS = (apart, closed_in, cut_off, host_mode_server, host_mode_client)
