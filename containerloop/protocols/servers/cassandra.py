"""Cassandra and ScyllaDB: OPTIONS, the one CQL request that needs no STARTUP."""

from containerloop.protocols.protocol import Answer, Hello, Protocol

_ERROR, _SUPPORTED = 0, 6


def read(reply: bytes) -> Answer | None:
    r"""Read SUPPORTED, or the ERROR of a server that speaks another version of CQL.

    >>> read(b"\x84\0\0\0\x06\0\0\0\x60\0\3\0\x0bCQL_VERSION\0\1")
    Answer(protocol='cassandra', banner='CQL')
    """
    if len(reply) < 9 or not 0x83 <= reply[0] <= 0x86 or reply[2:4] != b"\0\0":
        return None
    if not 4 <= int.from_bytes(reply[5:9], "big") < 1 << 16:
        return None
    if reply[4] == _SUPPORTED and b"CQL_VERSION" in reply:
        return Answer("cassandra", "CQL")
    if reply[4] == _ERROR and reply[9:13] == b"\0\0\0\x0a":
        return Answer("cassandra", "CQL", "speaks another version of CQL", "10")
    return None


CASSANDRA = Protocol(
    key="cassandra",
    title="Cassandra",
    hello=Hello(0, b"\x04\0\0\0\x05\0\0\0\0"),
    read=read,
    schemes={"cassandra": 9042, "cql": 9042, "scylla": 9042},
    ports=(9042,),
    images=("cassandra", "scylla"),
)
