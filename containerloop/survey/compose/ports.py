"""`ports:` and `expose:` of a compose file, short and long syntax, ranges. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from containerloop.facts import Port, Publication, Transport
from containerloop.survey.compose.reading_limits import within_limits


def publications(ports: Any) -> tuple[Publication, ...]:
    """All publications, ranges expanded; what is not valid, or not TCP or UDP, is left out.

    >>> [(one.host_ip, one.host_port, one.container_port) for one in publications(["8080:80", 90])]
    [('', 8080, 80), ('', 0, 90)]
    """
    if not isinstance(ports, list):
        return ()
    found: dict[Publication, None] = {}
    for port in ports:
        within_limits()
        for one in _long(port) if isinstance(port, dict) else _short(str(port)):
            found[one] = None
    return tuple(found)


def exposed(values: Any) -> tuple[Port, ...]:
    """The ports of `expose:`."""
    found: dict[Port, None] = {}
    for value in values if isinstance(values, list) else []:
        within_limits()
        numbers, _, protocol = str(value).partition("/")
        for number in _range(numbers):
            if transport := _transport(protocol):
                found[Port(number=number, transport=transport)] = None
    return tuple(found)


def _short(text: str) -> Iterator[Publication]:
    """`[[ip:]host:]target[/protocol]`; an IPv6 address may stand without brackets."""
    numbers, _, protocol = text.partition("/")
    *before, target = numbers.rsplit(":", 2)
    host = before[-1] if before else ""
    yield from _pairs(before[0].strip("[]") if len(before) > 1 else "", host, target, protocol)


def _long(port: dict[str, Any]) -> Iterator[Publication]:
    yield from _pairs(
        str(port.get("host_ip") or "").strip("[]"),
        str(port.get("published") or ""),
        str(port.get("target") or ""),
        str(port.get("protocol") or ""),
    )


def _pairs(ip: str, host: str, target: str, protocol: str) -> Iterator[Publication]:
    """A range to a range is pairwise; a host range to one port means any free port of the range."""
    transport, targets, hosts = _transport(protocol), _range(target), _range(host)
    if transport is None:
        return
    if len(targets) != len(hosts):
        hosts = [hosts[0] if len(hosts) == 1 else 0] * len(targets)
    for container_port, host_port in zip(targets, hosts, strict=True):
        yield Publication(
            container_port=container_port, host_ip=ip, host_port=host_port, transport=transport
        )


def _range(text: str) -> list[int]:
    first, _, last = text.partition("-")
    if not first.isdigit() or (last and not last.isdigit()):
        return []
    start, end = int(first), int(last or first)
    return list(range(start, end + 1)) if 0 <= start <= end <= 65535 else []


def _transport(protocol: str) -> Transport | None:
    return {"": Transport.TCP, "tcp": Transport.TCP, "udp": Transport.UDP}.get(protocol.lower())
