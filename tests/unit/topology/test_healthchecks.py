"""Which port of its own a failing healthcheck dials."""

import pytest

from containerloop.facts import State
from containerloop.topology.healthchecks import checked_port
from tests.support.world import World

CHECK = ["CMD", "curl", "-f", "http://localhost:8080/health"]


@pytest.mark.parametrize(
    ("check", "state", "ports"),
    [
        (CHECK, State(status="running", health="unhealthy"), {8080}),
        (CHECK, State(status="running", health="healthy"), set()),
        (CHECK, State(status="exited", health="unhealthy"), set()),
        (["CMD", "curl", "http://db:5432/"], State(status="running", health="unhealthy"), set()),
        (["CMD", "true"], State(status="running", health="unhealthy"), set()),
        ([], State(status="running", health="unhealthy"), set()),
    ],
)
def test_a_failing_check_of_its_own_port(check: list[str], state: State, ports: set[int]) -> None:
    made = World().container("web", check=check, state=state)
    assert checked_port(made) == ports
