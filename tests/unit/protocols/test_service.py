"""Whether an answer serves the client that said what was said."""

from typing import Any

import pytest

from containerloop.facts import Opening
from containerloop.protocols.host_refusals import WRONG_NAME
from containerloop.protocols.servers.http import WANTS_TLS
from containerloop.protocols.service import Answered, Service, service

USER = Opening(user="app", database="shop")
PAGE = Opening(path="/health")


def served(protocol: str | None, code: str | None = None, **more: Any) -> bool | None:
    return service(Answered(protocol=protocol, code=code, **more)).served


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("200", True),
        ("204", True),
        ("302", True),
        ("404", True),
        ("401", None),
        ("403", None),
        ("405", None),
        ("407", None),
        ("429", False),
        ("500", False),
        ("501", None),
        ("502", False),
        ("503", False),
        ("504", False),
    ],
)
def test_a_web_server_asked_for_nothing_in_particular(code: str, expected: bool | None) -> None:
    assert served("http", code) is expected


def test_a_request_that_was_typed_must_not_be_refused() -> None:
    assert served("http", "400", opening=PAGE, typed=True) is False
    assert served("http", "400", opening=Opening(path="/"), typed=True) is False
    assert served("http", "400", opening=PAGE) is None
    assert served("http", "405", opening=PAGE, typed=True) is None


@pytest.mark.parametrize("code", ["403", "404", "410"])
def test_a_page_that_was_typed_must_be_there(code: str) -> None:
    assert served("http", code, opening=PAGE, typed=True) is False
    # a base address that is written somewhere need not be a page
    assert served("http", code, opening=PAGE) is None
    assert served("http", code, opening=Opening(path="/"), typed=True) is not False
    assert served("http", "404", opening=Opening(path="/")) is True
    assert served("http", "200", opening=PAGE, typed=True) is True
    assert served("http", "200", opening=PAGE) is True


def test_that_a_written_page_is_not_there_is_said_and_counts_for_nothing() -> None:
    for code in ("404", "410"):
        answer = Answered(protocol="http", code=code, opening=PAGE)
        assert service(answer) == Service(None, f"it answers {code} at the path that is written")
        assert served("http", code, opening=Opening(path="/")) is True
        assert served("http", code, typed=True) is True


def test_a_websocket_is_served_by_an_upgrade_alone() -> None:
    assert served("http", "101", scheme="ws") is True
    assert served("http", "200", scheme="ws") is False
    assert served("http", "426", scheme="wss") is False
    assert served("http", "401", scheme="ws") is None
    assert served("http", "426", scheme="http") is None


def test_a_host_name_may_be_refused_only_where_somebody_wrote_it() -> None:
    assert served("http", "421", refusal=WRONG_NAME) is False
    assert served("http", "421", refusal=WRONG_NAME, by_name=False) is None


def test_plain_text_to_tls_is_judged_by_the_schemes() -> None:
    assert served("http", "400", refusal=WANTS_TLS) is None
    assert served("tls", None, refusal="speaks TLS on this port", banner="TLS") is None
    assert served("tls", "112", refusal="no certificate", banner="TLS") is False


def test_a_page_without_a_status_is_an_answer() -> None:
    assert served("http") is True


@pytest.mark.parametrize(
    ("code", "banner", "expected"),
    [
        (None, "asks for a password", None),
        (None, "asks for no password", True),
        ("28000", None, False),
        ("28P01", None, None),
        ("53300", None, False),
        ("57P03", None, False),
        ("3D000", None, False),
    ],
)
def test_a_log_in_at_postgresql(
    code: str | None, banner: str | None, expected: bool | None
) -> None:
    refusal = "no" if code else None
    said = {"refusal": refusal, "banner": banner, "opening": USER}
    assert served("postgresql", code, **said) is expected


def test_before_a_log_in_postgresql_does_not_say_whom_it_lets_in() -> None:
    assert service(Answered(protocol="postgresql", banner="without TLS")) == Service(
        None, "the log-in was not tried"
    )
    # that another user than the client's has no entry says nothing
    assert served("postgresql", "28000", refusal="no entry") is None
    assert served("postgresql", "53300", refusal="too many clients") is False


@pytest.mark.parametrize(
    ("protocol", "code", "refusal", "expected"),
    [
        ("redis", "NOAUTH", "NOAUTH Authentication required.", None),
        ("redis", "DENIED", "DENIED protected mode", False),
        ("redis", "LOADING", "LOADING", False),
        ("redis", "READONLY", "READONLY", True),
        ("redis", "ERR", "max number of clients reached", False),
        ("redis", "ERR", "unauthenticated bulk", True),
        ("mysql", "1130", "Host is not allowed", False),
        ("mqtt", "5", "wants a login", None),
        ("mqtt", "3", "not available", False),
        ("ldap", "48", "does not allow anonymous binds", None),
        ("ldap", "51", "busy", False),
        ("smtp", "554", "go away", False),
        ("ftp", "421", "too many users", False),
        ("ftp", "500", "OOPS: vsftpd: refusing to run", False),
        ("ftp", "530", "Not logged in", None),
        ("redis", "SELECT", "DB index is out of range", False),
        ("kafka", "35", "error 35", False),
    ],
)
def test_a_refusal_counts_unless_it_is_for_the_lack_of_a_log_in(
    protocol: str, code: str, refusal: str, expected: bool | None
) -> None:
    assert served(protocol, code, refusal=refusal) is expected


@pytest.mark.parametrize(
    ("protocol", "expected"),
    [
        ("redis", Service(True)),
        ("mysql", Service(None, "the log-in was not tried")),
        ("tls", Service(None, "the certificate was not checked")),
        ("text", Service(True)),
        (None, Service(True)),
    ],
)
def test_what_an_answer_leaves_open_is_said(protocol: str | None, expected: Service) -> None:
    assert service(Answered(protocol=protocol)) == expected


def test_a_line_of_text_is_not_what_a_known_scheme_asks_for() -> None:
    assert served("text", scheme="ftp") is False
    assert served("text", scheme="acme") is True
    assert served("ftp", "220", scheme="ftp") is None


def test_an_ftp_server_that_admits_its_client_leaves_nothing_open() -> None:
    assert service(Answered(protocol="ftp", code="230")) == Service(True)
    assert service(Answered(protocol="ftp", code="220")).untried == "the log-in was not tried"
