"""CL308 on nodes whose kernel has no IPVS: where it fires, and what only looks like it."""

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Dial, Untriable
from containerloop.facts import Maybe, Swarm, Unobserved
from tests.support.rule_worlds import finding
from tests.support.swarm_world import stack
from tests.support.world import World


def by_virtual_ip(
    ipvs: Maybe[bool] = False, outcome: str = "host-unreachable", led: str = "10.0.1.7"
) -> World:
    """api calls web by its name, which leads to a virtual IP."""
    world = stack(ipvs=ipvs, refers="http://web:8000/")
    world.attempt("service:api", "web:8000", outcome, resolved=led)
    return world


def at_ingress(ipvs: Maybe[bool] = False, outcome: str = "refused") -> World:
    world = stack(ipvs=ipvs)
    world.attempt("host", "localhost:8080", outcome, resolved="127.0.0.1")
    return world


@pytest.mark.parametrize("outcome", ["host-unreachable", "timed-out"])
def test_a_virtual_ip_leads_nowhere(outcome: str) -> None:
    found = finding(by_virtual_ip(outcome=outcome), "web:8000", "CL308")
    assert found.summary == (
        "the virtual IP 10.0.1.7 of shop_web leads nowhere: this node's kernel has no IPVS, by"
        " which a swarm passes calls on to tasks"
    )
    tasks, module = found.remedies
    assert isinstance(tasks.trial, Dial)
    assert str(tasks.address) == "tasks.web:8000"
    assert module.host_command == "sudo modprobe ip_vs"


def test_without_published_ports_the_name_may_lead_to_the_tasks() -> None:
    world = by_virtual_ip()
    assert isinstance(world.swarm, Swarm)
    assert isinstance(world.swarm.services, tuple)
    plain = tuple(replace(s, ports=()) for s in world.swarm.services)
    world.swarm = replace(world.swarm, services=plain)
    commands = [r.host_command for r in finding(world, "web:8000", "CL308").remedies]
    assert "docker service update --endpoint-mode dnsrr shop_web" in commands


def test_an_ingress_port_is_not_opened() -> None:
    first = finding(at_ingress(), "8080", "CL308").remedies[0]
    assert isinstance(first.trial, Untriable)
    assert first.host_command == (
        "docker service update --publish-rm mode=ingress,target=8000,published=8080,protocol=tcp"
        " --publish-add mode=host,target=8000,published=8080,protocol=tcp shop_web"
    )


@pytest.mark.parametrize("ask", [by_virtual_ip, at_ingress])
def test_where_the_kernel_has_it(ask: type) -> None:
    world = ask(True)
    assert world.codes("8080" if ask is at_ingress else "web:8000") == []


def test_where_nobody_could_look_it_is_not_checked() -> None:
    world = by_virtual_ip(Unobserved("not seen"))
    report = world.report("web:8000")
    assert [n.reason for n in report.not_checked if n.code == "CL308"] == ["not seen"]


def test_a_kernel_of_another_machine_is_not_this_one() -> None:
    world = by_virtual_ip()
    world.engine |= {"same_machine": False, "same_kernel": False}
    assert world.codes("web:8000") == []


@pytest.mark.parametrize("led", ["10.0.1.9", "10.0.1.99"])
def test_the_address_of_a_task_needs_none(led: str) -> None:
    found = by_virtual_ip(led=led).report("web:8000").findings
    assert [f.summary for f in found if "IPVS" in f.summary] == []


def test_a_service_without_a_running_task_has_another_fault() -> None:
    world = by_virtual_ip()
    assert isinstance(world.swarm, Swarm)
    assert isinstance(world.swarm.services, tuple)
    stopped = tuple(replace(s, tasks=()) for s in world.swarm.services)
    world.swarm = replace(world.swarm, services=stopped)
    assert "CL308" not in world.codes("web:8000")


def test_a_port_in_mode_host_needs_none() -> None:
    world = stack(ipvs=False)
    world.attempt("host", "localhost:8090", "refused", resolved="127.0.0.1")
    assert world.codes("8090") == ["CL308"]
