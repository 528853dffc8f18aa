"""Whether an answer serves the client, and the words for one that does not."""

from typing import Any

import pytest

from containerloop.facts import Opening
from containerloop.protocols.host_refusals import WRONG_NAME
from containerloop.protocols.service import Answered, service


def http(code: str, path: str = "/", **more: Any) -> tuple[bool | None, str | None]:
    """What an HTTP status comes to."""
    said = service(Answered(protocol="http", code=code, opening=Opening(path=path), **more))
    return said.served, said.untried


@pytest.mark.parametrize(
    ("code", "clause"),
    [
        ("403", "it forbids this path (403)"),
        ("404", "it does not serve this path (404)"),
        ("410", "it does not serve this path (410)"),
    ],
)
def test_a_typed_path_that_is_not_served(code: str, clause: str) -> None:
    assert http(code, "/nope", typed=True) == (False, clause)
    assert http(code, "/nope")[0] is not False
    assert http(code, "/", typed=True)[0] is not False


@pytest.mark.parametrize(
    ("code", "clause"),
    [
        ("500", "its answer is an error (500)"),
        ("429", "it takes no more requests at the moment (429)"),
    ],
)
def test_a_server_that_fails_says_so(code: str, clause: str) -> None:
    assert http(code) == (False, clause)


def test_words_of_the_server_itself_go_before() -> None:
    assert http("502", refusal="a proxy whose own server gave no valid answer (502)") == (
        False,
        None,
    )


def test_what_is_no_get_is_no_refusal() -> None:
    assert http("501")[0] is None
    assert http("405")[0] is None
    assert http("302") == (True, None)


@pytest.mark.parametrize(
    ("code", "served", "clause"),
    [
        ("101", True, None),
        ("401", None, "the log-in was not tried: the server asks for one"),
        ("200", False, "it does not open a WebSocket there (200)"),
    ],
)
def test_a_websocket_needs_its_own_answer(
    code: str, served: bool | None, clause: str | None
) -> None:
    assert http(code, scheme="ws") == (served, clause)


def test_a_name_that_is_refused_counts_where_somebody_wrote_it() -> None:
    assert http("421", refusal=WRONG_NAME)[0] is False
    assert http("403", refusal=f'{WRONG_NAME}: "Blocked"')[0] is False
    assert http("421", refusal=WRONG_NAME, by_name=False)[0] is None
