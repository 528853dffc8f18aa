"""What a network is, as evidence: its driver and its options. Pure.

Only the wording of evidence about networks that rules share may live here.
"""

from __future__ import annotations

import shlex

from containerloop.diagnose.finding import Evidence
from containerloop.facts import Network


def kind_of(network: Network) -> str:
    """What kind of network it is: "a macvlan network"."""
    return f"{'an' if network.driver[:1] in 'aeio' else 'a'} {network.driver} network"


def network_driver(network: Network) -> Evidence:
    """The driver of a network, and the interface that it is built on."""
    parent = network.options.get("parent")
    return Evidence(
        saw=f"{network.name} is {kind_of(network)}{f' on {parent}' if parent else ''}",
        command=_inspect(network, "{{.Driver}} {{json .Options}}"),
    )


def network_option(network: Network, option: str) -> Evidence:
    """An option of a network, as the engine has it."""
    said = f"{network.name} has {option}={network.options.get(option, '')}"
    return Evidence(saw=said, command=_inspect(network, "{{json .Options}}"))


def internal(network: Network) -> Evidence:
    """A network that no traffic enters or leaves."""
    said = f"{network.name} is an internal network"
    return Evidence(saw=said, command=_inspect(network, "{{.Internal}}"))


def _inspect(network: Network, shown: str) -> str:
    return f"docker network inspect --format '{shown}' {shlex.quote(network.name)}"
