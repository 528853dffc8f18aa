"""Worlds with a proxy in front, which answers and gets no answer itself."""

from typing import Any

from containerloop.facts import Opening, Upstream
from containerloop.survey.proxies.find_upstreams import find_upstreams
from containerloop.survey.references.traced_text import Source
from tests.support.world import World

PAGE = "http://localhost:8080/index"


def upstreams(*statements: str) -> tuple[Upstream, ...]:
    """What nginx names in a file with one server on port 80 that has these statements."""
    text = "server {\n listen 80;\n" + "\n".join(statements) + "\n}\n"
    return find_upstreams([Source(text, "front.conf", "proxy")], "front")


def of_haproxy(*words: str) -> tuple[Upstream, ...]:
    """What HAProxy names in a file with one server on port 80, with these words after it."""
    server = " ".join(("server a app:3000", *words))
    text = f"defaults\n mode http\nlisten web\n bind :80\n {server}\n"
    return find_upstreams([Source(text, "haproxy.cfg", "proxy")], "front")


def fronted(
    conf: str = "location / { proxy_pass http://app:3000; }", code: str | None = "502", **front: Any
) -> World:
    """`front` (nginx, published at 8080) answers PAGE with `code`; None: it keeps waiting."""
    world = World()
    world.container(
        "front",
        listens=["0.0.0.0:80"],
        publishes=["8080:80"],
        **({"upstreams": upstreams(conf), "image": "nginx:1"} | front),
    )
    path = Opening(path="/index")
    if code is None:
        world.attempt("host", "localhost:8080", "silent", resolved="127.0.0.1", opening=path)
        return world
    world.attempt(
        "host", "localhost:8080", "answered", resolved="127.0.0.1", opening=path, scheme="http",
        protocol="http", code=code, refusal="a proxy" if code[0] == "5" else None,
    )  # fmt: skip
    return world


def called(world: World, where: str, outcome: str, **more: Any) -> None:
    """What came of calling a server from the front's own place, for the page that was asked."""
    world.attempt("service:front", where, outcome, **({"opening": Opening(path="/index")} | more))
