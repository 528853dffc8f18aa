"""CL207: the container whose network another one shares was started again or recreated."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import (
    configured,
    failed_attempt,
    listening_socket,
    setting_location,
)
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.rejoin import rejoined
from containerloop.diagnose.rule_facts.left_behind import LeftBehind
from containerloop.diagnose.state_evidence import started
from containerloop.facts import LOST, Outcome

_GONE = frozenset({Outcome.REFUSED, Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET})


@diagnosis("CL207", "namespace-owner-gone", explains=LOST | _GONE)
def namespace_owner_gone(case: Case, left_behind: LeftBehind | None) -> Finding | None:
    """The container shares the network of another one, which was restarted or recreated.

    ## What it means

    `network_mode: service:vpn` gives a container the network of vpn. When vpn is
    started again, it gets a new network, and the other one stays in the old network,
    where only its loopback is left:

        before   vpn + web    eth0, published ports, names
        after    vpn          eth0, published ports, names
                 web          lo only

    ## How containerloop knows

    The engine says that web was put into the network of a container that has been
    started after it, has stopped, or is gone. Either web is the one that calls; or vpn
    does not listen on the port that is called, and web does, in its old network.

    ## Remedy

    Recreate the one that shares (a restart cannot join a container that is gone):

        docker compose up -d --force-recreate web

    `docker compose restart vpn` restarts web as well; `docker restart` and a restart
    policy after a crash do not. Ports and names belong to vpn: publish web's ports
    there, and let other services use `vpn:8080`.
    """
    if left_behind is None:
        return None
    lodger, home, socket = left_behind.lodger, left_behind.home, left_behind.listener
    shares = f"{lodger.name} shares the network of {home.name if home else 'a lost container'}"
    return Finding(
        summary=_summary(case, left_behind),
        subject=lodger.name,
        location=setting_location(case.inventory.config(lodger), "network_mode"),
        evidence=(
            configured(lodger, shares, "HostConfig.NetworkMode"),
            *((started(lodger, home),) if home else ()),
            *((listening_socket(socket, lodger),) if socket else ()),
            failed_attempt(case.symptom),
        ),
        remedies=(rejoined(case, left_behind),),
        after="CL201" if home and not home.state.running else None,
        stands=True,
        alone=home is None or home.state.running,
    )


def _summary(case: Case, left: LeftBehind) -> str:
    name = case.label(left.lodger)
    if left.home is None:
        return f"{name} shares the network of a container that no longer exists"
    return (
        f"{name} was started in the network of {case.label(left.home)}, which {left.fate} since:"
        f" {name} is left with its own loopback"
    )
