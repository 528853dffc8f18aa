"""How a protocol is recognised by its answer."""

import pytest

from containerloop import protocols


@pytest.mark.parametrize(
    ("reply", "protocol"),
    [
        (b'<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n', "http"),
        (b"\r\n<html><body>400", "http"),
        (b"<htmlish>\n", "text"),
        (b"+PONG\r\n", "redis"),
    ],
)
def test_a_web_server_is_known_by_its_page_too(reply: bytes, protocol: str) -> None:
    answer = protocols.identify(reply, protocols.by_scheme("redis"))
    assert answer is not None
    assert answer.protocol == protocol
