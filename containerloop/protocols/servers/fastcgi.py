"""FastCGI (php-fpm): FCGI_GET_VALUES, the management record that starts no request."""

from containerloop.protocols.protocol import Answer, Hello, Protocol

_NAME = b"FCGI_MPXS_CONNS"
_CONTENT = bytes((len(_NAME), 0)) + _NAME
_PADDING = -len(_CONTENT) % 8


def read(reply: bytes) -> Answer | None:
    r"""Read FCGI_GET_VALUES_RESULT, on request 0.

    >>> read(b"\x01\x0a\0\0\0\x13\x05\0\x0f\x01FCGI_MPXS_CONNS1")
    Answer(protocol='fastcgi', banner='FastCGI')
    """
    if len(reply) < 8 or reply[:4] != b"\x01\x0a\0\0" or reply[7] != 0:
        return None
    return Answer("fastcgi", "FastCGI")


FASTCGI = Protocol(
    key="fastcgi",
    title="FastCGI",
    hello=Hello(0, bytes((1, 9, 0, 0, 0, len(_CONTENT), _PADDING, 0)) + _CONTENT + bytes(_PADDING)),
    read=read,
    schemes={"fastcgi": 9000, "fcgi": 9000},
    # No port: 9000 is as often MinIO, SonarQube or ClickHouse.
    images=("php-fpm",),
)
