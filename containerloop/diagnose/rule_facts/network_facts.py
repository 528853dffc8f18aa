"""The facts about the networks and the host between client and server. Pure."""

from __future__ import annotations

from functools import cached_property

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.beyond import WayOut, forwarding_off
from containerloop.diagnose.rule_facts.case_facts import CaseFacts, of_the_case
from containerloop.diagnose.rule_facts.closed_bridge import closed_bridge
from containerloop.diagnose.rule_facts.control import control_of
from containerloop.diagnose.rule_facts.dropped import Dropped, dropped
from containerloop.diagnose.rule_facts.gateway_network import GatewayNetwork, gateway_network
from containerloop.diagnose.rule_facts.host_isolation import HostIsolation, host_isolation
from containerloop.diagnose.rule_facts.host_networking import HostNetworking, host_networking
from containerloop.diagnose.rule_facts.missed_server import MissedServer, missed_server
from containerloop.diagnose.rule_facts.own_address import OwnAddress, own_address
from containerloop.diagnose.rule_facts.separated_servers import separated_servers
from containerloop.diagnose.rule_facts.small_link import SmallLink, small_link
from containerloop.diagnose.rule_facts.swarm_call import (
    LostBetweenNodes,
    OnOtherNodes,
    Unbalanced,
    lost_between_nodes,
    on_other_nodes,
    unbalanced,
)
from containerloop.diagnose.rule_facts.views import all_attempts, view_of
from containerloop.facts import (
    Container,
    Control,
    Engine,
    Maybe,
    Network,
    Resolution,
    Route,
    Unobserved,
)


class NetworkFacts(CaseFacts):
    """What lies between client and server."""

    @cached_property
    def resolutions(self) -> Maybe[tuple[Resolution, ...]]:
        """What names led to, as seen from where the call was made."""
        view = self._snapshot.views.get(self.known.vantage)
        if view is None:
            return Unobserved("not measured from there")
        return view if isinstance(view, Unobserved) else view.resolutions

    @of_the_case
    def separated_servers(self, case: Case) -> Maybe[tuple[Container, ...]]:
        """The servers that are meant, where the client shares no network with any of them."""
        return separated_servers(case)

    @of_the_case
    def closed_bridge(self, case: Case) -> Network | None:
        """The network the server was called on, where its containers may not call each other."""
        return closed_bridge(case)

    @of_the_case
    def host_isolation(self, case: Case) -> Maybe[HostIsolation | None]:
        """The network that lets no packets pass between a container and its host."""
        return host_isolation(case, self.host_listeners)

    @of_the_case
    def host_networking(self, case: Case) -> Maybe[HostNetworking | None]:
        """Who uses host networking so that the call fails, and what it lacks for that."""
        return host_networking(case, self.engine_listeners)

    @of_the_case
    def forwarding_off(self, case: Case) -> Maybe[WayOut | None]:
        """The way of a lost call beyond a host that forwards no packets."""
        return forwarding_off(case)

    @of_the_case
    def dropped(self, case: Case) -> Maybe[Dropped | None]:
        """What the engine's host did not forward of a lost call, by comparison with its own."""
        return dropped(case, self._snapshot.controls)

    @of_the_case
    def server_routes(self, case: Case) -> Maybe[tuple[Route, ...]]:
        """The routes inside the addressee; () where it is no container."""
        server = case.destination.container
        if server is None:
            return ()
        view = view_of(self._snapshot, case.inventory, case.inventory.namespace_owner(server))
        return view if isinstance(view, Unobserved) else view.routes

    @of_the_case
    def gateway_network(self, case: Case) -> Maybe[GatewayNetwork | None]:
        """The network of the addressee's default gateway, if that keeps its ports unpublished."""
        return gateway_network(case, self.server_routes)

    @of_the_case
    def own_address(self, case: Case) -> Maybe[OwnAddress | None]:
        """What is known of this machine's call of a published port at its own address."""
        own, routes = self.own_listeners, self.server_routes
        return own_address(case, self.attempts, self._snapshot.controls, own, routes)

    @of_the_case
    def small_link(self, case: Case) -> Maybe[SmallLink | None]:
        """What the same call showed in small packets."""
        return small_link(case, self._snapshot.size_tests)

    @of_the_case
    def missed_server(self, case: Case) -> Maybe[MissedServer | None]:
        """The server of this machine that a rootless engine's container does not arrive at."""
        return missed_server(case, self.own_listeners)

    @of_the_case
    def control(self, case: Case) -> Maybe[Control | None]:
        """What a control experiment showed of the call; None where none is called for."""
        controls = self._snapshot.controls
        return control_of(case.symptom.best, controls, self.host_listeners, case.inventory)

    @of_the_case
    def compared(self, case: Case) -> Control | None:
        """The test listener that was called where the call was lost; None where none was."""
        lost, made = case.symptom.best, self._snapshot.controls
        same = (c for c in made if (c.vantage, c.host) == (lost.vantage, lost.resolved))
        return next(same, None)

    @of_the_case
    def on_other_nodes(self, case: Case) -> OnOtherNodes | None:
        """The port of this node that other nodes of its swarm have, and it has not."""
        return on_other_nodes(case)

    @of_the_case
    def lost_between_nodes(self, case: Case) -> LostBetweenNodes | None:
        """The task on another node to which a call was lost."""
        seen = self._snapshot
        return lost_between_nodes(case, all_attempts(seen), seen.away)

    @of_the_case
    def unbalanced(self, case: Case) -> Maybe[Unbalanced | None]:
        """The service of a swarm that a call was not passed on to, for want of IPVS."""
        engine, machine = case.inventory.survey.engine, case.inventory.survey.machine
        found = unbalanced(case, machine)
        if isinstance(found, Unbalanced) and isinstance(engine, Engine):
            here = engine.same_kernel if engine.same_machine is not True else True
            return found if here is True else Unobserved("the engine's kernel is another one's")
        return found
