"""CL711: the engine uses nftables, and rules beside its own drop what those accept."""

from __future__ import annotations

from containerloop.diagnose import evidence
from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.open_forwarding import past_nftables
from containerloop.diagnose.rule_facts.dropped import Dropped, beside_nftables
from containerloop.facts import UNHEARD, Engine


@diagnosis("CL711", "docker-user-rules-ignored", explains=UNHEARD)
def docker_user_rules_ignored(
    case: Case, engine: Engine, dropped: Dropped | None
) -> Finding | None:
    """The engine uses nftables, where rules in the chain DOCKER-USER do not count.

    ## What it means

    With `"firewall-backend": "nftables"` (experimental in Docker Engine 29) there is
    no DOCKER-USER chain. The engine does not add the jump to it, so rules that were
    kept there are ignored. And a packet that one table accepts can still be dropped
    by another:

        Docker's nftables rules     accept
        iptables FORWARD policy     DROP      the packet is lost

    ## How containerloop knows

    The engine says that its firewall backend is nftables, and a test shows that its
    host drops what a container sends to its neighbour on one bridge: the host reaches
    a test listener there, the container does not. Docker's own table accepts that. The
    rules are not read, which needs root. What is lost on the way to other machines may
    be lost for want of Docker's own rules, too: see CL702.

    ## Remedy

    Remove the old policy, where nothing else needs it, or let the bridge through:

        sudo iptables -S FORWARD
        sudo iptables -P FORWARD ACCEPT

    Write rules of your own into a table of your own, not into Docker's. A DROP there
    works as before. To let a packet through that Docker drops, mark it before
    Docker's rules and start the engine with `--bridge-accept-fwmark=1`. IP forwarding
    has to be switched on by you; this backend does not do it.

    Not tested live: this page rests on Docker's documentation of nftables and on the
    listings of its rules in moby.
    """
    if dropped is None or not beside_nftables(dropped, engine):
        return None
    name, network, test = case.label(case.caller), dropped.network, dropped.test
    lost = evidence.in_words(test.far.outcome)
    compared = f"a test listener at {test.near.address}: reached from the engine's host"
    backend = "docker info --format '{{json .FirewallBackend}}'"
    return Finding(
        summary=f"the engine's host drops what {name} sends to its neighbours on the bridge of"
        f" {network.name}, which Docker's nftables rules accept: another table drops it, as the"
        " iptables FORWARD policy DROP does, and DOCKER-USER does not count",
        subject=f"forwarding {network.name}",
        location=evidence.reference_location(case.symptom),
        evidence=(
            Evidence(saw="the engine's firewall backend is nftables", command=backend),
            Evidence(saw=f"{compared}, {lost} from {name}", command="sudo iptables -S FORWARD"),
            evidence.failed_attempt(case.symptom),
        ),
        remedies=past_nftables(case, dropped),
    )
