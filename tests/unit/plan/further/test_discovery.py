"""The document that an issuer's clients read first: who is asked for it, and what it leads to."""

from typing import Any

import pytest

from containerloop.facts import Address, Onward, Opening
from containerloop.plan.expectations import expectations
from containerloop.plan.further.discovery import WELL_KNOWN
from containerloop.plan.further.selection import further_looks
from containerloop.topology.inventory import Inventory
from tests.support.world import World

KEYS = Address(host="localhost", port=8180)


def issuer(path: str, key: str = "OIDC_ISSUER", **said: Any) -> World:
    world = World()
    world.container("idp", listens=["0.0.0.0:8080"])
    world.container("api", env=[f"{key}=http://idp:8080{path}"])
    answer = {"protocol": "http", "code": "200", "resolved": "172.18.0.2"} | said
    opening = Opening(path=path or None)
    world.attempt("service:api", "idp:8080", "answered", opening=opening, **answer)
    return world


def asked_for(world: World) -> list[str | None]:
    snapshot = world.snapshot("8080")
    inventory = Inventory(snapshot.survey)
    wanted = expectations(snapshot.question, inventory)
    looks = further_looks(snapshot.views, wanted, inventory)
    return [each.opening.path for look in looks for each in look.tries]


@pytest.mark.parametrize(
    ("path", "key", "asked"),
    [
        ("/realms/shop", "OIDC_ISSUER", "/realms/shop" + WELL_KNOWN),
        ("", "OIDC_ISSUER_URL", WELL_KNOWN),
        ("/oauth2/default/", "JWT_ISSUER_URI", "/oauth2/default" + WELL_KNOWN),
        ("/realms/shop", "AUTH_URL", "/realms/shop" + WELL_KNOWN),
        ("/auth/realms/shop/", "AUTH_URL", "/auth/realms/shop" + WELL_KNOWN),
        ("/realms/shop/account", "AUTH_URL", None),
        ("/my/realms/shop", "AUTH_URL", None),
        ("/v1", "AUTH_URL", None),
        ("/v1", "TISSUERY_URL", None),
        ("/realms/shop" + WELL_KNOWN, "OIDC_ISSUER", None),
    ],
)
def test_an_issuer_is_asked_for_its_document_and_nobody_else(
    path: str, key: str, asked: str | None
) -> None:
    assert asked_for(issuer(path, key)) == ([asked] if asked else [])
    assert asked_for(issuer(path, key, protocol="redis", code=None)) == []


def with_keys_at(there: Address, outcome: str) -> World:
    world = issuer("/realms/shop")
    keys = Onward(address=there, by="issuer", scheme="http", opening=Opening(path="/certs"))
    document = Opening(path="/realms/shop" + WELL_KNOWN)
    world.attempt(
        "service:api", "idp:8080", "answered", opening=document, protocol="http", code="200",
        onward=(keys,), resolved="172.18.0.2",
    )  # fmt: skip
    said = {"resolved": "127.0.0.1"} if outcome == "refused" else {"resolved": "172.18.0.2"}
    if outcome == "answered":
        said |= {"protocol": "http", "code": "200"}
    world.attempt(
        "service:api", str(there), outcome, opening=Opening(path="/certs"), scheme="http", **said
    )
    return world


def test_keys_at_the_clients_own_localhost_are_a_cause() -> None:
    report = with_keys_at(KEYS, "refused").report("8080")
    (found,) = report.findings
    assert (report.verdict, found.code) == ("unreachable", "CL811")
    assert found.summary == (
        "idp names the keys of its issuer at localhost:8180, which is api itself: refused"
    )
    assert found.evidence[0].command == f"curl -si http://idp:8080/realms/shop{WELL_KNOWN}"


def test_keys_that_are_served_are_none() -> None:
    report = with_keys_at(Address(host="idp", port=8080), "answered").report("8080")
    assert (report.verdict, report.findings) == ("reachable", ())
    assert issuer("/realms/shop").report("8080").verdict == "reachable"
