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
from containerloop.diagnose.rule_facts.client_facts import ClientFacts
from containerloop.diagnose.rule_facts.control import control_of
from containerloop.diagnose.rule_facts.downtime import restarting, stopped
from containerloop.diagnose.rule_facts.host_networking import HostNetworking, host_networking
from containerloop.diagnose.rule_facts.port_holders import Holder, port_holders
from containerloop.diagnose.rule_facts.publication_facts import PublicationFacts
from containerloop.diagnose.rule_facts.right_ports import RightPort, right_ports
from containerloop.diagnose.rule_facts.separated_servers import separated_servers
from containerloop.diagnose.rule_facts.server_kind import kind_of_server
from containerloop.diagnose.rule_facts.servers import (
    Target,
    nobody_serves,
    target,
)
from containerloop.diagnose.rule_facts.shadowing import shadowing
from containerloop.diagnose.rule_facts.starting import starting
from containerloop.diagnose.rule_facts.views import listeners_at, listeners_in
from containerloop.facts import (
    Container,
    Control,
    Listener,
    Maybe,
    Resolution,
    Unobserved,
)

Listeners = tuple[Listener, ...]


class SymptomFacts(ClientFacts, PublicationFacts):
    """The facts a rule may name as its parameters, all about one symptom.

    A fact is derived when it is first asked for.
    """

    @cached_property
    def resolutions(self) -> Maybe[tuple[Resolution, ...]]:
        """What names led to, as seen from where the call was made."""
        view = self._snapshot.views.get(self.known.vantage)
        if view is None:
            return Unobserved("not measured from there")
        return view if isinstance(view, Unobserved) else view.resolutions

    @cached_property
    def listeners(self) -> Maybe[Listeners]:
        """The listeners of whom the address leads to, on every port."""
        if isinstance(self.here, Unobserved):
            return self.here
        case = self.here
        return listeners_at(case.destination, self._snapshot, case.inventory, self.host_listeners)

    @cached_property
    def nobody_serves(self) -> Maybe[bool]:
        """Whether nobody serves the port, of all that there is to be looked into."""
        return nobody_serves(self._serving)

    @of_the_case
    def target(self, case: Case) -> Maybe[Target | None]:
        """The container whose server is meant; None for one in host mode as well.

        That is a process of the host, whose loopback is the machine's.
        """
        meant = target(case.destination, self._serving)
        if isinstance(meant, Target) and case.inventory.in_host_mode(meant.container):
            return None
        return meant

    @of_the_case
    def target_listeners(self, case: Case) -> Maybe[Listeners]:
        """The listeners of `target` on its port; () where there is no target."""
        meant = self.target
        if meant is None or isinstance(meant, Unobserved):
            return meant or ()
        seen_there = listeners_in(self._snapshot, case.inventory, meant.container)
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
    def absent_services(self, case: Case) -> Maybe[tuple[AbsentService, ...]]:
        """The services of the file that the call means and that have no container, and why."""
        if isinstance(self.project, Unobserved):
            return self.project
        inside = self.listeners_by_container
        if isinstance(inside, Unobserved):
            return inside
        return absent_services(case, self._serving, inside)

    @of_the_case
    def stopped(self, case: Case) -> Maybe[Container | None]:
        """The container that should answer and does not run."""
        return stopped(case, self._serving)

    @of_the_case
    def restarting(self, case: Case) -> Maybe[Container | None]:
        """The container that should answer and is started over and over."""
        return restarting(case, self._serving)

    @of_the_case
    def starting(self, case: Case) -> Maybe[Target | None]:
        """The container that should answer and is not ready yet, with the port that is meant."""
        meant, listening = self.target, self.target_listeners
        if isinstance(meant, Unobserved):
            return meant
        if isinstance(listening, Unobserved):
            return listening
        return starting(case, meant, listening, self._serving)

    @of_the_case
    def separated_servers(self, case: Case) -> Maybe[tuple[Container, ...]]:
        """The servers that are meant, where the client shares no network with any of them."""
        return separated_servers(case)

    @of_the_case
    def host_networking(self, case: Case) -> Maybe[HostNetworking | None]:
        """Who uses host networking so that the call fails, and what it lacks for that."""
        return host_networking(case)

    @of_the_case
    def port_holders(self, case: Case) -> Maybe[tuple[Holder, ...]]:
        """Who has the host ports that the stopped container asks for."""
        idle = self.stopped
        if idle is None or isinstance(idle, Unobserved):
            return idle or ()
        return port_holders(idle, case.inventory, self.host_listeners)

    @of_the_case
    def could_start(self, case: Case) -> bool:
        """Whether nobody is known to keep the stopped container from starting."""
        held, idle = self.port_holders, self.stopped
        refused = isinstance(idle, Container) and idle.state.refused
        return isinstance(held, Unobserved) or not held or not refused

    @of_the_case
    def right_ports(self, case: Case) -> Maybe[tuple[RightPort, ...]]:
        """The ports to which the addressee's publication may have been meant to be mapped."""
        server, inside = case.destination.container, self.listeners
        if server is None or isinstance(inside, Unobserved):
            return inside if isinstance(inside, Unobserved) else ()
        return right_ports(server, inside)

    @of_the_case
    def kind_of_server(self, case: Case) -> str | None:
        """The protocol of the addressee's server, by its answer or by its image."""
        return kind_of_server(case)

    @of_the_case
    def shadowing(self, case: Case) -> Maybe[Listener | None]:
        """The process of this machine that answered in place of the addressee."""
        return shadowing(case, self.engine, self.host_listeners)

    @of_the_case
    def stale(self, case: Case) -> Maybe[frozenset[str]]:
        """Ids of containers that were made of another version of the compose file."""
        return self.project if isinstance(self.project, Unobserved) else case.inventory.stale

    @of_the_case
    def control(self, case: Case) -> Maybe[Control | None]:
        """What a control experiment showed of the call; None where none is called for."""
        controls = self._snapshot.controls
        return control_of(case.symptom.best, controls, self.host_listeners, case.inventory)
