"""Whether one attempt was served, and whose fault it is where it was not."""

from typing import Any

import pytest

from containerloop.diagnose.serviced import serviced, turned_away
from containerloop.facts import Address, Attempt, Outcome
from containerloop.facts.openings import Opening
from containerloop.protocols.host_refusals import WRONG_NAME


def attempt(outcome: str, host: str = "web", **more: Any) -> Attempt:
    address = Address(host=host, port=80)
    return Attempt(vantage="service:api", address=address, outcome=Outcome(outcome), **more)


@pytest.mark.parametrize(
    ("seen", "served"),
    [
        (attempt("answered", protocol="http", code="200"), True),
        (attempt("answered", protocol="http", code="200", stalled=True), False),
        (attempt("answered", protocol="http", code="502"), False),
        (attempt("open"), None),
        (attempt("refused"), False),
        (attempt("timed-out"), False),
    ],
)
def test_what_counts_as_served(seen: Attempt, served: bool | None) -> None:
    assert serviced(seen).served is served


def test_of_a_server_that_waits_for_its_client_nothing_is_known_yet() -> None:
    assert serviced(attempt("open")).untried == "what it says to its client was not tried"


def test_who_was_not_reached_was_not_turned_away() -> None:
    assert turned_away(attempt("answered", protocol="http", code="502"))
    assert not turned_away(attempt("refused"))
    assert not turned_away(attempt("answered", protocol="http", code="200"))


def test_a_name_that_is_refused_counts_where_somebody_wrote_it() -> None:
    said = {"protocol": "http", "code": "400", "refusal": f"{WRONG_NAME}: DisallowedHost"}
    by_number = serviced(attempt("answered", "172.18.0.2", **said)).served
    assert (serviced(attempt("answered", **said)).served, by_number) == (False, None)


@pytest.mark.parametrize(("typed", "served"), [("/items", False), ("/other", None), (None, None)])
def test_a_request_that_is_refused_counts_where_its_path_was_typed(
    typed: str | None, served: bool | None
) -> None:
    seen = attempt("answered", protocol="http", code="400", opening=Opening(path="/items"))
    assert serviced(seen, typed).served is served


def test_without_a_path_nothing_was_typed() -> None:
    assert serviced(attempt("answered", protocol="http", code="400")).served is None
