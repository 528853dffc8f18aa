"""CL401 localhost-is-this-container: where it fires, and what only looks like it."""

import pytest
from msgspec.structs import replace

from containerloop.facts import Network
from containerloop.survey.engine.container_references import container_references
from tests.support.compose_world import answered_in
from tests.support.rule_worlds import dials, finding, shop, unavailable
from tests.support.world import World


def test_localhost_in_a_container_is_that_container() -> None:
    report = shop().report("5432")
    assert [f.code for f in report.findings] == ["CL401"]
    assert report.findings[0].remedies[0].address == "db:5432"


def test_localhost_means_the_host_where_only_the_host_serves_the_port() -> None:
    world = World()
    world.container("api", refers=["postgres://localhost:5432/app"])
    world.host_listens("0.0.0.0:5432", process="postgres")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    report = world.report("5432")
    assert [f.code for f in report.findings] == ["CL401"]
    assert report.findings[0].remedies[0].address == "host.docker.internal:5432"


def test_a_healthcheck_of_localhost_is_about_the_container_itself() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    web = world.container("web")
    references = container_references([], [], ["CMD", "pg_isready", "-h", "localhost"])
    assert references[0].host_part.place.where == "healthcheck"
    world.containers[-1] = replace(web, references=references)
    world.attempt(world.vantage(web), "localhost:5432", "refused", resolved="127.0.0.1")
    assert "CL401" not in world.codes("5432")


def test_localhost_is_right_where_the_namespace_is_shared() -> None:
    world = World()
    app = world.container("app", listens=["127.0.0.1:8000"])
    world.container("side", mode=f"container:{app.id}", refers=["http://localhost:8000/"])
    world.attempt("service:side", "localhost:8000", "answered", resolved="127.0.0.1")
    assert world.codes("8000") == []


def test_localhost_in_host_mode_is_the_host() -> None:
    world = shop()
    world.container("agent", mode="host", refers=["postgres://localhost:5432/app"])
    world.attempt("service:agent", "localhost:5432", "refused", resolved="127.0.0.1")
    codes = [(f.code, f.vantage) for f in world.report("5432").findings]
    assert ("CL401", "service:agent") not in codes


def test_a_server_of_its_own_that_listens_is_no_case_for_another() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("api", listens=["[::1]:5432"], refers=["postgres://127.0.0.1:5432/app"])
    world.attempt("service:api", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    assert "CL401" not in world.codes("5432")


def test_a_server_of_another_project_is_not_offered_as_a_sibling() -> None:
    world = World(project=None)
    foreign = Network(id="n-f", name="f_default", driver="bridge", subnets=("172.20.0.0/16",))
    world.container("db", project="foreign", service="db", exposes=[5432], networks=[foreign])
    world.container("db2", project="shop", service="db", exposes=[5432], listens=["0.0.0.0:5432"])
    world.container("api", project="shop", service="api", refers=["postgres://localhost:5432/a"])
    world.attempt("container:shop-api-1", "localhost:5432", "refused", resolved="127.0.0.1")
    found = world.report("5432").findings
    assert [f.code for f in found] == ["CL401"]
    assert [r.address for r in found[0].remedies] == ["db:5432"]


def test_a_plain_container_is_given_no_compose_file() -> None:
    world = World(project=None)
    world.container("cache", exposes=[6379], listens=["0.0.0.0:6379"])
    world.container("web", refers=["redis://localhost:6379"])
    world.attempt("container:web", "localhost:6379", "refused", resolved="127.0.0.1")
    remedy = world.report("6379").findings[0].remedies[0]
    assert (remedy.address, remedy.override, remedy.patch) == ("cache:6379", None, None)
    assert remedy.summary.endswith("(URL_0)")


def test_a_container_beside_a_server_of_the_host_does_not_serve_its_port() -> None:
    world = World()
    world.container("agent", mode="host", listens=["127.0.0.1:5432"])
    world.container("api", refers=["postgres://localhost:5432/app"])
    world.host_listens("127.0.0.1:5432", process="postgres")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    report = world.report("5432", "service:api")
    assert [f.code for f in report.findings] == ["CL401"]
    addresses = [str(remedy.address) for remedy in report.findings[0].remedies]
    assert addresses == ["host.docker.internal:5432"]


LOCAL = "postgres://app@localhost:5432/app"


def test_without_ipv6s_localhost_a_container_is_still_not_another() -> None:
    world = unavailable("service:api")
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://[::1]:5432/app"])
    assert "CL401" in world.codes("5432")


def test_where_nobody_else_serves_the_port_localhost_is_not_the_fault() -> None:
    world = dials(LOCAL, resolved="127.0.0.1")
    assert "CL401" not in world.codes("5432", "service:api")


def test_asked_without_a_reference_localhost_is_this_container_too() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("localhost:5432", "service:api") == ["CL401"]


def test_a_sidecars_own_server_that_is_down_is_not_another_container() -> None:
    world = World()
    app = world.container("app", exposes=[8000])
    world.container("side", mode=f"container:{app.id}", refers=["http://localhost:8000/"])
    world.attempt("service:side", "localhost:8000", "refused", resolved="127.0.0.1")
    assert "CL401" not in world.codes("8000", "service:side")


def test_a_server_in_host_mode_is_reached_by_the_host() -> None:
    world = World()
    world.container("db", mode="host", exposes=[5432], listens=["0.0.0.0:5432"])
    world.container("api", refers=[LOCAL])
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    offered = finding(world, "5432", "CL401").remedies[0].address
    assert str(offered) == "host.docker.internal:5432"


@pytest.mark.parametrize(("line", "found"), [("db:127.0.0.1", False), ("other:127.0.0.1", True)])
def test_a_hosts_line_that_leads_to_localhost_is_no_localhost(line: str, found: bool) -> None:
    host = "db" if not found else "me.test"
    world = World()
    world.container("api", refers=[f"redis://{host}:6379"], extra_hosts=(line,))
    world.container("cache", listens=["0.0.0.0:6379"], exposes=[6379])
    world.attempt("service:api", f"{host}:6379", "refused", resolved="127.0.0.1")
    assert ("CL401" in world.codes(f"{host}:6379", "service:api")) is found


SEVERAL = """
services:
  db: {image: "postgres:16", expose: ["5432"]}
  api:
    image: example/api
    environment:
      DATABASE_URL: postgres://app:pw1@localhost:5432/app
      DIRECT_URL: postgres://app:pw1@localhost:5432/app
      CACHE_URL: redis://localhost:5432/0
      SHADOW_DATABASE_URL: postgres://app:pw1@127.0.0.1:5432/shadow
    healthcheck: {test: ["CMD", "pg_isready", "-h", "localhost"]}
"""


def test_every_line_with_the_wrong_address_is_changed_in_file_order() -> None:
    report = answered_in(SEVERAL, "5432")
    assert {f.code for f in report.findings} == {"CL401"}
    patch, override = (
        report.findings[0].remedies[0].patch,
        report.findings[0].remedies[0].override,
    )
    assert patch is not None
    assert override is not None
    changed = [line for line in patch.diff.splitlines() if line.startswith("+")]
    keys = ["DATABASE_URL", "DIRECT_URL", "SHADOW_DATABASE_URL"]
    assert [line.lstrip("+ ").partition(":")[0] for line in changed] == keys
    assert list(override["services"]["api"]["environment"]) == keys


HOST_ONLY = """
services:
  db: {image: "IMAGE", expose: ["PORT"]}
  app:
    image: example/app
    environment:
      KEY: VALUE
"""


def host_only(key: str, image: str, port: str, value: str = "localhost") -> str:
    text = HOST_ONLY.replace("KEY", key).replace("IMAGE", image).replace("PORT", port)
    return text.replace("VALUE", value)


@pytest.mark.parametrize(
    ("key", "image", "port"),
    [
        ("WORDPRESS_DB_HOST", "mariadb:11", "3306"),
        ("DATABASE_HOST", "postgres:16", "5432"),
        ("DB_HOSTNAME", "mysql:8", "3306"),
        ("NEXTCLOUD_DATABASE_SERVER", "postgres:16", "5432"),
        ("PAPERLESS_SQL_HOST", "postgres:16", "5432"),
        ("CACHE_HOST", "redis:7", "6379"),
        ("JOB_QUEUE_HOST", "rabbitmq:3", "5672"),
        ("MONGO_HOST", "mongo:7", "27017"),
        ("dbHost", "postgres:16", "5432"),
        ("DB_HOST", "example/anything", "5432"),
    ],
)
def test_a_variable_that_names_only_a_host_is_changed(key: str, image: str, port: str) -> None:
    report = answered_in(host_only(key, image, port), port)
    assert [f.code for f in report.findings] == ["CL401"]
    remedy = report.findings[0].remedies[0]
    assert remedy.address == f"db:{port}"
    assert remedy.override == {"services": {"app": {"environment": {key: "db"}}}}
    assert remedy.patch is not None
    assert remedy.patch.diff.endswith(f"+      {key}: db")


@pytest.mark.parametrize(
    ("key", "value", "image", "port"),
    [
        ("HOST", "localhost", "postgres:16", "5432"),
        ("SERVER_HOST", "localhost", "postgres:16", "5432"),
        ("KC_HOSTNAME", "localhost", "postgres:16", "5432"),
        ("CACHE_HOST", "localhost", "postgres:16", "5432"),
        ("DATABASE_HOST", "localhost", "redis:7", "6379"),
        ("DB_HOST", "db", "postgres:16", "5432"),
        ("DB_HOST", "0.0.0.0", "postgres:16", "5432"),
        ("DB_HOST", "/var/run/postgresql", "postgres:16", "5432"),
        ("DB_HOST", "db.example.com", "postgres:16", "5432"),
        ("DB_NAME", "localhost", "postgres:16", "5432"),
    ],
)
def test_a_host_of_another_kind_or_one_of_its_own_is_left(
    key: str, value: str, image: str, port: str
) -> None:
    found = answered_in(host_only(key, image, port, value), port).findings
    assert not {"CL401", "CL402"} & {f.code for f in found}


def test_a_setting_that_the_server_reads_as_well_is_where_it_listens() -> None:
    text = """
services:
  api: {image: example/api, expose: ["8000"], environment: {API_HOST: localhost}}
  worker: {image: example/api, environment: {API_HOST: localhost}}
"""
    assert "CL401" not in [f.code for f in answered_in(text, "8000").findings]
    alone = text.replace('expose: ["8000"], environment: {API_HOST: localhost}', 'expose: ["8000"]')
    assert [f.code for f in answered_in(alone, "8000").findings] == ["CL401"]


def test_nobody_is_accused_of_a_guess() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    world.attempt(
        "service:api", "db:5432", "answered", resolved="172.18.0.2", protocol="postgresql"
    )
    report = world.report("5432", "service:api")
    assert (report.findings, report.verdict) == ((), "inconclusive")
    assert report.reach_it_at == {"service:api": "db:5432"}
    assert any(n.startswith("nothing says which address api uses") for n in report.notes)
    # the same address, once somebody says it
    assert world.codes("localhost:5432", "service:api") == ["CL401"]
    world.complains("service:api", "localhost:5432")
    assert world.codes("5432", "service:api") == ["CL401"]
