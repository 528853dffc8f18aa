"""The facts a rule may read about one symptom. Pure.

`SymptomFacts` has every parameter a rule may name; the diagnosis passes only those it names.
Deriving facts from a snapshot belongs here, concluding does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.absent_services import AbsentService, absent_services
from containerloop.diagnose.rule_facts.case_facts import of_the_case
from containerloop.diagnose.rule_facts.direct_access import DirectAccess, direct_access
from containerloop.diagnose.rule_facts.failing_replicas import FailingReplica, failing_replicas
from containerloop.diagnose.rule_facts.idle_port import idle_port
from containerloop.diagnose.rule_facts.left_behind import LeftBehind
from containerloop.diagnose.rule_facts.lookup_facts import LookupFacts
from containerloop.diagnose.rule_facts.network_facts import NetworkFacts
from containerloop.diagnose.rule_facts.other_transport import OtherTransport, other_transport
from containerloop.diagnose.rule_facts.port_in_use import port_in_use
from containerloop.diagnose.rule_facts.publication_facts import PublicationFacts
from containerloop.diagnose.rule_facts.right_ports import RightPort, right_ports
from containerloop.diagnose.rule_facts.seen_address import SeenAddress, seen_address
from containerloop.diagnose.rule_facts.served_elsewhere import served_elsewhere
from containerloop.diagnose.rule_facts.server_kind import kind_of_server
from containerloop.diagnose.rule_facts.servers import Target, nobody_serves, target
from containerloop.diagnose.rule_facts.shadowing import shadowing
from containerloop.diagnose.rule_facts.shared_namespace import lodging
from containerloop.diagnose.rule_facts.starting import starting
from containerloop.diagnose.rule_facts.state_facts import StateFacts
from containerloop.diagnose.rule_facts.unix_server import UnixServer
from containerloop.diagnose.rule_facts.unready import Unready, unready
from containerloop.diagnose.rule_facts.views import listeners_at, listeners_in
from containerloop.facts import (
    Listener,
    Maybe,
    Unobserved,
)
from containerloop.topology.ages import UNKNOWN
from containerloop.topology.swarm_services import not_looked_into

Listeners = tuple[Listener, ...]


class SymptomFacts(LookupFacts, NetworkFacts, PublicationFacts, StateFacts):
    """The facts a rule may name as its parameters, all about one symptom.

    A fact is derived when it is first asked for.
    """

    @cached_property
    def listeners(self) -> Maybe[Listeners]:
        """The listeners of whom the address leads to, on every port."""
        if isinstance(self.here, Unobserved):
            return self.here
        case = self.here
        return listeners_at(case.destination, self._snapshot, case.inventory, self.host_listeners)

    @of_the_case
    def direct_access(self, case: Case) -> Maybe[DirectAccess | None]:
        """The container's own address, where it was called from beside its engine's machine."""
        engine = self.engine
        if isinstance(engine, Unobserved):
            return engine
        return direct_access(case, self.question, engine, self.listeners)

    @cached_property
    def nobody_serves(self) -> Maybe[bool]:
        """Whether nobody serves the port, of all that there is to be looked into."""
        return nobody_serves(self._serving)

    @of_the_case
    def target(self, case: Case) -> Maybe[Target | None]:
        """The container whose server is meant; None for one in host mode as well.

        That is a process of the host, whose loopback is the machine's.
        """
        unseen = not_looked_into(case.destination.service, case.inventory)
        meant = target(case.destination, self._serving, unseen)
        if isinstance(meant, Target) and case.inventory.in_host_mode(meant.container):
            return None
        return lodging(meant, case) if isinstance(meant, Target) else meant

    @of_the_case
    def target_listeners(self, case: Case) -> Maybe[Listeners]:
        """The listeners of `target` on its port; () where there is no target."""
        meant = self.target
        if meant is None or isinstance(meant, Unobserved):
            return meant or ()
        # whose of several containers of one namespace it is, its owner's sockets are the same
        owner = case.inventory.namespace_owner(meant.container)
        seen_there = listeners_in(self._snapshot, case.inventory, owner)
        if isinstance(seen_there, Unobserved):
            return seen_there
        transport = self._snapshot.question.transport
        return tuple(x for x in seen_there if x.port == meant.port and x.transport is transport)

    @of_the_case
    def listeners_by_container(self, case: Case) -> Mapping[str, Maybe[Listeners]]:
        """The listeners inside each container, by its id, or why they were not seen."""
        inventory = case.inventory
        return {c.id: listeners_in(self._snapshot, inventory, c) for c in inventory.containers}

    @of_the_case
    def other_transport(self, case: Case) -> Maybe[OtherTransport | None]:
        """The port that is published for one transport and served over the other."""
        inside = self.listeners_by_container
        return inside if isinstance(inside, Unobserved) else other_transport(case, inside)

    @of_the_case
    def absent_services(self, case: Case) -> Maybe[tuple[AbsentService, ...]]:
        """The services of the file that the call means and that have no container, and why."""
        if isinstance(self.project, Unobserved):
            return self.project
        inside = self.listeners_by_container
        if isinstance(inside, Unobserved):
            return inside
        return absent_services(case, self._serving, inside)

    @of_the_case
    def starting(self, case: Case) -> Maybe[Target | None]:
        """The container that should answer and is not ready yet, with the port that is meant."""
        meant, listening = self.target, self.target_listeners
        if isinstance(meant, Unobserved):
            return meant
        if meant is not None and not meant.container.state.running:
            return None
        if isinstance(listening, Unobserved):
            return listening
        found = starting(case, meant, listening, self._serving)
        if isinstance(found, Target) and served_elsewhere(case, found, self._snapshot):
            return None
        return found

    @of_the_case
    def failing_replicas(self, case: Case) -> tuple[FailingReplica, ...]:
        """The containers of the service called that do not serve while others of it do."""
        return failing_replicas(case)

    @cached_property
    def port_in_use(self) -> Maybe[bool]:
        """Whether sockets, here or on the engine's host, or answers show that somebody has it."""
        asked = self.known.address.port
        return port_in_use(asked, self.attempts, (self.own_listeners, self.engine_listeners))

    @of_the_case
    def right_ports(self, case: Case) -> Maybe[tuple[RightPort, ...]]:
        """The ports to which the addressee's publication may have been meant to be mapped.

        () where the server is known to be in a network that the addressee has left.
        """
        server, inside = case.destination.container, self.listeners
        if isinstance(self.left_behind, LeftBehind):
            return ()
        if server is None or isinstance(inside, Unobserved):
            return inside if isinstance(inside, Unobserved) else ()
        return right_ports(server, inside)

    @of_the_case
    def idle_port(self, case: Case) -> Maybe[bool]:
        """Whether nothing that belongs to the addressee listens where the server could be."""
        inside, others = self.listeners, self.right_ports
        if isinstance(self.left_behind, LeftBehind) or isinstance(self.unix_server, UnixServer):
            return False
        if isinstance(self.unix_server, Unobserved):
            return self.unix_server
        if isinstance(inside, Unobserved) or isinstance(others, Unobserved):
            return inside if isinstance(inside, Unobserved) else Unobserved("its ports are unknown")
        return idle_port(case, inside, others, self.doubted)

    @of_the_case
    def kind_of_server(self, case: Case) -> str | None:
        """The protocol of the addressee's server, by its answer or by its image."""
        return kind_of_server(case)

    @of_the_case
    def seen_as(self, case: Case) -> SeenAddress:
        """From which address the addressee sees the client."""
        return seen_address(case)

    @cached_property
    def unready(self) -> Maybe[Unready | None]:
        """Why the addressee, which answers, serves nobody now, by its own word."""
        return self.here if isinstance(self.here, Unobserved) else unready(self.here, self.attempts)

    @of_the_case
    def shadowing(self, case: Case) -> Maybe[Listener | None]:
        """The process of this machine that answered in place of the addressee."""
        return shadowing(case, self.engine, self.host_listeners)

    @of_the_case
    def stale(self, case: Case) -> Maybe[frozenset[str]]:
        """Ids of containers that were made of another version of the compose file."""
        if isinstance(self.project, Unobserved):
            return self.project
        concerned = {c.id for c in (case.client, case.destination.container) if c}
        ages = case.inventory.ages
        return Unobserved(UNKNOWN) if concerned & ages.unknown else ages.stale
