"""CL212: nothing listens on the port, publishes it or is configured to use it."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.similar_ports import nearest
from containerloop.diagnose.rule_facts.chosen_ports import chosen_ports
from containerloop.diagnose.rule_facts.downtime import NOT_RUNNING
from containerloop.diagnose.rule_facts.servers import mentioned
from containerloop.diagnose.state_evidence import no_listening_socket
from containerloop.facts import Engine, Listener, Maybe, Outcome

MOST = 3
"""How many stopped containers are named."""


@diagnosis(
    "CL212",
    "nobody-serves-this-port",
    explains={Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE},
)
def nobody_serves_this_port(
    here: Case, nobody_serves: bool, port_in_use: bool, host_listeners: tuple[Listener, ...]
) -> Maybe[Finding | None]:
    """Nothing listens on the port, publishes it, or is configured to use it.

    ## What it means

    The connection was refused, and no server for it exists: no process of this
    machine listens on the port, no container publishes it, none listens on it inside
    or is configured to. Mostly the number is off by a digit, the server was never
    started, or it runs in another project.

    ## How containerloop knows

    The connection was refused at once; the listening sockets of this machine and of the
    engine's host, the engine's publications and the containers' own ports were all
    read, none has the number, and nothing that was tried on it answered.

    ## Remedy

    Use one of the ports that exist, the nearest of which are offered, or start the
    server.
    """
    local = here.destination.kind in ("host", "self")
    if not local or not nobody_serves or here.own_check or here.passed_on:
        return None
    if port_in_use or mentioned(here.address, here.inventory) or chosen_ports(here):
        return None
    return here.unread or Finding(
        summary=_summary(here),
        subject=str(here.address.port),
        evidence=(
            failed_attempt(here.symptom),
            *no_listening_socket(here.address, _elsewhere(here)),
        ),
        remedies=nearest(here, host_listeners),
        stands=True,
    )


def _elsewhere(here: Case) -> bool:
    engine = here.inventory.survey.engine
    return isinstance(engine, Engine) and engine.same_machine is not True


def _summary(here: Case) -> str:
    places = ["on this machine"]
    places += ["on the engine's host"] if _elsewhere(here) else []
    places += ["in its containers"] if here.inventory.containers else []
    where = f", {', '.join(places[:-1])} or {places[-1]}" if places[1:] else f" {places[0]}"
    said = f"nothing listens on port {here.address.port}{where}"
    own = here.client.project if here.client else None
    ours = (c for c in here.inventory.scope if own in (None, c.project))  # no stranger to a client
    idle = sorted(here.label(c) for c in ours if c.state.status in NOT_RUNNING)
    are = "is" if len(idle) == 1 else "are"
    return said + (f" ({' and '.join(idle[:MOST])} {are} not running)" if idle else "")
