"""Worlds in which the right server answers and turns its client away, or sends it elsewhere."""

from tests.lab.combinations.building import Project
from tests.lab.combinations.causes_conversations import told
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import Server
from tests.lab.combinations.worlds import HEALTHY, Ready, Service, World

USERS = ("app", "reader", "shop")
REDIRECT = (
    "import http.server as h\n"
    "class Page(h.BaseHTTPRequestHandler):\n"
    " def do_GET(self):\n"
    "  self.send_response(302 if self.path != '/login' else 200)\n"
    "  self.send_header('Location', 'http:/' '/{1}/login')\n"
    "  self.end_headers()\n"
    "h.ThreadingHTTPServer(('0.0.0.0', {0}), Page).serve_forever()\n"
)
LOCAL_ONLY = (
    r"DELETE FROM mysql.proxies_priv;\nDELETE FROM mysql.global_priv WHERE Host <> 'localhost';"
    r"\nFLUSH PRIVILEGES;\n"
)
NODE = (  # its slots, as it would have written them down itself
    r"{0} :{1}@{2} myself,master - 0 0 1 connected 0-16383\nvars currentEpoch 1 lastVoteEpoch 0\n"
)
BUSY = (
    "import http.server as h\n"
    "class Page(h.BaseHTTPRequestHandler):\n"
    " def do_GET(self):\n"
    "  self.send_response({1})\n"
    "  self.send_header('Retry-After', '30')\n"
    "  self.end_headers()\n"
    "h.ThreadingHTTPServer(('0.0.0.0', {0}), Page).serve_forever()\n"
)


def logging_in(draw: Draw, service: Service, server: Server) -> None:
    """Give the client a log-in to PostgreSQL: in a URL, in variables, or in a command."""
    user, database = draw.pick(*USERS), draw.pick("app", "sales")
    told(service, f"postgres://{user}@{server.name}:{server.port}/{database}")
    if draw.chance(50):
        name = draw.pick("PG", "DB_", "POSTGRES_")
        service["environment"] = {
            f"{name}HOST": server.name,
            f"{name}PORT": str(server.port),
            f"{name}USER": user,
            f"{name}DATABASE": database,
        }


def no_line_in_hba(draw: Draw) -> World:
    """CL802: a pg_hba.conf that admits this machine's loopback only, or rejects the rest."""
    p = Project(draw)
    server = p.server(("postgres",))
    last = draw.pick("", "host all all all reject\\n")
    lines = f"local all all trust\\nhost all all 127.0.0.1/32 trust\\n{last}"
    script = f"printf '{lines}' >/tmp/hba; exec /start -c hba_file=/tmp/hba"
    p.services[server.name]["command"] = ["sh", "-c", script]
    client = p.client(server.scheme, server.name, server.port)
    logging_in(draw, p.services[client], server)
    return p.world(server.name, *p.asked_by(client, server.name, server, server.port, "CL802"))


def line_in_hba(draw: Draw) -> World:
    """Healthy: a log-in that is asked for its password."""
    p = Project(draw)
    server = p.server(("postgres",))
    client = p.client(server.scheme, server.name, server.port)
    logging_in(draw, p.services[client], server)
    return p.world(server.name, *p.asked_by(client, server.name, server, server.port, HEALTHY))


def no_account(draw: Draw) -> World:
    """CL803: accounts of localhost only."""
    p = Project(draw)
    server = p.server(("mariadb",))
    port = f" --port={server.port}"
    sql = f'printf "{LOCAL_ONLY}" >/tmp/i.sql; chmod 644 /tmp/i.sql'
    script = f"{sql}; exec /start --init-file=/tmp/i.sql{port}"
    p.services[server.name]["command"] = ["sh", "-c", script]
    client = p.client(server.scheme, server.name, server.port)
    return p.world(server.name, *p.asked_by(client, server.name, server, server.port, "CL803"))


def full(draw: Draw) -> World:
    """CL808: a Redis with as many clients as it takes, or a web server that says 503 or 429."""
    p = Project(draw)
    server = p.server(draw.pick(("redis",), ("web",)))
    service = p.services[server.name]
    if server.kind == "redis":
        service["command"] = [*service.get("command", []), "--maxclients", "2"]
        held = f"sleep 3000 | nc {server.name} {server.port}"
        listen = "sleep 1; while true; do nc -l -p 9; done"
        hogs = p.bystander(depends_on=[server.name])
        p.services[hogs]["command"] = ["sh", "-c", f"sleep 1; ({held}) & ({held}) & {listen}"]
        p.ready.append(Ready(hogs, 9))
    else:
        status = draw.pick("503", "429")
        service["command"] = ["python3", "-c", BUSY.format(server.port, status)]
    client = p.client(server.scheme, server.name, server.port)
    told(p.services[client], f"{server.scheme}://{server.name}:{server.port}/0")
    cases = p.asked_by(client, server.name, server, server.port, "CL808")
    return p.world(f"{server.kind} {server.name}", *cases)


def announced(draw: Draw, ip: str, code: str) -> World:
    """A Redis Cluster of one node that gives itself this address."""
    p = Project(draw)
    server = p.server(("redis",))
    bus = 16000
    node = NODE.format("a" * 40, server.port, bus)
    options = f"--port {server.port} --cluster-port {bus} --cluster-enabled yes"
    options += f" --cluster-config-file /tmp/nodes.conf --cluster-announce-ip {ip}"
    script = f"printf '{node}' >/tmp/nodes.conf; exec /start {options}"
    p.services[server.name]["command"] = ["sh", "-c", script]
    client = p.client(server.scheme, server.name, server.port)
    cases = p.asked_by(client, server.name, server, server.port, code)
    return p.world(f"redis cluster as {ip}", *cases)


def advertised(draw: Draw) -> World:
    """CL805: the node calls itself by an address that is its client's own."""
    return announced(draw, draw.pick("127.0.0.1", "127.0.0.2"), "CL805")


def advertised_right(draw: Draw) -> World:
    """Healthy: the node calls itself by the address that it has."""
    return announced(draw, "$$(hostname -i)", HEALTHY)


def redirecting(draw: Draw, *, right: bool) -> World:
    """A published web server whose redirect leads to its outside address, or to its inside one."""
    p = Project(draw)
    server = p.server(("web",))
    outside = p.publish(server)
    host = f"localhost:{outside}" if right else f"{server.name}:{server.port}"
    script = REDIRECT.format(server.port, host)
    p.services[server.name]["command"] = ["python3", "-c", script]
    cases = p.asked_here(outside, server, HEALTHY if right else "CL811")
    return p.world(f"on to {host}", *cases)


def sent_inside(draw: Draw) -> World:
    """CL811: a redirect to the service's name, which this machine does not know."""
    return redirecting(draw, right=False)


def sent_outside(draw: Draw) -> World:
    """Healthy: a redirect to the published port."""
    return redirecting(draw, right=True)


MAKERS = (
    *(no_line_in_hba, line_in_hba, no_account, full, advertised, advertised_right),
    *(sent_inside, sent_outside),
)
