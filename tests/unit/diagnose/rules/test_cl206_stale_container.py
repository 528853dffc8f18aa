"""CL206 stale-container: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.trials import Publish, Untriable
from containerloop.facts import Network, Port, Reference, ServiceConfig
from containerloop.survey.engine.container_references import container_references
from tests.support.catalogue import CATALOGUE
from tests.support.rule_worlds import BACK
from tests.support.world import SHOP, World, publication

DB = "postgres://app@db:5432/app"
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
        "db is older than the compose file, which now publishes port 5432 at 8209"
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
        "api is older than the compose file, which now has it use db:5432 instead of localhost:5432"
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


def test_a_network_that_the_client_was_given_in_the_file_only() -> None:
    report = apart(BACK, SHOP, api="old").report("5432")
    assert report.findings[0].code == "CL206"
    summary = "api is older than the compose file, which now connects it to network shop_default"
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
        "db is older than the compose file, which now gives it port 5433"
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
    assert report.findings[0].summary.endswith(', which now names it "mydb"')


def test_a_name_that_the_file_does_not_give_either_is_unknown() -> None:
    assert renamed(OLD).codes("5432") == ["CL402"]
    assert "CL206" not in renamed(NEW, container_name="mydb").codes("5432")


def stale(name: str = "api", **config: Any) -> World:
    """A world whose first container was made before its service was changed in the file."""
    world = World()
    world.container(name, config_hash="old", **config.pop("made", {}))
    world.config(name, config_hash="new", **config)
    return world


def test_what_somebody_else_publishes_is_not_what_the_file_has_now() -> None:
    world = stale("web", ports=(publication("8209:80"),))
    world.container("db", publishes=["8209:5432"], listens=["127.0.0.1:5432"], config_hash="x")
    world.config("db", config_hash="x")
    world.attempt("host", "127.0.0.1:8209", "accepted-then-closed", resolved="127.0.0.1")
    assert world.codes("127.0.0.1:8209") == ["CL501"]


def test_a_peer_on_a_network_does_not_need_a_publication() -> None:
    world = stale("web", ports=(publication("8209:80"),))
    where = "172.18.0.1:8209"
    world.attempt("network:shop_default", where, "refused", resolved="172.18.0.1")
    assert "CL206" not in world.codes(where, "network:shop_default")


HOSTED = "http://host.docker.internal:8142/"
GATEWAY = ("host.docker.internal:host-gateway",)


@pytest.mark.parametrize(
    ("outcome", "had", "found"),
    [("name-not-found", (), True), ("refused", (), False), ("name-not-found", GATEWAY, False)],
)
def test_a_name_of_the_host_is_missing_only_where_it_is_not_found(
    outcome: str, had: tuple[str, ...], found: bool
) -> None:
    world = stale(extra_hosts=GATEWAY, made={"refers": [HOSTED], "extra_hosts": had})
    resolved = None if outcome == "name-not-found" else "172.17.0.1"
    world.attempt("service:api", "host.docker.internal:8142", outcome, resolved=resolved)
    assert ("CL206" in world.codes("8142", "service:api")) is found


def test_another_name_of_the_host_in_the_file_is_not_the_one_that_is_dialled() -> None:
    made = {"refers": ["http://host.containers.internal:8142/"]}
    world = stale(extra_hosts=GATEWAY, made=made)
    world.attempt("service:api", "host.containers.internal:8142", "name-not-found")
    assert "CL206" not in world.codes("8142", "service:api")


@pytest.mark.parametrize(("outcome", "shared"), [("refused", False), ("name-not-found", True)])
def test_a_network_that_is_missing_is_missed_by_names_and_packets(
    outcome: str, shared: bool
) -> None:
    networks = [BACK, SHOP] if shared else [BACK]
    url = "postgres://app@db:5432/app"
    world = stale(made={"refers": [url], "networks": networks}, networks=("shop_default",))
    world.networks.append(BACK)
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"], config_hash="x")
    world.config("db", config_hash="x")
    resolved = "172.18.0.3" if outcome == "refused" else None
    world.attempt("service:api", "db:5432", outcome, resolved=resolved)
    assert "CL206" not in world.codes("5432", "service:api")


def test_that_the_client_is_as_the_file_has_it_is_not_its_servers_age() -> None:
    world = stale("db", made={"exposes": [5432], "listens": ["0.0.0.0:5432"]})
    world.container("api", refers=[LOCAL], config_hash="x")
    world.config("api", config_hash="x")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432", "service:api") == ["CL401"]


def test_a_container_that_is_of_this_file_has_another_fault_than_its_age() -> None:
    world = World()
    world.container("api", config_hash="same", refers=[HOSTED])
    world.config("api", config_hash="same", extra_hosts=GATEWAY)
    world.attempt("service:api", "host.docker.internal:8142", "name-not-found")
    assert "CL206" not in world.codes("8142", "service:api")
