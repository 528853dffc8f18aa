"""What is told beside an answer: where to meet a server that refused, what was not read."""

import pytest
from msgspec.structs import replace

from containerloop.facts import Project, State
from containerloop.pipeline.report_step import answer
from tests.support.rule_worlds import BACK
from tests.support.world import SHOP, World


def refused(*listens: str, dialled: str = "web:8000", outcome: str = "refused") -> World:
    world = World()
    world.container("web", listens=listens)
    world.container("api", refers=[f"http://{dialled}/"])
    world.attempt("service:api", dialled, outcome, resolved="172.18.0.2")
    return world


def notes(world: World, target: str) -> list[str]:
    report = world.report(target)
    assert report.exit_status == 3
    return [note for note in report.notes if " only on " in note]


def test_a_server_on_another_address_of_its_own_is_told() -> None:
    world = refused("10.5.0.2:8000", "0.0.0.0:53/udp")
    told = "web listens only on TCP 10.5.0.2:8000"
    assert notes(world, "8000") == [told]


def test_its_address_on_another_network_is_told_with_what_helps() -> None:
    world = World()
    world.networks.append(BACK)
    web = world.container("web", listens=["172.19.0.2:8000"], networks=(SHOP, BACK))
    assert [row.ipv4 for row in web.attachments] == ["172.18.0.2", "172.19.0.2"]
    world.container("api", refers=["http://web:8000/"])
    world.attempt("service:api", "web:8000", "refused", resolved="172.18.0.2")
    assert notes(world, "8000") == [
        "web listens only on TCP 172.19.0.2:8000, its own address on the network shop_back; to be"
        " met on its other networks it has to listen on 0.0.0.0"
    ]


@pytest.mark.parametrize("sockets", [["172.19.0.2:8000", "10.5.0.2:9000"], ["10.5.0.2:8000"]])
def test_of_any_other_address_no_network_is_told(sockets: list[str]) -> None:
    world = World()
    world.networks.append(BACK)
    world.container("web", listens=sockets, networks=(SHOP, BACK))
    world.container("api", refers=["http://web:8000/"])
    world.attempt("service:api", "web:8000", "refused", resolved="172.18.0.2")
    assert not any("its own address" in note for note in notes(world, "8000"))


@pytest.mark.parametrize("outcome", ["timed-out", "silent"])
def test_silence_has_nothing_to_do_with_where_it_listens(outcome: str) -> None:
    assert notes(refused("10.5.0.2:8000", outcome=outcome), "8000") == []


@pytest.mark.parametrize("socket", ["0.0.0.0:8000", "172.18.0.2:8000", "[::]:8000"])
def test_a_server_that_is_bound_there_too_is_nowhere_else(socket: str) -> None:
    world = refused(socket)
    assert notes(world, "8000") == []


@pytest.mark.parametrize(("socket", "told"), [("172.18.0.2:8000", True), ("0.0.0.0:80", False)])
def test_a_server_that_leaves_its_own_loopback_out(socket: str, told: bool) -> None:
    world = World()
    world.container("web", listens=[socket], exposes=[8000], refers=["http://localhost:8000/"])
    world.attempt("service:web", "localhost:8000", "refused", resolved="127.0.0.1")
    sockets = f"web listens only on TCP {socket}"
    assert notes(world, "8000") == [sockets] * told


def published(on: str, dialled: str, resolved: str) -> World:
    world = World()
    world.container("web", publishes=[f"{on}:8080:80"], listens=["0.0.0.0:80"])
    world.attempt("host", f"{dialled}:8080", "refused", resolved=resolved)
    return world


@pytest.mark.parametrize(
    ("on", "dialled", "resolved", "told"),
    [("0.0.0.0", "[::1]", "::1", "0.0.0.0"), ("10.0.0.5", "127.0.0.1", "127.0.0.1", "10.0.0.5")],
)
def test_a_publication_on_another_address(on: str, dialled: str, resolved: str, told: str) -> None:
    world = published(on, dialled, resolved)
    assert notes(world, f"{dialled}:8080") == [f"web is published only on {told}:8080"]


def test_a_publication_on_ipv6_takes_no_ipv4() -> None:
    world = published("::", "127.0.0.1", "127.0.0.1")
    assert world.codes("127.0.0.1:8080") == ["CL504"]


@pytest.mark.parametrize(("socket", "told"), [("10.5.0.2:8000", False), ("0.0.0.0:8000", True)])
def test_only_a_server_that_may_come_is_waited_for(socket: str, told: bool) -> None:
    world = World()
    world.container("web", listens=[socket], state=State(status="running", up_s=3.0))
    world.container("api", refers=["http://web:8000/"])
    world.attempt("service:api", "web:8000", "refused", resolved="172.18.0.2")
    said = world.report("8000").notes
    assert any("run this again in a moment" in note for note in said) is told


@pytest.mark.parametrize(("socket", "told"), [("0.0.0.0:53/udp", True), ("0.0.0.0:54/udp", False)])
def test_a_datagram_without_an_answer_and_who_is_there(socket: str, told: bool) -> None:
    world = World()
    world.container("ns", listens=[socket], publishes=["127.0.0.1:5353:53/udp"])
    world.attempt("host", "127.0.0.1:5353/udp", "silent", resolved="127.0.0.1")
    report = world.report("5353/udp")
    assert (report.exit_status, report.findings) == (3, ())
    sockets = [note.partition(". ")[0] for note in report.notes if "listens on UDP" in note]
    assert sockets == ["ns listens on UDP 0.0.0.0:53"] * told


def test_many_sockets_are_no_sentence() -> None:
    world = refused(*(f"10.5.0.2:{port}" for port in range(8000, 8005)))
    assert notes(world, "8000") == []


def test_where_a_cause_is_found_it_says_so_itself() -> None:
    report = refused("127.0.0.1:8000").report("8000")
    assert [f.code for f in report.findings] == ["CL501"]
    assert not any(" only on " in note for note in report.notes)


def test_a_port_published_on_another_address_of_the_machine_is_told() -> None:
    world = World()
    world.container("web", publishes=["10.0.0.5:8080:80"], listens=["0.0.0.0:80"])
    world.container("other", publishes=["8081:80"], listens=["0.0.0.0:80"])
    world.attempt("host", "localhost:8080", "refused", resolved="127.0.0.1")
    assert notes(world, "localhost:8080") == ["web is published only on 10.0.0.5:8080"]


def test_what_of_the_files_was_not_followed_is_told() -> None:
    world = World()
    world.container("db", publishes=["5432:5432"], listens=["0.0.0.0:5432"])
    world.attempt("host", "127.0.0.1:5432", "answered", protocol="postgresql")
    snapshot = world.snapshot("5432")
    project = snapshot.survey.project
    assert isinstance(project, Project)
    project = replace(project, notes=("extends: of db is not followed",))
    told = answer(replace(snapshot, survey=replace(snapshot.survey, project=project)))
    assert "extends: of db is not followed" in told.notes
    assert "extends: of db is not followed" not in answer(snapshot).notes
