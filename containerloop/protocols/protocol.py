"""The values of every protocol file: what to send, what the reply means, and the protocol.

Nothing here knows a particular server.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from containerloop.facts.printable import printable

BANNER_LIMIT = 120
"""Characters of a banner."""
REFUSAL_LIMIT = 240
"""Characters of a refusal: MySQL's longest well-known one has about 150."""


@dataclass(frozen=True, slots=True)
class Hello:
    """What to do on a fresh connection so that the server shows what it is.

    1. Wait up to `greet_ms` milliseconds for the server to speak first (0: do not wait).
    2. If it said nothing, send `first` (empty: go on waiting until the attempt's own deadline).
    3. When its first bytes have come, whichever way, send `then` and close. Bytes that come after
       `then` mean nothing and need not be kept.
    """

    greet_ms: int
    first: bytes
    then: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server's first bytes mean.

    `protocol` is a key of PROTOCOLS, or "text" for a greeting in an unknown language. `banner` and
    `refusal` are safe to print however they were made. `refusal` says in plain words why this
    server will not serve this caller; None means it did not object. `code` is the protocol's own
    number for what happened: SQLSTATE, MySQL error number, HTTP or SMTP status.
    """

    protocol: str
    banner: str = ""
    refusal: str | None = None
    code: str | None = None

    def __post_init__(self) -> None:
        """Make text from outside printable, so that no reader can forget to."""
        object.__setattr__(self, "banner", printable(self.banner, BANNER_LIMIT))
        if self.refusal is not None:
            object.__setattr__(self, "refusal", printable(self.refusal, REFUSAL_LIMIT))
        if self.code is not None:
            object.__setattr__(self, "code", printable(self.code, 16))


Reader = Callable[[bytes], Answer | None]
"""First bytes from a server (0 to some hundred) -> what they mean. Never raises."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """One protocol: how to recognise that it is meant, how to ask, how to read the reply.

    `schemes` maps each URL scheme to its default port. `ports` are the numbers that mean this
    protocol, the default first. `images` are the last path words of container images (and names of
    processes) that speak it. `read` reads replies to this protocol's own hello; `read_unsolicited`
    is its stricter form for bytes that answer something else (None: `read` is strict enough).
    `hello_to(host)` is the hello for servers that need the name they were dialled by.
    """

    key: str
    title: str
    hello: Hello
    read: Reader
    schemes: Mapping[str, int] = field(default_factory=dict)
    ports: tuple[int, ...] = ()
    images: tuple[str, ...] = ()
    read_unsolicited: Reader | None = None
    hello_to: Callable[[str], Hello] | None = None
    udp_hello: bytes | None = None
