"""The facts about the client of a call: what it can name and reach, and may have meant. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.address_lease import AddressLease, address_lease
from containerloop.diagnose.rule_facts.asked_name import (
    name_holders,
    name_of_another,
    name_out_of_reach,
)
from containerloop.diagnose.rule_facts.case_facts import CaseFacts, of_the_case
from containerloop.diagnose.rule_facts.engine_fault import EngineFault, engine_fault
from containerloop.diagnose.rule_facts.failed_build import FailedBuild, failed_build
from containerloop.diagnose.rule_facts.gone_variables import GoneVariables, gone_variables
from containerloop.diagnose.rule_facts.host_names import RejectedName, rejected_name
from containerloop.diagnose.rule_facts.nearest_names import NearName, nearest_names
from containerloop.diagnose.rule_facts.old_set_up import (
    OldSetUp,
    old_set_up,
    other_value,
)
from containerloop.diagnose.rule_facts.other_servers import other_servers, servers_in_reach
from containerloop.diagnose.rule_facts.overruled_value import OverruledValue, overruled_value
from containerloop.diagnose.rule_facts.proxy_ways import ProxyInTheWay, proxy_in_the_way
from containerloop.diagnose.rule_facts.servers import ContainerServer, Server
from containerloop.diagnose.rule_facts.stale_line import StaleLine, stale_line
from containerloop.diagnose.rule_facts.subnet_overlap import Overlap, subnet_overlap
from containerloop.diagnose.rule_facts.swarm_servers import SwarmServer, swarm_servers
from containerloop.facts import Container, Maybe, Unobserved


class ClientFacts(CaseFacts):
    """Facts about the container that called; each is empty where no container did."""

    @of_the_case
    def other_servers(self, case: Case) -> tuple[Server, ...]:
        """Those known to serve the port whom the client may mean, itself left out."""
        return other_servers(case, self._serving)

    @of_the_case
    def swarm_servers(self, case: Case) -> tuple[SwarmServer, ...]:
        """Services of a swarm that the client may mean, on nodes where no probe can look."""
        return swarm_servers(case)

    @of_the_case
    def engine_fault(self, case: Case) -> Maybe[EngineFault | None]:
        """The known fault of the engine's release that explains the failure."""
        engine = case.inventory.survey.engine
        return engine if isinstance(engine, Unobserved) else engine_fault(case, engine)

    @of_the_case
    def old_set_up(self, case: Case) -> Maybe[OldSetUp | None]:
        """The data that the client is refused from, where only older variables would let it in."""
        return old_set_up(case, self._snapshot)

    @of_the_case
    def other_value(self, case: Case) -> str:
        """The variable of the server that has another value than the client uses; "" for none."""
        return other_value(case, self._snapshot)

    @of_the_case
    def failed_build(self, case: Case) -> Maybe[FailedBuild | None]:
        """The step of an image build whose error was quoted, if only containers reach that."""
        return failed_build(case, self.question)

    @of_the_case
    def gone_variables(self, case: Case) -> Maybe[GoneVariables | None]:
        """The variables of a legacy link that its command reads, on an engine that sets none."""
        engine = case.inventory.survey.engine
        return engine if isinstance(engine, Unobserved) else gone_variables(case, engine)

    @of_the_case
    def overruled_value(self, case: Case) -> OverruledValue | None:
        """The address that a weaker source has for the failing setting, where it serves."""
        return overruled_value(case, self.attempts)

    @of_the_case
    def servers_in_reach(self, case: Case) -> tuple[ContainerServer, ...]:
        """The containers known to serve the port that the client can call by a name."""
        return servers_in_reach(case, self._serving)

    @of_the_case
    def name_holders(self, case: Case) -> tuple[Container, ...]:
        """The running containers that the asked name resolves to for the client."""
        return name_holders(case)

    @of_the_case
    def name_out_of_reach(self, case: Case) -> tuple[Container, ...]:
        """The containers of the asked name that the client can reach by no name at all."""
        return name_out_of_reach(case)

    @of_the_case
    def name_of_another(self, case: Case) -> bool:
        """Whether the asked name is meant for somebody else, whatever address it has."""
        return name_of_another(case)

    @of_the_case
    def nearest_names(self, case: Case) -> tuple[NearName, ...]:
        """The names within the client's reach that the asked one may be a mistake for."""
        return nearest_names(case, self._serving)

    @of_the_case
    def overlap(self, case: Case) -> Maybe[Overlap | None]:
        """The container network and the route of this machine that have the called address."""
        return subnet_overlap(case)

    @of_the_case
    def address_lease(self, case: Case) -> Maybe[AddressLease | None]:
        """The client's network that the called address is of, and who has it now.

        None where another machine may be meant by it.
        """
        elsewhere = self.overlap
        if elsewhere is None or isinstance(elsewhere, Unobserved):
            return elsewhere or address_lease(case)
        return None

    @of_the_case
    def stale_line(self, case: Case) -> StaleLine | None:
        """Docker Desktop's line in Windows' hosts file, where it has an address of the past."""
        return stale_line(case)

    @of_the_case
    def rejected_name(self, case: Case) -> RejectedName | None:
        """The host name that the server refuses, where the name is what it refuses."""
        return rejected_name(case)

    @of_the_case
    def proxy_in_the_way(self, case: Case) -> ProxyInTheWay | None:
        """The proxy that the client's environment names and that does not pass its call on."""
        return proxy_in_the_way(case)
