"""From a rootless engine's container to a server of this machine. Pure."""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_host import through_the_host
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.rule_facts.missed_server import own_address
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Address, Listener
from containerloop.platforms.docker_rootless import LOOPBACK_ADDRESS

_ADDRESS = f'set "host-gateway-ip": "{LOOPBACK_ADDRESS}" in ~/.config/docker/daemon.json'
_FOLDER = "~/.config/systemd/user/docker.service.d"
_LOOPBACK = "DOCKERD_ROOTLESS_ROOTLESSKIT_DISABLE_HOST_LOOPBACK=false"
LET_THROUGH = (
    f"mkdir -p {_FOLDER} && printf '[Service]\\nEnvironment={_LOOPBACK}\\n'"
    f" > {_FOLDER}/host-loopback.conf"
    " && systemctl --user daemon-reload && systemctl --user restart docker"
)
"""Lets a rootless engine's containers through to this machine's loopback, and restarts it."""


def to_this_machine(case: Case, listeners: tuple[Listener, ...]) -> tuple[Proposal, ...]:
    """This machine's own address where the server listens there; else the engine's settings."""
    return (*at_own_address(case, {x.address for x in listeners}), let_through(case))


def at_own_address(case: Case, bound: Collection[str]) -> tuple[Proposal, ...]:
    """Dial this machine at its own address; () where the port is on none of those, `bound`."""
    asked, at = case.address, own_address(bound, case.inventory)
    if at is None:
        return ()
    address = Address(host=at, port=asked.port, transport=asked.transport)
    return (instead(case, address, f"use {address}, this machine's own address, not {asked}"),)


def let_through(case: Case) -> Proposal:
    """Let containers through to this machine's loopback, then use the host's name."""
    return replace(
        through_the_host(case, case.address.port, ()),
        first=(_ADDRESS, "run the command below"),
        whole=False,
        host_command=LET_THROUGH,
        trial=Untriable(reason="it changes the engine's settings and restarts it"),
    )
