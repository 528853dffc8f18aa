"""Worlds in which the machine or the way between two of them is wrong, and nothing at its ends."""

from tests.lab.combinations.building import Project
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.worlds import Case, World


def small_link(draw: Draw) -> World:
    """CL704: another machine is behind a link that takes smaller packets, and nobody says so."""
    p = Project(draw)
    net, port, number = draw.subnet(), draw.port(), draw.host_port()
    host, key = f"{net}.{draw.pick(9, 40, 200)}", draw.pick("default", "back")
    p.networks = {key: {"driver_opts": {"com.docker.network.driver.mtu": "1450"}}}
    if draw.chance(50):
        p.networks = {key: {}}
    client = p.client("http", host, port, networks=[key])
    way = ("python3", "tests/lab/engines/narrow.py", f"clr{number}", f"{net}.0/24")
    words = ((f"{host}:{port}", "--from", client), (f"http://{host}:{port}/x", "--from", client))
    cases = [Case(w, "CL704") for w in words]
    return p.world(f"{host} by {key}", *cases, host=((*way, f"{host}:{port}"),))


def no_way_to_itself(draw: Draw) -> World:
    """CL712: this machine's own address fails where its loopback answers."""
    p = Project(draw)
    server = p.server(("web", "redis"))
    port, own = p.publish(server, ip=None), "10.99.99.2"
    nat = ("-t", "nat")
    rule = ("OUTPUT", "!", "-d", "127.0.0.0/8", "-m", "addrtype", "--dst-type", "LOCAL")
    what = ("-i", "lo", "-d", own, "-p", "tcp", "--dport", str(port))
    shut = ("INPUT", *what, "-j", draw.pick("DROP", "REJECT"))
    later = (
        (("iptables", *nat, "-F", "OUTPUT"), ("iptables", *nat, "-A", *rule, "-j", "DOCKER")),
        (("iptables", "-I", *shut), ("iptables", "-D", *shut)),
    )
    ways = ((f"{own}:{port}",), (f"{own}:{port}", "--from", "host"))
    cases = (Case(w, "CL712") for w in ways)
    return p.world(f"{server.kind} at {port}", *cases, later=later, alone=True)


def held_without_listening(draw: Draw) -> World:
    """CL213: a process has the host port and listens on nothing."""
    p = Project(draw)
    server = p.server(("web", "redis", "postgres"), ready=False)
    outside = p.publish(server, ip=draw.pick("127.0.0.1", None))
    client = p.client(server.scheme, server.name, server.port)
    cases = p.asked_by(client, server.name, server, server.port, "CL213")
    cases += [c for c in p.asked_here(outside, server, "CL213") if "--from" not in c.words]
    holder = ("python3", "tests/lab/engines/hold_port.py", str(outside))
    return p.world(f"{server.kind} at {outside}", *cases, host=(holder,), may_fail=True)


def gateway_beside_the_host(draw: Draw) -> World:
    """CL708: the network that comes first by its name gives the gateway, and publishes nothing."""
    p = Project(draw)
    number, subnet = draw.host_port(), draw.subnet()
    parent, first, second = f"clm{number}", *draw.pick(("a", "b"), ("home", "web"), ("lan", "net"))
    p.networks = {
        first: {
            "driver": "macvlan",
            "driver_opts": {"parent": parent},
            "ipam": {"config": [{"subnet": f"{subnet}.0/24"}]},
        },
        second: {},
    }
    server = p.server(("web", "redis"), networks=draw.pick([first, second], [second, first]))
    outside = p.publish(server)
    end = f"cln{number}"
    pair = ("ip", "link", "add", parent, "type", "veth", "peer", "name", end)
    up = [(("ip", "link", "set", each, "up"), ()) for each in (parent, end)]
    settings = ((pair, ("ip", "link", "delete", parent)), *up)
    cases = p.asked_here(outside, server, "CL708")
    return p.world(f"{server.kind} on {first} and {second}", *cases, settings=settings)


def quoted_from_elsewhere(draw: Draw) -> World:
    """CL710: another machine's time-out is quoted, and this machine is answered."""
    p = Project(draw)
    server = p.server(("web",))
    at = f"10.99.99.2:{p.publish(server, ip=None)}"
    told = (f"connect ETIMEDOUT {at}", f"connect EHOSTUNREACH {at}", f"dial tcp {at}: i/o timeout")
    cases = [Case((each,), "CL710", warning=True) for each in told]
    return p.world(f"{server.kind} at {at}", *cases)


MAKERS = (
    small_link,
    no_way_to_itself,
    gateway_beside_the_host,
    held_without_listening,
    quoted_from_elsewhere,
)
