"""CL413 model-runner-address: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.diagnose.trials import DialAs, Rebind, Untriable
from tests.support.rule_worlds import finding, first_remedy
from tests.support.world import World

NAME = "model-runner.docker.internal"
LINE = f"{NAME}:host-gateway"


def chat(
    outcome: str = "name-not-found",
    at: str = f"{NAME}:80",
    runner: str | None = "0.0.0.0:12434",
    engine: dict[str, Any] | None = None,
    **more: Any,
) -> World:
    """A service calls the runner at the address that Docker Desktop has for it."""
    world = World(engine=engine)
    world.container("chat", refers=[f"http://{at}/engines/v1"], **more)
    if runner:
        world.host_listens(runner)
    resolved = "172.17.0.1" if outcome == "refused" else None
    world.attempt("service:chat", at, outcome, resolved=resolved)
    return world


@pytest.mark.parametrize("outcome", ["name-not-found", "name-server-failed"])
def test_the_name_is_not_known_with_docker_engine(outcome: str) -> None:
    world = chat(outcome)
    assert world.codes(f"{NAME}:80", "service:chat") == ["CL413"]
    assert world.report(f"{NAME}:80", "service:chat").findings[0].summary == (
        "chat calls Docker Model Runner as on Docker Desktop: with Docker Engine the name does not"
        " exist here, and its port is 12434"
    )


def test_the_name_and_the_port_are_changed_together() -> None:
    remedy = first_remedy(chat(), f"{NAME}:80", "service:chat")
    assert remedy.override == {
        "services": {
            "chat": {
                "environment": {"URL_0": f"http://{NAME}:12434/engines/v1"},
                "extra_hosts": [LINE],
            }
        }
    }
    trial = finding(chat(), f"{NAME}:80", "CL413", "service:chat").remedies[0].trial
    assert isinstance(trial, DialAs)
    assert (str(trial.address), trial.extra_hosts) == (f"{NAME}:12434", (LINE,))


def test_a_name_that_is_defined_still_needs_the_port() -> None:
    world = chat("refused", extra_hosts=(LINE,))
    assert world.codes(f"{NAME}:80", "service:chat") == ["CL413"]
    override = first_remedy(world, f"{NAME}:80", "service:chat").override
    assert override["services"]["chat"].keys() == {"environment"}


def test_the_right_port_still_needs_the_name() -> None:
    world = chat(at=f"{NAME}:12434")
    override = first_remedy(world, f"{NAME}:12434", "service:chat").override
    assert override == {"services": {"chat": {"extra_hosts": [LINE]}}}


def test_a_runner_on_loopback_is_relayed_to() -> None:
    world = chat(runner="127.0.0.1:12434")
    trial = finding(world, f"{NAME}:80", "CL413", "service:chat").remedies[0].trial
    assert isinstance(trial, Rebind)


def test_a_runner_that_is_not_there_comes_first() -> None:
    remedy = finding(chat(runner=None), f"{NAME}:80", "CL413", "service:chat").remedies[0]
    assert remedy.first == ("start Docker Model Runner (docker model install-runner)",)
    assert isinstance(remedy.trial, Untriable)


@pytest.mark.parametrize(
    "near",
    [
        chat("refused", at=f"{NAME}:12434", extra_hosts=(LINE,)),
        chat(engine={"flavour": "docker-desktop"}),
        chat("timed-out", extra_hosts=(LINE,)),
        chat(at="model-runner.example.internal:80"),
    ],
    ids=["the right address", "Docker Desktop", "lost on the way", "another name"],
)
def test_near_misses(near: World) -> None:
    address = near.attempts[0].address
    assert "CL413" not in near.codes(f"{address.host}:{address.port}", "service:chat")


def test_the_hosts_own_name_is_another_cause() -> None:
    assert chat(at="host.docker.internal:12434").codes("12434", "service:chat") == ["CL404"]
    assert "CL404" not in chat().codes(f"{NAME}:80", "service:chat")


def test_this_machine_has_no_extra_hosts() -> None:
    world = World()
    world.attempt("host", f"{NAME}:80", "name-not-found")
    assert "CL413" not in world.codes(f"{NAME}:80", "host")
