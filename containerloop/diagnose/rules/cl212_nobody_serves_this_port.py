"""CL212: nothing listens on the port, publishes it or is configured to use it."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.similar_ports import nearest
from containerloop.diagnose.rule_facts.downtime import NOT_RUNNING
from containerloop.diagnose.rule_facts.servers import mentioned
from containerloop.facts import Listener, Outcome

MOST = 3
"""How many stopped containers are named."""


@diagnosis(
    "CL212",
    "nobody-serves-this-port",
    explains={Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE},
)
def nobody_serves_this_port(
    here: Case, nobody_serves: bool, host_listeners: tuple[Listener, ...]
) -> Finding | None:
    """Nothing listens on the port, publishes it, or is configured to use it.

    ## What it means

    The connection was refused, and no server for it exists: no process of this
    machine listens on the port, no container publishes it, none listens on it inside
    or is configured to. Mostly the number is off by a digit, the server was never
    started, or it runs in another project.

    ## How containerloop knows

    The connection was refused at once; this machine's listening sockets, the engine's
    publications and the containers' own ports were all read, and none has the number.

    ## Remedy

    Use one of the ports that exist, the nearest of which are offered, or start the
    server.
    """
    port = here.address.port
    if here.destination.kind not in ("host", "self") or not nobody_serves:
        return None
    if any(x.port == port for x in host_listeners) or mentioned(here.address, here.inventory):
        return None
    return Finding(
        summary=_summary(here),
        subject=str(port),
        evidence=(
            failed_attempt(here.symptom),
            Evidence(saw=f"no process of the host listens on {port}", command="ss -ltnp"),
        ),
        remedies=nearest(here, host_listeners),
    )


def _summary(here: Case) -> str:
    where = ", on this machine or in its containers" if here.inventory.containers else ""
    said = f"nothing listens on port {here.address.port}{where or ' on this machine'}"
    idle = sorted(here.label(c) for c in here.inventory.scope if c.state.status in NOT_RUNNING)
    are = "is" if len(idle) == 1 else "are"
    return said + (f" ({' and '.join(idle[:MOST])} {are} not running)" if idle else "")
