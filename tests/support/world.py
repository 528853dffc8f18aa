"""Small worlds made by hand: surveys, views and snapshots, for rules and plans without an engine.

    world = World()
    db = world.container("db", listens=["0.0.0.0:5432"])
    api = world.container("api", refers=["postgres://localhost:5432/app"])
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL401"]

Containers are of project `shop` on network `shop_default` unless told otherwise.
"""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from containerloop.facts import (
    Address,
    Attachment,
    Attempt,
    Complaint,
    Container,
    Control,
    Engine,
    Listener,
    Machine,
    Network,
    NoProject,
    OtherEngine,
    Outcome,
    Port,
    Project,
    Proof,
    Publication,
    Resolution,
    ServiceConfig,
    SizeTest,
    Snapshot,
    State,
    Survey,
    Swarm,
    Transport,
    Unobserved,
    View,
)
from containerloop.pipeline.report_step import answer
from containerloop.question import everything, parse_target
from containerloop.report.v1 import Report
from containerloop.survey.engine.container_references import (
    container_binds,
    container_exemptions,
    container_references,
)

BRIDGE = Network(
    id="n-bridge", name="bridge", driver="bridge", subnets=("172.17.0.0/16",),
    gateways=("172.17.0.1",), bridge="docker0",
)  # fmt: skip
SHOP = Network(
    id="n-shop", name="shop_default", driver="bridge", subnets=("172.18.0.0/16",),
    gateways=("172.18.0.1",), bridge="br-shop", project="shop",
)  # fmt: skip


class World:
    """A world that grows by calls; every call returns what it added."""

    def __init__(
        self, *, project: str | None = "shop", engine: dict[str, Any] | None = None
    ) -> None:
        self.project = project
        self.networks = [BRIDGE, SHOP]
        self.containers: list[Container] = []
        self.services: list[ServiceConfig] = []
        self.views: dict[str, View | Unobserved] = {}
        self.attempts: list[Attempt] = []
        self.host_listeners: list[Listener] | Unobserved = []
        self.proofs: dict[str, Proof] = {}
        self.controls: list[Control] = []
        self.size_tests: list[SizeTest] = []
        self.complaints: dict[str, tuple[Complaint, ...] | Unobserved] = {}
        self.firewall: str | None = None
        self.lookups: list[tuple[str, Resolution]] = []
        self.machine: dict[str, Any] = {}
        self.swarm: Swarm | None = None
        self.other_engines: tuple[OtherEngine, ...] | Unobserved = ()
        self.addresses: tuple[str, ...] = (
            "127.0.0.1",
            "::1",
            "10.0.0.5",
            "172.17.0.1",
            "172.18.0.1",
        )
        self.engine: dict[str, Any] = {
            "address": "unix:///var/run/docker.sock",
            "chosen_by": "the default",
            "version": "26.1.5",
            "api_version": "1.45",
            "os": "Debian",
            "arch": "amd64",
            "kernel": "6.1",
            "same_machine": True,
        } | (engine or {})

    def container(
        self,
        name: str,
        *,
        listens: Sequence[str] | None = (),
        refers: Sequence[str] = (),
        env: Sequence[str] = (),
        command: Sequence[str] = (),
        check: Sequence[str] = (),
        publishes: Sequence[str] = (),
        exposes: Sequence[int] = (),
        networks: Sequence[Network] = (SHOP,),
        status: str = "running",
        mode: str | None = None,
        service: str | None = "",
        project: str | None = "",
        **more: Any,
    ) -> Container:
        """A container; `listens` None means that nobody could look inside.

        `publishes` are `IP:HOST:CONTAINER` or `HOST:CONTAINER`; `listens` are `IP:PORT`,
        IPv6 in brackets, `/udp` at the end for UDP.
        """
        number = len(self.containers) + 2
        project = self.project if project == "" else project
        service = (name if project else None) if service == "" else service
        state = more.pop("state", State(status=status, exit_code=int(status == "exited")))
        publications = tuple(publication(p) for p in publishes)
        urls = [f"URL_{n}={url}" for n, url in enumerate(refers)]
        made = Container(
            id=f"id-{project}-{name}",
            name=f"{project}-{name}-1" if project else name,
            image=more.pop("image", f"example/{name}"),
            state=state,
            network_mode=mode or (networks[0].name if networks else "none"),
            project=project,
            service=service,
            attachments=_lent(mode) if mode else tuple(
                attachment(n, name, number, running=state.running) for n in networks
            ),
            asked=publications,
            published=publications if state.running else (),
            exposed=tuple(Port(number=p) for p in exposes),
            references=container_references([*urls, *env], command, check),
            binds=container_binds(list(env), command),
            no_proxy=container_exemptions(list(env)),
            **more,
        )  # fmt: skip
        self.containers.append(made)
        if state.running and listens is not None:
            vantage = self.vantage(made)
            self.views[vantage] = view(vantage, [listener(x) for x in listens])
        return made

    def vantage(self, container: Container) -> str:
        """How the container's own vantage is called here."""
        ours = container.service and container.project == self.project
        return f"service:{container.service}" if ours else f"container:{container.name}"

    def config(self, name: str, **more: Any) -> ServiceConfig:
        """A service as the compose file has it."""
        made = ServiceConfig(name=name, networks=more.pop("networks", ("shop_default",)), **more)
        self.services.append(made)
        return made

    def host_listens(self, *sockets: str, process: str | None = "server") -> None:
        """Listening processes of this machine (and of the engine's host)."""
        assert isinstance(self.host_listeners, list)
        for number, each in enumerate(sockets):
            self.host_listeners.append(
                replace(listener(each), pid=4000 + number, process=process, user="eva")
            )

    def attempt(self, vantage: str, where: str, outcome: str, **more: Any) -> Attempt:
        """What came of dialling `where` from a vantage."""
        host, _, port = where.removesuffix("/udp").rpartition(":")
        transport = Transport.UDP if where.endswith("/udp") else Transport.TCP
        made = Attempt(
            vantage=vantage,
            address=Address(host=host.strip("[]"), port=int(port), transport=transport),
            outcome=Outcome(outcome),
            **more,
        )
        self.attempts.append(made)
        return made

    def looked_up(self, vantage: str, name: str, *addresses: str, source: str = "hosts") -> None:
        """Where a name led from a vantage, by a hosts file unless told otherwise."""
        self.lookups.append((vantage, Resolution(name=name, addresses=addresses, source=source)))

    def asks(self, vantage: str, *name_servers: str) -> None:
        """The name servers of a container's resolv.conf."""
        seen = self.views[vantage]
        assert isinstance(seen, View)
        self.views[vantage] = replace(seen, name_servers=name_servers)

    def calls(self, vantage: str, *addresses: str) -> None:
        """Addresses (`HOST:PORT`) that a container was calling, unanswered, when it was seen."""
        seen = self.views[vantage]
        assert isinstance(seen, View)
        self.views[vantage] = replace(seen, dialling=tuple(map(_address, addresses)))

    def complains(self, vantage: str, *addresses: str) -> None:
        """Addresses (`HOST:PORT`) that a container's log says refused it."""
        self.complaints[vantage] = tuple(
            Complaint(address=_address(each), outcome=Outcome.REFUSED) for each in addresses
        )

    def control(
        self, vantage: str, host: str, far: str, near: str = "open", *, kept_in: bool = False
    ) -> None:
        """A throw-away listener on the host: what came of it from a vantage and from near."""
        address = Address(host=host, port=40123)
        tried = {
            where: Attempt(vantage=where, address=address, outcome=Outcome(outcome))
            for where, outcome in ((vantage, far), ("engine-host", near))
        }
        self.controls.append(
            Control(
                vantage=vantage,
                host=host,
                far=tried[vantage],
                near=tried["engine-host"],
                kept_in=kept_in,
            )
        )

    def snapshot(self, target: str, *vantages: str) -> Snapshot:
        """The world as one run saw it; with target "" everything was asked about."""
        listeners = self.host_listeners
        project = None
        if self.project is not None:
            services = self.services or [
                ServiceConfig(name=c.service, networks=tuple(a.network for a in c.attachments))
                for c in self.containers
                if c.service and c.project == self.project
            ]
            project = Project(
                name=self.project, source="compose", working_dir="/shop",
                stack=self.swarm is not None,
                files=("compose.yaml",), services=tuple(services),
                networks={
                    n.name.removeprefix(f"{self.project}_"): n.name
                    for n in self.networks if n.project == self.project
                },
            )  # fmt: skip
        views = dict(self.views)
        for each in self.attempts:
            old = views.get(each.vantage) or view(each.vantage, Unobserved("own sockets"))
            if isinstance(old, View):
                views[each.vantage] = replace(old, attempts=(*old.attempts, each))
        for vantage, lookup in self.lookups:
            seen = views.get(vantage) or view(vantage, Unobserved("own sockets"))
            if isinstance(seen, View):
                views[vantage] = replace(seen, resolutions=(*seen.resolutions, lookup))
        return Snapshot(
            question=parse_target(target, vantages) if target else everything(vantages),
            survey=Survey(
                engine=Engine(**self.engine),
                project=project or NoProject(reason="no compose project is meant"),
                containers=tuple(self.containers),
                networks=tuple(self.networks),
                swarm=self.swarm,
                machine=Machine(
                    addresses=self.addresses,
                    listeners=listeners if isinstance(listeners, Unobserved) else tuple(listeners),
                    firewall=self.firewall,
                    **({"platform": "linux", "routes": ()} | self.machine),
                ),
            ),
            views=views,
            controls=tuple(self.controls),
            size_tests=tuple(self.size_tests),
            complaints=dict(self.complaints),
            proofs=self.proofs,
            other_engines=self.other_engines,
        )

    def report(self, target: str, *vantages: str) -> Report:
        """The report on this world, every rule asked."""
        return answer(self.snapshot(target, *vantages))

    def codes(self, target: str, *vantages: str) -> list[str]:
        """The codes found, in the order of the report."""
        return [f.code for f in self.report(target, *vantages).findings]


def _address(text: str) -> Address:
    host, _, port = text.rpartition(":")
    return Address(host=host.strip("[]"), port=int(port))


def _lent(mode: str) -> tuple[Attachment, ...]:
    """The engine lists host and none among the networks of those that have no other."""
    if mode not in ("host", "none"):
        return ()
    return (Attachment(network=mode, network_id=f"n-{mode}", names=()),)


def attachment(network: Network, name: str, number: int, *, running: bool) -> Attachment:
    """A container on a network; Docker gives addresses to running ones only."""
    prefix = network.subnets[0].rsplit(".", 2)[0] if network.subnets else "10.9"
    return Attachment(
        network=network.name,
        network_id=network.id,
        ipv4=f"{prefix}.0.{number}" if running else None,
        gateway=network.gateways[0] if network.gateways else None,
        names=() if network.name == "bridge" else (name, f"shop-{name}-1"),
    )


def publication(text: str) -> Publication:
    """`5433:5432` or `127.0.0.1:5433:5432`, `/udp` at the end for UDP."""
    words, _, transport = text.partition("/")
    rest, _, inside = words.rpartition(":")
    ip, _, outside = rest.rpartition(":")
    return Publication(
        container_port=int(inside), host_ip=ip, host_port=int(outside),
        transport=Transport(transport or "tcp"),
    )  # fmt: skip


def listener(text: str) -> Listener:
    """`0.0.0.0:5432`, `[::]:80`, `127.0.0.1:53/udp`."""
    words, _, transport = text.partition("/")
    host, _, port = words.rpartition(":")
    return Listener(
        address=host.strip("[]"), port=int(port), transport=Transport(transport or "tcp")
    )


def view(vantage: str, listeners: Sequence[Listener] | Unobserved) -> View:
    """What a vantage saw, without attempts."""
    seen = listeners if isinstance(listeners, Unobserved) else tuple(listeners)
    unread = Unobserved("not part of this world")
    return View(
        vantage=vantage, listeners=seen, dialling=(), hosts=unread, name_servers=unread,
        routes=unread, unix_sockets=(),
    )  # fmt: skip
