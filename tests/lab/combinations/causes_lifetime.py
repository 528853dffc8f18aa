"""Worlds in which a container was made too early, too late, wrongly or not at all."""

import json
from copy import deepcopy
from dataclasses import replace

from tests.lab.combinations import servers
from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import ANY, QUICK, TCP
from tests.lab.combinations.worlds import Case, Ready, World
from tests.lab.combinations.writing import IN_COMPOSE


def port_taken(draw: Draw) -> World:
    """CL203: a process, or another project, has the host port already."""
    p = Project(draw)
    server = p.server(TCP, ready=False)
    outside = p.publish(server, ip="127.0.0.1")
    client = p.client(server.scheme, server.name, server.port)
    cases = p.asked_by(client, server.name, server, server.port, "CL203")
    if draw.chance(50):
        process = tuple(servers.python("web", outside, draw.pick("127.0.0.1", "0.0.0.0")))
        title = f"{server.kind}, by a process"
        return p.world(title, *cases, host=(process,), may_fail=True)
    other = servers.definition("redis", 6379) | {"ports": [f"{outside}:6379"]}
    cases += [c for c in p.asked_here(outside, server, "CL203") if "--from" not in c.words]
    title = f"{server.kind}, by a project"
    return p.world(title, *cases, beside={"services": {"there": other}}, may_fail=True)


def starting(draw: Draw) -> World:
    """CL204: up for a while and not listening yet, as its healthcheck says."""
    p = Project(draw)
    server = p.server(("redis", "web"), ready=False)
    command = p.services[server.name].get("command", [])
    words = " ".join(command) if server.kind == "web" else " ".join(["/start", *command])
    p.services[server.name] |= {
        "command": ["sh", "-c", f"sleep 300; exec {words}"],
        "healthcheck": {
            "test": draw.pick(["CMD-SHELL", "false"], ["CMD", "nc", "-z", "::1", "1"]),
            "interval": "2s",
            "start_period": "250s",
        },
    }
    client = p.client(server.scheme, server.name, server.port)
    cases = p.asked_by(client, server.name, server, server.port, "CL204")
    if draw.chance(50):
        cases += p.asked_here(p.publish(server), server, "CL204")
    return p.world(server.kind, *cases)


def never_made(draw: Draw) -> World:
    """CL205: of a profile that is off, or left out of `up`."""
    p = Project(draw)
    server = p.server(ANY, ready=False)
    profile = draw.chance(50)
    if profile:
        p.services[server.name]["profiles"] = [draw.pick("extras", "dev-tools")]
    outside = p.publish(server) if draw.chance(50) else None
    client = p.client(server.scheme, server.name, server.port)
    cases = p.asked_by(client, server.name, server, server.port, "CL205")
    if outside and not server.suffix:
        cases.append(Case((f"{outside}",), "CL205"))
    up = () if profile else ("--no-deps", client)
    return p.world(f"{server.kind}, {'profile' if profile else 'left out'}", *cases, up=up)


def edited_since(draw: Draw) -> World:
    """CL206: the file was mended and nobody made the container anew."""
    p = Project(draw)
    server = p.server(QUICK)
    p.services[server.name]["expose"] = [str(server.port)]
    what = draw.pick("ports", "network", "reference")
    if what == "ports":
        outside = draw.host_port()
        client = p.bystander()
        cases = [
            Case((f"{outside}",), "CL206"),
            Case((f"localhost:{outside}",), "CL206"),
            Case((f"127.0.0.1:{outside}", "--from", "host"), "CL206"),
        ]
    elif what == "network":
        client = p.client(server.scheme, server.name, server.port, networks=["front"])
        p.services[server.name]["networks"] = ["back"]
        p.networks = {"front": {}, "back": {}}
        cases = p.asked_by(client, server.name, server, server.port, "CL206")
    else:
        client = p.client(server.scheme, "localhost", server.port, IN_COMPOSE)
        cases = p.asked_by(client, "localhost", server, server.port, "CL206")
        cases = [c for c in cases if "localhost" not in c.words[0]]
    world = p.world(f"{server.kind}, {what}", *cases)
    mended = deepcopy(world.compose)
    if what == "ports":
        mended["services"][server.name]["ports"] = [f"127.0.0.1:{outside}:{server.port}"]
    elif what == "network":
        mended["services"][client]["networks"] = ["front", "back"]
    else:
        text = json.dumps(mended["services"][client]).replace("localhost", server.name)
        mended["services"][client] = json.loads(text)
    return replace(world, rewritten=mended)


def idle(draw: Draw) -> World:
    """CL507: it runs, and serves nothing at all."""
    p = Project(draw)
    server = p.server(ANY, ready=False)
    # a healthcheck that is content tells that it is not still starting
    p.services[server.name] |= {
        "command": draw.pick(["sleep", "infinity"], ["sh", "-c", "while :; do sleep 9; done"]),
        "init": True,
        "healthcheck": {"test": ["CMD", "true"], "interval": "1s"},
    }
    client = p.client(server.scheme, server.name, server.port)
    cases = p.asked_by(client, server.name, server, server.port, "CL507")
    if draw.chance(50) and not server.suffix:
        cases += p.asked_here(p.publish(server), server, "CL507")
    return p.world(server.kind, *cases, up=("--wait",))


def run_by_hand(draw: Draw) -> World:
    """CL208: started with `compose run`, which gives it neither its name nor its ports."""
    p = Project(draw)
    server = p.server(QUICK, ready=False)
    outside = p.publish(server, ip=draw.pick(None, "127.0.0.1"))
    client = p.client(server.scheme, server.name, server.port)
    alone = Ready(server.name, server.port, server.transport)
    cases = p.asked_by(client, server.name, server, server.port, "CL208")
    cases += p.asked_here(outside, server, "CL208")
    return p.world(server.kind, *cases, up=("--no-deps", client), by_hand=alone)


MAKERS = (port_taken, starting, never_made, edited_since, idle, run_by_hand)
