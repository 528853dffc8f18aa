"""Worlds in which a container is not what it should be, or nobody is there."""

from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import ANY, QUICK
from tests.lab.combinations.worlds import Ready, World


def stopped(draw: Draw) -> World:
    """CL201: stopped, killed, ended by itself, or created and never started."""
    p = Project(draw)
    server = p.server(ANY)
    outside = p.publish(server) if draw.chance(50) else None
    client = p.client(server.scheme, server.name, server.port)
    how = draw.pick("stop", "kill", "ended", "created")
    steps: tuple[tuple[str, ...], ...] = ()
    up: tuple[str, ...] = ()
    if how == "ended":
        p.services[server.name]["command"] = ["sh", "-c", f"exit {draw.pick(0, 1, 3, 127, 137)}"]
    elif how == "created":
        up = ("--no-deps", client)
        steps = (("create", "--no-recreate", server.name),)
    else:
        steps = (
            ("kill", server.name) if how == "kill" else ("stop", "--timeout", "0", server.name),
        )
    if how in ("ended", "created"):
        p.ready.clear()
    cases = p.asked_by(client, server.name, server, server.port, "CL201")
    if outside:
        cases += p.asked_here(outside, server, "CL201")
    title = f"{server.kind} {how}"
    return p.world(title, *cases, afterwards=steps, up=up)


def restarting(draw: Draw) -> World:
    """CL202: it fails and is started again, for one reason or another."""
    p = Project(draw)
    server = p.server(QUICK, ready=False)
    p.services[server.name] |= {
        "command": draw.pick(["redis-server", "--no-such-option", "1"], ["sh", "-c", "exit 3"])
        if server.kind == "redis"
        else draw.pick(["sh", "-c", "sleep 0.2; exit 1"], ["false"]),
        "restart": draw.pick("always", "unless-stopped", "on-failure"),
    }
    p.ready.append(Ready(server.name, 0))
    client = p.client(server.scheme, server.name, server.port)
    cases = p.asked_by(client, server.name, server, server.port, "CL202")
    if draw.chance(50):
        cases += p.asked_here(p.publish(server), server, "CL202")
    return p.world(f"{server.kind} restarting", *cases)


def nobody(draw: Draw) -> World:
    """CL212: a number that nobody has, near one that somebody has, or far from it."""
    p = Project(draw)
    server = p.server(QUICK)
    outside = p.publish(server)
    asked = draw.pick(outside - 1, outside + 1, 1024) if draw.chance(70) else draw.port()
    while asked in (outside, server.port):
        asked = draw.port()
    words = p.asked_here(asked, None, "CL212")
    return p.world(f"{asked} for {outside}", *words)


MAKERS = (stopped, restarting, nobody)
