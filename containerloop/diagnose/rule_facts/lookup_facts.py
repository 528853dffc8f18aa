"""The facts about how a name was looked up, and where else it means something. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.case_facts import of_the_case
from containerloop.diagnose.rule_facts.client_facts import ClientFacts
from containerloop.diagnose.rule_facts.dead_upstream import DeadUpstream, dead_upstream
from containerloop.diagnose.rule_facts.detached import Detached, detached
from containerloop.diagnose.rule_facts.hosts_line import (
    HostsLine,
    by_hosts_file,
    line_in_client,
    line_of_machine,
)
from containerloop.diagnose.rule_facts.name_elsewhere import (
    NO_NAME_SERVER,
    NameElsewhere,
    called_by_hostname,
    name_elsewhere,
)
from containerloop.diagnose.rule_facts.nearest_names import only_docker_knows
from containerloop.diagnose.rule_facts.resolver import went_to_another_resolver
from containerloop.diagnose.rule_facts.views import listeners_in
from containerloop.facts import HOST, Container, Maybe, Outcome, Unobserved, View
from containerloop.facts.parsers.procnet import DOCKER_RESOLVER
from containerloop.plan.reference_matching import not_a_name_here
from containerloop.topology.ages import UNKNOWN
from containerloop.topology.dns import asks_docker, is_planned_name, networks_of
from containerloop.topology.swarm_services import OVERLAY, unknown_services


class LookupFacts(ClientFacts):
    """What the resolver of the client was told, and by whom."""

    @of_the_case
    def replaced_resolver(self, case: Case) -> Maybe[tuple[str, ...] | None]:
        """The name servers that the client asks instead of Docker's; None where it asks that."""
        if not went_to_another_resolver(case):
            return None
        view = self._seen_from_there()
        if isinstance(view, Unobserved) or isinstance(view.name_servers, Unobserved):
            return view if isinstance(view, Unobserved) else view.name_servers
        asked = not by_hosts_file(case.address.host, view.resolutions)
        replaced = view.name_servers[:1] != (DOCKER_RESOLVER,)
        return view.name_servers if asked and replaced else None

    @of_the_case
    def dead_upstream(self, case: Case) -> Maybe[DeadUpstream | None]:
        """The servers behind Docker's resolver, if none of them answers."""
        return dead_upstream(case, self._snapshot.views.get(case.vantage), self.attempts)

    @of_the_case
    def detached(self, case: Case) -> Maybe[Detached | None]:
        """The client or the server, where it is on none of its own networks."""
        ages = case.inventory.ages
        if isinstance(ages.stale, Unobserved):
            return ages.stale
        found = detached(case, ages.stale)
        aged = found is not None and found.container.id in ages.unknown
        return Unobserved(UNKNOWN) if aged else found

    @of_the_case
    def hidden_servers(self, case: Case) -> Maybe[tuple[Container, ...]]:
        """Whom Docker's resolver gives the client for the name, if they serve the port.

        Unobserved where none is known to, and one of them was not inspected.
        """
        transport, port = case.address.transport, case.address.port
        serving, unseen = [], None
        for each in () if isinstance(self.name_holders, Unobserved) else self.name_holders:
            inside = listeners_in(self._snapshot, case.inventory, each)
            if isinstance(inside, Unobserved):
                unseen = inside
            elif any((x.port, x.transport) == (port, transport) for x in inside):
                serving.append(each)
        return tuple(serving) or unseen or ()

    @of_the_case
    def hosts_line(self, case: Case) -> Maybe[HostsLine | None]:
        """The line of a hosts file that led the call away from whom the name belongs to."""
        if case.client is None:
            return line_of_machine(case)
        view, hidden = self._seen_from_there(), self.hidden_servers
        if isinstance(view, Unobserved):
            return view
        if isinstance(hidden, Unobserved):
            return hidden
        return line_in_client(case, view.resolutions, hidden)

    @of_the_case
    def name_elsewhere(self, case: Case) -> Maybe[NameElsewhere | None]:
        """Whose name it is that this machine does not resolve; None for nobody's."""
        return name_elsewhere(case)

    @of_the_case
    def called_by_hostname(self, case: Case) -> tuple[Container, ...]:
        """The containers whose hostname or id the client used in vain as a name."""
        return called_by_hostname(case)

    @of_the_case
    def unknown_to_browsers(self, case: Case) -> Maybe[bool]:
        """Whether a container's name, written for a page, is none on this machine."""
        if case.reference is None:
            return False
        if not_a_name_here(case.symptom.expectation, case.inventory):
            return True
        for_page = case.reference.browser and case.vantage == HOST
        if not for_page or not case.inventory.named(case.address.host):
            return False
        if case.outcome is Outcome.NAME_SERVER_FAILED:
            return Unobserved(NO_NAME_SERVER)
        return case.outcome is Outcome.NAME_NOT_FOUND

    @of_the_case
    def known_to_nobody(self, case: Case) -> Maybe[bool]:
        """Whether Docker's resolver alone could have the client's name, and no container has it."""
        if case.neighbours:
            own = case.label(case.client) if case.client else "the client"
            return Unobserved(f"{case.address.host} is on {own}'s own localhost, without a name")
        mine = asks_docker(case.client, case.inventory) if case.client else False
        if mine and (unknown := _in_swarm(case)):
            return unknown
        held = self.name_holders or self.name_out_of_reach or self.called_by_hostname
        planned = is_planned_name(case.address.host, case.inventory)
        return mine and only_docker_knows(case) and not held and not planned

    def _seen_from_there(self) -> Maybe[View]:
        views = self._snapshot.views
        return views.get(self.known.vantage, Unobserved("not measured from there"))


def _in_swarm(case: Case) -> Unobserved | None:
    """Why another node may have the name: what a network over several of them answers."""
    over = [n for n in networks_of(case.caller, case.inventory) if _is_overlay(n, case)]
    return unknown_services(case.inventory) if over else None


def _is_overlay(name: str, case: Case) -> bool:
    network = case.inventory.network(name)
    return network is not None and network.driver == OVERLAY
