"""What engines say of a probe that cannot start, and whose fault it then is."""

from __future__ import annotations

import pytest
from docker.errors import APIError
from requests import Response

from containerloop.errors import EngineFailed, ProbeUnavailable
from containerloop.observe.probe.engine_errors import IN_A_POD, refused_place
from containerloop.observe.probe.session import _start_error

PODMAN_5 = (
    "container create: container dependency f4811b27 is part of a pod, but container is not:"
    " invalid argument"
)
PODMAN_4 = (
    "container create: container 5879a40c depends on container 6eec27c0 which is in a pod -"
    " containers not in pods cannot depend on containers in pods: invalid argument"
)


def failed(said: str) -> BaseException:
    """What a start comes to when the engine answers this with status 500."""
    response = Response()
    response.status_code = 500
    return _start_error(APIError("500 Server Error", response=response, explanation=said))


@pytest.mark.parametrize("said", [PODMAN_5, PODMAN_4])
def test_a_pods_network_is_a_place_that_is_refused_and_no_fault_of_the_engine(said: str) -> None:
    error = failed(said)
    assert type(error) is ProbeUnavailable
    assert IN_A_POD in error.message


def test_any_other_500_is() -> None:
    said = "container create: no space left on device"
    assert refused_place(said) is None
    assert isinstance(failed(said), EngineFailed)
