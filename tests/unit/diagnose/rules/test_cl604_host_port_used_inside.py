"""CL604 host-port-used-inside: where it fires, and what only looks like it."""

from tests.support.world import World


def inside(
    publishes: str = "5433:5432", *, listens: tuple[str, ...] = ("0.0.0.0:5432",),
    outcome: str = "refused",
) -> World:  # fmt: skip
    world = World()
    world.container("db", publishes=[publishes], listens=listens)
    world.container("api", refers=["postgres://db:5433/app"])
    world.attempt("service:api", "db:5433", outcome, resolved="172.18.0.2")
    return world


def test_the_host_port_between_containers() -> None:
    report = inside().report("db:5433")
    assert [f.code for f in report.findings] == ["CL604"]
    assert report.findings[0].remedies[0].address == "db:5432"
    assert report.findings[0].summary == (
        "5433 is the host port of db; containers connect to its container port, 5432"
    )


def test_a_number_that_is_the_same_on_both_sides_is_no_mistake() -> None:
    assert "CL604" not in inside("5433:5433").codes("db:5433")


def test_a_number_that_nobody_publishes_is_another_mistake() -> None:
    assert "CL604" not in inside("5434:5432").codes("db:5433")


def test_the_number_of_another_transport_does_not_count() -> None:
    assert "CL604" not in inside("5433:5432/udp").codes("db:5433")


def test_a_server_that_listens_on_the_dialled_port_has_another_fault() -> None:
    both = inside(listens=("0.0.0.0:5432", "127.0.0.1:5433"))
    assert "CL604" not in both.codes("db:5433")


def test_a_timeout_is_no_host_port() -> None:
    assert "CL604" not in inside(outcome="timed-out").codes("db:5433")


def test_the_host_port_of_a_neighbour_is_not_this_servers() -> None:
    world = inside("5432:5432")
    world.container("old", publishes=["5433:5432"], listens=["0.0.0.0:5432"])
    assert "CL604" not in world.codes("db:5433")


def test_the_host_port_by_way_of_the_host_is_right() -> None:
    world = World()
    world.container("db", publishes=["5433:5432"], listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://172.18.0.1:5433/app"])
    world.attempt("service:api", "172.18.0.1:5433", "refused", resolved="172.18.0.1")
    assert "CL604" not in world.codes("5433")


def test_by_way_of_the_host_a_server_that_is_down_is_not_dialled_at_the_wrong_number() -> None:
    world = World()
    world.container("api", refers=["postgres://app@172.18.0.1:5433/app"])
    world.container("db", publishes=["5433:5432"])
    world.attempt("service:api", "172.18.0.1:5433", "refused", resolved="172.18.0.1")
    assert "CL604" not in world.codes("5433", "service:api")


def test_a_container_that_dials_itself_is_not_between_containers() -> None:
    world = World()
    world.container("api", publishes=["8000:3000"], refers=["http://localhost:8000/"])
    world.attempt("service:api", "localhost:8000", "refused", resolved="127.0.0.1")
    assert "CL604" not in world.codes("localhost:8000", "service:api")
    world.attempt("service:api", "172.18.0.2:8000", "refused", resolved="172.18.0.2")
    assert "CL604" not in world.codes("172.18.0.2:8000", "service:api")
