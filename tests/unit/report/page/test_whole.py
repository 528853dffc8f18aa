"""The team's page of worlds made by hand, and of every recorded snapshot."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from containerloop.facts import Network, Port, Publication, State, Transport, Unobserved
from containerloop.pipeline.page_step import page
from containerloop.render.markdown.team_page import Style, render_page
from containerloop.report.page.reach import CHOSEN_PORT, NOT_PUBLISHED, THIS_MACHINE
from containerloop.report.page.values import BadName, Basis, PageReport, ReachRow
from containerloop.report.page.whole import MOST_NODES
from tests.support import recorded
from tests.support.world import SHOP, World

BACK = Network(id="n-back", name="shop_back", driver="bridge", internal=True, project="shop")


def shop(**db: Any) -> World:
    world = World()
    world.container("api", refers=["postgres://db:5432/app"])
    world.container("db", **{"exposes": [5432], "listens": ["0.0.0.0:5432"], **db})
    return world


def made(world: World) -> PageReport:
    return page(world.snapshot(""))


def row(told: PageReport, service: str = "db") -> ReachRow:
    return next(each for each in told.reach if each.service == service)


def bad(told: PageReport, address: str, place: str) -> BadName | None:
    found = (b for b in told.bad_names if (b.address, b.place) == (address, place))
    return next(found, None)


def answered(world: World, vantage: str = "service:api", at: str = "db:5432") -> None:
    world.attempt(vantage, at, "answered", protocol="postgresql")


class TestReach:
    def test_from_a_service_and_not_from_the_machine(self) -> None:
        world = shop()
        answered(world)
        told = row(made(world))
        assert (told.services.addresses, told.protocol) == (("db:5432",), "postgresql")
        for way in (told.machine, told.others, told.job, told.network):
            assert (way.addresses, way.why) == ((), (NOT_PUBLISHED,))

    def test_a_port_published_everywhere(self) -> None:
        world = shop(publishes=["15432:5432"])
        answered(world)
        answered(world, "host", "127.0.0.1:15432")
        told = row(made(world))
        assert told.machine.addresses == ("127.0.0.1:15432",)
        assert told.machine.basis is Basis.MEASURED
        assert told.others.addresses == ("host.docker.internal:15432",)
        assert told.network.addresses == (f"{THIS_MACHINE}:15432",)
        assert told.network.basis is Basis.PREDICTED
        assert told.job.addresses == ("127.0.0.1:15432",)
        assert told.job.why == ("in a container with docker:dind use docker:15432",)
        assert told.job.basis is Basis.PREDICTED

    def test_a_port_published_on_loopback(self) -> None:
        world = shop(publishes=["127.0.0.1:15432:5432"])
        answered(world, "host", "127.0.0.1:15432")
        told = row(made(world))
        assert told.machine.addresses == ("127.0.0.1:15432",)
        assert told.network.why == ("published on 127.0.0.1 only",)
        assert told.job.addresses == ("127.0.0.1:15432",)
        assert told.job.why == ("not from a job in a container: published on 127.0.0.1 only",)

    def test_which_family_answers_first_is_chance(self) -> None:
        world = shop(publishes=["15432:5432"])
        answered(world, "host", "[::1]:15432")
        assert row(made(world)).machine.addresses == ("127.0.0.1:15432",)

    def test_a_web_server_has_a_url(self) -> None:
        world = World()
        world.container("web", publishes=["8080:80"], listens=["0.0.0.0:80"])
        world.attempt("host", "127.0.0.1:8080", "answered", protocol="http")
        told = row(made(world), "web")
        assert told.machine.addresses == ("http://127.0.0.1:8080",)
        assert told.services.addresses == ()

    def test_a_port_that_fails_is_not_promised_to_others(self) -> None:
        world = shop(publishes=["15432:5432"])
        world.attempt("host", "127.0.0.1:15432", "accepted-then-closed")
        told = row(made(world))
        for way in (told.machine, told.others, told.job, told.network):
            assert way.addresses == ()
        assert told.machine.why[0].startswith("127.0.0.1:15432: ")

    def test_the_engines_own_choice_of_a_port_is_not_told(self) -> None:
        world = shop(publishes=["32801:5432"])
        chosen = Publication(container_port=5432, host_ip="", host_port=0)
        world.containers[-1] = replace(world.containers[-1], asked=(chosen,))
        answered(world, "host", "127.0.0.1:32801")
        told = made(world)
        assert row(told).machine.why == (CHOSEN_PORT,)
        assert "32801" not in msgspec.json.encode(told).decode()

    @pytest.mark.parametrize(("port", "rows"), [(32767, 1), (32768, 0)])
    def test_a_high_port_of_a_socket_may_be_another_one_tomorrow(
        self, port: int, rows: int
    ) -> None:
        world = World()
        world.container("a", listens=[f"0.0.0.0:{port}"])
        world.container("b")
        assert len(made(world).reach) == rows

    def test_one_that_the_file_has_is_told(self) -> None:
        world = World()
        world.container("a", listens=["0.0.0.0:40000"], exposes=[40000])
        world.config("a", exposed=(Port(number=40000),))
        assert [r.port for r in made(world).reach] == [40000]

    def test_services_without_a_way_are_named_with_the_reason(self) -> None:
        world = shop(networks=(SHOP, BACK))
        world.networks.append(BACK)
        world.container("web", networks=(BACK,))
        world.container("job", networks=())
        answered(world)
        answered(world, "service:web")
        told = row(made(world)).services
        assert told.addresses == ("db:5432",)
        assert told.why == ("not from job: no network in common",)
        assert told.basis is Basis.MEASURED

    def test_a_datagram_without_an_answer_is_no_failure(self) -> None:
        world = World()
        world.container("dns", publishes=["5353:53/udp"])
        world.container("api")
        world.attempt("service:api", "dns:53/udp", "silent")
        told = made(world)
        assert told.reach[0].transport is Transport.UDP
        assert told.reach[0].services.addresses == ("dns:53/udp",)

    def test_in_host_mode_the_port_is_the_machines(self) -> None:
        world = World()
        world.container("agent", mode="host", exposes=[9100], listens=None)
        told = row(made(world), "agent")
        assert (told.machine.addresses, told.machine.basis) == (
            ("127.0.0.1:9100",), Basis.PREDICTED,
        )  # fmt: skip
        assert told.job.addresses == ("127.0.0.1:9100",)
        assert made(world).openness.unpublished == ()


class TestUnseen:
    def test_nothing_is_where_all_was_measured(self) -> None:
        world = shop()
        answered(world)
        assert made(world).unseen == ()

    def test_a_server_that_does_not_run(self) -> None:
        told = made(shop(status="exited", listens=None))
        assert [each.what for each in told.unseen] == ["db:5432", "db"]
        assert row(told).services.basis is Basis.UNSEEN

    def test_a_service_that_could_not_be_entered(self) -> None:
        world = shop()
        answered(world)
        world.container("web")
        world.views["service:web"] = Unobserved("web stopped during inspection")
        told = made(world)
        assert row(told).services.why == ("not from web: web stopped during inspection",)
        assert [each.what for each in told.unseen] == ["db:5432"]

    def test_a_job_that_ended_well_calls_nobody(self) -> None:
        world = shop()
        answered(world)
        world.container("job", status="exited", state=State(status="exited"), listens=None)
        world.views["service:job"] = Unobserved("job is not running")
        assert made(world).unseen == ()

    def test_one_that_failed_is_missed(self) -> None:
        world = shop()
        answered(world)
        failed = State(status="exited", exit_code=1)
        world.container("job", status="exited", state=failed, listens=None)
        world.views["service:job"] = Unobserved("job is not running")
        assert [each.what for each in made(world).unseen] == ["db:5432", "job"]

    @pytest.mark.parametrize(("profiles", "missed"), [((), ["extra"]), (("tools",), [])])
    def test_a_service_without_a_container(
        self, profiles: tuple[str, ...], missed: list[str]
    ) -> None:
        world = shop()
        answered(world)
        world.config("api")
        world.config("db")
        world.config("extra", profiles=profiles)
        assert [each.what for each in made(world).unseen] == missed


class TestNames:
    def test_what_somebody_relies_on_and_does_not_get_is_measured(self) -> None:
        world = World()
        world.container("api", refers=["postgres://localhost:5432/app"])
        world.container("db", exposes=[5432], listens=["0.0.0.0:5432"])
        world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
        answered(world)
        told = made(world)
        wrong = bad(told, "localhost:5432", "in api")
        assert wrong is not None
        assert (wrong.use, wrong.basis) == ("db:5432", Basis.MEASURED)
        assert "localhost" in wrong.why
        assert bad(told, "localhost:5432", "in another service") is None

    def test_a_ports_number_on_the_machine_is_not_the_containers(self) -> None:
        world = shop(publishes=["15432:5432"])
        answered(world)
        answered(world, "host", "127.0.0.1:15432")
        told = made(world)
        inside = bad(told, "db:15432", "in another service")
        outside = bad(told, "db:5432", "on this machine")
        assert inside is not None
        assert outside is not None
        assert (inside.use, outside.use) == ("db:5432", "127.0.0.1:15432")

    def test_equal_numbers_are_no_trap(self) -> None:
        world = shop(publishes=["5432:5432"])
        answered(world)
        addresses = [b.address for b in made(world).bad_names if b.place == "in another service"]
        assert addresses == ["localhost:5432"]

    def test_nor_is_another_port_of_the_same_service(self) -> None:
        world = shop(publishes=["9000:5432"], listens=["0.0.0.0:5432", "0.0.0.0:9000"])
        answered(world)
        assert bad(made(world), "db:9000", "in another service") is None

    def test_with_a_shared_namespace_localhost_may_be_the_server(self) -> None:
        world = shop()
        answered(world)
        world.container("side", mode=f"container:{world.containers[1].id}")
        assert bad(made(world), "localhost:5432", "in another service") is None

    def test_a_hostname_is_no_name(self) -> None:
        world = shop()
        answered(world)
        world.config("api")
        world.config("db", hostname="database")
        assert bad(made(world), "database:5432", "in another service") is not None

    def test_names_that_people_wrote(self) -> None:
        world = shop()
        answered(world)
        world.config("api")
        world.config("db", container_name="main-db", aliases={"shop_default": ("postgres",)})
        told = made(world).good_names
        assert [(n.name, n.networks) for n in told if n.service == "db"] == [
            ("db", ("default",)), ("main-db", ("default",)), ("postgres", ("default",)),
        ]  # fmt: skip


class TestHost:
    def refers(self, **config: Any) -> PageReport:
        world = shop()
        answered(world)
        world.container("chat", env=["OLLAMA_URL=http://host.docker.internal:11434"])
        chat = world.containers[-1].references
        world.config("chat", references=chat, indent=4, **config)
        return made(world)

    def test_the_missing_lines_and_the_programs_own_setting(self) -> None:
        use = self.refers().host_programs[0]
        assert (use.service, use.address, use.program) == (
            "chat", "host.docker.internal:11434", "Ollama",
        )  # fmt: skip
        assert use.setting == "OLLAMA_HOST=0.0.0.0:11434"
        assert use.diff == (
            " services:",
            "   chat:",
            "+    extra_hosts:",
            '+      - "host.docker.internal:host-gateway"',
        )

    def test_below_lines_that_are_there(self) -> None:
        told = self.refers(
            extra_hosts=("db.local:10.0.0.1",), lines={"extra_hosts": 9}, items={"extra_hosts": " "}
        )
        assert told.host_programs[0].diff[2:] == (
            "     extra_hosts:",
            "+      host.docker.internal: host-gateway",
        )

    def test_nothing_is_missing_where_the_name_is_defined(self) -> None:
        told = self.refers(extra_hosts=("host.docker.internal:host-gateway",))
        assert told.host_programs[0].diff == ()

    @pytest.mark.parametrize(
        ("extra_hosts", "setting"),
        [((), "com.docker.network.bridge.name"), (("host.docker.internal:host-gateway",), "")],
    )
    def test_the_firewalls_line_names_the_bridge_where_the_file_does(
        self, extra_hosts: tuple[str, ...], setting: str
    ) -> None:
        world = shop()
        named = replace(SHOP, options={setting: "br-shop"} if setting else {})
        world.networks[-1] = named
        world.container("chat", env=["OLLAMA_URL=http://host.docker.internal:11434"])
        chat = world.containers[-1].references
        world.config("chat", references=chat, networks=("shop_default",), extra_hosts=extra_hosts)
        command = made(world).host_programs[0].firewall
        if setting:
            assert command == "sudo ufw allow in on br-shop to any port 11434 proto tcp"
        else:
            assert command.startswith('docker inspect "$(docker compose ps -q chat)" --format')
            assert "to any port 11434 proto tcp" in command

    def test_a_strange_name_of_a_service_is_no_command(self) -> None:
        world = shop()
        world.container("x$(id)", env=["OLLAMA_URL=http://host.docker.internal:11434"])
        world.config("x$(id)", references=world.containers[-1].references)
        assert "ps -q 'x$(id)')" in made(world).host_programs[0].firewall


class TestBrowser:
    @pytest.mark.parametrize(
        ("url", "works", "use"),
        [
            ("http://localhost:8080", True, None),
            ("http://api:8000", False, "http://127.0.0.1:8080"),
        ],
    )
    def test_a_browser_has_this_machines_names(
        self, url: str, works: bool, use: str | None
    ) -> None:
        world = World()
        world.container("api", publishes=["8080:8000"], listens=["0.0.0.0:8000"])
        world.container("web", env=[f"VITE_API_URL={url}"])
        world.config("web", references=world.containers[-1].references)
        world.attempt("host", "127.0.0.1:8080", "answered", protocol="http")
        told = made(world).browser_variables
        assert [(v.variable, v.works, v.use) for v in told] == [("VITE_API_URL", works, use)]


class TestOpenness:
    def test_where_ports_are_published_decides(self) -> None:
        world = shop(publishes=["15432:5432"])
        world.networks.append(BACK)
        world.container("admin", publishes=["127.0.0.1:8081:80"], networks=(SHOP, BACK))
        world.container("cache", exposes=[6379])
        told = made(world).openness
        assert told.internal_networks == ("back",)
        assert told.unpublished == ("cache:6379",)
        assert told.this_machine_only == ("admin:80",)
        assert told.exposed == ("db:5432 at port 15432",)


class TestDrawing:
    def test_too_many_nodes_are_not_drawn(self) -> None:
        world = shop()
        for number in range(MOST_NODES - 3):
            world.container(f"c{number}")
        assert made(world).drawing is not None
        world.container("one-more")
        assert made(world).drawing is None

    def test_how_a_call_fails_depends_on_the_engine(self) -> None:
        def failing(outcome: str) -> PageReport:
            world = shop()
            world.attempt("service:api", "db:5432", outcome)
            return made(world)

        refused, closed = (failing(o).drawing for o in ("refused", "timed-out"))
        assert refused == closed


NUMBER = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
TIME = re.compile(r"20\d\d-\d\d-\d\d|\b\d\d:\d\d:\d\d\b")


def test_no_page_has_anything_that_an_engine_chose() -> None:
    for path in recorded.all_recorded():
        snapshot = recorded.read(path)
        said = msgspec.json.encode(page(snapshot)).decode()
        containers, networks = snapshot.survey.containers, snapshot.survey.networks
        if isinstance(containers, Unobserved) or isinstance(networks, Unobserved):
            continue
        for each in containers:
            assert each.id[:12] not in said, path.name
            chosen = {a.ipv4 for a in each.attachments} - {None, snapshot.question.host}
            assert not [ip for ip in chosen if f'"{ip}' in said], path.name
        assert not TIME.search(said), path.name
        assert "project_" not in said, path.name
        assert "project-" not in said, path.name
        gateways = {g for n in networks for g in n.gateways}
        assert not gateways & set(NUMBER.findall(said)), path.name


MEASURED = Path(__file__).parents[3] / "data" / "page"


@pytest.mark.parametrize("engine", ["20.10", "28.5"])
def test_two_engines_and_two_folders_have_one_page(engine: str) -> None:
    """The snapshots are of `map --save`, in tests/live/test_document.py's project."""
    seen = recorded.read(MEASURED / f"{engine}.json")
    written = render_page(page(seen), Style.PLAIN)
    assert written == (MEASURED / "networking.md").read_text()
