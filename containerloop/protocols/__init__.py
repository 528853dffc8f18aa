"""What to say to a server and what its reply means. Pure: no sockets, no clock, no files.

The names that other packages use are handed on here; inside this package files import each other.
"""

from containerloop.protocols.first_words import opening_of
from containerloop.protocols.protocol import Answer, Call, Hello, Place, Protocol, Reader
from containerloop.protocols.registry import (
    PROTOCOLS,
    by_hint,
    by_key,
    by_port,
    by_scheme,
    default_port,
    expected,
    hello_of,
    identify,
    second_tries,
    title,
)

__all__ = [
    "PROTOCOLS",
    "Answer",
    "Call",
    "Hello",
    "Place",
    "Protocol",
    "Reader",
    "by_hint",
    "by_key",
    "by_port",
    "by_scheme",
    "default_port",
    "expected",
    "hello_of",
    "identify",
    "opening_of",
    "second_tries",
    "title",
]
