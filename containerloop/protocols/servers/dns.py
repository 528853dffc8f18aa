"""DNS: one query, over TCP with its length in front, over UDP without."""

import struct

from containerloop.protocols.protocol import Answer, Hello, Protocol

_ID = 0x434C
# "localhost" is answered by a resolver itself, without asking anybody (RFC 6761).
_QUESTION = b"\x09localhost\0" + struct.pack(">HH", 1, 1)
_QUERY = struct.pack(">HHHHHH", _ID, 0x0100, 1, 0, 0, 0) + _QUESTION
# No refusals of the caller: a server that only knows its own zone says REFUSED to everybody.
_CODES = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}


def read(reply: bytes) -> Answer | None:
    r"""Read a response to our query, with or without the length that TCP puts in front.

    >>> read(b"CL\x81\x80\x00\x01\x00\x00\x00\x00\x00\x00")
    Answer(protocol='dns', banner='DNS NOERROR', code='0')
    """
    if len(reply) >= 14 and reply[2:4] == _QUERY[:2]:
        reply = reply[2:]
    if len(reply) < 12 or reply[:2] != _QUERY[:2]:
        return None
    flags, questions = struct.unpack(">HH", reply[2:6])
    # A response, of a standard query, that carries our one question back (or none).
    if flags & 0xF800 != 0x8000 or questions > 1:
        return None
    number = flags & 15
    return Answer("dns", f"DNS {_CODES.get(number, number)}", code=str(number))


DNS = Protocol(
    key="dns",
    title="DNS",
    hello=Hello(0, struct.pack(">H", len(_QUERY)) + _QUERY),
    read=read,
    schemes={"dns": 53},
    ports=(53, 5353, 1053),
    images=("coredns", "dnsmasq", "bind9", "unbound", "pihole", "named"),
    udp_hello=_QUERY,
)
