"""Races that are over: a client that ended before its server was ready, and all answers now.

Pure. No failed attempt shows them any more, so that they are told as notes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from containerloop.diagnose.commands import start
from containerloop.diagnose.symptom import Symptom, addressee
from containerloop.facts import Container, Outcome, State
from containerloop.topology.destination import meant
from containerloop.topology.inventory import Parties

SOON_S = 60.0
"""A client that ends later than this after its server's start ended for another reason."""
BEFORE_S = 5.0
YOUNG_S = 15.0
EARLY = {
    Outcome.REFUSED,
    Outcome.ACCEPTED_THEN_CLOSED,
    Outcome.ACCEPTED_THEN_RESET,
    Outcome.SILENT,
    Outcome.ANSWERED,
}
"""What a server that is starting does; it does not keep packets or names away."""


def races(
    symptoms: Iterable[Symptom],
    parties: Parties,
    *,
    explained: bool = False,
    listening: Collection[str] = (),
) -> tuple[str, ...]:
    """A sentence for each client that did not wait, and for each server just started.

    Where a cause was found, nobody is told to wait and see; nor for a container that is
    `listening` (its id) on the port already, unless it refused a moment before.
    """
    failed = [] if explained else [_young(s, parties, listening) for s in symptoms if not s.met]
    said = [_race(s, parties) for s in symptoms if s.met] + failed
    return tuple(dict.fromkeys(text for text in said if text))


def _race(symptom: Symptom, parties: Parties) -> str | None:
    client, server = _both(symptom, parties)
    if client is None or server is None or server is client or not _gave_up(client.state):
        return None
    config = parties.config(client)
    if config and config.depends_on.get(server.service or "") == "service_healthy":
        return None
    if client.state.down_s is None or server.state.up_s is None:
        return None
    after = server.state.up_s - client.state.down_s
    if not -BEFORE_S <= after <= SOON_S:
        return None
    name, other = parties.label(client), parties.label(server)
    when = (
        f"{after:.0f} s after {other} was started" if after > 0 else f"before {other} was started"
    )
    again = start(client, parties)
    return (
        f"{name} ended with status {client.state.exit_code} {when}, and {other} answers now:"
        f" it did not wait long enough; {again} starts it again, and depends_on with"
        f" condition: service_healthy makes it wait"
    )


def _gave_up(state: State) -> bool:
    return state.status in ("exited", "restarting") and state.exit_code != 0


def _young(symptom: Symptom, parties: Parties, listening: Collection[str]) -> str | None:
    server = addressee(symptom, parties.at(symptom.expectation.vantage), parties).container
    up_s = server.state.up_s if server and server.state.status == "running" else None
    early = {Outcome.REFUSED} if server and server.id in listening else EARLY
    if server is None or up_s is None or up_s > YOUNG_S or symptom.outcome not in early:
        return None
    return f"{parties.label(server)} was started {up_s:.0f} s ago; ask again in a moment"


def _both(symptom: Symptom, parties: Parties) -> tuple[Container | None, Container | None]:
    expectation = symptom.expectation
    client = parties.at(expectation.vantage)
    return client, meant(expectation.address, expectation.vantage, client, parties).container
