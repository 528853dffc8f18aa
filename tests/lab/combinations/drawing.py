"""Chance: names, numbers and choices of one world, all from one seed. Pure."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

HOST_PORTS = range(9000, 9900)
INSIDE = range(1025, 8900)  # apart from the host ports, so that a number says where it counts
SERVERS = (
    *("db", "db-1", "db.main", "Db_Primary", "cache", "cache_2", "Store", "0queue", "backend"),
    *("back-end", "svc", "data.eu-west.one", "x", "search_engine_for_the_whole_shop", "API"),
)
CLIENTS = (
    *("api", "api-2", "Web_1", "worker", "jobs.nightly", "front-end", "w", "1st", "Console"),
    *("report_generator", "bot", "importer-of-orders"),
)


class Draw:
    """Everything that is left to chance in one world. No name or port comes twice.

    World `number` takes its host ports from a part of the range that the worlds next to it,
    which may be up at the same time, do not use.
    """

    def __init__(self, seed: int, number: int) -> None:
        self.random = Random(f"{seed} {number}")
        block = HOST_PORTS[number * 12 % len(HOST_PORTS) :][:12]
        self._host_ports = self.random.sample(block, len(block))
        self._taken: set[str] = set()

    def pick(self, *options: T) -> T:
        """One of them."""
        return self.random.choice(options)

    def some(self, options: Sequence[T], most: int) -> tuple[T, ...]:
        """So many of them, in any order, or all if there are fewer."""
        return tuple(self.random.sample(list(options), min(most, len(options))))

    def chance(self, percent: int) -> bool:
        """True in so many cases of a hundred."""
        return self.random.randrange(100) < percent

    def host_port(self) -> int:
        """A port of this machine."""
        return self._host_ports.pop()

    def port(self) -> int:
        """A port for a server to listen on."""
        return self._once(INSIDE)

    def server_name(self) -> str:
        """A name for a service that is dialled."""
        return self._once(SERVERS)

    def client_name(self) -> str:
        """A name for a service that dials."""
        return self._once(CLIENTS)

    def subnet(self) -> str:
        """The first three numbers of a /24 for a network with fixed addresses."""
        return f"10.{self.random.randrange(201, 250)}.{self.random.randrange(256)}"

    def _once(self, options: Sequence[T]) -> T:
        free = [o for o in options if _same(o) not in self._taken]
        chosen = self.random.choice(free)
        self._taken.add(_same(chosen))
        return chosen


def _same(name: object) -> str:
    """Docker's resolver takes `API` and `api` for one name: a client would call itself."""
    return str(name).lower()
