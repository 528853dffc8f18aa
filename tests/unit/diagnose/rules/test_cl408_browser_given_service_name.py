"""CL408 browser-given-service-name: where it fires, and what only looks like it."""

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Dial
from containerloop.facts import Snapshot
from containerloop.plan.expectations import expectations
from containerloop.plan.rounds import plan
from containerloop.topology.inventory import Inventory
from tests.support.rule_worlds import finding
from tests.support.world import World


def page(env: str, *publishes: str) -> World:
    """web's page is given `env`; api serves 8000, published as told."""
    world = World()
    world.container("api", listens=["0.0.0.0:8000"], publishes=publishes)
    world.container("web", env=[env])
    for each in publishes:
        ip, port, _ = each.split(":")
        world.attempt("host", f"{ip}:{port}", "answered", resolved=ip)
    return world


@pytest.mark.parametrize(
    "key", ["VITE_API_URL", "NEXT_PUBLIC_API_URL", "REACT_APP_API_URL", "NUXT_PUBLIC_API_BASE_URL"]
)
def test_a_page_is_given_a_services_name(key: str) -> None:
    report = page(f"{key}=http://api:8000/", "127.0.0.1:8245:8000").report("8000")
    assert [f.code for f in report.findings] == ["CL408"]
    (remedy,) = report.findings[0].remedies
    assert remedy.address == "localhost:8245"
    assert remedy.override == {
        "services": {"web": {"environment": {key: "http://localhost:8245/"}}}
    }


def test_what_is_not_published_is_published_too() -> None:
    report = page("VITE_API_URL=http://api:8000/").report("8000")
    (remedy,) = report.findings[0].remedies
    assert remedy.override is not None
    assert remedy.override["services"]["api"] == {"ports": ["127.0.0.1:8000:8000"]}


def test_no_address_is_given_where_the_engine_chooses_one_for_each_of_several() -> None:
    world = page("VITE_API_URL=http://api:8000/")
    world.container("api-2", service="api", listens=["0.0.0.0:8000"], exposes=[8000])
    world.host_listens("127.0.0.1:8001")
    (remedy,) = world.report("8000").findings[0].remedies
    assert remedy.address is None
    assert remedy.override == {"services": {"api": {"ports": ["127.0.0.1::8000"]}}}


@pytest.mark.parametrize("env", ["API_URL=http://api:8000/", "VITE_PROXY_TARGET=http://api:8000/"])
def test_what_the_container_dials_itself_is_no_browsers(env: str) -> None:
    world = page(env, "127.0.0.1:8245:8000")
    world.attempt("service:web", "api:8000", "answered", resolved="172.18.0.2")
    assert world.codes("8000") == []


def test_localhost_is_right_for_a_browser() -> None:
    world = page("VITE_API_URL=http://localhost:8245/", "127.0.0.1:8245:8000")
    world.attempt("host", "localhost:8245", "answered", resolved="127.0.0.1")
    report = world.report("8245")
    assert (report.findings, report.exit_status) == ((), 0)


def test_localhost_for_a_browser_is_not_the_container_where_nothing_is_published() -> None:
    world = page("VITE_API_URL=http://localhost:8000/")
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    assert world.codes("8000") == ["CL601"]


def with_hosts(world: World) -> Snapshot:
    snapshot = world.snapshot("8000")
    machine = replace(snapshot.survey.machine, hosts=(("API", "127.0.0.1"),))
    return replace(snapshot, survey=replace(snapshot.survey, machine=machine))


def test_a_name_that_no_container_has_is_dialled() -> None:
    world = page("VITE_API_URL=http://elsewhere:8000/")
    world.attempt("host", "elsewhere:8000", "name-not-found")
    assert "CL408" not in world.codes("8000")


@pytest.mark.parametrize(("named", "dialled"), [(False, False), (True, True)])
def test_only_a_name_of_this_machine_is_looked_up_here(named: bool, dialled: bool) -> None:
    world = page("VITE_API_URL=http://api:8000/")
    snapshot = with_hosts(world) if named else world.snapshot("8000")
    inventory = Inventory(snapshot.survey)
    wanted = expectations(snapshot.question, inventory)
    looks = plan(snapshot.question, inventory, wanted).looks
    tried = {str(t.address) for look in looks if look.vantage == "host" for t in look.tries}
    assert ("api:8000" in tried) is dialled


def test_of_several_publications_the_page_is_given_the_right_one() -> None:
    world = World()
    world.container("web", env=["VITE_API_URL=http://api:8000/"])
    others = ["9000:9000", "0:8000", "3000:8000"]
    world.container("api", listens=["0.0.0.0:8000"], publishes=others)
    best = finding(world, "8000", "CL408").remedies[0]
    assert str(best.address) == "localhost:3000"
    assert isinstance(best.trial, Dial)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/", "http://localhost:8000/", "http://api.example.com:8000/"]
)
def test_a_page_may_be_given_what_a_browser_finds(url: str) -> None:
    world = World()
    world.container("web", env=[f"VITE_API_URL={url}"])
    world.container("api", listens=["0.0.0.0:8000"], publishes=["8000:8000"])
    assert "CL408" not in world.codes("8000")


def test_a_page_may_be_given_a_name_with_a_dot() -> None:
    world = World()
    world.container("web", env=["VITE_API_URL=http://api.local:8000/"])
    world.container("api.local", listens=["0.0.0.0:8000"])
    assert "CL408" not in world.codes("8000")


def dotted(outcome: str, *publishes: str, key: str = "VITE_API_URL") -> World:
    """A page is given a service's name that may be a domain's, too; this machine looks it up."""
    world = World()
    world.container("web", env=[f"{key}=http://data.shop.example:8000/"])
    world.container("data.shop.example", listens=["0.0.0.0:8000"], publishes=publishes)
    world.attempt("host", "data.shop.example:8000", outcome)
    return world


def test_a_services_name_with_dots_that_no_name_server_knows() -> None:
    found = finding(dotted("name-not-found"), "8000", "CL408")
    assert [e.saw for e in found.evidence] == [
        "data.shop.example is a service, and this machine's name server does not know it"
    ]
    assert found.evidence[0].command == "getent hosts data.shop.example"


def test_a_name_with_dots_may_exist_where_no_name_server_answers() -> None:
    report = dotted("name-server-failed").report("data.shop.example:8000")
    assert report.findings == ()
    reasons = {each.code: each.reason for each in report.not_checked}
    assert reasons["CL408"] == "the name server that this machine uses did not answer"
    assert any("a container is named" in note for note in report.notes), report.notes


@pytest.mark.parametrize("outcome", ["refused", "timed-out"])
def test_a_name_with_dots_that_is_a_domain_is_one(outcome: str) -> None:
    assert "CL408" not in dotted(outcome).codes("8000")


def test_a_name_with_dots_is_asked_for_by_the_container_itself() -> None:
    world = dotted("name-not-found", key="API_URL")
    world.attempt("service:web", "data.shop.example:8000", "answered", resolved="172.18.0.2")
    assert world.codes("8000") == []
