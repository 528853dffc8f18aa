"""The JSON of three engine versions, recorded from the same project, as the same facts."""

from __future__ import annotations

import json
from pathlib import Path, PurePath
from typing import Any

import msgspec
import pytest

from containerloop.errors import ProjectUnknown
from containerloop.facts import (
    Container,
    NoProject,
    Port,
    Publication,
    ServiceConfig,
    Transport,
    Whereabouts,
)
from containerloop.question import everything, parse_target
from containerloop.survey.compose_labels import (
    project_from_labels,
    project_here,
    theirs,
    to_inspect,
)
from containerloop.survey.engine.containers import (
    inspected_container,
    listed_container,
    mounted_over,
)
from containerloop.survey.engine.engine_info import (
    engine,
    flavour,
    network,
    with_gateways,
)
from containerloop.survey.typed_names import resolve_vantages
from containerloop.survey.which_project import Selection, choose_by_question, choose_project

VERSIONS = ["20.10", "26.1", "28.5"]
DATA = Path(__file__).parents[3] / "data/inspect"


def selection(folder: str, name: str | None = None) -> Selection:
    """A folder without compose files, and -p."""
    return Selection(Path(folder), (), name, {}, lambda *_: None)


@pytest.fixture(params=VERSIONS)
def recorded(request: pytest.FixtureRequest) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((DATA / f"{request.param}.json").read_text())
    return read


def inspected(recorded: dict[str, Any]) -> dict[str, Container]:
    found = [inspected_container(raw) for raw in recorded["inspect"].values()]
    return {container.name: container for container in found}


def test_a_service_with_everything(recorded: dict[str, Any]) -> None:
    db = inspected(recorded)["shop-db-1"]
    assert (db.project, db.service, db.one_off, db.hostname) == ("shop", "db", False, "dbhost")
    assert (db.state.status, db.state.health, db.state.running) == ("running", "healthy", True)
    assert db.state.finished_at == ""
    assert db.state.started_at.startswith("20")
    assert db.asked == (
        Publication(container_port=5432, host_ip="", host_port=15432),
        Publication(container_port=9000, host_ip="127.0.0.1", host_port=0, transport=Transport.UDP),
    )
    assert [(row.host_ip, row.host_port) for row in db.published] == [
        ("0.0.0.0", 15432),
        ("::", 15432),
        ("127.0.0.1", 32768),
    ]
    assert Port(number=5432) in db.exposed
    (back,) = db.attachments
    assert (back.network, back.network_id[:1] != "") == ("shop_back", True)
    assert back.ipv4
    assert back.gateway
    assert set(back.names) == {"shop-db-1", "db", db.id[:12], "dbhost"}
    assert db.config_hash


def test_names_are_of_one_network(recorded: dict[str, Any]) -> None:
    api = inspected(recorded)["shop-api-1"]
    names = {row.network: set(row.names) for row in api.attachments}
    assert names["shop_back"] - names["shop_default"] == {"backend"}
    assert api.depends_on == ("db",)
    assert api.extra_hosts == ("host.docker.internal:host-gateway",)


def test_the_default_bridge_has_no_names(recorded: dict[str, Any]) -> None:
    plain = inspected(recorded)["plain"]
    assert plain.project is None
    assert plain.network_mode == "bridge"
    assert [(row.network, row.names) for row in plain.attachments] == [("bridge", ())]


def test_a_container_that_ended(recorded: dict[str, Any]) -> None:
    done = inspected(recorded)["shop-done-1"]
    assert (done.state.status, done.state.exit_code, done.state.running) == ("exited", 3, False)
    assert done.state.finished_at.startswith("20")
    assert [row.host_port for row in done.asked] == [18080]
    assert done.published == ()
    assert done.attachments[0].ipv4 is None


def test_the_list_says_the_same_as_far_as_it_goes(recorded: dict[str, Any]) -> None:
    full = inspected(recorded)
    for raw in recorded["list"]:
        short, long = listed_container(raw), full[str(raw["Names"][0]).lstrip("/")]
        for name in ("id", "name", "image", "network_mode", "project", "service", "depends_on"):
            assert getattr(short, name) == getattr(long, name), name
        assert (short.state.status, short.state.exit_code, short.state.health) == (
            long.state.status,
            long.state.exit_code,
            long.state.health,
        )
        assert set(short.published) == set(long.published)
        for one, other in zip(
            sorted(short.attachments, key=str), sorted(long.attachments, key=str), strict=True
        ):
            assert (one.network, one.ipv4, one.gateway) == (
                other.network,
                other.ipv4,
                other.gateway,
            )
            assert set(one.names) <= set(other.names)


def test_configuration_passes_through_and_is_not_kept(recorded: dict[str, Any]) -> None:
    raw = next(r for r in recorded["inspect"].values() if r["Name"] == "/shop-db-1")
    raw["Config"]["Env"] = ["POSTGRES_PASSWORD=canary", "CACHE_URL=redis://:canary@cache:6379"]
    raw["Config"]["Cmd"] = ["postgres", "--t=canary", "--upstream-host=up", "--upstream-port=81"]
    raw["Config"]["Healthcheck"] = {"Test": ["CMD", "redis-cli", "-h", "sick", "-a", "canary"]}
    raw["Config"]["Labels"] |= {"token": "canary", "page": "http://u:canary@web:80/"}
    container = inspected_container(raw, ServiceConfig(name="db"))
    assert "canary" not in msgspec.json.encode(container).decode()
    assert [(one.host, one.port) for one in container.references] == [
        ("cache", 6379), ("up", 81), ("sick", 6379), ("web", 80),
    ]  # fmt: skip
    assert container.references[0].host_part.place.key == "services.db.environment.CACHE_URL"


def test_the_engine(recorded: dict[str, Any]) -> None:
    where = Whereabouts(same_machine=True, same_kernel=True)
    seen = engine(recorded["version"], recorded["info"], "unix:///x", "the default", where)
    assert any(seen.version.startswith(version) for version in VERSIONS)
    assert (seen.os, seen.arch, seen.flavour, seen.rootless) == ("linux", "amd64", "docker", False)
    assert seen.kernel == "6.12.48+deb13-amd64"
    assert (seen.same_machine, seen.same_kernel) == (True, True)


@pytest.mark.parametrize(
    ("said", "backend"),
    [
        ({"Driver": "nftables"}, "nftables"),
        ({"Driver": "nftables+firewalld", "Info": [["ReloadedAt", "x"]]}, "nftables"),
        ({"Driver": "iptables"}, "iptables"),
        ({}, ""),
        (None, ""),
        ("nftables", ""),
    ],
)
def test_with_what_the_engine_writes_its_rules(
    recorded: dict[str, Any], said: Any, backend: str
) -> None:
    where = Whereabouts(same_machine=True, same_kernel=True)
    info = recorded["info"] | {"FirewallBackend": said}
    seen = engine(recorded["version"], info, "unix:///x", "the default", where)
    assert seen.firewall_backend == backend


@pytest.mark.parametrize(
    ("version", "info", "expected"),
    [
        ({}, {"OperatingSystem": "Docker Desktop", "Name": "docker-desktop"}, "docker-desktop"),
        ({"Platform": {"Name": "Docker Desktop 4.38.0"}}, {}, "docker-desktop"),
        ({"Components": [{"Name": "Podman Engine"}]}, {"OperatingSystem": "debian"}, "podman"),
        ({}, {"OperatingSystem": "OrbStack", "Name": "orbstack"}, "orbstack"),
        ({}, {"OperatingSystem": "Alpine", "Name": "lima-rancher-desktop"}, "rancher-desktop"),
        ({}, {"OperatingSystem": "Ubuntu 24.04", "Name": "colima"}, "colima"),
        ({}, {"OperatingSystem": "Ubuntu 24.04", "Name": "my-colima-notes"}, "docker"),
    ],
)
def test_flavours(version: dict[str, Any], info: dict[str, Any], expected: str) -> None:
    assert flavour(version, info) == expected


def test_networks(recorded: dict[str, Any]) -> None:
    plain = [network(raw) for raw in recorded["networks"]]
    seen = with_gateways(plain, list(inspected(recorded).values()))
    bridge = next(row for row in seen if row.name == "bridge")
    # 20.10 leaves this gateway out of the network itself
    assert bridge.gateways == ("172.17.0.1",)
    assert bridge.bridge == "docker0"
    back = next(row for row in seen if row.name == "shop_back")
    assert (back.project, back.bridge) == ("shop", f"br-{back.id[:12]}")
    assert next(row for row in seen if row.name == "host").bridge is None


def test_the_project_of_a_folder(recorded: dict[str, Any]) -> None:
    rows = recorded["list"]
    assert project_here(rows, PurePath("/srv/shop/deep/down")) == "shop"
    assert project_here(rows, PurePath("/srv")) is None
    found = choose_project(rows, None, selection("/srv/shop"))
    assert found == "shop"


def test_an_unknown_project_offers_the_nearest(recorded: dict[str, Any]) -> None:
    with pytest.raises(ProjectUnknown, match='no project "shpo"') as caught:
        choose_project(recorded["list"], None, selection("/", "shpo"))
    assert "shop" in caught.value.hint


def test_the_project_from_labels(recorded: dict[str, Any]) -> None:
    containers = list(inspected(recorded).values())
    project = project_from_labels("shop", recorded["list"], containers)
    assert (project.source, project.working_dir) == ("labels", "/srv/shop")
    assert project.files == ("/srv/shop/compose.yaml",)
    assert [row.name for row in project.services] == ["api", "db", "done"]
    api, db, _ = project.services
    assert api.depends_on == {"db": "service_healthy"}
    assert set(api.networks) == {"shop_back", "shop_default"}
    assert "backend" in api.aliases["shop_back"]
    assert (api.hostname, db.hostname) == (None, "dbhost")
    assert db.ports[0].host_port == 15432
    assert db.lines == {}


def test_what_is_inspected(recorded: dict[str, Any]) -> None:
    rows = recorded["list"]
    plain = next(row["Id"] for row in rows if row["Names"] == ["/plain"])
    database = next(row["Id"] for row in rows if row["Names"] == ["/shop-db-1"])
    assert set(to_inspect(rows, None, parse_target("1"))) == {row["Id"] for row in rows}
    assert set(to_inspect(rows, "other", parse_target("1"))) == {plain}
    assert set(to_inspect(rows, "other", parse_target("5432"))) == {plain, database}
    named = parse_target("1", ["container:shop-db-1"])
    assert set(to_inspect(rows, "other", named)) == {plain, database}


def test_the_only_project_that_means_the_port(recorded: dict[str, Any]) -> None:
    mine = list(inspected(recorded).values())
    assert choose_by_question(mine, parse_target("5432")) == "shop"
    none = choose_by_question(mine, parse_target("4444"))
    assert isinstance(none, NoProject)
    twin = [msgspec.structs.replace(row, project="twin") for row in mine if row.project]
    several = choose_by_question([*mine, *twin], parse_target("15432"))
    assert isinstance(several, NoProject)
    assert "shop, twin" in several.reason
    assert (several.candidates, none.candidates) == (("shop", "twin"), ())


@pytest.mark.parametrize(
    ("target", "one", "several"),
    [
        ("5000-6000", "shop", "several projects use port 5000-6000 (shop, twin)"),
        ("5433-5440", None, "no compose project uses port 5433-5440"),
        ("db", "shop", "several projects have db (shop, twin)"),
        ("localhost", "shop", "several projects publish ports (shop, twin)"),
        ("nowhere", None, "no compose project has nowhere"),
    ],
)
def test_the_only_project_that_is_meant_by_another_form(
    recorded: dict[str, Any], target: str, one: str | None, several: str
) -> None:
    mine = [row for row in inspected(recorded).values() if row.project]
    twin = [msgspec.structs.replace(row, project="twin") for row in mine]
    chosen = choose_by_question(mine, parse_target(target))
    assert chosen == one or (one is None and isinstance(chosen, NoProject))
    both = choose_by_question([*mine, *twin], parse_target(target))
    assert isinstance(both, NoProject)
    assert several in both.reason


def test_the_only_project_has_everything(recorded: dict[str, Any]) -> None:
    every = list(inspected(recorded).values())
    assert choose_by_question(every, everything()) == "shop"  # whatever runs beside it
    twin = [msgspec.structs.replace(row, project="twin") for row in every if row.project]
    several = choose_by_question([*every, *twin], everything())
    assert isinstance(several, NoProject)
    assert several.reason.startswith("several projects have containers (shop, twin")
    none = choose_by_question([], everything())
    assert isinstance(none, NoProject)
    assert "no compose project has a container" in none.reason


def test_vantages_in_full(recorded: dict[str, Any]) -> None:
    containers = list(inspected(recorded).values())
    networks = [network(raw) for raw in recorded["networks"]]
    words = ["api", "plain", "host", "network:shop_back", "container:shop-db-1"]
    assert resolve_vantages(words, None, containers, networks) == (
        "service:api",
        "container:plain",
        "host",
        "network:shop_back",
        "container:shop-db-1",
    )
    for word, hint in (("apu", "api"), ("network:shop_bakc", "shop_back"), ("zzz", "choose one")):
        with pytest.raises(ProjectUnknown) as caught:
            resolve_vantages([word], None, containers, networks)
        assert hint in caught.value.hint


def test_our_own_probes_are_nobodys_containers() -> None:
    labels: list[Any] = [{"containerloop.run": "1"}, None, {"of": "somebody"}]
    rows = [{"Id": number, "Labels": each} for number, each in enumerate(labels)]
    assert [row["Id"] for row in theirs([*rows, {"Id": 3}])] == [1, 2, 3]


def test_a_mount_over_a_file_that_names_are_looked_up_by_is_noted_without_its_source() -> None:
    mounts = [{"Source": "/secret/place", "Destination": "/etc/resolv.conf"}, {"Destination": "/d"}]
    assert mounted_over(mounts) == ("/etc/resolv.conf",)
    assert mounted_over([{"Destination": "/etc/hosts/"}]) == ("/etc/hosts",)
    assert mounted_over([{"Destination": "/etc"}]) == ()
    assert mounted_over(None) == ()
