"""Answers in another language than the client's: what was spoken, and how to agree. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.remedies.dial_service import sibling
from containerloop.diagnose.remedies.overrides import reference_override
from containerloop.diagnose.remedies.patches import part_patch
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.diagnose.symptom import Symptom
from containerloop.diagnose.trials import Dial
from containerloop.facts import HOST, Address, Container, Reference
from containerloop.facts.late_pattern import late
from containerloop.protocols import Protocol, by_hint, by_port, by_scheme, title
from containerloop.protocols.mismatch import tls_counterpart
from containerloop.protocols.servers.grpc import GRPC
from containerloop.protocols.servers.tls import TLS
from containerloop.topology.ports import declared_ports, dialled_on_machine

_MODE = late(r"sslmode=[a-z-]+")


def wanted(symptom: Symptom) -> Protocol | None:
    """The server that the client's scheme means, with TLS or without."""
    scheme = symptom.expectation.scheme or ""
    meant = by_scheme(scheme)
    return by_scheme(tls_counterpart(scheme) or "") if meant is TLS else meant


def spoken(symptom: Symptom) -> tuple[str, str]:
    """Who answered and who was wanted, as people write them."""
    meant = wanted(symptom) or by_scheme(symptom.expectation.scheme or "")
    return title(symptom.best.protocol or ""), meant.title if meant else "another server"


def demand(symptom: Symptom) -> str:
    """What the client's setting says of TLS: its scheme, or PostgreSQL's `sslmode=…`."""
    reference = symptom.expectation.reference
    if reference is None or not reference.demands_tls:
        return f"{symptom.expectation.scheme}://"
    mode = _MODE.search(reference.host_part.text)
    return mode[0] if mode else "sslmode"


def with_other_scheme(case: Case) -> Proposal:
    """The same address, with TLS where it was without, or without where it was demanded."""
    asked, scheme = case.address, case.scheme or ""
    reference, other = case.reference, tls_counterpart(scheme)
    old, new = demand(case.symptom), f"{other}://"
    if "://" not in old:
        new, other = "sslmode=disable", scheme
    patch, override = _rewritten(reference, case.client, old, new)
    whole = "://" in old
    return Proposal(
        summary=_beside_the_address(case)
        or (
            f"use {new}{asked} instead of {old}{asked}" if whole else f"set {new} instead of {old}"
        ),
        address=asked,
        patch=patch,
        override=override,
        trial=Dial(vantage=case.vantage, address=asked, scheme=other),
    )


def _beside_the_address(case: Case) -> str | None:
    """How a proxy is told that asks for TLS beside the address (HAProxy); None for all others."""
    part = case.reference.host_part if case.reference else None
    if part is None or part.place.where != "proxy" or "://" in part.text[: part.start]:
        return None
    return f"call {case.address} without TLS: take `ssl` off that line (nginx: https of proxy_pass)"


def _rewritten(
    reference: Reference | None, client: Container | None, old: str, new: str
) -> tuple[FileChange | None, dict[str, Any] | None]:
    if reference is None or client is None:
        return None, None
    changed, override = reworded(reference, old, new), None
    if changed is not None:
        override = reference_override(client.service or client.name, changed, None, None)
    return _patch(reference, old, new), override


def reworded(reference: Reference, old: str, new: str) -> Reference | None:
    """The reference with words beside the address changed; None where it has no such words."""
    template = reference.template
    if template is None or old not in template:
        return None
    return replace(reference, template=template.replace(old, new, 1))


def _patch(reference: Reference, old: str, new: str) -> FileChange | None:
    """The line with words beside the address changed: its scheme, or a setting after it."""
    part = reference.host_part
    before, after = part.text.rfind(old, 0, part.start), part.text.find(old, part.end)
    start = before if before >= 0 else after
    if part.place.file is None or start < 0:
        return None
    there = replace(part, start=start, end=start + len(old))
    return part_patch(there, new)


def other_servers(case: Case) -> tuple[Proposal, ...]:
    """Where the server that is wanted answers instead, each to be dialled as a trial."""
    meant = wanted(case.symptom)
    if meant is None:
        return ()
    if (case.symptom.best.protocol, case.scheme) == (GRPC.key, "http"):
        return (_by_http2(case),)
    servers = [
        ContainerServer(container, port, ())
        for container in case.inventory.scope
        if container.state.running
        for port in _ports(container, meant)
        if (container, port) != (case.destination.container, case.destination.port)
    ]
    if case.client is not None:
        return tuple(sibling(case, s) for s in servers)
    if case.vantage != HOST:
        return ()
    return tuple(instead(case, address) for s in servers for address in _published(s))


def _by_http2(case: Case) -> Proposal:
    return Proposal(
        summary="use a client that begins with HTTP/2 (gRPC, curl --http2-prior-knowledge), or the"
        " server's own port for HTTP/1.1",
        address=case.address,
        trial=Dial(vantage=case.vantage, address=case.address, scheme="grpc"),
    )


def _published(server: ContainerServer) -> Iterator[Address]:
    for each in server.container.published:
        if each.container_port == server.port and each.host_ip != "::":
            yield Address(host=dialled_on_machine(each), port=each.host_port)


def _ports(container: Container, meant: Protocol) -> list[int]:
    """The ports on which this container says, by number or image, that it is such a server."""
    declared = sorted(p.number for p in declared_ports(container))
    named = [p for p in declared if by_port(p) is meant]
    by_image = by_hint(container.image) is meant
    return named or ((declared or list(meant.ports[:1])) if by_image else [])
