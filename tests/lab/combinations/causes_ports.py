"""Worlds in which a port is published wrongly, not at all, or asked for in the wrong place."""

import json
from dataclasses import replace

from tests.lab.combinations import servers
from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import ANY, QUICK, TCP
from tests.lab.combinations.worlds import Case, World


def unpublished(draw: Draw) -> World:
    """CL601: this machine dials a port that only the containers have."""
    p = Project(draw)
    server = p.server(TCP)
    exposed = draw.chance(60)
    if exposed:
        p.services[server.name]["expose"] = [str(server.port)]
    else:
        p.services[server.name].pop("expose", None)
    if draw.chance(50):
        p.client(server.scheme, server.name, server.port)
    if draw.chance(30):
        p.publish(p.server(QUICK, port=draw.port()))
    here = [f"localhost:{server.port}", f"127.0.0.1:{server.port}", f"{server.port}"]
    cases = [Case((here[0], "--from", "host"), "CL601"), Case((here[1], "--from", "host"), "CL601")]
    cases.append(Case((here[2], "--from", "host"), "CL601"))
    return p.world(f"{server.kind}, {'exposed' if exposed else 'not exposed'}", *cases)


def wrong_container_port(draw: Draw) -> World:
    """CL602: the right-hand number of `ports:` is nobody's."""
    p = Project(draw)
    server = p.server(TCP)
    p.services[server.name].pop("expose", None)
    outside = p.publish(server, inside=draw.port(), ip=draw.pick(None, "127.0.0.1"))
    if draw.chance(40):
        p.client(server.scheme, server.name, server.port)
    return p.world(server.kind, *p.asked_here(outside, server, "CL602"))


def host_port_inside(draw: Draw) -> World:
    """CL604: a sibling dials the left-hand number."""
    p = Project(draw)
    server = p.server(ANY)
    outside = p.publish(server, ip=draw.pick(None, "127.0.0.1"))
    client = p.client(server.scheme, server.name, outside)
    cases = p.asked_by(client, server.name, server, outside, "CL604")
    cases.append(Case((f"{server.port}{server.suffix}",), "CL604"))
    return p.world(server.kind, *cases)


def container_port_outside(draw: Draw) -> World:
    """CL605: this machine dials the right-hand number."""
    p = Project(draw)
    server = p.server(TCP)
    p.publish(server, ip=draw.pick(None, "127.0.0.1"))
    if draw.chance(40):
        p.client(server.scheme, server.name, server.port)
    cases = [
        Case((f"localhost:{server.port}", "--from", "host"), "CL605"),
        Case((f"127.0.0.1:{server.port}", "--from", "host"), "CL605"),
    ]
    return p.world(server.kind, *cases)


def shadowed(draw: Draw) -> World:
    """CL606: published on 127.0.0.1, and a process of this machine has the port on ::1."""
    p = Project(draw)
    server = p.server(("nginx", "redis", "web"))
    outside = p.publish(server)
    process = tuple(servers.python("web", outside, "::1"))
    cases = [
        Case((f"[::1]:{outside}",), "CL606"),
        Case((f"[::1]:{outside}", "--from", "host"), "CL606"),
        Case((f"http://[::1]:{outside}/",), "CL606"),
    ]
    return p.world(server.kind, *cases, host=(process,))


def open_to_all(draw: Draw) -> World:
    """CL611: a database that answers, published on every address of the machine."""
    p = Project(draw)
    server = p.server(("redis", "redis", "postgres", "mariadb"))
    outside = p.publish(server, ip=draw.pick(None, "0.0.0.0"))
    if draw.chance(40):
        p.client(server.scheme, server.name, server.port)
    cases = [replace(case, warning=True) for case in p.asked_here(outside, server, "CL611")]
    return p.world(server.kind, *cases)


def refused_by_browsers(draw: Draw) -> World:
    """CL813: a page is published at a port that browsers never open."""
    p = Project(draw)
    server = p.server(("web", "nginx"))
    outside = draw.pick(5060, 5061, 6566, 6679, 6697, 10080)
    item = servers.published(outside, server.port, draw, "127.0.0.1")
    p.services[server.name]["ports"] = [item]
    ways = ((f"{outside}",), (f"localhost:{outside}",), (f"http://localhost:{outside}/",))
    cases = [Case(words, "CL813", warning=True) for words in ways]
    return p.world(f"{server.kind} at {outside}", *cases)


def on_a_node(draw: Draw) -> World:
    """CL109: a server at a NodePort of a container with a cluster's labels."""
    p = Project(draw)
    server = p.server(("web", "nginx"), port=draw.pick(30001, 30080, 31234, 32500))
    p.services[server.name].pop("expose", None)
    label = draw.pick("io.x-k8s.kind.cluster", "name.minikube.sigs.k8s.io")
    p.services[server.name]["labels"] = {label: "dev"}
    p.publish(server, inside=6443)
    cases = p.asked_here(server.port, server, "CL109")
    return p.world(f"{server.kind} at {server.port}", *cases)


def added_not_replaced(draw: Draw) -> World:
    """CL609: a second file publishes the port in another way, and compose asks for both."""
    p = Project(draw)
    server = p.server(QUICK, ready=False)
    outside = p.publish(server, ip=None)
    local = {server.name: {"ports": [f"127.0.0.1:{outside}:{server.port}{server.suffix}"]}}
    made = p.world(server.kind, *p.asked_here(outside, server, "CL609"), may_fail=True)
    return replace(made, name="compose.yaml", override={"services": local})


def another_number(draw: Draw) -> World:
    """CL608: the engine chose the host port, and this machine has a number of an earlier start."""
    p = Project(draw)
    server = p.server(QUICK)
    ip = draw.pick("127.0.0.1", "0.0.0.0")
    p.services[server.name]["ports"] = [f"{ip}::{server.port}"]
    # Docker hands them out from 32768 on, and has not come so far
    old = 33600 + draw.host_port() % 100
    return p.world(server.kind, *p.asked_here(old, server, "CL608"))


def forwarded_from_another(draw: Draw) -> World:
    """CL107: devcontainer.json forwards the number from the service that the editor works in."""
    p = Project(draw)
    server = p.server(QUICK)
    p.services[server.name].pop("expose", None)
    label = {"devcontainer.local_folder": "/home/eva/shop"}
    editor = p.bystander(labels=label)
    if draw.chance(40):
        p.client(server.scheme, server.name, server.port)
    written = {
        "dockerComposeFile": ["compose.yaml", "compose.yml", "docker-compose.yml"],
        "service": editor,
        "forwardPorts": [draw.port(), draw.pick(server.port, f"{server.port}")],
    }
    p.files[".devcontainer.json"] = f"// for the editor\n{json.dumps(written, indent=4)}\n"
    cases = [Case((f"localhost:{server.port}", "--from", "host"), "CL107")]
    return p.world(f"{server.kind} forwarded from {editor}", *cases)


MAKERS = (
    forwarded_from_another, unpublished, wrong_container_port, host_port_inside,
    container_port_outside, shadowed, open_to_all, refused_by_browsers, on_a_node,
    added_not_replaced, another_number,
)  # fmt: skip
