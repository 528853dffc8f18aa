"""Worlds in which a setting is mistaken in the way it is written, or in several lines at once."""

from tests.lab.combinations.building import Project
from tests.lab.combinations.causes_names import loopback
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import USUAL
from tests.lab.combinations.worlds import Service, World
from tests.lab.combinations.writing import BASE, bracketed, url

HOSTS = {
    "redis": ("CACHE_HOST", "SESSION_STORE_HOST", "JOB_QUEUE_HOST", "brokerHost", "REDIS_HOST"),
    "postgres": ("DB_HOST", "SHOP_DATABASE_HOST", "APP_DB_HOSTNAME", "SQL_SERVER", "PGHOST"),
    "mariadb": ("WORDPRESS_DB_HOST", "DATABASE_HOST", "BLOG_DB_ADDRESS", "MYSQL_HOST"),
}
URLS = ("DATABASE_URL", "DIRECT_URL", "SHADOW_URL", "QUEUE_URI", "MAIN_DSN", "A_URL", "Z_URL")
KINDS = ("redis", "redis", "postgres", "mariadb")


def _holding(settings: dict[str, str], draw: Draw, *, as_list: bool | None = None) -> Service:
    """A service that holds these variables among others, in either form."""
    every = list(draw.some([*settings.items(), ("TZ", "UTC"), ("LOG_LEVEL", "info")], 99))
    service: Service = {"image": BASE, "command": ["sleep", "infinity"], "init": True}
    if draw.chance(40) if as_list is None else as_list:
        return service | {"environment": [f"{key}={value}" for key, value in every]}
    return service | {"environment": dict(every)}


def host_only(draw: Draw) -> World:
    """CL401: a variable names localhost and no port; its program knows the usual one."""
    p = Project(draw)
    kind = draw.pick(*KINDS)
    server = p.server((kind,), port=USUAL[kind])
    p.services[server.name]["expose"] = [f"{server.port}"]
    host, key = draw.pick("localhost", "localhost", "127.0.0.1"), draw.pick(*HOSTS[kind])
    client = draw.client_name()
    p.services[client] = _holding({key: host}, draw)
    cases = p.asked_by(client, host, server, server.port, "CL401")
    return p.world(f"{key}={host} for {kind}", *cases)


def several_lines(draw: Draw) -> World:
    """CL401: two or three variables of one service name the same wrong address."""
    p = Project(draw)
    server = p.server((draw.pick(*KINDS),))
    p.services[server.name]["expose"] = [f"{server.port}"]
    host, client = loopback(draw), draw.client_name()
    keys = draw.some(URLS, draw.pick(2, 3))
    held = {key: url(draw, server.scheme, host, server.port) for key in keys}
    p.services[client] = _holding(held, draw)
    cases = p.asked_by(client, host, server, server.port, "CL401")
    return p.world(f"{' and '.join(keys)} for {server.kind}", *cases)


def no_host(draw: Draw) -> World:
    """CL416: a variable that nobody sets stands where the host should be."""
    p = Project(draw)
    server = p.server((draw.pick(*KINDS),))
    p.services[server.name]["expose"] = [f"{server.port}"]
    name = f"NOT_SET_{draw.host_port()}"
    gap, client = draw.pick(f"${{{name}}}", f"${name}"), draw.client_name()
    written = url(draw, server.scheme, "here.invalid", server.port).replace("here.invalid", gap)
    p.services[client] = _holding({draw.pick(*URLS): written}, draw)
    cases = p.asked_by(client, client, server, server.port, "CL416")[:2]
    return p.world(f"{gap} for {server.kind}", *cases)


def in_quotes(draw: Draw) -> World:
    """CL417: quotes in a list of variables."""
    p = Project(draw)
    server = p.server((draw.pick(*KINDS),))
    quote, client = draw.pick('"', "'"), draw.client_name()
    address = url(draw, server.scheme, server.name, server.port)
    bare = "PG_ADDR" if server.kind == "postgres" else "DB_ADDR"
    held = {bare: f"{bracketed(server.name)}:{server.port}"}
    if draw.chance(70):
        held = {draw.pick(*URLS): address}
    quoted = {key: f"{quote}{value}{quote}" for key, value in held.items()}
    p.services[client] = _holding(quoted, draw, as_list=True)
    cases = p.asked_by(client, server.name, server, server.port, "CL417")
    return p.world(f"{quote} around {' '.join(held)}", *cases)


def overruled(draw: Draw) -> World:
    """CL415: an env file has the right address, and a stronger place another one."""
    p = Project(draw)
    server = p.server((draw.pick(*KINDS),))
    key, client = draw.pick(*URLS), draw.client_name()
    right = url(draw, server.scheme, server.name, server.port)
    wrong = url(draw, server.scheme, host := loopback(draw), server.port)
    by = draw.pick("environment", "a later file")
    p.files["first.env"] = f"{key}={right}\n"
    p.services[client] = _holding({key: wrong} if by == "environment" else {}, draw)
    p.services[client]["env_file"] = ["first.env"]
    if by == "a later file":
        p.files["second.env"] = f"{key}={wrong}\n"
        p.services[client]["env_file"].append("second.env")
    cases = p.asked_by(client, host, server, server.port, "CL415")
    return p.world(f"{key} by {by}", *cases)


MAKERS = (host_only, several_lines, no_host, in_quotes, overruled)
