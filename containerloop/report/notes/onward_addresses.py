"""Proxies, and servers that send their clients on. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.diagnose.symptom import Symptom
from containerloop.facts import (
    Address,
    is_loopback,
)
from containerloop.topology.inventory import Inventory

_PROXY = ("HTTP_PROXY", "ALL_PROXY")


def proxied(symptoms: Iterable[Symptom], inventory: Inventory) -> tuple[str, ...]:
    """Services that reach a web server when dialled directly, and may not go directly."""
    said: dict[str, None] = {}
    for symptom in symptoms:
        client, address = inventory.at(symptom.expectation.vantage), symptom.expectation.address
        if client is None or is_loopback(address.host) or symptom.best.protocol != "http":
            continue
        for reference in client.references:
            key = reference.host_part.place.key.rpartition(".")[2]
            if key.upper() in _PROXY and symptom.expectation.reference is not reference:
                proxy = Address(host=reference.host, port=reference.port)
                said[
                    f"{inventory.label(client)} has {key}: unless its NO_PROXY names"
                    f" {address.host}, it calls {address} through {proxy}; it was dialled"
                    " directly here"
                ] = None
    return tuple(said)[:1]


def sent_on(symptoms: Iterable[Symptom]) -> tuple[str, ...]:
    """That a server's clients go on to another address, which an answer says nothing of."""
    if any(s.met and s.best.protocol == "kafka" for s in symptoms):
        return (
            "Kafka sends its clients on to the address that it advertises (advertised.listeners);"
            " that one was not asked for and not tried",
        )
    return ()
