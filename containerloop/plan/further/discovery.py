"""The discovery document of an OIDC issuer, which its clients read before anything else. Pure.

Whoever is given an issuer asks for that document at once, below the issuer's own path (OpenID
Connect Discovery 1.0, 4), and then for the keys at the address that the document names.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from containerloop.facts import Attempt, Opening
from containerloop.plan.further.answered import Answered, Further
from containerloop.plan.values import Expectation, PlannedAttempt

WELL_KNOWN = "/.well-known/openid-configuration"
_SAYS_SO = frozenset({"ISSUER", "OIDC", "OPENID"})


def discovery(known: Answered) -> Iterator[Further]:
    """The document below the path of an address that is an issuer's."""
    first, opening = known.attempt, discovery_opening(known.expectation)
    if opening is None or first.protocol != "http" or first.opening != known.expectation.opening:
        return
    again = PlannedAttempt(first.address, first.scheme, expected=True, opening=opening)
    yield Further(known.expectation.vantage, again)


def discovery_opening(expectation: Expectation) -> Opening | None:
    """What is said to get the document; None for an address that is not an issuer's."""
    path, reference = expectation.opening.path or "/", expectation.reference
    variable = reference.host_part.place.key.rpartition(".")[2] if reference else ""
    says_so = not _SAYS_SO.isdisjoint(variable.upper().split("_"))
    if path.endswith(WELL_KNOWN) or not (says_so or _is_a_realm(path)):
        return None
    return replace(expectation.opening, path=path.rstrip("/") + WELL_KNOWN)


def _is_a_realm(path: str) -> bool:
    """Whether it is the path of Keycloak's issuers, which tells one whatever the setting is called.

    >>> [_is_a_realm(path) for path in ("/auth/realms/shop/", "/realms/shop/account")]
    [True, False]
    """
    words = path.strip("/").removeprefix("auth/").split("/")
    return len(words) == 2 and words[0] == "realms"


def documents(expectation: Expectation, made: tuple[Attempt, ...]) -> tuple[Attempt, ...]:
    """The attempts that got the document of the address that is relied on."""
    opening, address = discovery_opening(expectation), expectation.address
    return tuple(a for a in made if a.address == address and a.opening == opening)
