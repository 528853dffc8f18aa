"""What `doctor` tells of each thing that is to be seen. Pure: values in, sentences out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from containerloop.facts import (
    Engine,
    Listener,
    Machine,
    Maybe,
    Outcome,
    Swarm,
    Unobserved,
    View,
)
from containerloop.platforms.known import platform_of

_NODES = 5
"""How many nodes of a swarm are named."""


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing to be seen: `detail` says what was seen, or why it cannot be.

    `usual`: on such a platform nobody sees it, and nothing is wrong there.
    """

    what: str
    seen: bool
    detail: str
    usual: bool = False


def probes(taken: Maybe[float]) -> Capability:
    """Whether containers can be looked into; `taken` in milliseconds."""
    if isinstance(taken, Unobserved):
        return Capability("inside containers", False, taken.reason)
    return Capability("inside containers", True, f"a probe started and answered in {taken:.0f} ms")


def engines_host(host: Maybe[View]) -> Capability:
    """Whether a probe sees the network of the engine's host."""
    if isinstance(host, Unobserved):
        return Capability("the engine's host", False, host.reason)
    if isinstance(host.listeners, Unobserved):
        return Capability("the engine's host", False, host.listeners.reason)
    return Capability("the engine's host", True, "a probe sees its sockets, names and routes")


def whose_host(engine: Engine, machine: Machine) -> Capability:
    """Whether the processes there can be named: they can where it is this machine."""
    what = "processes on its host"
    if engine.same_machine is True:
        return Capability(what, True, "the engine's host is this machine")
    if isinstance(engine.same_machine, Unobserved):
        return Capability(
            what, False, f"unknown whether it is this machine: {engine.same_machine.reason}"
        )
    why = f"it is not this machine: {_not_this_machine(engine, machine)}"
    inside = machine.in_container is not None or engine.in_container
    by_nature = platform_of(engine).virtual or engine.rootless or inside
    return Capability(what, False, why, usual=by_nature)


def _not_this_machine(engine: Engine, machine: Machine) -> str:
    if (platform := platform_of(engine)).virtual:
        return f"{platform.name} runs its engine in a virtual machine"
    if machine.in_container:
        return "containerloop itself runs in a container"
    if engine.in_container:
        return "the engine runs in a container itself, and publishes ports on that"
    if engine.same_kernel is True and engine.rootless:
        return "a rootless engine has a network of its own, and publishes ports on this machine"
    if engine.same_kernel is True:
        return (
            "the engine runs on this kernel, in another network namespace; whether it publishes"
            " ports on this machine is unknown"
        )
    if engine.address.startswith("unix:"):
        return "the engine behind the socket has another kernel or another network"
    return f"the engine is reached through {engine.address}"


def swarm(there: Swarm | None) -> tuple[Capability, ...]:
    """What is known of the engine's swarm; () where it is in none."""
    what = "its swarm"
    if there is None:
        return ()
    if isinstance(there.services, Unobserved):
        return (Capability(what, False, there.services.reason, usual=True),)
    nodes = () if isinstance(there.nodes, Unobserved) else there.nodes
    names = ", ".join(node.name + ("" if node.ready else " (down)") for node in nodes[:_NODES])
    more = ", …" if len(nodes) > _NODES else ""
    told = (
        f"{len(there.services)} services on {len(nodes)} nodes ({names}{more}); a probe stands on"
    )
    return (Capability(what, True, f"{told} this engine's node only"),)


def owners(listeners: Maybe[tuple[Listener, ...]], *, root: bool) -> Capability:
    """Whether the listening sockets of this machine show their processes."""
    what = "who owns a port here"
    if isinstance(listeners, Unobserved):
        return Capability(what, False, listeners.reason)
    total, unowned = len(listeners), sum(row.pid is None for row in listeners)
    if not total:
        return Capability(what, True, "nothing listens on this machine")
    if not unowned:
        return Capability(what, True, f"each of {total} listening sockets shows its process")
    if not root:
        rest = f"{unowned} of {total} listening sockets belong to other users; only root sees whose"
        return Capability(what, False, rest)
    # the kernel itself listens for WireGuard and NFS, which nobody can be shown for
    shown = f"{total - unowned} of {total} listening sockets show their process"
    rest = f"{shown}; the rest belong to the kernel or another namespace"
    return Capability(what, unowned < total, rest)


def compose_files(plugin: Path | None) -> Capability:
    """Who says what a compose file means."""
    if plugin is None:
        missed = "docker compose is not installed, so include: and extends: are not followed"
        return Capability("compose files", False, missed)
    return Capability("compose files", True, f"read with {plugin}")


def ipv6(host: Maybe[View]) -> Capability:
    """Whether the loopback of the engine's host has IPv6."""
    what = "IPv6 on the host"
    if isinstance(host, Unobserved):
        return Capability(what, False, host.reason)
    missing = (Outcome.ADDRESS_UNAVAILABLE, Outcome.NETWORK_UNREACHABLE)
    there = not any(attempt.outcome in missing for attempt in host.attempts)
    return Capability(what, True, "::1 can be used" if there else "disabled: there is no ::1")
