"""Worlds in which a server runs and yet is of no use: unhealthy, frozen, waited for in vain."""

from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import QUICK, TCP, Server
from tests.lab.combinations.worlds import World

_OFTEN = {"interval": "1s", "retries": 1}


def kept_waiting(draw: Draw) -> World:
    """CL215: the client waits for a check that cannot pass, or for a job that failed."""
    p = Project(draw)
    server = p.server(QUICK, ready=False)
    how = draw.pick("port", "missing", "false", "job")
    needs = {server.name: {"condition": "service_healthy"}}
    if how == "job":
        job = p.bystander(command=["sh", "-c", f"exit {draw.pick(1, 2, 3)}"])
        needs = {job: {"condition": "service_completed_successfully"}}
    else:
        p.services[server.name]["healthcheck"] = _OFTEN | {"test": _check(how, server, draw)}
    client = p.client(server.scheme, server.name, server.port, depends_on=needs)
    cases = p.asked_by(client, server.name, server, server.port, "CL215")
    return p.world(f"{server.kind}, {how}", *cases, may_fail=True)


def _check(how: str, server: Server, draw: Draw) -> list[str]:
    port = draw.port()
    while port == server.port:
        port = draw.port()
    return {
        "port": draw.pick(
            ["CMD", "nc", "127.0.0.1", str(port)], ["CMD-SHELL", f"nc localhost {port} || exit 1"]
        ),
        "missing": ["CMD", draw.pick("curl", "pg_isready", "grpc_health_probe"), "localhost"],
        "false": ["CMD-SHELL", draw.pick("exit 1", "echo not ready; exit 3")],
    }[how]


def wrong_family(draw: Draw) -> World:
    """CL506: the check dials ::1, and its server listens on IPv4 only."""
    p = Project(draw)
    server = p.server(("web",), bind="0.0.0.0", ready=False)
    url = f"http://[::1]:{server.port}/"
    test = draw.pick(
        ["CMD", "wget", "-q", "-O", "/dev/null", url], ["CMD-SHELL", f"wget -qO- {url} || exit 1"]
    )
    p.services[server.name] |= {
        "healthcheck": _OFTEN | {"test": test},
        "sysctls": {"net.ipv6.conf.all.disable_ipv6": 0},
    }
    needs = {server.name: {"condition": "service_healthy"}}
    client = p.client(server.scheme, server.name, server.port, depends_on=needs)
    cases = p.asked_by(client, server.name, server, server.port, "CL506")
    return p.world(server.kind, *cases, may_fail=True)


def frozen(draw: Draw) -> World:
    """CL209: paused, or its process is stopped."""
    p = Project(draw)
    server = p.server(TCP)
    # of an nginx the workers go on serving, when its first process is stopped
    how = "pause" if server.kind == "nginx" else draw.pick("pause", "stop")
    p.services[server.name].pop("init", None)  # which would be stopped in its server's place
    client = p.client(server.scheme, server.name, server.port)
    cases = p.asked_by(client, server.name, server, server.port, "CL209")
    if draw.chance(50):
        cases += p.asked_here(p.publish(server), server, "CL209")
    step = ("pause", server.name) if how == "pause" else ("kill", "-s", "STOP", server.name)
    return p.world(f"{server.kind}, {how}", *cases, afterwards=(step,))


def left_behind(draw: Draw) -> World:
    """CL207: the server is in the network of another one, which ended and is there again."""
    p = Project(draw)
    server = p.server(QUICK)
    owner = p.bystander()
    p.services[server.name].pop("expose", None)
    p.services[server.name] |= {"network_mode": f"service:{owner}", "init": True}
    client = p.client(server.scheme, owner, server.port)
    cases = p.asked_by(client, owner, server, server.port, "CL207")
    steps = draw.pick(
        (("kill", owner), ("start", owner)),
        (("up", "--detach", "--no-deps", "--force-recreate", owner),),
    )
    return p.world(f"{server.kind}, {steps[0][0]}", *cases, afterwards=steps)


MAKERS = (kept_waiting, wrong_family, frozen, left_behind)
