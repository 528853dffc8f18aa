"""Which protocol a server was seen to answer in, for the trials that call it. Pure."""

from __future__ import annotations

from containerloop import protocols
from containerloop.diagnose.rule_facts.views import all_attempts
from containerloop.diagnose.trials import Dial, DialAs, Publish, Rebind, Trial
from containerloop.facts import Address, Snapshot
from containerloop.topology.destination import destination_of
from containerloop.topology.inventory import Inventory

_HOST = ""
"""In place of a container's id: the engine's host."""

Place = tuple[str, int]
"""The id of the container that owns a network namespace, and a port in it."""


class OwnProtocols:
    """What each server of a snapshot answered in, wherever it was asked: inside, as a rule.

    A trial asks in that, whatever its port number or image suggests: a server that is asked in
    another protocol closes, and a remedy that is right would seem not to help.
    """

    def __init__(self, snapshot: Snapshot, inventory: Inventory) -> None:
        self._inventory = inventory
        self._answered: dict[Place, str] = {}
        for attempt in all_attempts(snapshot):
            if attempt.outcome.reached and attempt.protocol:
                written = attempt.address
                host, transport = attempt.resolved or written.host, written.transport
                led_to = Address(host=host, port=written.port, transport=transport)
                place = self._called(led_to, attempt.vantage)
                self._answered.setdefault(place, attempt.protocol)

    def scheme_of(self, trial: Trial) -> str | None:
        """A scheme of the protocol in which the trial's server answered; None if none did."""
        match trial:
            case Publish():
                place = self._inside(trial.container, trial.port)
            case Rebind():
                place = self._inside(trial.container, trial.server.port)
            case Dial() | DialAs():
                place = self._called(trial.address, trial.vantage)
            case _:
                return None
        protocol = protocols.by_key(self._answered.get(place, ""))
        return next(iter(protocol.schemes), None) if protocol else None

    def _called(self, address: Address, vantage: str) -> Place:
        client = self._inventory.at(vantage)
        whom = destination_of(address, vantage, client, self._inventory)
        if whom.kind == "nobody":  # somebody beyond this machine, of whom no trial is made
            return (str(address), whom.port)
        return self._inside(whom.container.id if whom.container else None, whom.port)

    def _inside(self, container_id: str | None, port: int) -> Place:
        container = self._inventory.by_id(container_id) if container_id else None
        return (self._inventory.namespace_owner(container).id if container else _HOST, port)
