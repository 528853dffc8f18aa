"""Commands to type next, quoted for a shell. Pure.

Only how a command is written may live here; which one helps is a rule's to say.
"""

from __future__ import annotations

import shlex

from containerloop.facts import Address, Container
from containerloop.topology.inventory import Inventory

_FIREWALL_RULES = {
    "ufw": "sudo ufw status verbose",
    "firewalld": "sudo firewall-cmd --list-all-zones",
}


def compose(inventory: Inventory, *words: str) -> str:
    """`docker compose …` for the project in view, each word quoted where a shell needs it."""
    options = inventory.project.options if inventory.project else ()
    return shlex.join(["docker", "compose", *options, *words])


def start(container: Container, inventory: Inventory) -> str:
    """The command that starts a container, as its compose file has it where one is in view."""
    service = _service(container, inventory)
    words = ("docker", "start", container.name)
    return compose(inventory, "up", "-d", service) if service else shlex.join(words)


def recreate(container: Container, inventory: Inventory) -> str | None:
    """The command that makes a service's container anew; None where no file describes it."""
    service = _service(container, inventory)
    return compose(inventory, "up", "-d", "--force-recreate", service) if service else None


def restart(container: Container, inventory: Inventory) -> str:
    """The command that ends a container's processes and starts them again."""
    return _told("restart", container, inventory)


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


def _service(container: Container, inventory: Inventory) -> str | None:
    """The service that compose knows a container by; of other projects it knows nothing."""
    project = inventory.project
    ours = project is not None and container.project == project.name and not container.one_off
    return container.service if ours else None
