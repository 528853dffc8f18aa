"""Commands to type next, quoted for a shell. Pure.

Only how a command is written may live here; which one helps is a rule's to say.
"""

from __future__ import annotations

import re
import shlex

from containerloop.facts import COMPOSE_FILES, HOST, Address, Container, Project
from containerloop.topology.inventory import Inventory

_WHY = re.compile(r"^(containerloop why .*--from )('[^']*'|\S+)$")
_DOCKER = re.compile(r"(?<![\w./-])docker (?!context |--)")
"""A call of Docker's command line that does not say yet which engine it is for."""
STACK_DEPLOY = ("docker", "stack", "deploy")
_FIREWALL_RULES = {
    "ufw": "sudo ufw status verbose",
    "firewalld": "sudo firewall-cmd --list-all-zones",
}


def compose(inventory: Inventory, *words: str) -> str:
    """`docker compose …` for the project in view, each word quoted where a shell needs it.

    A stack is only ever deployed as a whole, whatever compose would be told.
    """
    if inventory.project is not None and inventory.project.stack:
        return deployed(inventory.project)
    options = inventory.project.options if inventory.project else ()
    return shlex.join(["docker", "compose", *options, *words])


def deployed(project: Project) -> str:
    """The command that brings a swarm's stack up to its file."""
    files = project.files or (COMPOSE_FILES[0],)
    options = (word for file in files for word in ("-c", file))
    return shlex.join([*STACK_DEPLOY, *options, project.name])


def start(container: Container, inventory: Inventory) -> str:
    """The command that starts a container, as its compose file has it where one is in view."""
    service = _service(container, inventory)
    words = _anew(container) or ("docker", "start", container.name)
    return compose(inventory, "up", "-d", service) if service else shlex.join(words)


def recreate(container: Container, inventory: Inventory) -> str | None:
    """The command that makes a service's container anew; None where no file describes it."""
    if words := _anew(container):
        return shlex.join(words)
    service = _service(container, inventory)
    return compose(inventory, "up", "-d", "--force-recreate", service) if service else None


def restart(container: Container, inventory: Inventory) -> str:
    """The command that ends a container's processes and starts them again."""
    words = _anew(container)
    return shlex.join(words) if words else _told("restart", container, inventory)


def unpause(container: Container, inventory: Inventory) -> str:
    """The command that lets a paused container's processes go on."""
    return _told("unpause", container, inventory)


def _told(verb: str, container: Container, inventory: Inventory) -> str:
    service = _service(container, inventory)
    words = ("docker", verb, container.name)
    return compose(inventory, verb, service) if service else shlex.join(words)


def until_ready(container: Container, inventory: Inventory) -> str | None:
    """The command that waits for a healthcheck; None where only compose would."""
    service = _service(container, inventory)
    return compose(inventory, "up", "-d", "--wait", service) if service else None


def logs(container: Container, inventory: Inventory) -> str:
    """The command that shows the last of what a container said."""
    service, last = _service(container, inventory), ("logs", "--tail", "30")
    words = ("docker", *last, container.name)
    return compose(inventory, *last, service) if service else shlex.join(words)


def within(container: Container, *words: str) -> str:
    """A command to be run inside a container."""
    return shlex.join(["docker", "exec", container.name, *words])


def why(address: Address, vantage: str) -> str:
    """The question about one address from one vantage."""
    return shlex.join(["containerloop", "why", str(address), "--from", vantage])


def port_of(container: Container, port: str) -> str:
    """The command that tells where a container's port (`6379`, `53/udp`) is published."""
    return shlex.join(["docker", "port", container.name, port])


def firewall_rules(firewall: str | None) -> str:
    """The command that shows the rules of the host's firewall (`ufw`, `firewalld`, unknown)."""
    return _FIREWALL_RULES.get(firewall or "", "sudo iptables -S INPUT")


def on_engine(vantage: str, at: str) -> str:
    """A vantage of the engine that the context `at` leads to; this machine is on none.

    The engine in use ("") has no context behind its vantages.
    """
    return vantage if vantage == HOST or not at else f"{vantage}@{at}"


def for_engine(command: str, at: str, address: str = "") -> str:
    """A command as it is told to one of several engines.

    With DOCKER_HOST set, the context "default" is the engine that DOCKER_HOST names.

    >>> for_engine("docker logs api", "node2")
    'docker --context node2 logs api'
    >>> for_engine("containerloop why db:5432 --from service:api", "node2")
    'containerloop why db:5432 --from service:api@node2 --engine node2'
    """
    if why := _WHY.match(command):
        vantage = shlex.quote(on_engine(shlex.split(why[2])[0], at))
        return f"{why[1]}{vantage} --engine {shlex.quote(at)}"
    named = ("--context", at) if at != "default" else ("--host", address)
    return _DOCKER.sub(lambda _: f"{shlex.join(('docker', *named))} ", command)


_OTHER_PROGRAMS = ("docker", "sudo docker", "containerloop", "kubectl", "curl")


def on_host(command: str, host: str) -> str:
    """A command of a machine's own, with that machine's name behind it; "" is this machine.

    >>> on_host("sudo iptables -S INPUT", "node2")
    'sudo iptables -S INPUT  # on node2'
    """
    own = not command.startswith(tuple(f"{program} " for program in _OTHER_PROGRAMS))
    if not host or not command or not own:
        return command
    said = "".join(c for c in host if c.isprintable())
    return f"{command}; on {said}" if "  # " in command else f"{command}  # on {said}"


def _anew(container: Container) -> tuple[str, ...]:
    """What makes a swarm's task anew: its container is the swarm's to start; () for no task."""
    task_of = container.task_of
    return ("docker", "service", "update", "--force", task_of) if task_of else ()


def _service(container: Container, inventory: Inventory) -> str | None:
    """The service that compose knows a container by; of other projects it knows nothing."""
    project = inventory.project
    if container.task_of is not None:
        return None
    ours = project is not None and container.project == project.name and not container.one_off
    return container.service if ours else None
