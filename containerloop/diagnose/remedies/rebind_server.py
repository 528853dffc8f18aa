"""Remedies for servers that listen on loopback: what to say to the server. Pure.

How a known server is told to listen elsewhere may live here, and nothing about who it is.
"""

from __future__ import annotations

import shlex

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import within
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.bind_setting import bind_setting, bound_to
from containerloop.diagnose.remedies.dial_host import host_gateway, rebound
from containerloop.diagnose.rule_facts.servers import Target
from containerloop.diagnose.trials import Publish, Rebind, Trial, Untriable
from containerloop.facts import HOST, Address, Listener, literal
from containerloop.protocols import by_hint, by_port
from containerloop.protocols.listen_settings import ON_EVERY_ADDRESS, settings_of


def rebind_container(case: Case, target: Target, listener: Listener) -> Proposal:
    """Make the container's server listen on all of its addresses, IPv6 where that is dialled."""
    container = target.container
    everywhere = _everywhere(case, target)
    bind = bind_setting(container, target.port)
    patch, override = bound_to(container, target.port, everywhere)
    where = f" ({bind.host_part.place.key})" if bind else _known_setting(target)
    name = case.label(container)
    return Proposal(
        summary=f"make the server in {name} listen on"
        f" {Address(host=everywhere, port=target.port)}"
        f" instead of {listener.address}{where}",
        patch=patch,
        override=override,
        trial=_relay_trial(case, target, listener),
    )


def _known_setting(target: Target) -> str:
    """How a server of that kind is told so, where its image or else its port tells the kind."""
    known = by_hint(target.container.image) or by_port(target.port)
    told = ON_EVERY_ADDRESS.get(known.key) if known else None
    return f" ({told.format(port=target.port)})" if told else ""


def _everywhere(case: Case, target: Target) -> str:
    """Every address of IPv4, or of both where the server's own IPv6 address was dialled."""
    owner = case.inventory.namespace_owner(target.container)
    six = [literal(a.ipv6 or "") for a in owner.attachments if a.ipv6]
    return "::" if literal(case.symptom.best.resolved or "") in six else "0.0.0.0"


def _relay_trial(case: Case, target: Target, listener: Listener) -> Trial:
    owner = case.inventory.namespace_owner(target.container)
    address = case.address
    if case.vantage == HOST and not case.inventory.publishing(address.port, address.transport):
        return Publish(container=owner.id, port=target.port, loopback=listener.address)
    own = [ip for a in owner.attachments for ip in (a.ipv4, a.ipv6) if ip]
    if case.symptom.best.resolved in own:
        own = [case.symptom.best.resolved]
    if not own:
        return Untriable(reason=f"{case.label(owner)} has no network address")
    return Rebind(
        container=owner.id,
        listen_on=own[0],
        port=target.port,
        server=Address(host=listener.address, port=target.port),
        vantage=case.vantage,
        address=address,
    )


def rebind_host(case: Case, on_port: list[Listener]) -> Proposal:
    """Make a server of the host listen on the bridge's address too."""
    address = case.address
    gateway = host_gateway(case) or "the bridge's address"
    process = on_port[0].process or "the server"
    owner = case.inventory.namespace_owner(case.caller)
    by_name = literal(address.host) is None and case.symptom.best.resolved is None
    networks = tuple(a.network for a in owner.attachments) if by_name else ()
    pid = f" (pid {on_port[0].pid})" if on_port[0].pid else ""
    return Proposal(
        summary=f"make {process}{pid} listen on {gateway}:{address.port} as well as"
        f" {on_port[0].address}{_own_setting(on_port[0], gateway)}",
        address=address,
        host_command=_command(case, process, gateway, on_port[0]),
        trial=rebound(case, address, on_port[0], networks),
    )


def _own_setting(listener: Listener, address: str) -> str:
    """The program's own setting for that, or those of the programs that it may be."""
    found = settings_of(listener.process, listener.port)
    told = [f"{s.program}: {s.at(address, listener.port)}" for s in found]
    return f" ({'; or '.join(told)})" if told else ""


def _command(case: Case, process: str, gateway: str, listener: Listener) -> str | None:
    """The command for a process of the host, or of the one container that may have it.

    Of several containers in host mode nobody knows whose it is; a stranger's is left alone.
    """
    inventory = case.inventory
    there = [c for c in inventory.containers if c.state.running and inventory.in_host_mode(c)]
    command = _host_command(process, gateway, listener)
    if not there or command is None:
        return command
    known = len(there) == 1 and there[0].project is None and command.startswith("redis-cli ")
    return within(there[0], *shlex.split(command)) if known else None


def _host_command(process: str, gateway: str, listener: Listener) -> str | None:
    """The command that makes a known server listen there; None where it is not known."""
    protocol = by_hint(process.removesuffix("-server"))
    key = protocol.key if protocol else ""
    if key == "redis":
        kept = listener.address
        return f"redis-cli -h {kept} -p {listener.port} CONFIG SET bind '{kept} {gateway}'"
    if key == "postgresql":
        setting = f"ALTER SYSTEM SET listen_addresses = 'localhost,{gateway}'"
        return f'sudo -u postgres psql -p {listener.port} -c "{setting}"  # then restart it'
    if process == "ollama":
        return f"OLLAMA_HOST={gateway}:{listener.port} ollama serve"
    return None
