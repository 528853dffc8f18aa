"""The network of a container's default gateway, and what that means for its ports. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import Attachment, Maybe, Network, Route, Unobserved, Value
from containerloop.plan.return_tests import outward
from containerloop.topology.host_isolation import is_apart
from containerloop.topology.hosts import contains, prefix_length


class GatewayNetwork(Value, frozen=True):
    """`network` gives the default gateway (`route`), and publishes nothing; `bridge` would."""

    network: Network
    route: Route
    bridge: Attachment


def gateway_network(case: Case, routes: Maybe[tuple[Route, ...]]) -> Maybe[GatewayNetwork | None]:
    """Why the engine published nothing of a container that runs and asks for it.

    None where the default gateway is not on a network beside the host, or there is no bridge.
    """
    server = case.destination.container
    if server is None or case.destination.by != "publication" or not server.state.running:
        return None
    owner = case.inventory.namespace_owner(server)
    ways = outward(owner, case.inventory)
    if server.published or len(owner.attachments) < 2 or not ways:
        return None
    if isinstance(routes, Unobserved):
        return routes
    default = next((r for r in routes if not prefix_length(r.destination) and r.gateway), None)
    if default is None:
        return None
    known = [case.inventory.network(row.network_id) for row in owner.attachments]
    apart = [n for n in known if n is not None and is_apart(n)]
    leads = next((n for n in apart if any(contains(s, default.gateway) for s in n.subnets)), None)
    return GatewayNetwork(leads, default, ways[0]) if leads else None
