"""Servers that send their clients on. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.diagnose.case import Case
from containerloop.facts import literal

_TOLD = {
    "broker": " (its advertised listener)",
    "member": " (a member of its replica set)",
    "slot": " (a node of its cluster)",
    "location": " (a redirect)",
    "master": " (the master that it watches)",
    "realm": " (where they log in)",
    "issuer": " (the keys of its issuer)",
}


def sent_on(case: Case) -> Iterator[str]:
    """Where a server sends its clients on, and what came of it there."""
    symptom = case.symptom
    if symptom.met and symptom.best.protocol == "kafka" and not symptom.followed:
        yield (
            "Kafka redirects its clients to the address that it advertises (advertised.listeners),"
            " which was not tested"
        )
    if symptom.circles:
        yield (
            f"{case.address} redirects again and again, as some sites do until their cookie is sent"
            " back: clients that keep no cookies get no page"
        )
    for each in symptom.followed:
        place, by = each.place, _TOLD.get(each.place.by, "")
        where = f"{case.address} sends its clients on to {place.address}{by}"
        if each.failed and each not in symptom.lost and symptom.only_to_tls(each):
            yield (
                f"{case.address} redirects to https://{place.address}, where no TLS answered: as"
                " servers do until a proxy in front of them says X-Forwarded-Proto: https"
            )
        elif each.failed and each not in symptom.lost:
            came_of_it = str(each.attempts[0].outcome).replace("-", " ")
            yield f"{where}, and a call there from {_caller(case)} ended in: {came_of_it}"
        elif not each.attempts and place.address != case.address:
            yield f"{where}, which was not dialled: it is beyond this machine"


def data_elsewhere(case: Case) -> Iterator[str]:
    """That FTP names another address than the one that was called: some clients go there."""
    data, host = case.symptom.data_port, case.address.host
    called = literal(case.symptom.best.resolved or host)
    if data is None or not data.serves or literal(data.named.host) == called:
        return
    if case.inventory.owning(data.named.host) is not None:
        return  # a container's own, as servers name it that were told nothing
    yield (
        f"FTP at {case.address} names {data.named.host} for data (vsftpd: pasv_address): most"
        f" clients stay with {host}, those that go where they are sent do not"
    )


def _caller(case: Case) -> str:
    return case.label(case.client) if case.client else "this machine"
