"""What is kept of a URL's path: plain words, and nothing that may be a secret."""

from __future__ import annotations

import base64
import string
import uuid
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloop.survey.references.masking import MASK, safe_path

ALPHABET = string.ascii_lowercase + string.digits


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/health",
        "/healthz/",
        "/api/v1/orders/42",
        "/oauth2/authorize",
        "/static/js/app.min.js",
        "/blog/2026-11-29/release-notes",
        "/getUserById",
        "/index.php",
        "/%7Eanna/notes",
        "/socket.io/",
        "/_next/webpack-hmr",
        "/graphql",
        "/v2/_catalog",
        "/app?page=",
    ],
)
def test_plain_words_stay(path: str) -> None:
    assert safe_path(path) == path


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/hooks/T0AB9F/xyz81273921", "/hooks/***/***"),
        ("/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", "/services/***/***/***"),
        ("/api/webhooks/123456789012345678/aBc-dEf_gh", "/api/webhooks/***/***"),
        ("/bot123456:AAE-xYz/getMe", "/***/***"),
        ("/token/summer", "/token/***"),
        ("/reset-me/550e8400-e29b-41d4-a716-446655440000", "/reset-me/***"),
        ("/files/deadbeefcafe", "/files/***"),
        ("/verify/918273", "/verify/***"),
        ("/a;jsessionid=4711", "/***"),
        ("/user:pw@home", "/***"),
        ("/x%2Ftoken%3Dabc", "/***"),
        ("/view?token=abc&page=3&4f9a8b7c6d5e=1", "/view?token=***&page=***&***=***"),
        ("/view#access_token=abc", "/view"),
        ("/" + "/".join("ab" * 40), "/" + "/".join(("ab" * 40)[:31]) + "/***"),
    ],
)
def test_what_may_be_a_secret_does_not(path: str, kept: str) -> None:
    assert safe_path(path) == kept


def base64_of(random: Random) -> str:
    return base64.urlsafe_b64encode(random.randbytes(random.randint(12, 40))).decode()


RANDOM: dict[str, Callable[[Random], str]] = {
    "base64": base64_of,
    "hex": lambda random: random.randbytes(random.randint(8, 32)).hex(),
    "uuid": lambda random: str(uuid.UUID(bytes=random.randbytes(16))),
    "number": lambda random: str(random.randint(10**5, 10**19)),
    "letters and digits": lambda random: "".join(random.choices(ALPHABET, k=20)),
}


@pytest.mark.parametrize("where", ["/{}", "/api/{}/state", "/key/{}", "/a?b={}", "/a?{}"])
@pytest.mark.parametrize("kind", RANDOM)
def test_nothing_drawn_at_random_is_kept(kind: str, where: str) -> None:
    random = Random(kind)
    for drawn in (RANDOM[kind](random).rstrip("=") for _ in range(500)):
        assert drawn not in safe_path(where.format(drawn))


@given(st.text())
def test_masking_twice_changes_nothing(path: str) -> None:
    once = safe_path(path)
    assert safe_path(once) == once
    assert MASK in once or len(once) <= len(path)
