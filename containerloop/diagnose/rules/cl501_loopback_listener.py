"""CL501: the server listens on its container's own loopback only."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, listening_socket
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.remedies.rebind_server import rebind_container
from containerloop.diagnose.rule_facts.servers import Target
from containerloop.facts import Address, Listener, Outcome, is_loopback


@diagnosis(
    "CL501",
    "loopback-listener",
    explains={Outcome.REFUSED, Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET},
)
def loopback_listener(
    case: Case, target: Target | None, target_listeners: tuple[Listener, ...]
) -> Finding | None:
    """The server listens on its container's own loopback only.

    ## What it means

    A server bound to 127.0.0.1 (or ::1) accepts connections from inside its own
    container and from nowhere else. Traffic from other containers and published ports
    arrives on the container's network address, where nothing listens:

        +-- web ------------------------------+
        |  lo    127.0.0.1:8000  <- server    |
        |  eth0  172.18.0.3:8000    (nobody)  | <-- api, published ports
        +-------------------------------------+

    Other containers are refused; so is a process inside that uses the container's
    name. A published port is worse: Docker's proxy accepts the connection and then
    closes it ("connection reset by peer", "empty reply").

    ## How containerloop knows

    The listening sockets, read inside the container's network namespace: those on the
    port are all bound to loopback. Docker's own resolver on 127.0.0.11 is not
    counted.

    ## Remedy

    Make the server listen on all of its container's addresses: `--host 0.0.0.0`,
    `-b 0.0.0.0:8000`, `listen_addresses = '*'`. That exposes nothing by itself: only
    published ports can be reached from beyond the machine. Host networking is no
    substitute: it opens the server to every process of this machine and to no
    container on a bridge.
    """
    if target is None or not target_listeners:
        return None
    if not all(is_loopback(x.address) for x in target_listeners):
        return None
    owner = case.inventory.namespace_owner(target.container)
    inside = case.client is not None and case.inventory.namespace_owner(case.client).id == owner.id
    if inside and case.destination.by not in ("address", "publication"):
        return None
    beside = inside and case.destination.kind == "self"  # a publication leads out, and in again
    # 127.0.0.1 before ::1: a relay to it calls from an address that is not loopback
    own = sorted(target_listeners, key=lambda listener: ":" in listener.address)
    bound = [Address(host=x.address, port=x.port, transport=x.transport) for x in own]
    name, rebind = case.label(target.container), rebind_container(case, target, own[0])
    sockets = (listening_socket(x, target.container) for x in own)
    return Finding(
        summary=_summary(name, bound, case.address if beside else None),
        subject=f"{name} {target.port}",
        evidence=(*sockets, failed_attempt(case.symptom)),
        remedies=(instead(case, bound[0]), rebind) if beside else (rebind,),
    )


def _summary(name: str, bound: list[Address], beside: Address | None) -> str:
    where = " and ".join(dict.fromkeys(map(str, bound)))
    if beside:  # from a neighbour on that same loopback
        return f"{name} listens on {where} only, but {beside} is its network address"
    return f"{name} listens on {where} only, which nothing outside its container can reach"
