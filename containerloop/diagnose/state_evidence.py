"""Evidence about states: a queue, a healthcheck, a service that waits. Pure."""

from __future__ import annotations

import shlex

from containerloop.diagnose.commands import why
from containerloop.diagnose.evidence import configured
from containerloop.diagnose.finding import Evidence
from containerloop.facts import ENGINE_HOST, Address, Container, Listener
from containerloop.topology.dependencies import Block


def queued(container: Container, listener: Listener) -> Evidence:
    """Connections that wait in a listening socket's queue; one of them may be this run's."""
    one = listener.queue == 1
    many = "1 connection waits" if one else f"{listener.queue} connections wait"
    table = "tcp6" if ":" in listener.address else "tcp"
    return Evidence(
        saw=f"{many} in the queue of {container.name}'s port {listener.port}, those of this run"
        " included; its process takes none",
        command=f"docker exec {shlex.quote(container.name)} cat /proc/net/{table}",
    )


def check_said(container: Container) -> Evidence:
    """What the last run of a container's healthcheck came to, as the engine keeps it."""
    check = container.state.check
    ended = f", exit status {check.exit_code}" if check else ""
    said = f': "{check.said}"' if check and check.said else ""
    return configured(
        container,
        f"the healthcheck of {container.name} is {container.state.health}{ended}{said}",
        "State.Health",
    )


def waits_for(waiting: Container, block: Block) -> Evidence:
    """That a container was not started, and what compose waits for before it."""
    status = waiting.state.status
    status = "created, but not started" if status == "created" else status
    return Evidence(
        saw=f"{waiting.name} is {status}; {block.by.name} waits for {block.container.service}"
        f" ({block.condition})",
        command="docker inspect --format"
        f" '{{{{index .Config.Labels \"com.docker.compose.depends_on\"}}}}'"
        f" {shlex.quote(block.by.name)}",
    )


def no_listening_socket(address: Address, engine_elsewhere: bool) -> tuple[Evidence, ...]:
    """That no table of sockets has the port: this machine's, and that of an engine elsewhere."""
    mine = "of this machine" if engine_elsewhere else "of the host"
    own = Evidence(saw=f"no process {mine} listens on {address.port}", command="ss -ltnp")
    if not engine_elsewhere:
        return (own,)
    theirs = f"no process of the engine's host listens on {address.port}"
    return (own, Evidence(saw=theirs, command=why(address, ENGINE_HOST)))


def started(lodger: Container, home: Container) -> Evidence:
    """When two containers were started, of which one shares the network of the other."""
    state = home.state
    last = f"was last started at {state.started_at}" if state.running else f"is {state.status}"
    names = shlex.join((lodger.name, home.name))
    return Evidence(
        saw=f"{lodger.name} was started at {lodger.state.started_at}, and {home.name} {last}",
        command=f"docker inspect --format '{{{{.Name}}}} {{{{json .State}}}}' {names}",
    )


def socket_file(container: Container, path: str) -> Evidence:
    """A unix socket on which somebody in a container listens."""
    return Evidence(
        saw=f"a process in {container.name} listens on the unix socket {path}",
        command=f"docker exec {shlex.quote(container.name)} cat /proc/net/unix",
    )
