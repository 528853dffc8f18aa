"""CL813: browsers refuse the published port."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.another_host_port import at_another_port
from containerloop.diagnose.remedies.change_ports import port_line, stands_at
from containerloop.facts import HOST, Listener, Outcome, Publication
from containerloop.protocols.browser_ports import BLOCKED


@diagnosis(
    "CL813",
    "browser-refuses-port",
    explains={Outcome.ANSWERED},
    severity="warning",
    warns_when_met=True,
)
def browser_refuses_port(
    case: Case, published_here: tuple[Publication, ...], host_listeners: tuple[Listener, ...]
) -> Finding | None:
    """Browsers refuse to open the published port, whatever listens there.

    ## What it means

    Browsers have a list of ports that belong to other protocols and are never used
    for web pages. The request is refused before a packet is sent:

        browser --> http://localhost:6000/   ERR_UNSAFE_PORT, "address is restricted"
        curl    --> http://localhost:6000/   answered

    On the list are, among others, 2049, 3659, 4045, 5060, 5061, 6000, 6566, 6665 to
    6669, 6697 and 10080, and many below 1024. `fetch` of Node.js says "bad port".

    ## How containerloop knows

    The port is on the list of the Fetch standard ("port blocking"), it is published to
    this machine, and a web server answered there. That a page of it is opened in a
    browser is not known: this is a warning, never the cause of a failure.

    ## Remedy

    Publish on another host port. The container's own port stays:

        ports:
          - "127.0.0.1:8080:6000"
    """
    server, port, best = case.destination.container, case.address.port, case.symptom.best
    if server is None or not published_here or case.vantage != HOST or port not in BLOCKED:
        return None
    if best.protocol not in ("http", "tls"):
        return None
    wanted, owner = published_here[0], case.inventory.namespace_owner(server)
    said = f"{owner.name} publishes port {wanted.container_port} on host port {port}"
    return Finding(
        summary=f"browsers refuse to open port {port} (ERR_UNSAFE_PORT), at which"
        f" {case.label(server)} is published; other clients are answered",
        subject=f"{case.label(server)} {port}",
        location=stands_at(port_line(owner, wanted, case.inventory)),
        evidence=(configured(owner, said, "NetworkSettings.Ports"), failed_attempt(case.symptom)),
        remedies=(at_another_port(case, server, wanted, host_listeners),),
    )
