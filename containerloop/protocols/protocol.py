"""The values of every protocol file: what to send, what the reply means, and the protocol.

Nothing here knows a particular server.
"""

from collections.abc import Callable, Mapping

import msgspec

from containerloop.facts.openings import PLAIN, Opening
from containerloop.facts.printable import printable

BANNER_LIMIT = 120
"""Characters of a banner."""
REFUSAL_LIMIT = 240
"""Characters of a refusal: MySQL's longest well-known one has about 150."""


class Hello(msgspec.Struct, frozen=True):
    """What to do on a fresh connection so that the server shows what it is.

    1. Wait up to `greet_ms` milliseconds for the server to speak first (0: do not wait).
    2. If it said nothing, send `first` (empty: go on waiting until the attempt's own deadline).
    3. When its first bytes have come, whichever way, send `then` and close. Bytes that come after
       `then` mean nothing and need not be kept.
    """

    greet_ms: int
    first: bytes
    then: bytes = b""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a server sends its client on. `host` None is the server that was called itself.

    `by`: location, broker, member, slot, issuer or passive.
    """

    by: str
    host: str | None = None
    port: int = 0
    scheme: str | None = None
    opening: Opening = PLAIN


class Answer(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """What a server's first bytes mean.

    `protocol` is a key of PROTOCOLS, or "text" for a greeting in an unknown language. `banner` and
    `refusal` are safe to print however they were made. `refusal` says in plain words why this
    server will not serve this caller; None means it did not object. `code` is the protocol's own
    number for what happened: SQLSTATE, MySQL error number, HTTP or SMTP status. `onward` are the
    places that it sends this client on to.
    """

    protocol: str
    banner: str = ""
    refusal: str | None = None
    code: str | None = None
    onward: tuple[Place, ...] = ()

    def __post_init__(self) -> None:
        """Make text from outside printable, so that no reader can forget to."""
        msgspec.structs.force_setattr(self, "banner", printable(self.banner, BANNER_LIMIT))
        if self.refusal is not None:
            msgspec.structs.force_setattr(self, "refusal", printable(self.refusal, REFUSAL_LIMIT))
        if self.code is not None:
            msgspec.structs.force_setattr(self, "code", printable(self.code, 16))


class Call(msgspec.Struct, frozen=True):
    """What a hello may depend on: `host` as it was dialled ("api:8000"), and what is asked."""

    host: str
    scheme: str | None = None
    opening: Opening = PLAIN


Reader = Callable[[bytes], Answer | None]
"""First bytes from a server (0 to some hundred) -> what they mean. Never raises."""


class Protocol(msgspec.Struct, frozen=True):
    """One protocol: how to recognise that it is meant, how to ask, how to read the reply.

    `schemes` maps each URL scheme to its default port. `ports` are the numbers that mean this
    protocol, the default first. `images` are the last path words of container images (and names of
    processes) that speak it. `read` reads replies to this protocol's own hello; `read_unsolicited`
    is its stricter form for bytes that answer something else (None: `read` is strict enough).
    `hello_to(call)` is the hello for servers that need the name they were dialled by, or more.
    """

    key: str
    title: str
    hello: Hello
    read: Reader
    schemes: Mapping[str, int] = {}
    ports: tuple[int, ...] = ()
    images: tuple[str, ...] = ()
    read_unsolicited: Reader | None = None
    hello_to: Callable[[Call], Hello] | None = None
    udp_hello: bytes | None = None
