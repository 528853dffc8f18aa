"""What the first line says was left out."""

from containerloop.render.text.report import render_text
from tests.support.world import World


def test_what_was_not_tried_is_said_once_and_with_its_reason() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], publishes=["5432:5432"])
    world.container("api", refers=["postgres://app:x@db:5432/shop"])
    answer = {"protocol": "postgresql", "resolved": "172.18.0.2"}
    (reference,) = world.containers[1].references
    world.attempt("service:api", "db:5432", "answered", banner="without TLS", **answer)
    world.attempt(
        "service:api", "db:5432", "answered", banner="asks for a password",
        opening=reference.opening, **answer,
    )  # fmt: skip
    world.attempt("host", "127.0.0.1:5432", "answered", banner="without TLS", **answer)
    shown = render_text(world.report("5432"), width=100, color=False, verbose=False)
    text = " ".join(shown.split())
    assert text.count("the log-in was not tried") == 1
    assert "the log-in was not tried: the server asks for a password" in text
