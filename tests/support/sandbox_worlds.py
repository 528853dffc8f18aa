"""Worlds inside a Docker sandbox, made by hand; none can run on the machines that tests are for.

What the proxy answers is as people have printed it, with other names (docker/sbx-releases#567,
#611).
"""

from __future__ import annotations

from containerloop.facts import Address, Opening
from containerloop.protocols.servers.http import read
from tests.support.world import World

PROXY = "gateway.docker.internal:3128"
OUTSIDE = "host.docker.internal"
INSIDE = {
    "sandbox": "shop-box",
    "sandbox_proxy": Address(host="gateway.docker.internal", port=3128),
}


def blocked(resource: str, *lines: str) -> bytes:
    """The proxy's 403, as far as a client sees it."""
    detail = "\n  detail: no matching allow rule — blocked by default deny policy\n"
    body = f"Blocked by network policy: domain {resource}" + ("\n".join(("", *lines)) or detail)
    head = "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    return f"{head}{body}".encode()


def sandbox() -> World:
    """A sandbox in which web serves port 8000."""
    world = World()
    world.addresses = ("127.0.0.1", "::1", "172.17.0.1", "172.18.0.1")
    world.machine = dict(INSIDE)
    world.container("web", listens=["0.0.0.0:8000"])
    return world


def asked(
    world: World, port: int, reply: bytes | None, *, tunnel: bool = False, host: str = OUTSIDE
) -> None:
    """The proxy asked for a port of the machine outside; it answers this, or not at all."""
    opening = Opening(path=None if tunnel else "/", beyond=f"{host}:{port}")
    answer = read(reply) if reply is not None else None
    told = {"protocol": answer.protocol, "banner": answer.banner, "refusal": answer.refusal,
            "code": answer.code} if answer else {}  # fmt: skip
    outcome = "answered" if answer else "timed-out"
    world.attempt("host", PROXY, outcome, scheme="http", opening=opening, **told)


def kept_in(reply: bytes | None = None, outcome: str = "timed-out") -> World:
    """A web server outside is called by its name, and the proxy is asked for it too."""
    world = sandbox()
    resolved = None if outcome == "name-not-found" else "169.254.1.1"
    world.attempt("host", f"{OUTSIDE}:11434", outcome, scheme="http", resolved=resolved)
    asked(world, 11434, reply or blocked("localhost:11434"))
    return world


OLLAMA = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nOllama is running"


def served_outside(reply: bytes = OLLAMA) -> World:
    """A port that is refused in the sandbox, and what comes of it outside."""
    world = sandbox()
    world.attempt("host", "localhost:11434", "refused", resolved="127.0.0.1")
    asked(world, 11434, reply)
    return world
