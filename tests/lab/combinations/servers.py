"""The real servers of the worlds: how each is told its port and its address. Pure."""

from dataclasses import dataclass
from typing import Any, Literal

from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.worlds import Service

QUICK = ("redis", "redis", "redis", "web", "web", "nginx")
TCP = (*QUICK, *QUICK, "postgres", "mariadb")
ANY = (*TCP, "udp", "udp")
USUAL = {"redis": 6379, "postgres": 5432, "mariadb": 3306, "nginx": 80, "web": 8000, "udp": 8125}
SCHEMES = {
    "redis": "redis", "postgres": "postgres", "mariadb": "mysql", "nginx": "http", "web": "http",
    "udp": "statsd",
}  # fmt: skip
# answers from the address that was asked (IP_PKTINFO is 8), as servers on 0.0.0.0 have to: a
# connected client drops a datagram that comes from another one
PONG = (
    "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.setsockopt(0, 8, 1);"
    " s.bind(({0!r}, {1})); [s.sendmsg([b'pong'], asked, 0, client) and None"
    " for _ in iter(int, 1) for _, asked, _, client in [s.recvmsg(9000, 64)]]"
)


@dataclass(frozen=True)
class Server:
    """A service that listens on `port`."""

    name: str
    kind: str
    port: int

    @property
    def scheme(self) -> str:
        """How a URL to it begins."""
        return SCHEMES[self.kind]

    @property
    def transport(self) -> Literal["tcp", "udp"]:
        """Its transport."""
        return "udp" if self.kind == "udp" else "tcp"

    @property
    def suffix(self) -> str:
        """What follows a port of its in `ports:` and in a question."""
        return "/udp" if self.kind == "udp" else ""


def port_for(kind: str, draw: Draw) -> int:
    """The usual port half of the time, else any."""
    return USUAL[kind] if draw.chance(50) else draw.port()


def definition(kind: str, port: int, bind: str | None = None) -> Service:
    """A service of this kind on this port; `bind` is the one address it listens on."""
    image = {"web": "python", "udp": "python"}.get(kind, kind)
    service: Service = {"image": f"containerloop-fixture/{image}:1"}
    usual = port == USUAL[kind]
    if kind == "redis":
        words = [] if usual else ["--port", str(port)]
        words += ["--bind", bind] if bind else []
        service |= {"command": words} if words else {}
    elif kind == "postgres":
        service |= {} if usual else {"environment": {"PGPORT": str(port)}}
        service |= {"command": ["-c", f"listen_addresses={bind}"]} if bind else {}
    elif kind == "mariadb":
        words = ([] if usual else [f"--port={port}"]) + ([f"--bind-address={bind}"] if bind else [])
        service |= {"command": words} if words else {}
    elif kind == "nginx":
        listen = f"{bind}:{port}" if bind else str(port)
        if bind or not usual:
            service |= nginx(f"server {{ listen {listen}; root /www; }}", alone=bind is not None)
    else:
        service |= {"command": python(kind, port, bind or "0.0.0.0"), "init": True}
    return service


def python(kind: str, port: int, bind: str) -> list[str]:
    """The command of a server in Python, inside a container or on the host."""
    if kind == "udp":
        return ["python3", "-c", PONG.format(bind, port)]
    return ["python3", "-m", "http.server", str(port), "--bind", bind]


def nginx(servers: str, *, alone: bool) -> Service:
    """nginx with servers of its own; `alone` without the one on port 80."""
    text = f"events {{}}\nhttp {{ {servers} }}\n"
    if not alone:
        text = f"events {{}}\nhttp {{ server {{ listen 80; root /www; }} {servers} }}\n"
    script = f"printf '%s' '{text}' >/tmp/n.conf; exec /start -c /tmp/n.conf"
    return {"command": ["sh", "-c", script]}


def published(host_port: int, inside: int, draw: Draw, ip: str | None = None, end: str = "") -> Any:
    """One item of `ports:`, in the short or the long form."""
    if draw.chance(70):
        return f"{ip + ':' if ip else ''}{host_port}:{inside}{end}"
    item: dict[str, Any] = {"target": inside, "published": str(host_port)}
    item |= {"host_ip": ip} if ip else {}
    return item | ({"protocol": "udp"} if end else {})
