"""Write the values of a service without the quotation marks that became part of them. Pure."""

from __future__ import annotations

from functools import reduce
from typing import Any

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.combine import merged
from containerloop.diagnose.remedies.overrides import reference_override
from containerloop.diagnose.remedies.patches import parts_patch
from containerloop.diagnose.trials import Dial
from containerloop.facts import Container, Part, Reference


def without_quotes(case: Case, holder: Container) -> Proposal:
    """Every quoted address of the service without its quotes; the call is then tried as meant."""
    every = [r for r in holder.references if r.quoted]
    keys = dict.fromkeys(r.host_part.place.key.rpartition(".")[2] for r in every)
    return Proposal(
        summary=f"write {' and '.join(keys)} without the quotes",
        address=case.address,
        patch=_patch(every),
        override=_override(holder, every),
        trial=Dial(vantage=case.vantage, address=case.address, scheme=case.scheme),
    )


def _patch(every: list[Reference]) -> FileChange | None:
    parts = [part for r in every for part in (r.host_part, r.port_part) if part]
    return parts_patch([(mark, "") for part in parts for mark in _quotes_around(part)])


def _quotes_around(part: Part) -> list[Part]:
    """The nearest pair of quotes around a host or port in its line, the value's own."""
    before = part.text[: part.start]
    start, end = max((before.rfind(q), part.text.find(q, part.end)) for q in "\"'")
    if -1 in (start, end):  # a variable gave them
        return []
    return [replace(part, start=at, end=at + 1) for at in (start, end)]


def _override(holder: Container, every: list[Reference]) -> dict[str, Any] | None:
    service = holder.service
    if service is None:
        return None
    found: list[dict[str, Any] | None] = [
        reference_override(service, r, r.host, None) for r in every
    ]
    for r in every:
        if r.port_part and r.port_part.place.key != r.host_part.place.key:
            key = r.port_part.place.key.rpartition("environment.")[2]
            found.append({"services": {service: {"environment": {key: str(r.port)}}}})
    return reduce(merged, found)
