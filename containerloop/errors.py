"""The exceptions: the question could not be asked. A failed connection is never one.

    ContainerloopError
    ├── UsageError            exit 2   the command line is not valid
    │   └── SnapshotError              a snapshot that cannot be read
    ├── NothingToDocument     exit 3   a page of nothing: nothing was seen
    ├── InterruptedHalfWay    exit 130 Ctrl-C, after something of the user's was changed
    ├── CouldNotAsk           exit 4   nothing could be measured
    │   ├── EngineUnavailable          no engine, no permission, too old, lost half-way
    │   ├── ProjectUnknown             no such project, service or vantage, or several
    │   ├── ComposeFileInvalid         the compose file does not parse
    │   └── ProbeUnavailable           the probe cannot be started or was lost
    │       └── EngineFailed           by a fault of the engine, not of the vantage

Each carries a `hint`: what to do next. Only `cli` catches them.
"""

from __future__ import annotations

WRONG_SHAPE = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading raises where JSON or YAML from outside has another shape than expected."""


class ContainerloopError(Exception):
    """A question that could not be asked. `hint` says what to do next."""

    status = 4

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ContainerloopError):
    """The command line is not valid."""

    status = 2


class SnapshotError(UsageError):
    """A file that is not a snapshot, or one of another version."""


class NothingToDocument(ContainerloopError):
    """No page can be made: nothing of the project runs, and nothing was kept of an earlier run."""

    status = 3


class InterruptedHalfWay(ContainerloopError):
    """Ctrl-C, after something of the user's was changed; the message says what."""

    status = 130


class CouldNotAsk(ContainerloopError):
    """Nothing could be measured."""


class EngineUnavailable(CouldNotAsk):
    """No engine answers, or not to this user, or it is too old, or it went away.

    `absent`: the default address has no socket and no other was chosen, so this machine
    most likely has no engine.
    """

    def __init__(self, message: str, hint: str = "", *, absent: bool = False) -> None:
        super().__init__(message, hint)
        self.absent = absent


class ProjectUnknown(CouldNotAsk):
    """No such project, service or vantage, or several that match."""


class ComposeFileInvalid(CouldNotAsk):
    """The compose file does not parse; the message names the line."""


class ProbeUnavailable(CouldNotAsk):
    """The probe could not be started on this engine, or was lost half-way."""


class EngineFailed(ProbeUnavailable):
    """The engine hung, closed the connection or sent invalid data while starting a probe.

    One of these concerns one vantage; it fails the run only when no vantage is left.
    """
