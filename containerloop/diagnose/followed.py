"""Where a server sent its client on, and what came of going there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from containerloop.diagnose.serviced import turned_away
from containerloop.facts import Attempt, Onward, Value
from containerloop.protocols.mismatch import Mismatch, mismatch, over_tls

ADVERTISED = {
    "broker": "a broker as",
    "member": "its primary",
    "slot": "a master of the cluster as",
    "master": "the master that it watches as",
    "node": "a node as",
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
        return bool(self.attempts) and not any(self.serves(a) for a in self.attempts)

    def serves(self, attempt: Attempt) -> bool:
        """Whether the attempt there shows that a client who was sent on is served."""
        wrong = self.unlike(attempt) is not None
        return attempt.outcome.reached and not wrong and not turned_away(attempt)

    def unlike(self, attempt: Attempt) -> Mismatch | None:
        """How the server there differs from what a link promises: https is TLS, http is not."""
        if self.place.by not in LINKED:
            return None
        said = self.place.scheme, attempt.protocol
        return mismatch(*said, banner=attempt.banner, refusal=attempt.refusal)

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
        key = _said(place)
        if key in known:
            continue
        known.add(key)
        there = tuple(a for a in made if _said(a) == key and a is not first)
        yield Followed(place, there)
        for attempt in there:
            yield from _followed(attempt, made, known)


def never_ends(first: Attempt, made: Iterable[Attempt]) -> bool:
    """Whether redirects lead in a circle, or on and on further than they were followed."""
    made, current, met = tuple(made), first, {_said(first)}
    while True:
        place = next((p for p in current.onward if p.by == "location"), None)
        if place is None:
            return False
        key = _said(place)
        if key in met:
            return True
        met.add(key)
        there = [a for a in made if _said(a) == key]
        if not there:  # beyond this machine, or further than anybody went
            return place.address == first.address
        current = there[0]


def _said(call: Attempt | Onward) -> object:
    """What is said to whom; a page over TLS is another one than the same without."""
    return str(call.address), call.opening, over_tls(call.scheme)
