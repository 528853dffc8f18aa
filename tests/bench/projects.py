"""The projects that are timed, and what each may cost."""

from collections.abc import Iterator
from dataclasses import dataclass

POSTGRES = "containerloop-fixture/postgres:1"
BASE = "containerloop-fixture/base:1"
DB = f"  db: {{image: {POSTGRES}, expose: ['5432']}}\n"


@dataclass(frozen=True)
class Scenario:
    """A compose file, a question, the allowed exit statuses and the most it may cost."""

    name: str
    compose: str
    question: tuple[str, ...]
    allowed: tuple[int, ...]
    most: float
    size: int = 2


def client(url: str) -> str:
    """A client that does nothing but refer to `url`."""
    return (
        f"  api: {{image: {BASE}, command: [sleep, infinity], init: true,"
        f" environment: {{DATABASE_URL: '{url}'}}}}\n"
    )


def many(image: str, count: int) -> str:
    """`count` services of the probe's own image, all on one network, one port exposed."""
    return "services:\n" + "".join(
        f"  s{n}: {{image: '{image}', stdin_open: true, expose: ['7000']}}\n" for n in range(count)
    )


def PROJECTS(image: str) -> Iterator[Scenario]:
    """Every scenario; `image` is the probe's."""
    yield Scenario(
        "healthy answer", "services:\n" + DB + client("postgres://db:5432/app"), ("5432",), (0,), 4
    )
    yield Scenario(
        "fault found, fix proven", "services:\n" + DB + client("postgres://localhost:5432/app"),
        ("5432",), (1,), 6,
    )  # fmt: skip
    for count in (1, 10, 50, 200):
        yield Scenario(
            f"{count} services, bare port", many(image, count), ("7000",), (0, 1, 3),
            30 if count <= 50 else 120, count,
        )  # fmt: skip
