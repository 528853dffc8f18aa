"""What properties that hold for any text share."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from containerloop.errors import ContainerloopError

SLOW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def one_sentence(error: ContainerloopError, about: str = "") -> None:
    """The message is one line, and names `about`."""
    assert "\n" not in error.message
    assert about in error.message
