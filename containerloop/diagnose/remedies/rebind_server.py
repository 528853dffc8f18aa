"""Remedies for servers that listen on loopback: what to say to the server. Pure.

How a known server is told to listen elsewhere may live here, and nothing about who it is.
"""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_host import host_gateway, rebound
from containerloop.diagnose.remedies.overrides import reference_override
from containerloop.diagnose.remedies.patches import reference_patch
from containerloop.diagnose.rule_facts.servers import Target
from containerloop.diagnose.trials import Publish, Rebind, Trial, Untriable
from containerloop.facts import HOST, Address, Container, Listener, Reference, literal
from containerloop.protocols import by_hint


def rebind_container(case: Case, target: Target, listener: Listener) -> Proposal:
    """Make the container's server listen on all of its addresses, IPv6 where that is dialled."""
    container = target.container
    bind, everywhere = (
        _bind_setting(container, target.port),
        _everywhere(case, target),
    )
    patch = reference_patch(bind, everywhere, None) if bind else None
    service = container.service or container.name
    composed = bind if container.project is not None else None
    override = reference_override(service, composed, everywhere, None) if composed else None
    where = f" ({bind.host_part.place.key})" if bind else ""
    name = case.label(container)
    return Proposal(
        summary=f"make the server in {name} listen on"
        f" {Address(host=everywhere, port=target.port)}"
        f" instead of {listener.address}{where}",
        patch=patch,
        override=override,
        trial=_relay_trial(case, target, listener),
    )


def _everywhere(case: Case, target: Target) -> str:
    """Every address of IPv4, or of both where the server's own IPv6 address was dialled."""
    owner = case.inventory.namespace_owner(target.container)
    six = [literal(a.ipv6 or "") for a in owner.attachments if a.ipv6]
    return "::" if literal(case.symptom.best.resolved or "") in six else "0.0.0.0"


def _bind_setting(container: Container, port: int) -> Reference | None:
    """Where the loopback address is written: with this port, or the only one without any."""
    exact = [b for b in container.binds if b.port == port]
    loose = [b for b in container.binds if b.port == 0]
    return next(iter(exact or (loose if len(loose) == 1 else [])), None)


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
        f" {on_port[0].address}",
        address=address,
        host_command=_host_command(process, gateway, on_port[0]),
        trial=rebound(case, address, on_port[0], networks),
    )


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
