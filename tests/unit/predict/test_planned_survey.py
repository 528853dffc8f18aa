"""What an engine would make of compose files: networks, publications, the ports of images."""

from __future__ import annotations

import pytest

from containerloop.facts import Container, Survey, Unobserved
from containerloop.predict.planned_survey import planned_survey
from tests.support.forecasts import blueprint_of

NETS = "networks:\n  back: {internal: true}\n  front:\n  shared: {external: true}\n"


def planned(services: str) -> Survey:
    return planned_survey(blueprint_of(f"services:\n{services}{NETS}"))


def only(settings: str) -> Container:
    survey = planned(f"  web: {{image: own/web, {settings}}}\n  net: {{image: own/net}}\n")
    assert not isinstance(survey.containers, Unobserved)
    return next(c for c in survey.containers if c.service == "web")


@pytest.mark.parametrize(
    ("settings", "published"),
    [
        ("networks: [front]", True),
        ("networks: [front, back]", True),
        ("networks: [back]", False),
        ("network_mode: bridge", True),
        ("network_mode: other_net", True),
        ("network_mode: host", False),
        ("network_mode: none", False),
        ("network_mode: 'service:net'", False),
        ("network_mode: 'container:elsewhere'", False),
    ],
)
def test_where_a_port_is_published(settings: str, published: bool) -> None:
    web = only(f"ports: ['8000:8000'], {settings}")
    assert len(web.asked) == 1
    assert bool(web.published) is published


def test_a_network_that_others_made_is_none_of_the_projects() -> None:
    survey = planned("  web: {image: own/web, networks: [front, shared]}\n")
    assert not isinstance(survey.networks, Unobserved)
    own = {n.name.removeprefix("shop_"): n.project for n in survey.networks}
    assert (own["front"], own["shared"], own["bridge"]) == ("shop", None, None)


def test_a_container_has_the_name_that_is_written_for_it() -> None:
    assert only("container_name: site").name == "site"
    assert only("networks: [front]").name == "web"


@pytest.mark.parametrize(
    ("settings", "ports"),
    [
        ("image: postgres", [5432]),
        ("image: postgres, expose: ['7000']", [7000, 5432]),
        ("image: postgres, command: 'postgres -p 7000'", []),
        ("image: rabbitmq", [5672]),
        ("image: own/web", []),
    ],
)
def test_which_ports_a_server_is_expected_to_have(settings: str, ports: list[int]) -> None:
    survey = planned(f"  db: {{{settings}}}\n")
    assert not isinstance(survey.containers, Unobserved)
    assert [port.number for port in survey.containers[0].exposed] == ports
