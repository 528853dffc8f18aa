"""The page's part on programs of the machine, as blocks. Pure: only words and their order."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.render.page_blocks import Block, Cell, Code, Paragraph, Said, Table, literal
from containerloop.report.page.values import (
    Arrival,
    HostPlatform,
    HostTest,
    HostUse,
    Known,
    PageReport,
)


def host(page: PageReport) -> Iterator[Block]:
    """What services call of it, what they lack for that, and what each platform needs."""
    if not page.host_programs:
        return
    yield Table(("service", "setting", "address", "program"), tuple(map(_use, page.host_programs)))
    lacking = [each for each in page.host_programs if each.diff]
    if lacking:
        yield Paragraph((Said("Missing, for the platforms that need it:"),))
    for diff in dict.fromkeys(each.diff for each in lacking):
        yield Code("diff", diff)
    if page.host_platforms:
        heads = ("platform", "name", "in a container it", "the program listens on", "how known")
        yield Table(heads, tuple(map(_platform, page.host_platforms)))
    yield Paragraph((Said(_BRIDGE),))
    yield Code("sh", (_GATEWAY,))
    firewall = tuple(dict.fromkeys(each.firewall for each in page.host_programs if each.firewall))
    if firewall:
        yield Paragraph((Said(_FIREWALL),))
        yield Code("sh", firewall)


_BRIDGE = "Where the bridge's address is enough, this prints it on the engine's host:"
_GATEWAY = "docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}'"
_FIREWALL = (
    "Where a firewall must let containers in, this is the command for ufw, or prints it while the"
    " service runs:"
)
_KNOWN = {
    Known.BY_CONTAINERLOOP: "tested by containerloop, not with this project",
    Known.DOCUMENTED: "documented, not tested",
}
_TESTED = {
    Arrival.ANSWERED: "a program answered",
    Arrival.ARRIVED: "the name leads to the machine from",
    Arrival.NO_NAME: "there is no such name in",
}


def _platform(row: HostPlatform) -> tuple[Cell, ...]:
    names = "; ".join(row.platforms)
    known: Cell = (Said(_KNOWN.get(row.known, "tested:")),)
    if row.tests:
        known = (*known, *_tests(row.tests))
    return (Said(names),), (literal(row.name),), (Said(row.way),), (Said(row.listen),), known


def _tests(tests: tuple[HostTest, ...]) -> Cell:
    said: list[Said] = []
    for arrival, words in _TESTED.items():
        services = dict.fromkeys(t.service for t in tests if t.arrival is arrival)
        if services:
            said += [Said(words), *map(literal, services)]
    return tuple(said)


def _use(use: HostUse) -> tuple[Cell, ...]:
    named = use.program or "not known"
    program: Cell = (Said(named),)
    if use.setting:
        program = (Said(f"{named}: set"), literal(use.setting))
    return (literal(use.service),), (literal(use.key),), (literal(use.address),), program
