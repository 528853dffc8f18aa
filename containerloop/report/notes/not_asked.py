"""Who was not asked, or was stood in for; and what was not looked at. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import compose, why
from containerloop.diagnose.rule_facts.host_mode_absent import absent_in_host_mode
from containerloop.facts import Address, Engine, Project, Question, SwarmTask
from containerloop.plan.reference_matching import beyond
from containerloop.topology.inventory import Inventory
from containerloop.topology.swarm_services import node_called, service_named

_MOST_TASKS = 3


def beyond_this_machine(question: Question, inventory: Inventory) -> Iterator[str]:
    """Services that mean another machine's port: nothing is sent there unasked."""
    for client, reference in beyond(question, inventory):
        name, address = inventory.label(client), Address(host=reference.host, port=reference.port)
        yield (
            f"{name} uses {address}, outside this machine; nothing is sent there unless you ask for"
            f" it: {why(address, inventory.vantage(client))}"
        )


def no_engine(why_no_engine: str | None) -> str | None:
    """That nothing is known of containers."""
    return f"containers were not inspected: {why_no_engine}" if why_no_engine else None


def several_projects(why_no_project: str | None) -> str | None:
    """Which projects mean the port, where the question leaves open which one it is about."""
    several = why_no_project is not None and why_no_project.startswith("several")
    return why_no_project if several else None


def on_other_nodes(tasks_unasked: tuple[SwarmTask, ...], inventory: Inventory) -> Iterator[str]:
    """Tasks on nodes from which nothing was tried, node by node."""
    for node in dict.fromkeys(task.node for task in tasks_unasked):
        names = [task.name for task in tasks_unasked if task.node == node]
        more = f" and {len(names) - _MOST_TASKS} more" if len(names) > _MOST_TASKS else ""
        runs = "runs" if len(names) == 1 else "run"
        yield (
            f"{', '.join(names[:_MOST_TASKS])}{more} {runs} on {node_called(node, inventory)[0]},"
            " from which nothing was tried; --engine CONTEXT asks that node's engine too"
        )


def no_container_yet(
    case: Case, project: Project | None, tasks_unasked: tuple[SwarmTask, ...]
) -> str | None:
    """The service asked about stands in the file and has no container, here or elsewhere."""
    kind, _, name = case.vantage.partition(":")
    known = {s.name for s in project.services} if project else set()
    if kind != "service" or name not in known or case.client is not None:
        return None
    service = service_named(name, case.inventory)
    if service is not None and any(task in tasks_unasked for task in service.tasks):
        return None
    return f"{name} has no container yet, so nothing could be tried from it"


def nothing_is_up(question: Question, project: Project | None, inventory: Inventory) -> str | None:
    """The project has services, and none of them a container: nobody relies on anything yet."""
    if not question.several or project is None or not project.services or inventory.scope:
        return None
    if project.stack:
        return None
    up = compose(inventory, "up", "-d")
    return (
        f"none of the {len(project.services)} services of {project.name} has a container; start"
        f" them: {up} (from the files alone: containerloop lint)"
    )


def kept_from_the_host(inventory: Inventory, engine: Engine) -> Iterator[str]:
    """Services that an engine which maps users makes no container of."""
    for service in absent_in_host_mode(inventory) if engine.userns else ():
        yield (
            f"{service.name} has no container: this engine maps users (userns-remap) and refuses"
            f" host networking, unless {service.name} has userns_mode: host"
        )


def nothing_says(case: Case) -> str | None:
    """No setting of the client names the port, and it was not seen to call it."""
    if not case.symptom.guessed or case.symptom.met or case.client is None:
        return None
    name = case.label(case.client)
    return (
        f"nothing says which address {name} uses for port {case.port}: no setting names one, and it"
        " was not calling one; ask for the address itself, as its error message has it"
    )


def of_the_file(project: Project | None) -> tuple[str, ...]:
    """What was noted when the compose file was read."""
    return project.notes if project else ()


def stood_in_for(case: Case) -> str | None:
    """The client does not run, and a probe took its place."""
    if case.client is None or case.client.state.running:
        return None
    name = case.label(case.client)
    return (
        f"{name} is not running; a probe took its place, on its networks and with its extra_hosts"
    )
