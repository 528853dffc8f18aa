"""FTP's port for data: where it is named, and whether it is published beside the server's own.

Pure. The port is not dialled: it closes with the conversation in which it was named.
"""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import Address, Attempt, Transport, Value, is_loopback
from containerloop.plan.values import Expectation
from containerloop.protocols.servers.ftp import ANONYMOUS, PASSIVE
from containerloop.topology.destination import destination_of_call
from containerloop.topology.inventory import Inventory


class DataPort(Value, frozen=True):
    """What the server named.

    `published`: whether a client that stays with the server gets there. `of_the_client`: a
    loopback was named, which is the client's own.
    """

    named: Address
    published: bool
    of_the_client: bool

    @property
    def serves(self) -> bool:
        """Whether every common client gets its data."""
        return self.published and not self.of_the_client


def data_port(
    expectation: Expectation, made: Iterable[Attempt], inventory: Inventory
) -> DataPort | None:
    """The first that was named at this address; None where no FTP server named any.

    Behind a publication it is open if it is published, too, under the same number.
    """
    there = (a for a in made if a.address == expectation.address and a.opening == ANONYMOUS)
    named = ((a, each.address) for a in there for each in a.onward if each.by == PASSIVE)
    for attempt, address in named:
        whom = destination_of_call(attempt, inventory)
        claims = inventory.publishing(address.port, Transport.TCP)
        published = any((c, p.container_port) == (whom.container, address.port) for c, p in claims)
        called = attempt.resolved or attempt.address.host
        lost = is_loopback(address.host) and not is_loopback(called)
        return DataPort(address, published or whom.by != "publication", lost)
    return None
