"""CL203: the container could not start, because its host port is already in use."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import (
    configured,
    failed_attempt,
    listening_socket,
    setting_location,
    state_of,
)
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.move_host_port import moved, without
from containerloop.diagnose.rule_facts.port_holders import Holder
from containerloop.facts import FAILURES, Container, Listener
from containerloop.topology.inventory import Inventory


@diagnosis("CL203", "host-port-taken", explains=FAILURES, explains_wrong_answer=True)
def host_port_taken(
    case: Case,
    stopped: Container | None,
    port_holders: tuple[Holder, ...],
    host_listeners: tuple[Listener, ...],
) -> Finding | None:
    """The container could not start, because its host port is already in use.

    ## What it means

    A host port has one owner. If another process or container has it already, the
    engine does not start the container at all ("port is already allocated", "address
    already in use"):

        127.0.0.1:5432 --> postgres of this machine     (it answers, not yours)
        db :5432           created, never started       (no name, no network)

    So other containers cannot resolve its name, and this machine reaches whatever has
    the port: often with "wrong password" or missing tables as the only sign.

    ## How containerloop knows

    The container is not running, and the ports that it publishes were compared with
    the published ports of every other container and with this machine's listening
    sockets. The engine's message, which differs by version, is shown but not relied
    upon.

    ## Remedy

    Publish yours on another host port (other containers still use `db:5432`):

    ```yaml
    services:
      db:
        ports: !override
          - "127.0.0.1:5433:5432"
    ```

    Or stop what has the port, if nobody needs it, and run `docker compose up -d db`.
    """
    if stopped is None or not port_holders:
        return None
    name, holder = case.label(stopped), port_holders[0]
    wanted = configured(
        stopped, f"{stopped.name} asks for host port {holder.wanted.host_port}",
        "HostConfig.PortBindings",
    )  # fmt: skip
    could_not = "could not start" if stopped.state.refused else "cannot start again"
    return Finding(
        summary=f"{name} {could_not}, because {owner_of(holder, case.inventory)} has host port"
        f" {holder.wanted.host_port}",
        subject=name,
        location=setting_location(case.inventory.config(stopped), "ports"),
        evidence=(
            _holder_evidence(holder),
            wanted,
            state_of(stopped),
            failed_attempt(case.symptom),
        ),
        remedies=(
            moved(stopped, holder.wanted, host_listeners, case.inventory),
            without(stopped, holder, owner_of(holder, case.inventory), case.inventory),
        ),
    )


def owner_of(holder: Holder, inventory: Inventory) -> str:
    """Who has the port, with what finds it: project, container's name, or pid."""
    there = holder.by
    if isinstance(there, Listener):
        pid = f" (pid {there.pid})" if there.pid else ""
        return f"{there.process or 'another process'}{pid} on this machine"
    mine = inventory.project is not None and there.project == inventory.project.name
    whose = f" of project {there.project}" if there.project and not mine else ""
    return f"{inventory.label(there)}{whose}"


def _holder_evidence(holder: Holder) -> Evidence:
    there, port = holder.by, holder.wanted
    if isinstance(there, Listener):
        return listening_socket(there, None)
    said = f"{there.name} publishes its own port at {port.host_port}/{port.transport} of the host"
    return Evidence(saw=said, command=f"docker port {there.name}")
