"""A case: one symptom, with who called, whom the address means, and all that is around. Pure.

Made once for each symptom; facts, rules, remedies and notes read it. Nothing is concluded here.
"""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.impostors import (
    own_service_of_that_name,
    owner_of_failed_publication,
)
from containerloop.diagnose.namesakes import several_services
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import (
    HOST,
    Address,
    Container,
    Engine,
    Maybe,
    Outcome,
    Reference,
    Transport,
    Unobserved,
    Value,
    literal,
)
from containerloop.plan.reference_matching import is_local
from containerloop.plan.values import Strength
from containerloop.topology.destination import Destination, destination_of
from containerloop.topology.inventory import Inventory
from containerloop.topology.swarm_services import local_task, may_be_in_swarm


class Case(Value, frozen=True):
    """A symptom and its surroundings.

    `client` is the container that called, None where no container did; `destination` is whom
    the address means from there.
    """

    symptom: Symptom
    client: Container | None
    destination: Destination
    inventory: Inventory

    @property
    def address(self) -> Address:
        """What is relied upon, as it is written or was asked for."""
        return self.symptom.expectation.address

    @property
    def vantage(self) -> str:
        """Where the call is made from."""
        return self.symptom.expectation.vantage

    @property
    def port(self) -> str:
        """The port relied upon, as Docker writes it: `5432`, `53/udp`."""
        port, transport = self.address.port, self.address.transport
        return f"{port}/udp" if transport is Transport.UDP else f"{port}"

    @property
    def outcome(self) -> Outcome:
        """What came of the call."""
        return self.symptom.outcome

    @property
    def reference(self) -> Reference | None:
        """The setting that has the address, where one is known."""
        return self.symptom.expectation.reference

    @property
    def own_check(self) -> bool:
        """Whether it is a healthcheck that calls, inside its own container."""
        return self.symptom.expectation.of_a_check

    @property
    def passed_on(self) -> bool:
        """Whether it is a proxy that calls, for the requests that it passes on."""
        return self.reference is not None and self.reference.host_part.place.where == "proxy"

    @property
    def scheme(self) -> str | None:
        """The language that the client speaks, as far as it is written."""
        return self.symptom.expectation.scheme

    @property
    def unseen(self) -> Unobserved | None:
        """Why there may be more than the case knows of; None where all was seen.

        Whom an address means can only be said by those who saw all containers and networks.
        """
        survey = self.inventory.survey
        for fact in (survey.engine, survey.containers, survey.networks):
            if isinstance(fact, Unobserved):
                return fact
        dialled = literal(self.symptom.best.resolved or self.address.host)
        ours = dialled is not None and dialled in map(literal, survey.machine.addresses)
        if self.destination.kind == "nobody" and ours and isinstance(survey.engine, Engine):
            # an address of this machine leads to the containers of an engine on it, if it is
            same = survey.engine.same_machine
            return same if isinstance(same, Unobserved) else None
        known = self.destination.container or self.destination.service
        return None if known else may_be_in_swarm(self.inventory)

    @property
    def unread(self) -> Unobserved | None:
        """Why a client's configuration was not read, where only its calls or its log tell."""
        told = self.symptom.expectation.strength in (Strength.DIALLED, Strength.COMPLAINED)
        upstreams = self.client.upstreams if told and self.client is not None else ()
        return upstreams if isinstance(upstreams, Unobserved) else None

    @property
    def caller(self) -> Container:
        """The container that called; ValueError where none did, which a rule asks before."""
        if self.client is None:
            raise ValueError(f"no container calls from {self.vantage}")
        return self.client

    @property
    def neighbours(self) -> bool:
        """Whether client and server share one loopback, where no name is needed."""
        server, owner = self.destination.container, self.inventory.namespace_owner
        if self.client is None or server is None or owner(server).network_mode == "host":
            return False
        return server is not self.client and owner(server).id == owner(self.client).id

    def is_here(self, address: Address) -> bool:
        """Whether an address is of a container or of this machine, and so may be dialled."""
        return is_local(address.host, self.inventory)

    def label(self, container: Container) -> str:
        """What the user calls a container."""
        return self.inventory.label(container)


def case_of(symptom: Symptom, inventory: Inventory) -> Case:
    """The case as far as the inventory shows it: what was not seen is not in it."""
    client = inventory.at(symptom.expectation.vantage)
    return Case(symptom, client, _destination(symptom, client, inventory), inventory)


def seen(case: Case) -> Maybe[Case]:
    """The case, where nothing that it is made of was left unseen; else the reason."""
    return case.unseen or case


def seen_here(case: Case) -> Maybe[Case]:
    """The case as this machine shows it, with or without an engine, where the call is its own.

    For rules that hold whatever containers there are. Where those were not seen, the case
    knows of none, and they serve for nothing but to call a server by its name.
    """
    return case if case.vantage == HOST else seen(case)


def _destination(symptom: Symptom, client: Container | None, inventory: Inventory) -> Destination:
    """Whom the expectation's address means, by loopback, number, publication or name.

    Nobody in particular, where servers that have nothing in common answer to one name.
    """
    address = symptom.expectation.address
    vantage, resolved = symptom.expectation.vantage, symptom.best.resolved or address.host
    claims = owner_of_failed_publication(address, vantage, inventory) or own_service_of_that_name(
        address, vantage, resolved, inventory
    )
    if claims is not None:
        return claims
    if several_services(symptom.attempts, inventory):
        return Destination("nobody", address.port)
    for candidate in (replace(address, host=resolved), address):
        found = destination_of(candidate, vantage, client, inventory)
        if found.kind != "nobody":
            return _of_its_task(found, symptom, inventory)
    return Destination("nobody", address.port)


def _of_its_task(found: Destination, symptom: Symptom, inventory: Inventory) -> Destination:
    """A swarm's service as the container of its only task, where a refusal can be no one else's.

    What stands for several tasks, and a call that was lost on the way, is the swarm's matter.
    """
    service, refused = found.service, symptom.outcome is Outcome.REFUSED
    task = local_task(service, inventory) if service and refused else None
    if task is None or found.by == "publication":
        return found
    return Destination("container", found.port, task, "name")
