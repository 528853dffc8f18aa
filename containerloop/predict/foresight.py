"""What would come of each connection that the files speak of. Pure.

Only what holds on every machine, whatever the programs in the containers do, is predicted to
fail. That something works is never predicted: only a run can tell.
"""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.facts import (
    ENGINE_HOST,
    HOST,
    Blueprint,
    Container,
    Listener,
    Outcome,
    Publication,
    Reference,
    Survey,
    is_loopback,
)
from containerloop.plan.reference_matching import cannot_be_dialled
from containerloop.plan.values import Expectation, Strength
from containerloop.predict.names import name_fails
from containerloop.predict.planned_world import PlannedWorld
from containerloop.predict.prediction import Prediction
from containerloop.predict.sockets import is_exposed, loopback_only, nobody_at, own_port
from containerloop.predict.written_expectations import written_expectations
from containerloop.topology.port_lists import never_starts

NOBODY_ON_THE_HOST: dict[str, tuple[Listener, ...]] = {ENGINE_HOST: (), HOST: ()}
"""Nothing of a project that was just brought up listens there by itself."""
LOOPBACK_ONLY = "its server listens on its own loopback only"
ASKED_TWICE = "merged lists ask for the port twice, so its container does not start"
APART = "their network does not let its containers call each other"
IN_ORDER = "nothing in the files speaks against it; only a run can tell whether it works"


def foresee(blueprint: Blueprint, survey: Survey) -> tuple[Prediction, ...]:
    """What would come of every address that is written or published, in the plan's order."""
    world = PlannedWorld(blueprint, survey)
    wanted = written_expectations(world.inventory)
    return tuple(_predicted(each, world) for each in wanted)


def _predicted(expectation: Expectation, world: PlannedWorld) -> Prediction:
    reference = expectation.reference
    if world.blueprint.partial:
        return _unknown(expectation, "not all files of the project were read")
    if reference is not None and (why := _unreadable(reference)):
        return _unknown(expectation, why)
    if reason := cannot_be_dialled(expectation, world.inventory):
        return Prediction(expectation, Outcome.NAME_NOT_FOUND, reason)
    if expectation.vantage == HOST:
        return _from_this_machine(expectation, world)
    client = world.inventory.at(expectation.vantage)
    if client is None or (why := world.unclear(client)):
        return _unknown(expectation, why if client else "no service calls from there")
    owner = world.inventory.namespace_owner(client)
    if is_loopback(expectation.address.host):
        return _on_own_loopback(expectation, client, world)
    if owner.network_mode == "none":
        return Prediction(expectation, Outcome.NAME_SERVER_FAILED, "it has no network")
    return _by_name(expectation, client, world)


def _unreadable(reference: Reference) -> str:
    """Why what is written may not be what the program reads; "" where it is."""
    if reference.unset:
        return "a shell may set the variable that no file gives a value"
    key = reference.host_part.place.key.partition(".environment.")[2]
    # a setting of a configuration file (`output.hosts`) may be read as YAML, quotes and all
    return "its program may take the quotes off" if reference.quoted and "." in key else ""


def _unknown(expectation: Expectation, why: str) -> Prediction:
    return Prediction(expectation, Outcome.NOT_TRIED, why)


def _from_this_machine(expectation: Expectation, world: PlannedWorld) -> Prediction:
    """A published port: who has it, and whether the engine can publish it at all."""
    address = expectation.address
    claims = world.inventory.publishing(address.port, address.transport)
    if expectation.strength is Strength.PUBLISHED and (refused := _asks_twice(claims, world)):
        return Prediction(
            expectation, Outcome.REFUSED, ASKED_TWICE, NOBODY_ON_THE_HOST, refused=refused.id
        )
    if expectation.strength is not Strength.PUBLISHED or len(claims) != 1:
        return _unknown(expectation, "only a run can tell what has this port of the machine")
    container, publication = claims[0]
    exposed = is_exposed(container, publication)
    if why := world.unclear(container) or world.optional(container, None):
        return replace(_unknown(expectation, why), exposed=exposed)
    if world.inventory.in_host_mode(container) and publication.container_port == address.port:
        return _unknown(expectation, IN_ORDER)
    if publication not in container.published:
        why = "the engine cannot publish this port"
        return Prediction(expectation, Outcome.REFUSED, why, NOBODY_ON_THE_HOST)
    bound = loopback_only(container, publication.container_port, publication.transport, world)
    if not bound:
        return replace(_unknown(expectation, IN_ORDER), exposed=exposed)
    there = {world.inventory.vantage(container): bound}
    return Prediction(expectation, Outcome.ACCEPTED_THEN_CLOSED, LOOPBACK_ONLY, there, exposed)


def _asks_twice(
    claims: list[tuple[Container, Publication]], world: PlannedWorld
) -> Container | None:
    """The only container that asks for a host port, where merged lists ask for it twice."""
    asking = {container.id: container for container, _ in claims}
    if len(asking) != 1:
        return None
    ((container, publication), *_) = claims
    may = world.unclear(container) or world.optional(container, None)
    if may or publication not in container.published:
        return None
    twice = never_starts(world.service(container).config, publication.host_port)
    return container if twice else None


def _on_own_loopback(
    expectation: Expectation, client: Container, world: PlannedWorld
) -> Prediction:
    if expectation.of_a_check:
        return _unknown(expectation, "only a run can tell what listens in it")
    if own_port(expectation, client, world):
        return _unknown(expectation, "the port may be one of its own")
    return Prediction(
        expectation,
        Outcome.REFUSED,
        "inside a container, this is the container itself",
        {expectation.vantage: ()},
    )


def _by_name(expectation: Expectation, client: Container, world: PlannedWorld) -> Prediction:
    address = expectation.address
    holders = world.holders(address.host, client)
    if not holders:
        why, sure = name_fails(expectation, client, world)
        if not sure:
            return _unknown(expectation, why)
        return Prediction(expectation, Outcome.NAME_NOT_FOUND, why, NOBODY_ON_THE_HOST)
    if len(holders) > 1:
        return _unknown(expectation, "several services have this name")
    server = holders[0]
    if why := world.unclear(server) or world.optional(server, client):
        return _unknown(expectation, why)
    if world.keeps_apart(client, server):
        return Prediction(expectation, Outcome.TIMED_OUT, APART)
    if bound := loopback_only(server, address.port, address.transport, world):
        there = {world.inventory.vantage(server): bound}
        return Prediction(expectation, Outcome.REFUSED, LOOPBACK_ONLY, there)
    if inside := nobody_at(server, expectation, world):
        there = {world.inventory.vantage(server): inside}
        return Prediction(expectation, Outcome.REFUSED, "this is its port of the host", there)
    return _unknown(expectation, IN_ORDER)
