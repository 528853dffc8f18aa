"""CL307: client and server are on a bridge that forbids calls among its containers."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.network_evidence import network_option
from containerloop.diagnose.remedies.open_network import away_from
from containerloop.facts import ICC, Network, Outcome


@diagnosis("CL307", "icc-disabled", explains={Outcome.TIMED_OUT})
def icc_disabled(case: Case, closed_bridge: Network | None) -> Finding | None:
    """The network forbids its containers to talk to each other.

    ## What it means

    A bridge network with `com.docker.network.bridge.enable_icc` set to false drops
    what one of its containers sends to another. Names resolve, connections time out:

        api --> db = 172.18.0.3 --> :5432 --x   (no answer)
        host --> 172.18.0.3:5432        db      works

    The engine's own setting `"icc": false` does this to the default bridge only.

    ## How containerloop knows

    Client and server share the network of the address that was called, the engine has
    the option on it as false, and the call timed out.

    ## Remedy

    The option is often set on purpose. Connect the two by a network of their own, and
    take the server off the closed one, where its name may still lead:

        services:
          api:
            networks: [default, between]
          db:
            networks: [between]
        networks:
          between:

    To open the whole network, remove the option and recreate the network (`docker
    compose down`, then `up -d`): an existing one keeps its options.
    """
    server = case.destination.container
    if closed_bridge is None or server is None:
        return None
    name, other = case.label(case.caller), case.label(server)
    both = (case.inventory.namespace_owner(c) for c in (case.caller, server))
    return Finding(
        summary=f"{name} and {other} are on {closed_bridge.name}, which does not let its"
        " containers call each other (enable_icc=false)",
        subject=f"{closed_bridge.name} {server.name}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            network_option(closed_bridge, ICC),
            *(
                configured(c, f"{c.name} is on {closed_bridge.name}", "NetworkSettings.Networks")
                for c in both
            ),
        ),
        remedies=(away_from(case, closed_bridge),),
    )
