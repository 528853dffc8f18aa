"""TLS: a ClientHello that servers answer, and how ServerHello and alerts look."""

import ipaddress
import struct

from containerloop.protocols.protocol import Answer, Call, Hello, Protocol

# Constants where a client has secrets: nothing is ever encrypted with them, and the same question
# gives the same bytes. The key share is X25519's base point, a valid public key.
_RANDOM = bytes(range(32))
_KEY_SHARE = b"\x09" + bytes(31)
_CIPHERS = (
    *(0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8),
    *(0xC009, 0xC013, 0xC00A, 0xC014, 0x009C, 0x009D, 0x002F, 0x0035),
)
_GROUPS = (0x001D, 0x0017, 0x0018, 0x0019)
_SIGNATURES = (0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0807, 0x0201)
_VERSIONS = {0x0300: "SSL 3.0", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2"}
_VERSIONS[0x0304] = "TLS 1.3"
_ALERTS = {
    40: "no TLS version or cipher in common",
    42: "bad certificate",
    70: "no TLS version in common",
    71: "wants stronger ciphers",
    80: "internal error of the TLS server",
    112: "has no certificate for the name that was asked for",
    116: "wants a client certificate",
    120: "no application protocol in common",
}
_RECORD_MAX = 0x4800


def _list16(numbers: tuple[int, ...]) -> bytes:
    return _sized(struct.pack(f">{len(numbers)}H", *numbers))


def _sized(body: bytes) -> bytes:
    return struct.pack(">H", len(body)) + body


def hello(host: str = "") -> Hello:
    """Return a ClientHello for TLS 1.2 and 1.3; `host` becomes the server name when it is a name.

    A port at the end of `host` is ignored. Addresses are left out: TLS allows only names there.
    """
    extensions = (
        (0, _server_name(host)),
        (10, _list16(_GROUPS)),
        (11, b"\x01\x00"),
        (13, _list16(_SIGNATURES)),
        (23, b""),
        (43, b"\x04\x03\x04\x03\x03"),
        (45, b"\x01\x01"),
        (51, _sized(struct.pack(">H", 0x001D) + _sized(_KEY_SHARE))),
        (0xFF01, b"\x00"),
    )
    wanted = b"".join(
        struct.pack(">H", kind) + _sized(body) for kind, body in extensions if kind or body
    )
    body = b"\x03\x03" + _RANDOM + b"\x20" + _RANDOM + _list16(_CIPHERS) + b"\x01\x00"
    body += _sized(wanted)
    return Hello(0, b"\x16\x03\x01" + _sized(b"\x01" + len(body).to_bytes(3, "big") + body))


def hello_to(call: Call) -> Hello:
    """Return a ClientHello that names whom the client calls."""
    return hello(call.opening.name or call.host)


def is_web(scheme: str) -> bool:
    """Whether a scheme with TLS is a web server's, whose URLs have a path."""
    return scheme in ("https", "wss")


def _server_name(host: str) -> bytes:
    name = host.rsplit(":", 1)[0] if host.count(":") == 1 else host
    name = name.rstrip(".")
    if not name.isascii() or not name.replace("-", "").replace("_", "").replace(".", "").isalnum():
        return b""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return _sized(b"\x00" + _sized(name.encode("ascii"))) if len(name) < 254 else b""
    return b""


def read(reply: bytes) -> Answer | None:
    r"""Read ServerHello or the alert sent instead of it: both are TLS.

    >>> read(b"\x15\x03\x01\0\x02\x02\x46")
    Answer(protocol='tls', banner='TLS', refusal='TLS refused: no TLS version in common', code='70')
    """
    return _server_hello(reply) or _alert(reply, "TLS refused: ")


def read_unsolicited(reply: bytes) -> Answer | None:
    """Read the alert by which a TLS server answers bytes that were not TLS."""
    if _alert(reply, "") is not None:
        return Answer("tls", "TLS", "speaks TLS on this port")
    return _server_hello(reply)


def _server_hello(reply: bytes) -> Answer | None:
    if len(reply) < 11 or reply[:2] != b"\x16\x03" or reply[2] > 4 or reply[5] != 2:
        return None
    if not 38 < int.from_bytes(reply[3:5], "big") <= _RECORD_MAX or reply[9] != 3:
        return None
    version = int.from_bytes(reply[9:11], "big")
    # TLS 1.3 hides behind 1.2: supported_versions (43), two bytes, 1.3.
    if b"\x00\x2b\x00\x02\x03\x04" in reply[43:]:
        version = 0x0304
    return Answer("tls", _VERSIONS.get(version, "TLS"))


def _alert(reply: bytes, prefix: str) -> Answer | None:
    if len(reply) < 7 or reply[:2] != b"\x15\x03" or reply[2] > 4 or reply[3:5] != b"\0\x02":
        return None
    level, number = reply[5], reply[6]
    if level not in (1, 2) or number > 120:
        return None
    return Answer("tls", "TLS", prefix + _ALERTS.get(number, f"alert {number}"), str(number))


TLS = Protocol(
    key="tls",
    title="TLS",
    hello=hello(),
    hello_to=hello_to,
    read=read,
    read_unsolicited=read_unsolicited,
    schemes=dict.fromkeys(("https", "wss", "grpcs", "tls", "ssl"), 443)
    | {"rediss": 6379, "valkeys": 6379, "amqps": 5671, "ldaps": 636, "smtps": 465, "imaps": 993}
    | {"pop3s": 995, "ftps": 990, "mqtts": 8883, "mongodb+srv": 27017},
    ports=(443, 8443, 5671, 636, 465, 993, 995, 990, 8883, 2376, 6443, 9443),
)
