"""CL602 published-to-wrong-container-port: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.diagnose.trials import Publish
from containerloop.facts import State
from tests.support.rule_worlds import finding, published, trials
from tests.support.world import World


def misled(*listens: str, outcome: str = "accepted-then-closed", **web: Any) -> World:
    world = World()
    web = {"publishes": ["8080:3000"], "listens": listens} | web
    world.container("web", **web)
    world.attempt("host", "127.0.0.1:8080", outcome, resolved="127.0.0.1")
    return world


@pytest.mark.parametrize("outcome", ["accepted-then-closed", "accepted-then-reset", "refused"])
def test_the_published_port_is_not_the_one_that_is_listened_on(outcome: str) -> None:
    report = misled("0.0.0.0:80", outcome=outcome).report("8080")
    assert [f.code for f in report.findings] == ["CL602"]
    assert report.findings[0].summary == (
        "port 8080 is mapped to port 3000 of web, where nothing listens; web listens on 80"
    )
    assert report.findings[0].remedies[0].override == {
        "services": {"web": {"ports": {"!override": ["8080:80"]}}}
    }


def test_other_publications_stay_as_they_are() -> None:
    world = misled("0.0.0.0:80", "0.0.0.0:9000", publishes=["8080:3000", "127.0.0.1:9001:9000"])
    remedies = world.report("8080").findings[0].remedies
    assert [r.override for r in remedies] == [
        {"services": {"web": {"ports": {"!override": ["8080:80", "127.0.0.1:9001:9000"]}}}}
    ]


def test_the_port_that_the_image_exposes_is_offered_first() -> None:
    report = misled("0.0.0.0:70", "0.0.0.0:80", exposes=[80]).report("8080")
    assert [r.summary for r in report.findings[0].remedies] == [
        "map port 8080 to port 80 of web",
        "map port 8080 to port 70 of web",
    ]


@pytest.mark.parametrize("there", ["0.0.0.0:3000", "[::]:3000", "127.0.0.1:3000"])
def test_a_port_that_is_listened_on_at_all_is_the_right_one(there: str) -> None:
    assert "CL602" not in misled(there, "0.0.0.0:80").codes("8080")


@pytest.mark.parametrize("listens", [(), ("0.0.0.0:9229",), ("0.0.0.0:80/udp",)])
def test_where_no_server_listens_none_is_offered(listens: tuple[str, ...]) -> None:
    assert "CL602" not in misled(*listens).codes("8080")


def test_a_container_that_still_starts_may_listen_yet() -> None:
    starting = State(status="running", health="starting")
    assert "CL602" not in misled("0.0.0.0:80", state=starting).codes("8080")


def test_a_timeout_is_no_wrong_number() -> None:
    assert "CL602" not in misled("0.0.0.0:80", outcome="timed-out").codes("8080")


def test_a_name_that_is_dialled_has_no_publication_in_between() -> None:
    world = World()
    world.container("web", publishes=["8080:3000"], listens=["0.0.0.0:80"])
    world.container("api", refers=["http://web:3000/"])
    world.attempt("service:api", "web:3000", "refused", resolved="172.18.0.2")
    assert "CL602" not in world.codes("web:3000")


def test_sockets_that_nobody_saw_prove_no_wrong_number() -> None:
    report = misled("0.0.0.0:80", listens=None).report("8080")
    assert "CL602" in [n.code for n in report.not_checked]
    assert report.findings == ()


HUNG_UP = ["accepted-then-closed", "accepted-then-reset"]


@pytest.mark.parametrize("outcome", ["refused", *HUNG_UP])
def test_a_wrong_number_is_met_in_three_ways(outcome: str) -> None:
    world = published(outcome, listens=["0.0.0.0:3000", "0.0.0.0:3001/udp"])
    assert world.codes("8080") == ["CL602"]
    [trial] = trials(world, "8080", "CL602")
    assert isinstance(trial, Publish)
    assert (trial.port, trial.loopback) == (3000, None)


def test_how_the_right_port_is_listened_on_says_how_it_is_tried() -> None:
    sockets = ["0.0.0.0:9229", "127.0.0.1:3000", "0.0.0.0:3000/udp"]
    world = published("refused", listens=sockets)
    shown = [e.saw for e in finding(world, "8080", "CL602").evidence[2:]]
    assert shown == ["a process in shop-web-1 listens on 127.0.0.1:3000"]
    [trial] = trials(world, "8080", "CL602")
    assert isinstance(trial, Publish)
    assert (trial.port, trial.loopback) == (3000, "127.0.0.1")


@pytest.mark.parametrize("port", [2345, 5005, 5678, 9229])
def test_a_debugger_is_not_what_was_to_be_published(port: int) -> None:
    assert "CL602" not in published("refused", listens=[f"0.0.0.0:{port}"]).codes("8080")


def test_for_udp_another_port_of_tcp_is_no_right_one() -> None:
    world = World()
    world.container("dns", publishes=["5353:53/udp"], listens=["0.0.0.0:8080"])
    world.attempt("host", "127.0.0.1:5353/udp", "refused", resolved="127.0.0.1")
    assert "CL602" not in world.codes("5353/udp")


def test_the_line_that_leads_wrong_is_the_one_that_is_changed() -> None:
    sockets = ["0.0.0.0:3000", "0.0.0.0:9090"]
    world = World()
    world.container("web", publishes=["9090:9090", "8080:80"], listens=sockets)
    world.attempt("host", "127.0.0.1:8080", "refused", resolved="127.0.0.1")
    only = finding(world, "8080", "CL602")
    assert [r.summary for r in only.remedies] == ["map port 8080 to port 3000 of web"]
    assert len(only.evidence) == 3


def test_of_many_ports_the_usual_one_comes_first_and_three_are_shown() -> None:
    sockets = [f"0.0.0.0:{p}" for p in (5432, 3000, 3001, 3002)]
    world = published("refused", listens=sockets, image="example/postgres")
    shown = finding(world, "8080", "CL602").remedies
    assert [r.summary.split()[5] for r in shown] == ["5432", "3000", "3001"]


def test_the_same_mapping_for_datagrams_is_not_the_one_that_is_changed() -> None:
    world = misled("0.0.0.0:80", publishes=["8080:3000/udp", "8080:3000"])
    [remedy] = world.report("8080").findings[0].remedies
    both = ["8080:3000/udp", "8080:80"]
    assert remedy.override == {"services": {"web": {"ports": {"!override": both}}}}
