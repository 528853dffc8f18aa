"""CL214 one-replica-fails: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Untriable
from containerloop.facts import State
from tests.support.rule_worlds import finding
from tests.support.world import World, attachment

UP: dict[str, Any] = {"state": State(status="running", up_s=600.0)}
FAILURES = ["refused", "timed-out", "host-unreachable", "accepted-then-closed", "silent"]
REFUSES: dict[str, Any] = {"protocol": "http", "code": "503", "refusal": "Service Unavailable"}


def scaled(*outcomes: str, state: State = UP["state"], last: dict[str, Any] | None = None) -> World:
    """api calls web, which stands for as many containers as there are outcomes."""
    world = World()
    for number, outcome in enumerate(outcomes):
        made = world.container(f"web-{number}", service="web", state=state, listens=["0.0.0.0:80"])
        row = replace(made.attachments[0], names=("web", made.name))
        world.containers[-1] = replace(made, attachments=(row,))
        said = (last or {}) if number == len(outcomes) - 1 else {}
        world.attempt("service:api", "web:80", outcome, resolved=row.ipv4, **said)
    world.container("api", refers=["http://web:80/"])
    return world


@pytest.mark.parametrize("outcome", FAILURES)
def test_one_of_three_that_fails_is_named(outcome: str) -> None:
    report = scaled("answered", "answered", outcome).report("80")
    assert [f.code for f in report.findings] == ["CL214"]
    assert report.findings[0].summary == "1 of 3 containers of web does not serve (shop-web-2-1)"
    assert (report.findings[0].outcome, report.exit_status) == (outcome, 1)
    assert report.findings[0].remedies[0].host_command == "docker logs --tail 30 shop-web-2-1"
    assert report.reach_it_at == {}


def test_the_first_may_be_the_one_as_well() -> None:
    assert scaled("refused", "answered").codes("80") == ["CL214"]


def test_several_are_all_named() -> None:
    found = finding(scaled("answered", "refused", "silent"), "80", "CL214")
    said = "2 of 3 containers of web do not serve (shop-web-1-1, shop-web-2-1)"
    assert found.summary == said
    assert [e.saw for e in found.evidence] == [
        "from api, shop-web-1-1 (172.18.0.3:80): refused",
        "from api, shop-web-2-1 (172.18.0.4:80): silent",
        "from api, shop-web-0-1 (172.18.0.2:80): answered",
    ]
    assert all(isinstance(remedy.trial, Untriable) for remedy in found.remedies)


def test_one_that_answers_and_refuses_does_not_serve() -> None:
    report = scaled("answered", "answered", last=REFUSES).report("80")
    assert [f.code for f in report.findings] == ["CL214"]
    assert "Service Unavailable" in report.findings[0].evidence[0].saw
    assert report.findings[0].summary == "1 of 2 containers of web does not serve (shop-web-1-1)"


@pytest.mark.parametrize("outcomes", [["answered"] * 3, ["open"] * 2])
def test_copies_that_all_serve_are_healthy(outcomes: list[str]) -> None:
    report = scaled(*outcomes).report("80")
    assert (report.findings, report.exit_status) == ((), 0)


def test_where_all_of_them_fail_it_is_no_matter_of_one() -> None:
    assert "CL214" not in scaled("refused", "refused").codes("80")


def test_one_that_still_starts_is_given_time() -> None:
    for young in (State(status="running", up_s=3.0), State(status="running", health="starting")):
        assert "CL214" not in scaled("answered", "refused", state=young).codes("80")
    starting = State(status="running", up_s=60.0, health="starting")
    assert "CL214" not in scaled("answered", "accepted-then-closed", state=starting).codes("80")


def test_one_that_accepts_already_is_not_about_to_listen() -> None:
    young = State(status="running", up_s=3.0)
    assert scaled("answered", "accepted-then-closed", state=young).codes("80") == ["CL214"]


def test_another_address_of_the_same_container_is_no_other_copy() -> None:
    world = scaled("answered", "answered")
    made = world.containers[0]
    six = replace(made.attachments[0], ipv6="fd00::2")
    world.containers[0] = replace(made, attachments=(six,))
    world.attempt("service:api", "web:80", "refused", resolved="fd00::2")
    assert world.codes("80") == []


def test_two_services_of_one_name_are_another_fault() -> None:
    world = scaled("answered", "refused")
    world.containers[1] = replace(world.containers[1], service="site")
    assert world.codes("80") == ["CL405"]


def test_over_udp_silence_tells_nothing() -> None:
    world = World()
    for number, outcome in enumerate(("answered", "silent")):
        made = world.container(f"dns-{number}", service="dns", listens=["0.0.0.0:53/udp"], **UP)
        ip = attachment(world.networks[1], "dns", number + 2, running=True).ipv4
        assert made.attachments[0].ipv4 == ip
        world.attempt("service:api", "dns:53/udp", outcome, resolved=ip)
    world.container("api")
    assert world.codes("dns:53/udp", "service:api") == []


def test_an_address_that_nobody_has_is_not_counted() -> None:
    for outcomes, found in ((["answered"], []), (["answered", "refused"], ["CL214"])):
        world = scaled(*outcomes)
        world.attempt("service:api", "web:80", "timed-out", resolved="10.9.9.9")
        assert world.codes("80") == found
