"""The rules about containers that are not there as they should be (CL202 to CL206).

Where each fires, and where it only looks as if it should.
"""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.catalogue import CATALOGUE
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.trials import Publish, Untriable
from containerloop.facts import Network, Port, Reference, ServiceConfig, State, Unobserved
from containerloop.plan.expectations import expectations
from containerloop.plan.rounds import plan
from containerloop.plan.values import Stand
from containerloop.survey.engine.container_references import container_references
from containerloop.topology.inventory import Inventory
from tests.support.world import SHOP, World, publication

DB = "postgres://app@db:5432/app"


# CL202 restart-loop


def looping(*, listens: tuple[str, ...] = (), **state: Any) -> World:
    """db is started again and again; api dials it by name and gets no answer."""
    given: dict[str, Any] = {
        "status": "restarting",
        "exit_code": 1,
        "restarts": 5,
        "up_s": 3.0,
    } | state
    world = World()
    world.container("db", exposes=[5432], listens=listens, state=State(**given))
    world.container("api", refers=[DB])
    world.attempt("service:api", "db:5432", "name-not-found")
    return world


def test_a_server_that_is_restarting_now() -> None:
    report = looping().report("5432")
    assert [f.code for f in report.findings] == ["CL202"]
    assert "ends with status 1 soon after each start (5 times so far)" in report.findings[0].summary


def test_a_server_between_two_failures_runs_for_a_moment() -> None:
    assert looping(status="running", restarts=2).codes("5432") == ["CL202"]


def test_from_this_machine_the_published_port_comes_and_goes() -> None:
    world = World()
    world.container("db", publishes=["8200:5432"], state=State(status="restarting", restarts=1))
    world.attempt("host", "127.0.0.1:8200", "refused", resolved="127.0.0.1")
    assert world.codes("8200") == ["CL202"]


def test_an_unpublished_server_in_a_loop() -> None:
    world = World()
    world.container("db", exposes=[5432], state=State(status="restarting", restarts=4))
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL202"]


@pytest.mark.parametrize(
    "state",
    [
        {"restarts": 1},
        {"up_s": 60.0},
        {"up_s": None},
        {"status": "exited"},
        {"status": "paused"},
    ],
)
def test_a_container_that_was_restarted_is_not_always_in_a_loop(state: dict[str, Any]) -> None:
    assert "CL202" not in looping(**({"status": "running"} | state)).codes("5432")


def test_a_server_that_came_up_after_all_is_not_in_a_loop() -> None:
    world = looping(status="running", listens=("0.0.0.0:5432",))
    assert "CL202" not in world.codes("5432")


def test_a_neighbour_in_a_loop_is_no_cause() -> None:
    world = World()
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"])
    world.container("old", exposes=[5432], state=State(status="restarting", restarts=9))
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert "CL202" not in world.codes("5432")


def test_a_client_in_a_loop_is_not_why_it_reaches_nobody() -> None:
    world = World()
    world.container("db", exposes=[5432], status="exited")
    world.container("api", refers=[DB], state=State(status="restarting", restarts=9))
    world.attempt("service:api", "db:5432", "name-not-found")
    assert world.codes("5432") == ["CL201"]


# CL203 host-port-taken


SAID = "Bind for 127.0.0.1:8202 failed: port is already allocated"


def taken(
    *, asks: str = "127.0.0.1:8202:5432", vantage: str = "service:api", **state: Any
) -> World:
    """db asks for host port 8202 and does not run; api or this machine wants it."""
    world = World()
    given: dict[str, Any] = {"status": "created", "error": SAID} | state
    world.container("db", publishes=[asks], state=State(**given), image="postgres:17")
    if vantage == "host":
        world.attempt("host", "127.0.0.1:8202", "answered", resolved="127.0.0.1", protocol="http")
    else:
        world.container("api", refers=[DB])
        world.attempt("service:api", "db:5432", "name-not-found")
    return world


def test_a_process_of_this_machine_has_the_port() -> None:
    world = taken()
    world.host_listens("127.0.0.1:8202", process="postgres")
    report = world.report("5432")
    assert [f.code for f in report.findings] == ["CL203"]
    finding = report.findings[0]
    assert finding.summary == (
        "db could not start, because postgres (pid 4000) on this machine has host port 8202"
    )
    assert finding.remedies[0].override == {
        "services": {"db": {"ports": {"!override": ["127.0.0.1:8203:5432"]}}}
    }


def test_the_message_of_the_engine_is_not_needed() -> None:
    world = taken(error="")
    world.host_listens("127.0.0.1:8202", process="postgres")
    assert world.codes("5432") == ["CL203"]


def test_the_message_of_the_engine_is_not_enough() -> None:
    assert taken().codes("5432") == ["CL201"]


def test_a_container_of_another_project_has_the_port() -> None:
    world = taken()
    world.container("pg", project="blog", publishes=["8202:5432"])
    finding = world.report("5432").findings[0]
    assert finding.code == "CL203"
    assert "because blog-pg-1 of project blog has host port 8202" in finding.summary
    assert finding.remedies[1].host_command == "docker stop blog-pg-1 && docker compose up -d db"


def test_a_service_of_the_same_project_has_the_port() -> None:
    world = taken()
    world.container("old", publishes=["8202:80"])
    summary = world.report("5432").findings[0].summary
    assert summary == "db could not start, because old has host port 8202"


def test_the_free_port_offered_is_free() -> None:
    world = taken()
    world.container("old", publishes=["8202:80", "8204:81"])
    world.host_listens("0.0.0.0:8203", process="node")
    world.config("db", ports=())
    world.config("web", ports=(publication("8205:80"),))
    assert "publish db at 8206" in world.report("5432").findings[0].remedies[0].summary


def test_whoever_answers_on_this_machine_is_not_the_server_that_could_not_start() -> None:
    world = taken(vantage="host")
    world.host_listens("127.0.0.1:8202", process="python3")
    report = world.report("8202")
    assert [f.code for f in report.findings] == ["CL203"]
    assert (report.verdict, report.exit_status) == ("unreachable", 1)
    assert report.reach_it_at == {}


def test_another_project_that_answers_is_not_ours() -> None:
    world = taken(vantage="host")
    world.container("pg", project="blog", publishes=["8202:5432"], listens=["0.0.0.0:5432"])
    assert world.codes("8202") == ["CL203"]


def test_a_server_that_was_stopped_leaves_its_port_to_others() -> None:
    world = taken(vantage="host", status="exited", error="")
    world.host_listens("127.0.0.1:8202", process="postgres")
    assert world.codes("8202") == []


def test_a_server_that_ended_by_itself_has_both_faults() -> None:
    world = taken(status="exited", exit_code=1, error="")
    world.host_listens("127.0.0.1:8202", process="postgres")
    assert world.codes("5432") == ["CL201", "CL203"]


@pytest.mark.parametrize(
    ("asks", "held"),
    [
        ("8202:5432", "127.0.0.1:8202"),
        ("127.0.0.1:8202:5432", "0.0.0.0:8202"),
        ("127.0.0.1:8202:5432", "[::]:8202"),
        ("0.0.0.0:8202:5432", "127.0.0.1:8202"),
        ("8202:5432", "[::1]:8202"),
    ],
)
def test_addresses_that_meet(asks: str, held: str) -> None:
    world = taken(asks=asks)
    world.host_listens(held, process="postgres")
    assert world.codes("5432") == ["CL203"]


@pytest.mark.parametrize(
    ("asks", "held"),
    [
        ("127.0.0.1:8202:5432", "127.0.0.2:8202"),
        ("127.0.0.1:8202:5432", "[::1]:8202"),
        ("127.0.0.1:8202:5432", "127.0.0.1:8201"),
        ("127.0.0.1:8202:5432", "127.0.0.1:8202/udp"),
        ("0:5432", "127.0.0.1:8202"),
    ],
)
def test_addresses_that_do_not_meet(asks: str, held: str) -> None:
    world = taken(asks=asks)
    world.host_listens(held, process="postgres")
    assert world.codes("5432") == ["CL201"]


def test_a_server_that_runs_has_its_port() -> None:
    world = taken(status="running", error="")
    world.host_listens("127.0.0.1:8202", process="docker-proxy")
    assert "CL203" not in world.codes("5432")


def test_a_machine_whose_sockets_nobody_saw_is_not_free() -> None:
    world = taken()
    world.host_listeners = Unobserved("root only")
    report = world.report("5432")
    assert ("CL203", "root only") in [(n.code, n.reason) for n in report.not_checked]
    assert [f.code for f in report.findings] == ["CL201"]


# CL205 service-not-created


def absent(**cache: Any) -> World:
    """worker dials cache, which stands in the file only."""
    world = World()
    world.container("worker", refers=["redis://cache:6379/0"])
    world.config("worker")
    world.config(**({"name": "cache"} | cache))
    world.attempt("service:worker", "cache:6379", "name-not-found")
    return world


def test_a_service_of_a_profile_that_is_off() -> None:
    report = absent(profiles=("extras", "all")).report("6379")
    assert [f.code for f in report.findings] == ["CL205"]
    finding = report.findings[0]
    summary = "cache stands in the file, but has no container: its profile extras is not on"
    assert finding.summary == summary
    assert finding.remedies[0].host_command == "docker compose --profile extras up -d cache"


def test_a_service_that_was_never_brought_up() -> None:
    finding = absent().report("6379").findings[0]
    assert finding.code == "CL205"
    assert finding.remedies[0].host_command == "docker compose up -d cache"


@pytest.mark.parametrize(
    "cache",
    [
        {"name": "store", "aliases": {"shop_default": ("cache",)}},
        {"name": "store", "container_name": "Cache"},
    ],
)
def test_every_name_that_the_file_gives_it(cache: dict[str, Any]) -> None:
    assert absent(**cache).codes("6379") == ["CL205"]


def test_a_name_that_the_file_does_not_have_is_another_fault() -> None:
    assert "CL205" not in absent(name="store").codes("6379")


@pytest.mark.parametrize("status", ["exited", "created"])
def test_a_stopped_container_was_made(status: str) -> None:
    world = absent()
    world.container("cache", status=status)
    assert world.codes("6379") == ["CL201"]


def test_a_one_off_is_not_the_service() -> None:
    world = absent()
    world.container("run", service="cache", status="exited", one_off=True)
    assert world.codes("6379") == ["CL205"]


def test_the_same_service_of_another_project_is_not_this_one() -> None:
    world = absent()
    world.container("cache", project="blog", networks=[])
    assert world.codes("6379") == ["CL205"]


def test_a_namesake_that_serves_the_port_in_another_project_is_not_this_one() -> None:
    world = absent()
    other = Network(id="n-o", name="blog_default", driver="bridge", subnets=("172.31.0.0/16",))
    world.container("cache", project="blog", networks=[other], exposes=[6379])
    assert world.codes("6379") == ["CL205"]


def test_a_published_port_that_only_the_file_has() -> None:
    world = World()
    world.config("web", ports=(publication("8207:80"),))
    world.attempt("host", "localhost:8207", "refused", resolved="127.0.0.1")
    assert world.codes("8207") == ["CL205"]


def test_a_port_that_is_only_exposed_in_the_file() -> None:
    world = World()
    world.config("web", exposed=(Port(number=80),))
    world.attempt("host", "localhost:80", "refused", resolved="127.0.0.1")
    assert world.codes("80") == ["CL205"]


def test_another_service_that_serves_the_port_is_looked_at_first() -> None:
    world = World()
    world.config("web", exposed=(Port(number=80),))
    world.config("old")
    world.container("old", listens=["0.0.0.0:80"], exposes=[80])
    world.attempt("host", "localhost:80", "refused", resolved="127.0.0.1")
    assert world.codes("80") == ["CL601"]


def test_a_service_of_another_port_is_not_meant() -> None:
    world = World()
    world.config("web", ports=(publication("8207:80/udp"), publication("8208:81")))
    world.attempt("host", "localhost:8207", "refused", resolved="127.0.0.1")
    assert "CL205" not in world.codes("8207")


def test_a_service_that_only_refers_to_somebody_relies_on_nobody_yet() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.config("db")
    world.config("admin", profiles=("tools",), references=container_references([f"URL={DB}"]))
    report = world.report("5432")
    assert report.findings == ()
    assert not [a for a in report.attempts if a.vantage == "service:admin"]


def test_a_publication_on_one_address_of_the_machine_is_dialled_there() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"], publishes=["127.0.0.2:8080:80", "8081:80"])
    seen = world.snapshot("localhost:8080")
    inventory = Inventory(seen.survey)
    made = plan(seen.question, inventory, expectations(seen.question, inventory))
    (here,) = (look for look in made.looks if look.vantage == "host")
    assert "127.0.0.2:8080" in [str(each.address) for each in here.tries]
    assert not any(each.address.host in ("", "0.0.0.0") for each in here.tries)


def plan_of(world: World, target: str, *vantages: str) -> dict[str, Stand | Unobserved]:
    seen = world.snapshot(target, *vantages)
    inventory = Inventory(seen.survey)
    made = plan(seen.question, inventory, expectations(seen.question, inventory))
    return {look.vantage: look.stand for look in made.looks}


def test_a_client_without_a_container_is_no_place_to_stand() -> None:
    world = absent()
    made = plan_of(world, "6379", "service:cache")
    assert made["service:cache"] == Unobserved("cache has no container")


# CL206 stale-container


OLD: dict[str, Any] = {"config_hash": "old"}
NEW: dict[str, Any] = {"config_hash": "new"}
LOCAL = "postgres://app@localhost:5432/app"


def references(url: str) -> tuple[Reference, ...]:
    """What the file's reader finds under the key that World's containers have."""
    return container_references([f"URL_0={url}"], config=ServiceConfig(name="api"))


def edited_ports(now: str = "8209:5432", had: tuple[str, ...] = (), **more: Any) -> World:
    world = World()
    world.container("db", **({"publishes": had, "listens": ["0.0.0.0:5432"]} | OLD | more))
    world.config("db", **({"ports": (publication(now),)} | NEW))
    world.attempt("host", "localhost:8209", "refused", resolved="127.0.0.1")
    return world


@pytest.mark.parametrize("had", [(), ("8300:5432",)])
def test_a_port_that_was_written_after_the_container_was_made(had: tuple[str, ...]) -> None:
    report = edited_ports(had=had).report("8209")
    assert [f.code for f in report.findings] == ["CL206"]
    assert report.findings[0].summary == (
        "db was made before the file was changed: the file publishes its port 5432 at 8209 now"
    )
    assert report.findings[0].remedies[0].host_command == "docker compose up -d db"


def test_asked_by_its_own_port_the_line_to_add_is_there_already() -> None:
    world = edited_ports(exposes=[5432])
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("localhost:5432") == ["CL206"]


def test_a_container_made_of_this_very_file_is_not_stale() -> None:
    assert "CL206" not in edited_ports(**NEW).codes("8209")


@pytest.mark.parametrize("now", ["8300:5432", "8209:5432/udp"])
def test_a_file_that_was_edited_elsewhere_explains_nothing(now: str) -> None:
    assert "CL206" not in edited_ports(now).codes("8209")


def test_a_port_that_only_moved_is_not_why_another_number_is_refused() -> None:
    world = edited_ports("8209:5432", had=("8300:5432",))
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert "CL206" not in world.codes("localhost:5432")


def test_without_compose_nobody_knows_whether_the_file_has_changed() -> None:
    world = edited_ports()
    world.services = []
    world.config("db", ports=(publication("8209:5432"),))
    report = world.report("8209")
    assert "CL206" in [n.code for n in report.not_checked]
    assert report.findings == ()


def edited_address(now: str = DB, **api: Any) -> World:
    world = World()
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"])
    world.config("db")
    made = world.container("api", **({"refers": [LOCAL]} | OLD | api))
    world.containers[-1] = replace(made, references=references(LOCAL))
    world.config("api", references=references(now), **NEW)
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


def test_an_address_that_was_mended_in_the_file_only() -> None:
    report = edited_address().report("5432")
    assert [f.code for f in report.findings] == ["CL206"]
    assert report.findings[0].summary == (
        "api was made before the file was changed:"
        " it still dials localhost:5432, and the file says db:5432 now"
    )


@pytest.mark.parametrize(("host", "cause"), [("database", "Untriable"), ("db", "Dial")])
def test_a_service_that_the_file_renamed_as_well_cannot_answer_yet(host: str, cause: str) -> None:
    world = edited_address(f"postgres://app@{host}:5432/app")
    world.config("database")
    found = next(f for f in diagnose(world.snapshot("5432"), CATALOGUE).found)
    assert found.entry.code == "CL206"
    assert type(found.finding.remedies[0].trial).__name__ == cause


def test_an_address_that_the_file_still_has_is_to_be_mended_there() -> None:
    assert edited_address(LOCAL).codes("5432") == ["CL401"]


def apart(client: Network, server: Network, **hashes: Any) -> World:
    """api and db are to share shop_default; one of them is still elsewhere."""
    world = World()
    world.networks.append(BACK)
    world.container("db", exposes=[5432], networks=[server], listens=["0.0.0.0:5432"],
                    config_hash=hashes.get("db", "same"))  # fmt: skip
    world.container("api", refers=[DB], networks=[client], config_hash=hashes.get("api", "same"))
    world.config("db", config_hash="same")
    world.config("api", config_hash="same")
    world.attempt("service:api", "db:5432", "name-not-found")
    return world


BACK = Network(id="n-b", name="shop_back", driver="bridge", subnets=("172.30.0.0/16",))


def test_a_network_that_the_client_was_given_in_the_file_only() -> None:
    report = apart(BACK, SHOP, api="old").report("5432")
    assert report.findings[0].code == "CL206"
    summary = (
        "api was made before the file was changed: the file has it on network shop_default now"
    )
    assert report.findings[0].summary == summary


def test_a_network_that_the_server_was_given_in_the_file_only() -> None:
    finding = apart(SHOP, BACK, db="old").report("5432").findings[0]
    assert (finding.code, finding.summary.split()[0]) == ("CL206", "db")


@pytest.mark.parametrize("hashes", [{}, {"db": "old"}])
def test_whoever_is_as_the_file_has_it_is_not_stale(hashes: dict[str, str]) -> None:
    assert "CL206" not in apart(BACK, SHOP, **hashes).codes("5432")


def test_a_stale_container_on_the_right_network_is_not_why() -> None:
    assert "CL206" not in apart(SHOP, SHOP, api="old", db="old").codes("5432")


def test_the_name_of_the_host_that_only_the_file_gives() -> None:
    world = World()
    hosts = ("host.docker.internal:host-gateway",)
    world.container("api", refers=["http://host.docker.internal:8142/"], **OLD)
    world.config("api", extra_hosts=hosts, **NEW)
    world.host_listens("0.0.0.0:8142")
    world.attempt("service:api", "host.docker.internal:8142", "name-not-found")
    assert world.codes("8142") == ["CL206"]


def edited_server(now: int = 5433, **more: Any) -> World:
    """The file moves db and its client to another port; only api was made anew."""
    world = World()
    settings: dict[str, Any] = {"exposes": [5432], "listens": ["0.0.0.0:5432"]}
    world.container("db", **(settings | OLD | more))
    world.container("api", refers=[f"postgres://app@db:{now}/app"], **NEW)
    world.config("db", exposed=(Port(number=5433),), lines={"ports": 4}, **NEW)
    world.config("api", **NEW)
    world.attempt("service:api", f"db:{now}", "refused", resolved="172.18.0.2")
    return world


def test_a_port_that_the_server_has_in_the_file_only() -> None:
    report = edited_server().report("5433")
    assert [f.code for f in report.findings] == ["CL206"]
    assert report.findings[0].summary == (
        "db was made before the file was changed: the file has it serve 5433 now"
    )
    assert report.findings[0].remedies[0].host_command == "docker compose up -d db"


@pytest.mark.parametrize("made", [NEW, {"exposes": [5432, 5433]}])
def test_a_server_that_the_file_does_not_move_listens_elsewhere(made: dict[str, Any]) -> None:
    assert edited_server(**made).codes("5433") == ["CL502"]


def test_a_port_that_the_file_does_not_have_either_is_the_clients_mistake() -> None:
    assert edited_server(5434).codes("5434") == ["CL502"]


def test_what_is_made_anew_as_a_whole_is_not_tried_on_the_old_one() -> None:
    world = edited_ports("8209:5433", listens=["0.0.0.0:5432"])
    trial = world.report("8209").findings[0].remedies[0].proof
    assert trial.status == "untried"
    found = diagnose(world.snapshot("8209"), CATALOGUE).found[0].finding
    assert isinstance(found.remedies[0].trial, Untriable)
    assert isinstance(
        diagnose(edited_ports().snapshot("8209"), CATALOGUE).found[0].finding.remedies[0].trial,
        Publish,
    )


def renamed(made: dict[str, Any], **config: Any) -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432], **made)
    world.container("api", refers=["postgres://app@mydb:5432/app"], **NEW)
    world.config("db", **(NEW | config))
    world.config("api", **NEW)
    world.attempt("service:api", "mydb:5432", "name-not-found")
    return world


@pytest.mark.parametrize(
    "config", [{"container_name": "mydb"}, {"aliases": {"shop_default": ("mydb",)}}]
)
def test_a_name_that_the_server_has_in_the_file_only(config: dict[str, Any]) -> None:
    report = renamed(OLD, **config).report("5432")
    assert [f.code for f in report.findings] == ["CL206"]
    assert report.findings[0].summary.endswith("the file gives it the name mydb now")


def test_a_name_that_the_file_does_not_give_either_is_unknown() -> None:
    assert renamed(OLD).codes("5432") == ["CL402"]
    assert "CL206" not in renamed(NEW, container_name="mydb").codes("5432")


# CL204 still-starting


def starting(*listens: str, outcome: str = "refused", **state: Any) -> World:
    """db runs for 4 s, its healthcheck says starting, and api is refused."""
    given: dict[str, Any] = {"status": "running", "health": "starting", "up_s": 4.0} | state
    world = World()
    world.container("db", exposes=[5432], listens=listens, state=State(**given))
    world.container("api", refers=[DB])
    world.config("db")
    world.config("api", depends_on={"db": "service_started"})
    world.attempt("service:api", "db:5432", outcome, resolved="172.18.0.2")
    return world


def test_a_server_that_does_not_listen_yet() -> None:
    report = starting().report("5432")
    assert [f.code for f in report.findings] == ["CL204"]
    finding = report.findings[0]
    assert finding.summary == (
        "db is still starting: nothing in it listens on 5432 yet, 4 s after its start"
    )
    assert [r.host_command for r in finding.remedies] == ["docker compose up -d --wait db", None]
    condition = {"depends_on": {"db": {"condition": "service_healthy"}}}
    assert finding.remedies[1].override == {"services": {"api": condition}}


def test_the_proxy_of_a_published_port_hangs_up_meanwhile() -> None:
    world = starting()
    world.containers[0] = replace(world.containers[0], published=(publication("8211:5432"),))
    world.attempt("host", "127.0.0.1:8211", "accepted-then-reset", resolved="127.0.0.1")
    assert [f.code for f in world.report("8211", "host").findings] == ["CL204"]


@pytest.mark.parametrize(
    "state", [{"health": "healthy"}, {"health": "unhealthy"}, {"health": None}, {"restarts": 2}]
)
def test_a_server_of_which_nobody_says_that_it_is_starting(state: dict[str, Any]) -> None:
    assert "CL204" not in starting(**state).codes("5432")


def test_a_server_that_listens_has_another_fault() -> None:
    assert starting("127.0.0.1:5432").codes("5432") == ["CL501"]


def test_a_timeout_is_no_start() -> None:
    assert "CL204" not in starting(outcome="timed-out").codes("5432")


def test_a_client_that_is_starting_is_not_why_it_is_refused() -> None:
    world = World()
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"])
    world.container("api", refers=[LOCAL], state=State(status="running", health="starting"))
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL401"]


def test_a_starting_server_whose_own_healthcheck_is_refused() -> None:
    world = World()
    check = container_references([], [], ["CMD", "pg_isready", "-h", "localhost"])
    state = State(status="running", health="starting")
    made = world.container("db", exposes=[5432], state=state)
    world.containers[-1] = replace(made, references=check)
    world.attempt("service:db", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL204"]


def raced(condition: str = "service_started", up_s: float = 30.0, **state: Any) -> World:
    """api ended 28 s ago, 2 s after db was started; db answers now."""
    given: dict[str, Any] = {"status": "exited", "exit_code": 1, "down_s": 28.0} | state
    world = World()
    up = State(status="running", up_s=up_s)
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"], state=up)
    world.container("api", refers=[DB], state=State(**given))
    world.config("db")
    world.config("api", depends_on={"db": condition})
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.2")
    return world


@pytest.mark.parametrize("state", [{}, {"status": "restarting"}, {"down_s": 33.0}])
def test_a_race_that_is_over_is_told_and_is_no_finding(state: dict[str, Any]) -> None:
    report = raced(**state).report("5432")
    assert (report.findings, report.exit_status) == ((), 0)
    assert any("api ended with status 1" in n and "did not wait" in n for n in report.notes)


@pytest.mark.parametrize(
    "more",
    [
        {"exit_code": 0},
        {"status": "running"},
        {"up_s": 100.0},
        {"down_s": 40.0},
        {"down_s": None},
        {"condition": "service_healthy"},
    ],
)
def test_a_client_that_ended_otherwise_lost_no_race(more: dict[str, Any]) -> None:
    assert not any("did not wait" in note for note in raced(**more).report("5432").notes)


def test_a_failure_of_a_server_just_started_is_told_to_be_young() -> None:
    notes = starting(health=None).report("5432").notes
    assert "db was started 4 s ago; ask again in a moment" in notes
    assert starting(health=None, up_s=16.0).report("5432").notes == ()


# What is told beside an inconclusive answer


def test_a_paused_server_is_told_and_nobody_is_asked_to_wait() -> None:
    world = World()
    world.container("db", publishes=["8202:5432"], state=State(status="paused", up_s=3.0))
    world.attempt("host", "127.0.0.1:8202", "silent", resolved="127.0.0.1")
    report = world.report("8202")
    assert report.notes == ("db is paused; docker unpause shop-db-1 lets it go on",)
    assert report.exit_status == 3


def test_a_server_that_was_not_dialled_is_not_told_to_be_young() -> None:
    world = World()
    state = State(status="running", up_s=2.0)
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"], state=state)
    world.container("api", refers=[DB], extra_hosts=("db:10.0.0.5",))
    world.attempt("service:api", "db:5432", "refused", resolved="10.0.0.5")
    assert not any("ask again" in note for note in world.report("5432").notes)


def test_nothing_serves_the_port_while_a_container_is_down() -> None:
    world = World()
    world.container("web", status="exited")
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    summary = world.report("8000").findings[0].summary
    assert summary == (
        "nothing on this machine or in its containers serves port 8000 (web not running)"
    )


# CL208 one-off-without-ports


def run_by_hand(name: str = "service:api", **web: Any) -> World:
    """api is up, and web was started with `docker compose run web`."""
    world = World()
    world.container("api", refers=["http://web:80/"])
    made = world.container("web", one_off=True, **({"listens": ["0.0.0.0:80"]} | web))
    away = tuple(replace(a, names=(made.name,)) for a in made.attachments)
    world.containers[1] = replace(made, name="shop-web-run-3f2", attachments=away)
    world.config("api")
    world.config("web", ports=(publication("127.0.0.1:8208:80"),))
    world.attempt("host", "localhost:8208", "refused", resolved="127.0.0.1")
    world.attempt("service:api", "web:80", "name-not-found")
    return world


def test_a_one_off_has_no_ports() -> None:
    report = run_by_hand().report("8208")
    assert [f.code for f in report.findings] == ["CL208"]
    assert "shop-web-run-3f2" in report.findings[0].summary
    commands = [r.host_command for r in report.findings[0].remedies]
    assert commands[0] == "docker compose up -d web"


def test_a_one_off_has_not_its_services_name() -> None:
    assert run_by_hand().codes("web:80", "service:api") == ["CL208"]


@pytest.mark.parametrize("listens", [[], ["0.0.0.0:9000"], ["0.0.0.0:80/udp"]])
def test_a_one_off_that_does_not_serve_the_port_stands_for_nobody(listens: list[str]) -> None:
    assert "CL208" not in run_by_hand(listens=listens).codes("8208")


def test_a_one_off_beside_its_service_is_no_cause() -> None:
    world = run_by_hand()
    world.container("web", listens=["0.0.0.0:80"], status="exited")
    assert "CL208" not in world.codes("8208")
    assert "CL208" not in world.codes("web:80", "service:api")


def test_another_number_or_name_is_not_the_one_offs() -> None:
    world = run_by_hand()
    world.attempt("host", "localhost:8209", "refused", resolved="127.0.0.1")
    world.attempt("service:api", "wep:80", "name-not-found")
    assert "CL208" not in world.codes("8209")
    assert "CL208" not in world.codes("wep:80", "service:api")


def test_a_one_off_that_ended_leaves_its_service_without_a_container() -> None:
    assert run_by_hand(status="exited", listens=None).codes("8208") == ["CL205"]


def test_a_one_off_into_which_nobody_looked_is_not_judged() -> None:
    assert run_by_hand(listens=None).codes("8208") == []
    assert run_by_hand(listens=[]).codes("8208") == ["CL205"]
