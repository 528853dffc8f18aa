"""CL208 one-off-without-ports: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.support.world import World, publication


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
    report = run_by_hand(listens=None).report("8208")
    assert report.findings == ()
    assert {"CL205", "CL208"} <= {n.code for n in report.not_checked}
    assert run_by_hand(listens=[]).codes("8208") == ["CL205"]
