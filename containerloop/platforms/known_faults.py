"""Faults of single releases of an engine that look like a mistake of a project's. Pure.

Each stands here with where it is on record; none of these releases could be run for the tests.
"""

from __future__ import annotations

from enum import StrEnum

from containerloop.facts import Engine, Value


class Sign(StrEnum):
    """What of a failure has to be seen, beside the version."""

    NAMES = "a name that a running container has on the client's own network does not resolve"
    PORT_DRIVER = "the engine did not start a container, for want of a port driver's protocol"


class KnownFault(Value, frozen=True):
    """A release with a fault, what it does, the release that has it no more, and its source."""

    version: str
    sign: Sign
    does: str
    mended_in: str
    source: str


KNOWN_FAULTS = (
    KnownFault(
        version="28.0.0",
        sign=Sign.PORT_DRIVER,
        does="it publishes no port with RootlessKit's port driver slirp4netns",
        mended_in="28.0.1",
        source="moby/moby#49499",
    ),
    KnownFault(
        version="29.1.0",
        sign=Sign.NAMES,
        does="its resolver answers containers no name after they were restarted",
        mended_in="29.1.1",
        source="moby/moby#51614, moby/moby#51615",
    ),
)
REFUSAL = "is not supported by the RootlessKit port driver"
"""What 28.0.0 says of a container that it does not start."""


def faults_of(engine: Engine) -> tuple[KnownFault, ...]:
    """Those of this very release; a distribution's suffix (`+dfsg1`) is none of the version's."""
    version = engine.version.partition("+")[0].partition("-")[0]
    docker = engine.flavour != "podman"
    return tuple(f for f in KNOWN_FAULTS if docker and f.version == version)
