"""CL705: a rootless engine's containers do not reach this machine through its usual name."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.engine_evidence import engine_is_rootless
from containerloop.diagnose.evidence import (
    failed_attempt,
    listening_socket,
    reference_location,
)
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.reach_this_machine import to_this_machine
from containerloop.diagnose.rule_facts.missed_server import MissedServer
from containerloop.facts import Address, Outcome

ENDS_THERE = {Outcome.REFUSED, Outcome.NETWORK_UNREACHABLE, Outcome.TIMED_OUT}


@diagnosis("CL705", "rootless-host-loopback", explains=ENDS_THERE)
def rootless_host_loopback(case: Case, missed_server: MissedServer | None) -> Finding | None:
    """A rootless engine's containers do not reach this machine through its usual name.

    ## What it means

    A rootless Docker engine runs in a network namespace of its own. `host-gateway`,
    and so `host.docker.internal`, is the bridge inside that namespace, not this
    machine, and `network_mode: host` is that namespace, too:

        api --> host.docker.internal = 172.17.0.1 --x  (inside the engine's namespace)
        this machine: ollama on 0.0.0.0:11434

    Even a server that listens on all addresses of this machine is refused there.

    ## How containerloop knows

    The engine says that it is rootless, the container called the host's name or an
    address of the engine's bridges, and this machine's table of sockets has a server
    on that port.

    ## Remedy

    Use this machine's own address on its network (`hostname -I` prints it), if the
    server listens there. Or let containers reach this machine's loopback, with two
    settings of the engine's (Docker Engine 26 and later), then restart it:

        DOCKERD_ROOTLESS_ROOTLESSKIT_DISABLE_HOST_LOOPBACK=false   (its environment)
        "host-gateway-ip": "10.0.2.2"           (~/.config/docker/daemon.json)

    `host.docker.internal` is this machine then, its 127.0.0.1 included, with
    slirp4netns and with pasta.
    """
    if missed_server is None:
        return None
    server, name = missed_server.listeners[0], case.label(case.caller)
    bound = Address(host=server.address, port=server.port, transport=server.transport)
    return Finding(
        summary=f"{case.address.host} leads {name} into the rootless engine's own network, not to"
        f" this machine, where {server.process or 'a server'} listens on {bound}",
        subject=f"{name} {case.address}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            listening_socket(server, None),
            engine_is_rootless(),
        ),
        remedies=to_this_machine(case, missed_server.listeners),
    )
