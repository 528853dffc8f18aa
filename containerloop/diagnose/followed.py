"""Where a server sent its client on, and what came of going there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from containerloop.diagnose.serviced import turned_away
from containerloop.facts import Attempt, Onward, Value

ADVERTISED = {
    "broker": "a broker as",
    "member": "its primary",
    "slot": "a master of the cluster as",
    "master": "the master that it watches as",
}
"""How a server's own address was told to its clients, as words before it."""
LINKED = {
    "location": "redirects to",
    "realm": "sends its clients to log in at",
    "issuer": "names the keys of its issuer at",
}
"""How a web server told an address, as words before it."""


class Followed(Value, frozen=True):
    """A place that a server named to its client, and the attempts there; () where none was made."""

    place: Onward
    attempts: tuple[Attempt, ...]

    @property
    def failed(self) -> bool:
        """Whether it was dialled and serves nobody who calls from there."""
        return bool(self.attempts) and not any(map(_serves, self.attempts))

    def meets(self, *, page: bool) -> bool:
        """Whether it fails the client: a redirect only where the client asks for that `page`.

        A service's setting that names no path is a base, to which its client adds its own; the
        page at "/" is for people.
        """
        return self.failed and (page or self.place.by != "location")


def places_followed(first: Attempt, made: Iterable[Attempt]) -> tuple[Followed, ...]:
    """Every place that an attempt's answer leads to, directly or over another."""
    return tuple(_followed(first, tuple(made), set()))


def _followed(first: Attempt, made: tuple[Attempt, ...], known: set[object]) -> Iterator[Followed]:
    for place in first.onward:
        key = (str(place.address), place.opening)
        if key in known:
            continue
        known.add(key)
        there = tuple(a for a in made if (str(a.address), a.opening) == key and a is not first)
        yield Followed(place, there)
        for attempt in there:
            yield from _followed(attempt, made, known)


def never_ends(first: Attempt, made: Iterable[Attempt]) -> bool:
    """Whether redirects lead in a circle, or on and on further than they were followed."""
    made, current, met = tuple(made), first, {(str(first.address), first.opening)}
    while True:
        place = next((p for p in current.onward if p.by == "location"), None)
        key = (str(place.address), place.opening) if place else None
        if place is None or key is None:
            return False
        if key in met:
            return True
        met.add(key)
        there = [a for a in made if (str(a.address), a.opening) == key]
        if not there:  # beyond this machine, or further than anybody went
            return place.address == first.address
        current = there[0]


def _serves(attempt: Attempt) -> bool:
    return attempt.outcome.reached and not turned_away(attempt)
