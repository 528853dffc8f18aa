"""CL303: a container has no network at all."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, setting_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.leave_network_mode import default_network, without_network_mode
from containerloop.diagnose.trials import DialAs, Trial, Untriable
from containerloop.facts import NO_SUCH_NAME, Container, Outcome


@diagnosis(
    "CL303",
    "network-mode-none",
    explains=NO_SUCH_NAME | {Outcome.NETWORK_UNREACHABLE, Outcome.REFUSED},
)
def network_mode_none(case: Case) -> Finding | None:
    """The container has no network at all, because its network mode is none.

    ## What it means

    `network_mode: none` gives a container a loopback interface and nothing else. It
    has no address, no name for others and no way out, and `ports:` has no effect:

        +-- job ----------+
        |  lo 127.0.0.1   |   db:5432 --x      this machine --x
        +-----------------+

    ## How containerloop knows

    The engine says that the network mode is none: of the client, whose names do not
    resolve and whose calls end in "network is unreachable"; or of the server, whose
    name does not resolve for others or whose published port is refused.

    ## Remedy

    Remove `network_mode: none` and recreate the container. If it is meant to reach
    its neighbours but not the internet, use a network with `internal: true` instead.
    """
    # refused elsewhere, where a hosts line leads, tells nothing of the server
    meant = case.outcome in NO_SUCH_NAME or case.destination.by == "publication"
    client, whom = _cut_off(case.client, case), case.destination.container if meant else None
    culprit = client or _cut_off(whom, case)
    if culprit is None or case.destination.kind == "self":
        return None
    said = f"the network mode of {culprit.name} is none"
    seen = configured(culprit, said, "HostConfig.NetworkMode")
    return Finding(
        summary=_summary(case.label(culprit), "client" if client else "server"),
        subject=case.label(culprit),
        location=setting_location(case.inventory.config(culprit), "network_mode"),
        evidence=(failed_attempt(case.symptom), seen),
        remedies=(without_network_mode(case, culprit, _trial(case, client)),),
    )


def _cut_off(container: Container | None, case: Case) -> Container | None:
    owner = case.inventory.namespace_owner(container) if container else None
    return owner if owner and owner.state.running and owner.network_mode == "none" else None


def _summary(name: str, role: str) -> str:
    so = {
        "client": "so no name resolves in it and it reaches nothing",
        "server": "so it has no address, no name for others and no published ports",
    }[role]
    return f"{name} has no network at all (network_mode: none), {so}"


def _trial(case: Case, client: Container | None) -> Trial:
    if client is None:
        return Untriable(reason="a container without a network has no address to connect to")
    network = default_network(case, client)
    if network is None:
        return Untriable(reason="the network that it would join does not exist yet")
    return DialAs(vantage=case.vantage, networks=(network,), address=case.address)
