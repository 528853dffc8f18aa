"""Whether a log-in that a setting has fits what Redis asked for."""

import pytest

from containerloop.facts import LogInShape
from containerloop.protocols.unasked_log_ins import is_doubt, log_in_doubt

NOAUTH = ("NOAUTH", "NOAUTH Authentication required.")


@pytest.mark.parametrize(
    ("code", "refusal", "shape", "words"),
    [
        (None, None, "password", "has no password set, and the setting has one"),
        (None, None, "user", "asks for no log-in, and the setting has a user"),
        (*NOAUTH, "none", '("NOAUTH Authentication required."), and the setting has none'),
    ],
)
def test_what_does_not_fit(
    code: str | None, refusal: str | None, shape: LogInShape, words: str
) -> None:
    told = log_in_doubt("redis", code, refusal, shape)
    assert told is not None
    assert words in told
    assert is_doubt(told)


@pytest.mark.parametrize(
    ("protocol", "code", "refusal", "shape"),
    [
        ("redis", None, None, "none"),
        ("redis", None, None, ""),
        ("redis", *NOAUTH, "password"),
        ("redis", *NOAUTH, "user"),
        ("redis", *NOAUTH, ""),
        ("redis", "LOADING", "LOADING Redis is loading the dataset in memory", "password"),
        ("http", None, None, "password"),
        (None, None, None, "password"),
    ],
)
def test_what_fits_or_tells_nothing(
    protocol: str | None, code: str | None, refusal: str | None, shape: LogInShape
) -> None:
    assert log_in_doubt(protocol, code, refusal, shape) is None


def test_what_else_was_not_tried_is_no_such_doubt() -> None:
    assert not is_doubt(None)
    assert not is_doubt("the log-in was not tried: the server asks for one")
