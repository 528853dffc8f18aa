"""Mending a healthcheck, or what else others wait for. Pure."""

from __future__ import annotations

from typing import Any

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs, start
from containerloop.diagnose.evidence import setting_location
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.finding import Location, Proposal
from containerloop.diagnose.remedies.overrides import reference_override
from containerloop.diagnose.remedies.patches import reference_patch
from containerloop.diagnose.remedies.similar_ports import use_served_port
from containerloop.diagnose.rule_facts.failing_checks import FailingCheck, HeldBack
from containerloop.diagnose.rule_facts.why_not_ready import cannot_run
from containerloop.diagnose.trials import Dial, Untriable
from containerloop.facts import Address, Container, Reference, Unobserved
from containerloop.topology.inventory import Inventory

_BY_HAND = "only you know what the check should do"


def check_location(dialled: Reference | None) -> Location | None:
    """Where the check's address is written, when a file says it."""
    if dialled is None:
        return None
    place = dialled.host_part.place
    if place.file is None or place.line is None:
        return None
    return Location(file=place.file, line=place.line, column=place.column, key=place.key)


def blocked_location(held: HeldBack, inventory: Inventory) -> Location | None:
    """Where what is waited for has its healthcheck, or its command."""
    config = inventory.config(held.block.container)
    return setting_location(config, "healthcheck" if held.check else "command")


def dial_in_check(case: Case, check: FailingCheck, held: HeldBack | None) -> Proposal:
    """Let the check dial the address on which its server listens."""
    host = "127.0.0.1" if check.wrong_family == "IPv6" else "::1"
    return _changed(case, check, held, (host, check.port or 0), f"use {host} in the healthcheck")


def mend_block(case: Case, held: HeldBack) -> tuple[Proposal, ...]:
    """What makes the service ready that is waited for; its waiting service is started then."""
    check, server = held.check, held.block.container
    name = case.label(server)
    if check is None:
        return (_by_hand(case, held, _without_check(case, held)),)
    if cannot_run(server):
        return (_by_hand(case, held, f"use a program in {name}'s healthcheck that its image has"),)
    ports = _served(check) if check.nothing_there else ()
    if ports:
        host = check.dialled.host if check.dialled else "localhost"
        return tuple(
            _changed(case, check, held, (host, port), f"use port {port} in the healthcheck")
            for port in ports
        )
    read = f"docker inspect --format '{{{{json .State.Health}}}}' {server.name}"
    return (_by_hand(case, held, f"repair {name} or its healthcheck ({read} shows its output)"),)


def _without_check(case: Case, held: HeldBack) -> str:
    server, name = held.block.container, case.label(held.block.container)
    if server.state.running and server.state.health is None:
        waits = case.label(held.block.by)
        return f"give {name} a healthcheck, or let {waits} wait for service_started only"
    if server.state.status == "created":
        return f"see why {name} cannot be started"
    return f"check why {name} ended ({logs(server, case.inventory)}), and mend that"


def _by_hand(case: Case, held: HeldBack, summary: str) -> Proposal:
    command = start(held.waiting, case.inventory)
    return Proposal(
        summary=f"{summary}, then start {case.label(held.waiting)}",
        host_command=command,
        trial=Untriable(reason=_BY_HAND if held.check else "the reason is in its log"),
    )


def _served(check: FailingCheck) -> tuple[int, ...]:
    """The port that the check may have been meant to dial, the likeliest alone."""
    if check.port is None or isinstance(check.listeners, Unobserved):
        return ()
    asked = Address(host="localhost", port=check.port)
    scheme = check.dialled.scheme if check.dialled else None
    found = use_served_port(check.listeners, asked, scheme, check.container.image)
    return tuple(x.port for x in found[:1])


def _changed(
    case: Case, check: FailingCheck, held: HeldBack | None, to: tuple[str, int], summary: str
) -> Proposal:
    """The check's address, changed; its trial dials that where the check does."""
    server, (host, port) = check.container, to
    patch, override = _written(server, check.dialled, host, port)
    return Proposal(
        summary=summary,
        patch=patch,
        override=override,
        host_command=start(held.waiting if held else server, case.inventory),
        trial=Dial(
            vantage=case.inventory.vantage(server),
            address=Address(host=host, port=port),
            scheme=check.dialled.scheme if check.dialled else None,
        ),
    )


def _written(
    server: Container, dialled: Reference | None, host: str, port: int
) -> tuple[FileChange | None, dict[str, Any] | None]:
    if server.project is None or dialled is None:
        return None, None
    new_host = host if host != dialled.host else None
    new_port = port if port != dialled.port else None
    name = server.service or server.name
    return (
        reference_patch(dialled, new_host, new_port),
        reference_override(name, dialled, new_host, new_port),
    )
