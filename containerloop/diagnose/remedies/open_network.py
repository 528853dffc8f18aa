"""The way off a network that keeps its containers apart: onto one that does not. Pure."""

from __future__ import annotations

import shlex
from typing import Any

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.combine import merged
from containerloop.diagnose.remedies.compose_yaml import REPLACES
from containerloop.diagnose.remedies.reference_change import config_of, written_as
from containerloop.diagnose.trials import DialAs, Trial, Untriable
from containerloop.facts import Address, Container, Network, literal
from containerloop.topology.dns import networks_of
from containerloop.topology.inventory import Inventory

_NEW = ("between", "between2", "between3")


def away_from(case: Case, closed: Network) -> Proposal:
    """Both on another network, which the server leaves the closed one for.

    It has to leave: on two networks in common, its name may still lead to the closed one.
    """
    inventory, client = case.inventory, case.inventory.namespace_owner(case.caller)
    server = inventory.namespace_owner(case.destination.container or case.caller)
    others = [n for n in networks_of(server, inventory) if n != closed.name]
    there = next((n for n in others if _joinable(n, inventory)), None)
    composed = all(inventory.config(c) is not None for c in (client, server))
    key = _key(there, inventory)
    address = _address(case, server)
    change = _override(case, client, server, others, key) if composed else None
    if change is not None and address != case.address:
        change = merged(change, written_as(case, address)[1])
    use = f", and use {address}" if address != case.address else ""
    # on the default bridge nobody has a name, so none can lead there
    leave = closed.name != "bridge"
    off = f", and take {case.label(server)} off {closed.name}" if leave else ""
    return Proposal(
        summary=f"connect {case.label(client)} and {case.label(server)} by another network"
        f' ("{key}"){off}{use}',
        address=address,
        override=change,
        host_command=None if composed else _command(closed, client, server, there or key),
        trial=_trial(case, closed, there, address),
    )


def _joinable(name: str, inventory: Inventory) -> bool:
    network = inventory.network(name)
    return network is not None and name != "bridge" and not network.keeps_apart


def _key(there: str | None, inventory: Inventory) -> str:
    """What the file calls the network; one that there is none of yet."""
    known = inventory.project.networks if inventory.project else {}
    if there is not None:
        return next((key for key, real in known.items() if real == there), there)
    taken = {*known, *(n.name for n in inventory.networks)}
    return next((key for key in _NEW if key not in taken), _NEW[-1])


def _address(case: Case, server: Container) -> Address:
    """By name: on another network the server has another number."""
    asked = case.address
    named = asked.host if literal(asked.host) is None else case.label(server)
    return Address(host=named, port=asked.port, transport=asked.transport)


def _override(
    case: Case, client: Container, server: Container, others: list[str], key: str
) -> dict[str, Any]:
    inventory = case.inventory
    known = inventory.project.networks if inventory.project else {}
    keys = {real: name for name, real in known.items()}
    kept = [keys.get(n, n) for n in others]
    mine = [keys.get(n, n) for n in networks_of(client, inventory)]
    here, there = config_of(client, inventory), config_of(server, inventory)
    change: dict[str, Any] = {
        "services": {
            here.name: {"networks": list(dict.fromkeys((*mine, key)))},
            there.name: {"networks": {REPLACES: list(dict.fromkeys((*kept, key)))}},
        }
    }
    return change if key in known else {**change, "networks": {key: None}}


def _command(closed: Network, client: Container, server: Container, network: str) -> str:
    name = shlex.quote(network)
    steps = [f"docker network create {name}"] if network in _NEW else []
    joins = [client] if network not in _NEW else [client, server]
    steps += [f"docker network connect {name} {shlex.quote(c.name)}" for c in joins]
    leaves = f"docker network disconnect {shlex.quote(closed.name)} {shlex.quote(server.name)}"
    return " && ".join(steps if closed.name == "bridge" else [*steps, leaves])


def _trial(case: Case, closed: Network, there: str | None, address: Address) -> Trial:
    if there is None:
        return Untriable(reason="a container joins a new network only when you change it")
    kept = [n for n in networks_of(case.caller, case.inventory) if n not in (closed.name, "bridge")]
    return DialAs(
        vantage=case.vantage,
        networks=tuple(dict.fromkeys((*kept, there))),
        address=address,
        extra_hosts=case.caller.extra_hosts,
    )
