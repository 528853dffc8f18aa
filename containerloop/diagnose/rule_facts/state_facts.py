"""The facts about the states of containers: stopped, restarting, held back, unhealthy. Pure."""

from __future__ import annotations

from functools import cached_property

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.case_facts import CaseFacts, of_the_case
from containerloop.diagnose.rule_facts.downtime import restarting, stopped
from containerloop.diagnose.rule_facts.failing_checks import (
    FailingCheck,
    HeldBack,
    failing_check,
    held_back,
)
from containerloop.diagnose.rule_facts.left_behind import LeftBehind, left_behind
from containerloop.diagnose.rule_facts.merged_ports import MergedPorts, asks_twice, merged_ports
from containerloop.diagnose.rule_facts.port_holders import Holder, port_holders
from containerloop.diagnose.rule_facts.privileged_port import PrivilegedPort, privileged_port
from containerloop.diagnose.rule_facts.reserved_port import ReservedPort, reserved_port
from containerloop.diagnose.rule_facts.unix_server import UnixServer, unix_server
from containerloop.diagnose.rule_facts.unowned_port import UnownedPort, unowned_port
from containerloop.diagnose.rule_facts.views import listeners_in, view_of
from containerloop.facts import Container, Maybe, Unobserved
from containerloop.platforms.known import publishes_here
from containerloop.topology.frozen import MUTE, Frozen, frozen
from containerloop.topology.swarm_services import not_looked_into


class StateFacts(CaseFacts):
    """Of the server that is meant, and of what has to be ready before it is started."""

    @of_the_case
    def stopped(self, case: Case) -> Maybe[Container | None]:
        """The container that should answer and does not run."""
        service = case.destination.service
        if service is not None and not any(task.running for task in service.tasks):
            return Unobserved(not_looked_into(service, case.inventory) or "")
        return stopped(case, self._serving)

    @of_the_case
    def restarting(self, case: Case) -> Maybe[Container | None]:
        """The container that should answer and is started over and over."""
        return restarting(case, self._serving)

    @of_the_case
    def held_back(self, case: Case) -> HeldBack | None:
        """The server, or else the client, that compose has not started, and what it waits for."""
        return held_back(case, self.stopped, self._snapshot)

    @of_the_case
    def left_behind(self, case: Case) -> Maybe[LeftBehind | None]:
        """The client or the server, where it is in a network that its owner has left."""
        return left_behind(case, lambda c: listeners_in(self._snapshot, case.inventory, c))

    @of_the_case
    def unix_server(self, case: Case) -> Maybe[UnixServer | None]:
        """The server that is meant, where it has a unix socket and no TCP port."""
        server = case.destination.container
        if server is None or not server.state.running:
            return None
        view = view_of(self._snapshot, case.inventory, server)
        if isinstance(view, Unobserved):
            return view
        tcp, files = view.listeners, view.unix_sockets
        return tcp if isinstance(tcp, Unobserved) else unix_server(case, tcp, files)

    @of_the_case
    def frozen(self, case: Case) -> Maybe[Frozen | None]:
        """The server that is meant, where its process accepts no connections."""
        if case.outcome not in MUTE:
            return None
        found = frozen(case.symptom.best, self._snapshot.views, case.inventory)
        server = case.destination.container
        if server is None and (unseen := not_looked_into(case.destination.service, case.inventory)):
            return Unobserved(unseen)
        if found is not None or server is None:
            return found
        seen = listeners_in(self._snapshot, case.inventory, server)
        return seen if isinstance(seen, Unobserved) else None

    @of_the_case
    def failing_check(self, case: Case) -> FailingCheck | None:
        """The failing healthcheck that keeps a service back; else the addressee's own."""
        held = self.held_back
        if isinstance(held, HeldBack):
            return held.check
        return failing_check(case, self._snapshot)

    @of_the_case
    def port_holders(self, case: Case) -> Maybe[tuple[Holder, ...]]:
        """Who has the host ports that the stopped container asks for."""
        idle = self.stopped
        if idle is None or isinstance(idle, Unobserved):
            return idle or ()
        engine = self.engine
        here = not isinstance(engine, Unobserved) and publishes_here(engine) is True
        sockets = self.own_listeners if here else self.engine_listeners
        return port_holders(idle, case.inventory, sockets)

    @of_the_case
    def merged_ports(self, case: Case) -> Maybe[MergedPorts | None]:
        """The ports that several compose files list, where the stopped container fails by them."""
        idle = self.stopped
        return idle if isinstance(idle, Unobserved) else merged_ports(idle, case, self.port_holders)

    @property
    def _merged(self) -> bool:
        return isinstance(self.merged_ports, MergedPorts)

    @cached_property
    def held_by_others(self) -> Maybe[tuple[Holder, ...]]:
        """Who has the host ports that it asks for, and is meant to ask for."""
        return () if self._merged else self.port_holders

    @of_the_case
    def privileged_port(self, case: Case) -> Maybe[PrivilegedPort | None]:
        """The host port that a rootless engine may not open for the addressee."""
        return privileged_port(case, self.stopped, self.own_listeners)

    @of_the_case
    def reserved_port(self, case: Case) -> Maybe[ReservedPort | None]:
        """The host port that Windows keeps from the container that does not run."""
        return reserved_port(self.stopped)

    @of_the_case
    def unowned_port(self, case: Case) -> Maybe[UnownedPort | None]:
        """The host port that the engine says is taken, and that nothing is seen to have."""
        return None if self._merged else unowned_port(case, self.stopped, self.port_holders)

    @of_the_case
    def could_start(self, case: Case) -> Maybe[bool]:
        """Whether nobody is known to keep the stopped container from starting."""
        held, idle = self.port_holders, self.stopped
        low = self.privileged_port
        if isinstance(low, PrivilegedPort) or isinstance(self.held_back, HeldBack) or self._merged:
            return False
        if isinstance(self.reserved_port, ReservedPort):
            return False
        if isinstance(self.unowned_port, UnownedPort):
            return False
        if isinstance(low, Unobserved):
            return low
        refused = isinstance(idle, Container) and idle.state.refused
        if isinstance(idle, Container) and refused and asks_twice(idle):
            return False
        return isinstance(held, Unobserved) or not held or not refused
