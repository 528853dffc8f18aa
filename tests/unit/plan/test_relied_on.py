"""What is relied on, as far as measuring shows it: what is called, complained of, passed on to."""

import pytest

from containerloop.facts import State, Unobserved
from containerloop.plan.relied_on import looks_for, relied_on
from containerloop.plan.telling_logs import worth_a_log
from containerloop.plan.values import Strength
from containerloop.survey.proxies.find_upstreams import find_upstreams
from containerloop.survey.references.traced_text import Source
from containerloop.topology.inventory import Inventory
from tests.support.front_worlds import PAGE, fronted
from tests.support.world import World


def relied(world: World, target: str, *vantages: str) -> list[tuple[str, str, str]]:
    seen = world.snapshot(target, *vantages)
    wanted = relied_on(seen.question, Inventory(seen.survey), seen.views, seen.complaints)
    return [(e.vantage, str(e.address), e.strength.name) for e in wanted]


GUESSES = [
    ("service:api", "localhost:5432", "GUESSED"),
    ("service:api", "db:5432", "GUESSED"),  # where db was seen to listen
]


def plain() -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api")
    return world


def test_what_is_called_counts_and_not_a_guess() -> None:
    world = plain()
    assert relied(world, "5432", "service:api") == GUESSES
    world.calls("service:api", "172.18.0.77:5432", "172.18.0.77:9", "8.8.8.8:5432")
    assert relied(world, "5432", "service:api") == [("service:api", "172.18.0.77:5432", "DIALLED")]


def test_what_is_typed_counts_beside_what_is_called() -> None:
    world = plain()
    world.calls("service:api", "172.18.0.77:5432")
    assert relied(world, "db:5432", "service:api") == [("service:api", "db:5432", "ASKED")]
    assert ("service:api", "172.18.0.77:5432", "DIALLED") in relied(world, "172.18.0.77:5432")


def test_what_is_written_counts_beside_what_is_called() -> None:
    world = World()
    world.container("api", refers=["postgres://db:5432/app"])
    world.calls("service:api", "172.18.0.77:5432")
    assert [s for _, _, s in relied(world, "5432", "service:api")] == ["ASKED", "DIALLED"]


def test_a_number_that_a_name_led_to_is_that_names() -> None:
    world = World()
    world.container("api", refers=["postgres://db:5432/app"])
    world.calls("service:api", "172.18.0.77:5432")
    world.attempt("service:api", "db:5432", "timed-out", resolved="172.18.0.77")
    assert [s for _, _, s in relied(world, "5432", "service:api")] == ["ASKED"]


def test_another_vantage_is_not_the_one_asked_about() -> None:
    world = plain()
    world.container("worker")
    world.calls("service:worker", "172.18.0.77:5432")
    assert "DIALLED" not in [s for _, _, s in relied(world, "5432", "service:api")]
    assert "DIALLED" in [s for _, _, s in relied(world, "5432")]


def test_what_a_log_complains_of() -> None:
    world = plain()
    world.complains("service:api", "127.0.0.1:5432", "127.0.0.1:6379")
    assert relied(world, "5432", "service:api") == [("service:api", "127.0.0.1:5432", "COMPLAINED")]
    world.complaints["service:api"] = Unobserved("no log")
    assert relied(world, "5432", "service:api") == GUESSES


def test_of_a_front_everything_that_it_calls_or_complains_of() -> None:
    world = fronted("")
    world.calls("service:front", "172.18.0.77:3000")
    world.complains("service:front", "127.0.0.1:9000")
    found = [(v, a) for v, a, s in relied(world, PAGE) if v == "service:front" and s]
    assert found == [("service:front", "172.18.0.77:3000"), ("service:front", "127.0.0.1:9000")]
    well = fronted("", code="200")
    well.calls("service:front", "172.18.0.77:3000")
    assert [v for v, _, _ in relied(well, PAGE)] == ["host"]


def streamed(conf: str, outcome: str, **more: object) -> World:
    """`front` passes plain connections on from port 5440, and `api` calls it."""
    world = World()
    text = f"stream {{ server {{ listen 5440; {conf} }} }}"
    made = find_upstreams([Source(text, "front.conf", "proxy")], "front")
    world.container("front", listens=["0.0.0.0:5440"], upstreams=made)
    world.container("api", refers=["postgres://app@front:5440/app"])
    world.attempt("service:api", "front:5440", outcome, resolved="172.18.0.2", **more)
    return world


BEHIND = [("service:api", "front:5440", "REFERENCED"), ("service:front", "db:5432", "FRONTED")]


@pytest.mark.parametrize(
    "outcome", ["accepted-then-closed", "accepted-then-reset", "silent", "open"]
)
def test_a_front_of_plain_connections_hangs_up_for_the_server_behind(outcome: str) -> None:
    assert relied(streamed("proxy_pass db:5432;", outcome), "5440") == BEHIND


@pytest.mark.parametrize("outcome", ["refused", "timed-out", "answered"])
def test_another_outcome_is_the_fronts_own(outcome: str) -> None:
    assert relied(streamed("proxy_pass db:5432;", outcome), "5440") == BEHIND[:1]


def test_a_front_that_answers_for_itself_hangs_up_for_reasons_of_its_own() -> None:
    conf = "location / { proxy_pass http://db:5432; }"
    assert relied(streamed(conf, "accepted-then-closed"), "5440") == BEHIND[:1]
    assert relied(streamed(conf, "silent"), "5440") == BEHIND


def test_of_a_circle_each_is_named_once() -> None:
    world = fronted("location / { proxy_pass http://localhost:80; }")
    world.attempt(
        "service:front", "localhost:80", "answered", resolved="127.0.0.1", protocol="http",
        code="502", refusal="x", opening=world.attempts[0].opening,
    )  # fmt: skip
    assert len(relied(world, PAGE)) == 2


def test_what_was_not_tried_yet_is_looked_at_once() -> None:
    world = fronted()
    world.container("app")
    seen = world.snapshot(PAGE)
    inventory = Inventory(seen.survey)
    wanted = relied_on(seen.question, inventory, seen.views)
    looks = looks_for(wanted, seen.views, inventory)
    assert [(x.vantage, [str(t.address) for t in x.tries]) for x in looks] == [
        ("service:front", ["app:3000"])
    ]
    world.attempt("service:front", "app:3000", "refused", opening=world.attempts[0].opening)
    seen = world.snapshot(PAGE)
    assert looks_for(wanted, seen.views, inventory) == ()


@pytest.mark.parametrize(
    ("status", "read"), [("running", False), ("restarting", True), ("exited", True)]
)
def test_whose_log_is_worth_reading(status: str, read: bool) -> None:
    world = plain()
    world.container("job", status=status)
    world.container("worker", refers=["postgres://db:5432/app"])
    world.attempt("service:worker", "db:5432", "refused")
    seen = world.snapshot("5432")
    inventory = Inventory(seen.survey)
    wanted = relied_on(seen.question, inventory, seen.views)
    assert ("service:job" in worth_a_log(seen.question, wanted, seen.views, inventory)) is read


def test_the_log_of_a_front_and_of_a_client_that_nothing_is_written_for() -> None:
    world = fronted()
    seen = world.snapshot(PAGE)
    inventory = Inventory(seen.survey)
    wanted = relied_on(seen.question, inventory, seen.views)
    assert worth_a_log(seen.question, wanted, seen.views, inventory) == ("service:front",)
    seen = plain().snapshot("5432", "service:api")
    inventory = Inventory(seen.survey)
    wanted = relied_on(seen.question, inventory, seen.views)
    assert worth_a_log(seen.question, wanted, seen.views, inventory) == ("service:api",)
    assert Strength.FRONTED > Strength.ASSUMED


def test_a_log_that_has_the_number_of_a_name_says_nothing_new() -> None:
    world = fronted("location / { proxy_pass http://localhost:9000; }")
    world.complains("service:front", "127.0.0.1:9000", "[::1]:9000")
    behind = [(a, s) for v, a, s in relied(world, PAGE) if v == "service:front"]
    assert behind == [("localhost:9000", "FRONTED")]
    world = fronted("location / { proxy_pass http://app:3000; }")
    world.complains("service:front", "172.18.0.9:3000", "172.18.0.8:3000")
    path = world.attempts[0].opening
    world.attempt("service:front", "app:3000", "refused", resolved="172.18.0.9", opening=path)
    behind = [(a, s) for v, a, s in relied(world, PAGE) if v == "service:front"]
    assert behind == [("app:3000", "FRONTED"), ("172.18.0.8:3000", "COMPLAINED")]


def log_places(world: World, target: str, *vantages: str) -> tuple[str, ...]:
    seen = world.snapshot(target, *vantages)
    inventory = Inventory(seen.survey)
    wanted = relied_on(seen.question, inventory, seen.views)
    return worth_a_log(seen.question, wanted, seen.views, inventory)


def test_where_nobody_says_who_uses_a_port_every_log_may() -> None:
    assert log_places(plain(), "5432") == ("service:db", "service:api")
    assert log_places(plain(), "localhost:5432") == ()  # it was typed
    strangers = World(project=None)
    strangers.container("db", listens=["0.0.0.0:5432"])
    strangers.container("job", state=State(status="exited", exit_code=0))
    assert log_places(strangers, "5432") == ()


def test_of_a_whole_project_the_logs_of_those_who_write_nothing() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://db:5432/app"])
    world.container("job", state=State(status="exited", exit_code=0))
    seen = world.snapshot("")
    inventory = Inventory(seen.survey)
    assert worth_a_log(seen.question, (), seen.views, inventory) == ("service:db",)
    for other in ("1-9999", "5432"):
        asked = world.snapshot(other).question
        assert worth_a_log(asked, (), seen.views, inventory) == ()


def test_a_call_that_fails_outdoes_what_was_assumed_of_this_machine() -> None:
    world = plain()
    world.complains("service:api", "127.0.0.1:5432")
    assumed = ("host", "localhost:5432", "ASSUMED")
    complained = ("service:api", "127.0.0.1:5432", "COMPLAINED")
    assert relied(world, "5432") == [assumed, complained]  # nobody has tried it yet
    world.attempt("service:api", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    assert relied(world, "5432") == [complained]


def test_a_complaint_of_yesterday_outdoes_nothing() -> None:
    world = plain()
    world.complains("service:api", "db:5432")
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.2", protocol="x")
    assert relied(world, "5432")[0] == ("host", "localhost:5432", "ASSUMED")


def test_the_number_of_a_guess_is_told_by_its_name() -> None:
    world = plain()
    world.complains("service:api", "127.0.0.1:5432")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    told = relied(world, "5432", "service:api")
    assert told == [("service:api", "localhost:5432", "COMPLAINED")]


@pytest.mark.parametrize(("code", "there"), [("500", True), ("404", False), ("200", False)])
def test_of_a_server_in_error_everything_that_it_complains_of(code: str, there: bool) -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:3000"], publishes=["127.0.0.1:8080:3000"])
    world.attempt(
        "host", "127.0.0.1:8080", "answered", resolved="127.0.0.1", protocol="http", code=code
    )
    world.complains("service:web", "127.0.0.1:9000")
    assert ("service:web" in log_places(world, "8080")) is there
    assert (("service:web", "127.0.0.1:9000", "COMPLAINED") in relied(world, "8080")) is there


def spares(one: str = "running", second: str = "backup", ended: str = "exited") -> World:
    """A proxy with two servers; the second is a spare one, and has ended."""
    text = f"listen web\n bind :80\n server one one:8000\n server spare spare:8000 {second}\n"
    upstreams = find_upstreams([Source(text, "haproxy.cfg", "proxy")], "balance")
    world = World()
    world.container("balance", upstreams=upstreams)
    world.container("one", listens=["0.0.0.0:8000"], status=one)
    world.container("spare", status=ended)
    return world


SPARE = ("service:balance", "spare:8000", "REFERENCED")


def test_a_spare_server_is_relied_on_only_where_it_is_named() -> None:
    world = spares()
    assert relied(world, "8000") == [("service:balance", "one:8000", "REFERENCED")]
    assert SPARE in relied(world, "spare:8000")
    assert SPARE in relied(spares(second="check"), "8000")


def test_a_look_at_whether_a_spare_server_lives_is_nobodys_call() -> None:
    for world, counts in (
        (spares(), False),
        (spares(second="check"), True),
        (spares(one="exited"), True),  # it may as well have been the other one's address
    ):
        world.calls("service:balance", "172.18.0.77:8000")
        row = ("service:balance", "172.18.0.77:8000", "DIALLED")
        assert (row in relied(world, "8000")) is counts


def test_a_call_of_a_server_that_runs_is_told_by_whose_address_it_is() -> None:
    world = spares(ended="running")
    one, spare = (made.attachments[0].ipv4 for made in world.containers[1:])
    world.calls("service:balance", f"{one}:8000", f"{spare}:8000")
    called = [where for _, where, why in relied(world, "8000") if why == "DIALLED"]
    assert called == [f"{one}:8000"]
