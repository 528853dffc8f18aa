"""CL814 guest-only-on-loopback: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.catalogue import entries
from containerloop.diagnose.differential import diagnose
from containerloop.facts import RefusedLogIn, Snapshot, Unobserved
from containerloop.pipeline.report_step import answer
from containerloop.plan.server_logs import logs_of_brokers
from containerloop.topology.inventory import Inventory
from tests.support.world import World

GUEST = "amqp://guest:guest@rabbit:5672//"
JOBS = "172.18.0.3"


def seen(
    url: str = GUEST, peer: str = JOBS, user: str = "guest", told: Any = None, **said: Any
) -> Snapshot:
    """jobs logs in at rabbit, which answers; its log has refused an account from somewhere."""
    world = World()
    world.container("rabbit", listens=["0.0.0.0:5672"], image="rabbitmq:3")
    jobs = world.container("jobs", refers=[url])
    assert jobs.attachments[0].ipv4 == JOBS
    host = url.rpartition("@")[2].partition(":")[0]
    answered = {"protocol": "amqp", "banner": "RabbitMQ 3.10.8", "resolved": "172.18.0.2"} | said
    world.attempt("service:jobs", f"{host}:5672", "answered", **answered)
    if told is None:
        told = (RefusedLogIn(user=user, peer=peer),)
    return replace(world.snapshot("5672"), refused_log_ins={"service:rabbit": told})


def codes(snapshot: Snapshot) -> list[str]:
    return [f.entry.code for f in diagnose(snapshot, entries).found]


def test_a_client_that_its_broker_has_just_refused() -> None:
    assert codes(seen()) == ["CL814"]
    report = answer(seen())
    assert (report.verdict, report.exit_status) == ("unreachable", 1)
    assert report.findings[0].summary == (
        "RabbitMQ in rabbit admits its account guest from its own localhost only, not from jobs;"
        " the network is fine"
    )
    assert report.findings[0].severity == "cause"
    assert not any("was not tried" in note for note in report.notes)


@pytest.mark.parametrize(
    "near",
    [
        seen(peer="172.18.0.9"),
        seen(user="app"),
        seen("amqp://app:secret@rabbit:5672//", user="app"),
        seen(told=()),
        seen(told=Unobserved("its log was not read in time")),
        seen("amqp://guest:guest@localhost:5672//", resolved="127.0.0.1"),
        seen(protocol="http"),
    ],
    ids=["another client", "another account", "an account of its own", "nothing in the log",
         "no log", "its own loopback", "no broker"],
)  # fmt: skip
def test_near_misses(near: Snapshot) -> None:
    assert "CL814" not in codes(near)


def test_without_its_log_the_note_stays() -> None:
    assert any("jobs logs in as guest" in note for note in answer(seen(told=())).notes)


@pytest.mark.parametrize(
    ("snapshot", "read"),
    [
        (seen(), True),
        (seen("amqp://app:secret@rabbit:5672//"), False),
        (seen("amqp://rabbit:5672//"), False),
        (seen(protocol="http"), False),
        (seen("amqp://guest:guest@localhost:5672//", resolved="127.0.0.1"), False),
    ],
    ids=["guest", "another account", "no account", "no broker", "its own loopback"],
)
def test_only_a_broker_that_may_refuse_guest_has_its_log_read(
    snapshot: Snapshot, read: bool
) -> None:
    facts = diagnose(snapshot, entries).facts
    wanted = [each.symptom.expectation for each in facts]
    logs = logs_of_brokers(wanted, snapshot.views, Inventory(snapshot.survey))
    assert list(logs) == (["service:rabbit"] if read else [])
