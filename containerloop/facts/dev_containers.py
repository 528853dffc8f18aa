"""A dev container, as the devcontainer.json of a compose project has it."""

from __future__ import annotations

from containerloop.facts.values import Fact


class ForwardedPort(Fact, frozen=True, kw_only=True):
    """One item of `forwardPorts`, and the line and column that it stands at, from 1.

    `host` is "" for a plain number, which is a port of the dev container's own localhost.
    """

    host: str = ""
    port: int
    line: int
    column: int


class DevContainer(Fact, frozen=True, kw_only=True):
    """A dev container of a compose project; `file` is relative to the project's folder.

    `service` is the one that the editor works in.
    """

    file: str
    service: str
    forwards: tuple[ForwardedPort, ...] = ()
