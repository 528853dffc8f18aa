"""The projects that are timed, and what each may cost."""

from collections.abc import Iterator
from dataclasses import dataclass

POSTGRES = "containerloop-fixture/postgres:1"
BASE = "containerloop-fixture/base:1"
DB = f"  db: {{image: {POSTGRES}, expose: ['5432']}}\n"
BLACK_HOLE = "10.231.98.0/24"
DROPPED = "br-clbench"
FEW_PAIRS = 3
"""Of a project of more than 100 services, which takes long to bring up and to ask."""


@dataclass(frozen=True)
class Scenario:
    """A compose file, a question, the exit status it must end with, the most it may cost.

    `command` is who is asked. `most` is a ratio to one `docker run`. Of a run that meets silence
    the `deadline_s` that it was given is taken off first, and `rest_s` seconds pass before it.
    `served` is a port of the engine's host on which a server has to listen, `dropped` a bridge
    whose packets to the host its firewall drops meanwhile.
    """

    name: str
    compose: str
    question: tuple[str, ...]
    status: int
    most: float
    size: int = 2
    deadline_s: float = 0.0
    rest_s: float = 0.0
    served: int | None = None
    dropped: str | None = None
    most_mib: float = 300.0
    command: str = "why"

    def pairs(self, wanted: int) -> int:
        """How many pairs of this one, where `wanted` are asked for."""
        return wanted if self.size <= 100 else min(wanted, FEW_PAIRS)


def client(name: str, url: str, more: str = "") -> str:
    """A client that does nothing but refer to `url`."""
    return (
        f"  {name}: {{image: {BASE}, command: [sleep, infinity], init: true{more},"
        f" environment: {{BACKEND_URL: '{url}'}}}}\n"
    )


def many(count: int) -> str:
    """`count` services that only sleep, all on one network, one port exposed by each.

    The probe's own image would be smaller, but a probe that nobody tells how long to live
    ends by itself after a minute.
    """
    return "services:\n" + "".join(
        f"  s{n}: {{image: {BASE}, command: [sleep, infinity], expose: ['7000']}}\n"
        for n in range(count)
    )


def chained(count: int) -> str:
    """`count` web servers on one network, each of which refers to the next."""
    server = f"image: {BASE}, init: true, command: [httpd, -f, -p, '7000', -h, /etc]"
    urls = [f"http://s{(n + 1) % count}:7000/passwd" for n in range(count)]
    return "services:\n" + "".join(
        f"  s{n}: {{{server}, environment: {{NEXT_URL: '{url}'}}}}\n" for n, url in enumerate(urls)
    )


def _of_all() -> Iterator[Scenario]:
    """What is asked of a whole project: each of its services is a place to measure from."""
    for count, most in ((10, 15), (50, 60)):
        name = f"{count} services, all that anybody relies on"
        yield Scenario(name, chained(count), (), 0, most, size=count)
    for count, most in ((10, 8), (50, 20)):
        name = f"map of {count} services"
        yield Scenario(name, chained(count), (), 0, most, size=count, command="map")
    yield Scenario("page of 10 services", chained(10), (), 0, 9, size=10, command="document")


def _silent() -> Iterator[Scenario]:
    """A timeout costs its deadline once, whatever else is looked at and tried.

    Nobody has the black hole's addresses. A kernel looks for an address for three seconds, and
    whoever dials meanwhile is told at the end of those and not after a deadline of its own.
    """
    other = DB + client("ok", "postgres://db:5432/app")
    yield Scenario(
        "black hole, fix proven",
        f"services:\n{other}"
        + "".join(client(f"api{n}", f"postgres://10.231.98.9{n}:5432/app") for n in range(3))
        + f"networks: {{default: {{ipam: {{config: [{{subnet: {BLACK_HOLE}}}]}}}}}}\n",
        ("5432", "--timeout", "2"), 1, 10, size=5, deadline_s=2, rest_s=3,
    )  # fmt: skip
    gateway = ", extra_hosts: ['host.docker.internal:host-gateway']"
    yield Scenario(
        "dropped packets, comparison made",
        "services:\n"
        + "".join(client(f"api{n}", "http://host.docker.internal:8279", gateway) for n in range(3))
        + "networks: {default: {driver_opts:"
        + f" {{com.docker.network.bridge.name: {DROPPED}}}}}}}\n",
        ("8279",), 1, 14, size=3, deadline_s=4, served=8279, dropped=DROPPED,
    )  # fmt: skip


def scenarios() -> Iterator[Scenario]:
    """Every scenario, in the order of the table."""
    url = "postgres://db:5432/app"
    yield Scenario("healthy answer", "services:\n" + DB + client("api", url), ("5432",), 0, 4)
    url = "postgres://localhost:5432/app"
    yield Scenario("fault, fix proven", "services:\n" + DB + client("api", url), ("5432",), 1, 6)
    yield from _silent()
    for count in (1, 10, 50, 200):
        yield Scenario(
            f"{count} services, bare port", many(count), ("7000",), 1,
            30 if count <= 50 else 120, size=count,
        )  # fmt: skip
    yield from _of_all()
