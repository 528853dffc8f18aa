"""Worlds with two faults; the one to repair first is the one with the lower code."""

from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import ANY, TCP
from tests.lab.combinations.worlds import Case, World


def stopped_and_localhost(draw: Draw) -> World:
    """CL201 before CL401: localhost is dialled, and whom it should mean is stopped."""
    p = Project(draw)
    server = p.server(ANY)
    p.services[server.name]["expose"] = [f"{server.port}{server.suffix}"]
    host = draw.pick("localhost", "127.0.0.1")
    client = p.client(server.scheme, host, server.port)
    steps = (("stop", "--timeout", "0", server.name),)
    cases = p.asked_by(client, host, server, server.port, "CL201")
    return p.world(f"{server.kind} at {host}", *cases, afterwards=steps)


def apart_and_loopback(draw: Draw) -> World:
    """CL301 before CL501: no network in common, and a server on its own loopback."""
    p = Project(draw)
    server = p.server(TCP, bind="127.0.0.1", networks=["back"])
    p.networks = {"front": {}, "back": {}}
    client = p.client(server.scheme, server.name, server.port, networks=["front"])
    cases = p.asked_by(client, server.name, server, server.port, "CL301")
    return p.world(server.kind, *cases)


def loopback_and_unpublished(draw: Draw) -> World:
    """CL501 before CL601: not published, and on its own loopback besides."""
    p = Project(draw)
    server = p.server(TCP, bind="127.0.0.1")
    p.services[server.name]["expose"] = [str(server.port)]
    here = [f"localhost:{server.port}", f"127.0.0.1:{server.port}"]
    cases = [Case((shown, "--from", "host"), "CL501") for shown in here]
    return p.world(server.kind, *cases)


MAKERS = (stopped_and_localhost, apart_and_loopback, loopback_and_unpublished)
