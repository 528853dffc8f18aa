"""CL610: without its proxy, the engine does not pass a call on from one network to another."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, other_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.diagnose.remedies.without_publishing import without_publishing
from containerloop.diagnose.trials import Untriable
from containerloop.facts import UNHEARD, Attempt


@diagnosis("CL610", "userland-proxy-off", explains=UNHEARD)
def userland_proxy_off(case: Case, without_proxy: Attempt | None) -> Finding | None:
    """The engine runs without its userland proxy, and some ways to published ports fail.

    ## What it means

    Docker publishes a port by firewall rules and by a small proxy process. With
    `"userland-proxy": false` only the rules are left, and they do not cover every
    way:

        127.0.0.1:8080                           works, by a rule
        [::1]:8080                               refused (CL410)
        a container of another network --> host:8080 --x   (no answer, up to Engine 28)
        a container of the same network --> host:8080      works

    The rule sends the call to the server's network, and what comes there from another
    bridge is dropped.

    ## How containerloop knows

    Client and server share no network, the published port answered this machine at
    127.0.0.1, and no proxy listens on it: nobody does, or (Engine 28) only the engine.

    ## Remedy

    Connect the two by a network, and use the service's name and its own port. Or
    switch the proxy on: remove the setting from daemon.json and restart the engine,
    which stops running containers unless live-restore is on.

        sudo systemctl restart docker
    """
    server = case.destination.container
    if without_proxy is None or server is None:
        return None
    client, name, port = case.label(case.caller), case.label(server), case.address.port
    proxy_on = Proposal(
        summary='remove "userland-proxy": false from /etc/docker/daemon.json, and restart the'
        " engine",
        address=case.address,
        host_command="sudo systemctl restart docker",
        trial=Untriable(reason="containerloop does not restart engines"),
    )
    return Finding(
        summary=f"the engine runs without its proxy, so {client} does not reach port {port} of"
        f" {name}, which is on another network, through the host",
        subject=f"{name} {port}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            other_attempt(without_proxy),
            Evidence(
                saw=f"no docker-proxy listens on port {port}", command=f"ss -ltnp 'sport = :{port}'"
            ),
        ),
        remedies=(*without_publishing(case, server), proxy_on),
    )
