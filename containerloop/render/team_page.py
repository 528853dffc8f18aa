"""The team's page as sections of blocks, which each format writes in its own way. Pure.

Only words and their order may live here; what is true stands in the `PageReport`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from containerloop.facts import Transport
from containerloop.protocols import title as protocol_title
from containerloop.render.host_part import host
from containerloop.render.page_blocks import (
    Block,
    Bullets,
    Cell,
    Note,
    Paragraph,
    Picture,
    Said,
    Section,
    Table,
    literal,
)
from containerloop.report.page.values import (
    BadName,
    Basis,
    BrowserVariable,
    PageReport,
    ReachRow,
    Way,
)

TITLE = "Networking"
INTRODUCTION = "Which address reaches what in this project, and from where."


def sections(page: PageReport) -> tuple[Section, ...]:
    """The parts that the page has, in their order."""
    made = (Section(part, title, tuple(blocks(page))) for part, (title, blocks) in _PARTS.items())
    return tuple(section for section in made if section.blocks)


def _reach(page: PageReport) -> Iterator[Block]:
    if not page.reach:
        return
    yield Table(_PLACES, tuple(_row(each) for each in page.reach))
    yield Paragraph((Said(_HOW_KNOWN),))
    if any(row.others.addresses for row in page.reach):
        name = literal("host.docker.internal:host-gateway")
        yield Paragraph((Said("A container of another project also needs"),
                         literal("extra_hosts:"), Said("with"), name))  # fmt: skip
    if page.unseen:
        every = "; ".join(f"{each.what}: {each.reason}" for each in page.unseen)
        yield Note("Not everything could be looked at", (Said(every),))


_PLACES = (
    "server",
    "browser or program on this machine",
    "service of this project",
    "container of another project",
    "CI job",
    "phone or another computer",
)
_HOW_KNOWN = (
    "Measured from this machine and from every service. The last three columns follow from where"
    " ports are published; a firewall may close more. A CI job is one that starts the project."
)


def _row(row: ReachRow) -> tuple[Cell, ...]:
    udp = "/udp" if row.transport is Transport.UDP else ""
    kind = (Said(protocol_title(row.protocol)),) if row.protocol else ()
    server = (literal(f"{row.service}:{row.port}{udp}"), *kind)
    return server, *map(_way, (row.machine, row.services, row.others, row.job, row.network))


def _way(way: Way) -> Cell:
    works = tuple(literal(address) for address in way.addresses)
    if works:
        return (*works, *(Said(f"({why})") for why in way.why))
    why = "; ".join(way.why)
    if way.basis is Basis.UNSEEN:
        return (Said(f"not measured: {why}"),)
    return (Said(why if why.startswith("not from ") else f"not reachable: {why}"),)


def _browser(page: PageReport) -> Iterator[Block]:
    if page.browser_variables:
        yield Paragraph((Said("A browser runs on this machine, where no service name is known."),))
        heads = ("service", "variable", "address", "in a browser")
        yield Table(heads, tuple(map(_variable, page.browser_variables)))


def _variable(each: BrowserVariable) -> tuple[Cell, ...]:
    if each.works:
        verdict: Cell = (Said("works"),)
    elif each.use:
        verdict = (Said("does not work; use"), literal(each.use))
    else:
        verdict = (Said("does not work: the port is not published"),)
    return (literal(each.service),), (literal(each.variable),), (literal(each.address),), verdict


def _names(page: PageReport) -> Iterator[Block]:
    if page.good_names:
        rows = tuple(
            ((literal(n.name),), (literal(n.service),), tuple(map(literal, n.networks)))
            for n in page.good_names
        )
        yield Table(("name that works", "service", "on the networks"), rows)
    if page.bad_names:
        heads = ("looks right and does not work", "where", "why", "use instead")
        yield Table(heads, tuple(map(_bad, page.bad_names)))


def _bad(each: BadName) -> tuple[Cell, ...]:
    return (literal(each.address),), (Said(each.place),), (Said(each.why),), _instead(each)


def _instead(each: BadName) -> Cell:
    """Of what was measured another address may work that nobody has tried."""
    if each.use:
        return (literal(each.use),)
    if each.basis is Basis.MEASURED:
        return (Said("ask"), literal(f"containerloop why-cant-i-reach {each.address}"))
    return (Said("nothing: it is not reachable there"),)


def _open(page: PageReport) -> Iterator[Block]:
    told = page.openness
    lines = (
        ("Internal networks, without a way out or in:", told.internal_networks),
        ("Not published, so for services of this project only:", told.unpublished),
        ("Published for this machine only:", told.this_machine_only),
    )
    items = tuple((Said(said), *map(literal, names)) for said, names in lines if names)
    if items:
        yield Bullets(items)
    if told.exposed:
        said = Said("Published on every address of the machine:")
        yield Note("Open beyond this machine", (said, *map(literal, told.exposed)))


def _drawing(page: PageReport) -> Iterator[Block]:
    if page.drawing is not None:
        yield Picture(page.drawing)


def _trouble(page: PageReport) -> Iterator[Block]:
    if page.commands:
        rows = tuple(((literal(c.command),), (Said(c.tells),)) for c in page.commands)
        yield Table(("type", "it tells"), rows)


_PARTS: dict[str, tuple[str, Callable[[PageReport], Iterator[Block]]]] = {
    "reach": ("How do I reach X?", _reach),
    "host": ("From a container to a program on this machine", host),
    "browser": ("Variables that reach a browser", _browser),
    "names": ("Names that work, and names that do not", _names),
    "open": ("What is closed, and what is open", _open),
    "drawing": ("Drawing", _drawing),
    "trouble": ("If it fails", _trouble),
}
PARTS = tuple(_PARTS)
"""The names that markers may have."""
