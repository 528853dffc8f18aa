"""Proxies, and servers that send their clients on. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.diagnose.case import Case
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import (
    Address,
    is_loopback,
)

_PROXY = ("HTTP_PROXY", "ALL_PROXY")


def proxied(case: Case) -> Iterator[str]:
    """The service reaches a web server when dialled directly, and may not go directly."""
    client, address = case.client, case.address
    if client is None or is_loopback(address.host) or case.symptom.best.protocol != "http":
        return
    for reference in client.references:
        key = reference.host_part.place.key.rpartition(".")[2]
        if key.upper() in _PROXY and case.reference is not reference:
            proxy = Address(host=reference.host, port=reference.port)
            yield (
                f"{case.label(client)} has {key} set: unless its NO_PROXY includes {address.host},"
                f" it connects to {address} through {proxy}; this test connected directly"
            )


def sent_on(symptom: Symptom) -> str | None:
    """That a server's clients go on to another address, which an answer says nothing of."""
    if not symptom.met or symptom.best.protocol != "kafka":
        return None
    return (
        "Kafka redirects its clients to the address that it advertises (advertised.listeners),"
        " which was not tested"
    )
