"""gRPC without TLS: the HTTP/2 preface, and the SETTINGS frame that answers it."""

from containerloop.protocols.protocol import Answer, Hello, Protocol

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_SETTINGS = b"\0\0\0\x04\0\0\0\0\0"
_GOAWAY = b"\0\0\x08\x07\0\0\0\0\0" + bytes(8)
_MOST = 16 * 6  # bytes of settings; six per setting, and there are not many


def read(reply: bytes) -> Answer | None:
    r"""Read the server's SETTINGS, which must come first, on stream 0 and unacknowledged.

    >>> read(b"\0\0\x06\x04\0\0\0\0\0\0\x05\0\0\x40\0")
    Answer(protocol='grpc', banner='HTTP/2')
    """
    if len(reply) < 9 or reply[3:9] != b"\x04\0\0\0\0\0":
        return None
    size = int.from_bytes(reply[:3], "big")
    if size % 6 or size > _MOST:
        return None
    return Answer("grpc", "HTTP/2")


GRPC = Protocol(
    key="grpc",
    title="gRPC",
    hello=Hello(0, _PREFACE + _SETTINGS, _GOAWAY),
    read=read,
    schemes={"grpc": 50051, "h2c": 80},
    ports=(50051, 4317),
)
