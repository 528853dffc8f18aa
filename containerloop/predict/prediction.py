"""A prediction: one expectation with what would come of it, or why only a run can tell. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from msgspec.structs import replace

from containerloop.facts import (
    HOST,
    Address,
    Attempt,
    Container,
    Listener,
    Outcome,
    Snapshot,
    State,
    Survey,
    Unobserved,
    View,
)
from containerloop.facts import Question as Asked
from containerloop.plan.values import Expectation
from containerloop.predict.planned_survey import NOTHING_RUNS

Listeners = tuple[Listener, ...]


class Prediction(msgspec.Struct, frozen=True):
    """`outcome` is NOT_TRIED where only a run can tell; `reason` says why, as a clause.

    `sockets` has, by vantage, what is sure of the listeners there as far as this call matters.
    `exposed`: a server of a known kind is published there on every address of the machine.
    `refused` is the id of a container that no engine can start.
    """

    expectation: Expectation
    outcome: Outcome
    reason: str = ""
    sockets: Mapping[str, Listeners] = {}
    exposed: bool = False
    refused: str = ""

    @property
    def sure(self) -> bool:
        """Whether the files alone tell what would come of the call."""
        return self.outcome is not Outcome.NOT_TRIED

    @property
    def concerns_rules(self) -> bool:
        """Whether a rule may have something to say: of a failure, or of what is exposed."""
        return self.sure or self.exposed


def snapshot_of(prediction: Prediction, survey: Survey) -> Snapshot:
    """What a run would see of one call, as far as the files tell: nothing else is in it."""
    expectation = prediction.expectation
    address, vantage = expectation.address, expectation.vantage
    views = {place: _view(place, prediction) for place in (vantage, *prediction.sockets)}
    question = Asked(target=str(address), port=address.port, transport=address.transport)
    if HOST in prediction.sockets:
        machine = replace(survey.machine, listeners=prediction.sockets[HOST])
        survey = replace(survey, machine=machine)
    if prediction.refused:
        survey = replace(survey, containers=tuple(_started(survey, prediction.refused)))
    return Snapshot(question=question, survey=survey, views=dict(views))


def _started(survey: Survey, refused: str) -> Iterator[Container]:
    """The containers after a start at which one of them got none of its ports."""
    for each in () if isinstance(survey.containers, Unobserved) else survey.containers:
        state = State(status="created", error="its ports could not be published")
        yield replace(each, state=state, published=()) if each.id == refused else each


def _view(vantage: str, prediction: Prediction) -> View:
    expectation = prediction.expectation
    attempt = Attempt(
        vantage=vantage,
        address=expectation.address,
        outcome=prediction.outcome,
        resolved=_resolved(expectation.address, prediction.outcome),
        scheme=expectation.scheme,
        opening=expectation.opening,
        reason=prediction.reason or None,
    )
    return View(
        vantage=vantage,
        listeners=prediction.sockets.get(vantage, NOTHING_RUNS),
        dialling=NOTHING_RUNS,
        hosts=NOTHING_RUNS,
        name_servers=NOTHING_RUNS,
        routes=NOTHING_RUNS,
        attempts=(attempt,) if vantage == expectation.vantage else (),
    )


def _resolved(address: Address, outcome: Outcome) -> str | None:
    arrived = outcome in (Outcome.REFUSED, Outcome.ACCEPTED_THEN_CLOSED)
    return "127.0.0.1" if arrived and address.host == "localhost" else None
