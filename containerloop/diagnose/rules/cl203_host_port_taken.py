"""CL203: the container could not start, because its host port is already in use."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import (
    failed_attempt,
    port_conflict,
    setting_location,
    state_of,
)
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.move_host_port import moved, without
from containerloop.diagnose.rule_facts.port_holders import Holder, owner_of
from containerloop.facts import FAILURES, Container, Listener, State


@diagnosis("CL203", "host-port-taken", explains=FAILURES, explains_wrong_answer=True)
def host_port_taken(
    case: Case,
    stopped: Container | None,
    held_by_others: tuple[Holder, ...],
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
    if stopped is None or not held_by_others:
        return None
    holder, owner = held_by_others[0], owner_of(held_by_others[0], case.inventory)
    return Finding(
        summary=_summary(case.label(stopped), stopped.state, holder.wanted.host_port, owner),
        subject=case.label(stopped),
        location=setting_location(case.inventory.config(stopped), "ports"),
        evidence=(*port_conflict(stopped, holder), state_of(stopped), failed_attempt(case.symptom)),
        remedies=(
            moved(stopped, holder.wanted, host_listeners, case.inventory),
            *without(stopped, holder, owner, case.inventory),
        ),
    )


def _summary(name: str, state: State, port: int, owner: str) -> str:
    could_not = "could not start" if state.refused else "cannot start again"
    return f"{name} {could_not}: host port {port} is already in use by {owner}"
