"""The rule that lets containers through to one port of the host, and no further. Pure."""

from __future__ import annotations

import shlex

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Network, Transport, literal

BRIDGE_NAME = "com.docker.network.bridge.name"


def opening(case: Case, dialled: str, port: int) -> Proposal:
    """Allow the client's network to reach `port`; by its bridge where that has a lasting name."""
    network = network_towards(case, dialled)
    lasting = network.bridge if network and _lasting(network) else None
    subnets = [s for s in network.subnets if (":" in s) == (":" in dialled)] if network else []
    source = lasting or (subnets[0] if subnets else None)
    who = f" (bridge {lasting})" if lasting else f" ({source})" if source else ""
    name = network.name if network else "its network"
    return Proposal(
        summary=f"allow {name}{who} to reach port {port} through the host's firewall",
        host_command=_command(
            case.inventory.survey.machine.firewall, lasting, source, port, dialled
        ),
        trial=Untriable(reason="containerloop does not change firewalls"),
    )


_OF_EVERY_NETWORK = (
    "{{range .NetworkSettings.Networks}}{{if .Gateway}}"
    "sudo ufw allow from {{.Gateway}}/{{.IPPrefixLen}} to any port %d proto %s"
    "{{println}}{{end}}{{end}}"
)


def opening_everywhere(service: str, bridge: str | None, port: int, transport: Transport) -> str:
    """The command for ufw that is the same on every machine, or that prints it.

    `bridge` is the name that the compose file gives the interface; each engine chooses subnets.
    """
    if bridge:
        name = shlex.quote(bridge)
        return f"sudo ufw allow in on {name} to any port {port} proto {transport}"
    container = f'"$(docker compose ps -q {shlex.quote(service)})"'
    words = _OF_EVERY_NETWORK % (port, transport)
    return f"docker inspect {container} --format {shlex.quote(words)}"


def _lasting(network: Network) -> bool:
    """A bridge that Docker names itself has another name once the network is recreated."""
    return network.name == "bridge" or BRIDGE_NAME in network.options


def network_towards(case: Case, dialled: str) -> Network | None:
    """The client's network by which its packets come to the host."""
    owner = case.inventory.namespace_owner(case.caller)
    attached = [n for a in owner.attachments if (n := case.inventory.network(a.network_id))]
    direct = [n for n in attached if literal(dialled) in {literal(g) for g in n.gateways}]
    out = [n for n in attached if not n.internal]
    return next(iter(direct or out), None)


def _command(
    firewall: str | None, bridge: str | None, source: str | None, port: int, dialled: str
) -> str | None:
    if source is None:
        return None
    if firewall == "ufw":
        where = f"in on {bridge}" if bridge else f"from {source}"
        return f"sudo ufw allow {where} to any port {port} proto tcp"
    six = ":" in dialled
    if firewall == "firewalld" and bridge is None:
        family = "ipv6" if six else "ipv4"
        rule = f'rule family="{family}" source address="{source}" port port="{port}"'
        add = f"--add-rich-rule='{rule} protocol=\"tcp\" accept'"
        return f"sudo firewall-cmd {add} && sudo firewall-cmd --permanent {add}"
    match = f"-i {bridge}" if bridge else f"-s {source}"
    tables = "ip6tables" if six else "iptables"
    return f"sudo {tables} -I INPUT {match} -p tcp --dport {port} -j ACCEPT"
