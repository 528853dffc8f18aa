"""How long ago containers started and ended, by the engine's own clock. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec.structs import replace

from containerloop.facts import Container


def aged(containers: Iterable[Container], clock: str | None) -> tuple[Container, ...]:
    """The containers with the ages of their states; `clock` is the engine's time.

    An engine that does not report its time is assumed to share this machine's clock.
    """
    now = _moment(clock) or datetime.now(UTC)
    return tuple(_aged(container, now) for container in containers)


def _aged(container: Container, now: datetime) -> Container:
    state = container.state
    moments = (state.started_at, state.finished_at, state.made_at)
    up, down, age = (_seconds(text, now) for text in moments)
    return replace(container, state=replace(state, up_s=up, down_s=down, age_s=age))


def _seconds(text: str, now: datetime) -> float | None:
    moment = _moment(text)
    return None if moment is None else max(0.0, round((now - moment).total_seconds(), 1))


def _moment(text: str | None) -> datetime | None:
    """A time in RFC 3339; the engine writes nanoseconds, of which six digits are read."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
