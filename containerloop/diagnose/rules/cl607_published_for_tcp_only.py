"""CL607: the port is published for one transport, and served over the other."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, listening_socket
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.change_ports import port_line, stands_at
from containerloop.diagnose.remedies.change_transport import published_for
from containerloop.diagnose.remedies.relay_trials import seen_listeners
from containerloop.diagnose.rule_facts.other_transport import OtherTransport
from containerloop.facts import ARRIVED, Outcome


@diagnosis("CL607", "published-for-tcp-only", explains=ARRIVED | {Outcome.ADDRESS_UNAVAILABLE})
def published_for_tcp_only(case: Case, other_transport: OtherTransport | None) -> Finding | None:
    """The port is published for TCP, and the client uses UDP; or the other way round.

    ## What it means

    A port in `ports:` is a TCP port unless it says otherwise. DNS, syslog, QUIC,
    WireGuard and many games use UDP, which is a port list of its own:

        ports: ["53:53"]        53/tcp --> dns :53
                                53/udp --x  (nobody)

    A closed UDP port is often noticed only as silence. `"5432:5432/udp"` closes a TCP
    server off in the same way.

    ## How containerloop knows

    The number is published for one transport only, and the container listens on it over
    the other: over the one that was asked for, or over no other than that.

    ## Remedy

    Publish both, or the one that is needed:

        ports:
          - "53:53/udp"
          - "53:53/tcp"

    On many Linux machines systemd-resolved has port 53 of 127.0.0.53. Publish on
    another address then, such as `"192.168.1.20:53:53/udp"`.
    """
    if other_transport is None:
        return None
    container, made = other_transport.server.container, other_transport.made
    said = f"{container.name} publishes {made.container_port}/{made.transport} at {made.host_port}"
    return Finding(
        summary=_summary(case.label(container), other_transport),
        subject=f"{container.name} {made.container_port}",
        location=stands_at(port_line(container, made, case.inventory)),
        evidence=(
            failed_attempt(case.symptom),
            configured(container, said, "NetworkSettings.Ports"),
            *(listening_socket(x, container) for x in seen_listeners(other_transport.server)),
        ),
        remedies=(published_for(case, other_transport),),
    )


def _summary(name: str, fault: OtherTransport) -> str:
    published, served = fault.made.transport.upper(), fault.missing.upper()
    also = "only" if fault.replaces else "too"
    only = f"for {published} only" if not fault.replaces else f"for {published}"
    port = fault.made.container_port
    return f"port {port} of {name} is published {only}, and {name} serves it over {served} {also}"
