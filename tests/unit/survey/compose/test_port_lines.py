"""Where the numbers of `ports:` stand, and the patch that changes one of them."""

import pytest

from containerloop.diagnose.remedies.change_ports import leading_to, port_line, stands_at
from containerloop.diagnose.remedies.compose_yaml import override_yaml
from containerloop.facts import Publication
from containerloop.survey.compose.port_places import port_lines
from containerloop.survey.compose.ports import publications
from containerloop.survey.compose.yaml_tree import Mapping, plain_values, read_tree
from containerloop.survey.references.traced_text import Traced, untraced
from containerloop.topology.inventory import Inventory
from tests.support.world import World


def lookup(name: str) -> Traced | None:
    return untraced("8080") if name == "WEB_PORT" else None


def read(ports: str) -> list[tuple[str | None, str, str, int | None]]:
    """The host's and the container's characters, the line's text and number, of each item."""
    text = f"services:\n  web:\n    image: x\n    ports:{ports}\n"
    tree = read_tree(text, "compose.yaml").values["services"]
    assert isinstance(tree, Mapping)
    web = tree.values["web"]
    assert isinstance(web, Mapping)
    effective = publications(plain_values(web.values["ports"], lookup))
    found = []
    for each in port_lines("web", web, effective, lookup):
        inside, outside = each.container_part, each.host_part
        host = outside.text[outside.start : outside.end] if outside else None
        port = inside.text[inside.start : inside.end]
        found.append((host, port, inside.text, inside.place.line))
    return found


@pytest.mark.parametrize(
    ("item", "host", "port"),
    [
        ('"8080:3000"', "8080", "3000"),
        ("127.0.0.1:8080:3000", "8080", "3000"),
        ('"[::1]:8080:3000/tcp"', "8080", "3000"),
        ('"53:5353/udp"', "53", "5353"),
        ("3000", None, "3000"),
        ('"${WEB_PORT}:3000"', "8080", "3000"),
    ],
)
def test_every_way_to_write_one_port(item: str, host: str | None, port: str) -> None:
    assert read(f"\n      - {item}") == [(host, port, f"      - {item}", 5)]


def test_the_long_form_over_several_lines() -> None:
    found = read('\n      - target: 3000\n        published: "8080"')
    assert found == [("8080", "3000", "      - target: 3000", 5)]


@pytest.mark.parametrize(
    "ports",
    ["\n      - 8000-8002:9000-9002", " []", "\n      - nonsense", "\n      - {target: 80}"],
)
def test_what_cannot_be_shown_as_one_port_has_no_place(ports: str) -> None:
    assert read(ports) == []


def test_an_item_that_another_file_took_away_has_no_place() -> None:
    text = "web: {ports: [8080:3000]}\n"
    web = read_tree(text, "compose.yaml").values["web"]
    assert isinstance(web, Mapping)
    assert port_lines("web", web, publications(["8081:3000"]), lookup) == ()


def changed(made: Publication) -> tuple[str | None, str]:
    text = "services:\n  web:\n    ports:\n      - 8080:3000 # here\n      - 9001:9000\n"
    tree = read_tree(text, "compose.yaml").values["services"]
    assert isinstance(tree, Mapping)
    web = tree.values["web"]
    assert isinstance(web, Mapping)
    ports = publications(["8080:3000", "9001:9000"])
    world = World()
    container = world.container("web", publishes=["8080:3000", "9001:9000"])
    world.config("web", ports=ports, port_lines=port_lines("web", web, ports, lookup))
    inventory = Inventory(world.snapshot("8080").survey)
    patch, override = leading_to(container, made, 80, inventory)
    place = stands_at(port_line(container, made, inventory))
    assert place is None or (place.file, place.line) == ("compose.yaml", 4)
    return patch.diff if patch else None, override_yaml(override)


@pytest.mark.parametrize("ip", ["", "0.0.0.0", "::"])
def test_one_number_changes_on_its_own_line(ip: str) -> None:
    made = Publication(container_port=3000, host_ip=ip, host_port=8080)
    diff, override = changed(made)
    assert diff == "-      - 8080:3000\n+      - 8080:80"
    assert override == (
        'services:\n  web:\n    ports: !override\n      - "8080:80"\n      - "9001:9000"\n'
    )


def test_a_publication_that_the_file_has_not_gets_no_patch() -> None:
    made = Publication(container_port=3000, host_ip="10.0.0.5", host_port=8080)
    assert changed(made)[0] is None
