"""A project that grows by calls, for the makers of worlds. Pure."""

from typing import Any

from tests.lab.combinations import servers, writing
from tests.lab.combinations.drawing import Draw
from tests.lab.combinations.servers import Server
from tests.lab.combinations.worlds import Case, Ready, Service, World

MOST_CASES = 2


class Project:
    """What a maker puts together; `world` is what comes of it."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.services: dict[str, Service] = {}
        self.networks: dict[str, Any] = {}
        self.files: dict[str, str] = {}
        self.ready: list[Ready] = []

    def server(
        self, kinds: tuple[str, ...] = servers.TCP, *, port: int | None = None,
        bind: str | None = None, name: str | None = None, ready: bool = True, **more: Any,
    ) -> Server:  # fmt: skip
        """A real server of one of the kinds, sometimes with `expose:`."""
        kind = self.draw.pick(*kinds)
        made = Server(
            name or self.draw.server_name(), kind, port or servers.port_for(kind, self.draw)
        )
        service = servers.definition(kind, made.port, bind)
        if self.draw.chance(30) and "network_mode" not in more:
            service["expose"] = [f"{made.port}{made.suffix}"]
        self.services[made.name] = service | more
        if ready:
            self.ready.append(Ready(made.name, made.port, made.transport))
        return made

    def publish(
        self, server: Server, inside: int | None = None, ip: str | None = "127.0.0.1"
    ) -> int:
        """Publish a port of the server (its own, unless told otherwise); the host port."""
        outside = self.draw.host_port()
        item = servers.published(outside, inside or server.port, self.draw, ip, server.suffix)
        self.services[server.name].setdefault("ports", []).append(item)
        return outside

    def client(
        self, scheme: str, host: str, port: int,
        places: tuple[str, ...] = writing.PLACES, **more: Any,
    ) -> str:  # fmt: skip
        """A service whose configuration says that it dials `host:port`; its name."""
        name = self.draw.client_name()
        service = writing.client(self.draw, scheme, host, port, self.files, places)
        self.services[name] = service | more
        return name

    def bystander(self, **more: Any) -> str:
        """A service that has nothing to do with it."""
        name = self.draw.client_name()
        idle = {"image": writing.BASE, "command": ["sleep", "infinity"], "init": True}
        self.services[name] = idle | more
        return name

    def asked_by(self, client: str, host: str, server: Server, port: int, code: str) -> list[Case]:
        """The ways to ask about what `client` dials: everybody's, by address, from there."""
        end, shown = server.suffix, f"{writing.bracketed(host)}:{port}"
        ways: list[tuple[str, ...]] = [
            (f"{port}{end}",),
            (f"{port}{end}", "--from", client),
            (f"{shown}{end}", "--from", self.draw.pick(client, f"service:{client}")),
        ]
        if host not in ("localhost", "127.0.0.1", "::1"):
            ways.append((f"{shown}{end}",))
            if not end and server.scheme == "http":
                ways.append((f"http://{shown}/", "--from", client))
        return [Case(words, code) for words in ways]

    def asked_here(self, port: int, server: Server | None, code: str) -> list[Case]:
        """The ways to ask about a port of this machine."""
        end = server.suffix if server else ""
        return [
            Case((f"{port}{end}",), code),
            Case((f"localhost:{port}{end}",), code),
            Case((f"127.0.0.1:{port}{end}",), code),
            Case((f"{port}{end}", "--from", "host"), code),
        ]

    def world(self, title: str, *cases: Case, **more: Any) -> World:
        """The world so far, and at most three of the questions."""
        content: dict[str, Any] = {"services": self.shuffled()}
        if self.networks:
            content["networks"] = self.networks
        return World(
            title=title,
            compose=content,
            ready=tuple(self.ready),
            cases=self.draw.some(cases, MOST_CASES),
            files=self.files,
            style="json" if self.draw.chance(25) else "block",
            name=self.draw.pick("compose.yaml", "compose.yml", "docker-compose.yml"),
            **more,
        )

    def shuffled(self) -> dict[str, Service]:
        """The services in any order."""
        names = self.draw.some(list(self.services), len(self.services))
        return {name: self.services[name] for name in names}
