"""CL609 port-lists-merged: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Part, Place, PortLine, State, Unobserved
from containerloop.pipeline.report_step import answer
from tests.support.rule_worlds import finding
from tests.support.world import World, publication

BASE, LOCAL = "compose.yaml", "local.yaml"


def line(item: str, file: str) -> PortLine:
    """An item of `ports:` in one of the files."""
    place = Place(where="ports", key="services.web.ports", file=file, line=6, column=20)
    part = Part(place=place, text=f'    ports: ["{item}"]', start=13, end=15)
    made = publication(item)
    made = replace(made, host_ip=made.host_ip.strip("[]"))
    return PortLine(publication=made, host_part=part, container_part=part)


def merged(
    *items: tuple[str, str], status: str = "created", dialled: str = "8080", **state: Any
) -> World:
    """web asks for the ports of all these lines, and did not start."""
    world = World()
    lines = tuple(line(*each) for each in items)
    world.container(
        "web",
        publishes=[item for item, _ in items],
        state=State(status=status, **state),
        listens=None,
    )
    asked = tuple(x.publication for x in lines)
    world.containers = [replace(c, asked=asked) for c in world.containers]
    world.config("web", ports=asked, port_lines=lines)
    world.attempt("host", f"127.0.0.1:{dialled}", "refused", resolved="127.0.0.1")
    return world


def twice(first: str = "8080:80", second: str = "127.0.0.1:8080:80", **more: Any) -> World:
    return merged((first, BASE), (second, more.pop("file", LOCAL)), **more)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("8080:80", "127.0.0.1:8080:80"),
        ("127.0.0.1:8080:80", "8080:80"),
        ("0.0.0.0:8080:80", "127.0.0.1:8080:80"),
    ],
)
def test_two_files_ask_for_one_host_port(first: str, second: str) -> None:
    world = twice(first, second)
    assert world.codes("8080") == ["CL609"]
    found = finding(world, "8080", "CL609")
    assert found.summary == (
        f"web could not start: {second} of local.yaml is added to {first} of compose.yaml and does"
        " not replace it"
    )
    assert found.location is not None
    assert (found.location.file, found.location.line) == ("local.yaml", 6)
    assert found.remedies[0].override == {"services": {"web": {"ports": {"!override": [second]}}}}


def test_somebody_else_has_the_earlier_one() -> None:
    world = twice("8080:80", "8081:80", dialled="8081")
    world.host_listens("0.0.0.0:8080", process="nginx")
    assert world.codes("8081") == ["CL609"]
    found = finding(world, "8081", "CL609")
    assert str(found.remedies[0].address) == "127.0.0.1:8081"
    assert any("nginx (pid 4000)" in e.saw for e in found.evidence)


def test_other_ports_of_the_list_are_kept() -> None:
    world = merged(("8080:80", BASE), ("9443:443", BASE), ("127.0.0.1:8080:80", LOCAL))
    [remedy] = finding(world, "8080", "CL609").remedies
    assert remedy.override == {
        "services": {"web": {"ports": {"!override": ["9443:443", "127.0.0.1:8080:80"]}}}
    }


# near misses


def test_one_file_that_lists_it_twice_has_nothing_to_replace() -> None:
    assert "CL609" not in twice(file=BASE).codes("8080")


@pytest.mark.parametrize("second", ["8081:80", "127.0.0.2:8081:80"])
def test_two_host_ports_that_both_are_free(second: str) -> None:
    assert "CL609" not in twice("8080:80", second).codes("8080")


def test_different_addresses_of_one_port_can_be_had_by_one_container() -> None:
    assert "CL609" not in twice("127.0.0.1:8080:80", "127.0.0.2:8080:80").codes("8080")


@pytest.mark.parametrize("second", ["8080:81", "8080:80/udp"])
def test_another_port_of_the_container(second: str) -> None:
    assert "CL609" not in twice("8080:80", second).codes("8080")


def test_somebody_else_has_the_later_one() -> None:
    world = twice("8080:80", "8081:80", dialled="8081")
    world.host_listens("0.0.0.0:8081", process="nginx")
    assert world.codes("8081") == ["CL203"]


def test_a_container_that_started_has_both() -> None:
    assert "CL609" not in twice(status="running").codes("8080")
    assert "CL609" not in twice(status="exited", exit_code=1).codes("8080")


def test_a_container_that_no_file_describes() -> None:
    world = twice()
    world.services = []
    assert "CL609" not in world.codes("8080")


def test_who_has_a_port_that_was_not_seen_is_not_ruled_out() -> None:
    world = twice("8080:80", "8081:80")
    world.host_listeners = Unobserved("denied")
    report = world.report("8080")
    assert "CL609" in {n.code for n in report.not_checked}
    assert twice().codes("8080") == ["CL609"]


def test_a_clash_of_its_own_needs_no_look_at_the_host() -> None:
    world = twice()
    world.host_listeners = Unobserved("denied")
    assert "CL609" in {f.code for f in world.report("8080").findings}


def test_a_stopped_service_keeps_its_own_remedy_elsewhere() -> None:
    world = twice("8080:80", "8081:80")
    world.containers = [replace(c, state=State(status="exited")) for c in world.containers]
    assert world.codes("8080") == ["CL201"]


def test_another_transport_of_that_port_is_another_port() -> None:
    world = twice("8080:80/udp", "8081:80", dialled="8081")
    world.host_listens("0.0.0.0:8080/udp", process="dnsmasq")
    assert world.codes("8081") == ["CL203"]


def test_each_family_has_a_port_of_its_own() -> None:
    assert twice("0.0.0.0:8080:80", "[::]:8080:80").codes("8080") == ["CL201"]


def test_files_that_were_not_read() -> None:
    snapshot = twice().snapshot("8080")
    hidden = Unobserved("it is not valid")
    blind = replace(snapshot, survey=replace(snapshot.survey, project=hidden))
    report = answer(blind)
    assert "CL201" not in {f.code for f in report.findings}  # starting it would not help
    assert ("CL609", "it is not valid") in {(n.code, n.reason) for n in report.not_checked}


def test_a_container_that_asks_twice_in_one_file_is_not_just_started() -> None:
    assert "CL201" not in twice(file=BASE).codes("8080")


def test_the_same_item_in_both_files_is_one() -> None:
    assert twice("8080:80", "8080:80").codes("8080") == ["CL201"]


def test_files_that_were_not_read_hide_nothing_of_one_port() -> None:
    snapshot = merged(("8080:80", BASE)).snapshot("8080")
    blind = replace(snapshot, survey=replace(snapshot.survey, project=Unobserved("no")))
    assert "CL609" not in {n.code for n in answer(blind).not_checked}
