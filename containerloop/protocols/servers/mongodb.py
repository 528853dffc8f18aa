"""MongoDB: the `hello` command as OP_MSG, and the document that answers it."""

import re
import struct

from containerloop.facts.late_pattern import late
from containerloop.protocols.named_place import split_place
from containerloop.protocols.protocol import Answer, Hello, Place, Protocol

_OP_REPLY, _OP_MSG = 1, 2013
_ID = 0x434C5031
_DOCUMENT = b"\x10hello\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0"
_BODY = struct.pack("<IBI", 0, 0, len(_DOCUMENT) + 4) + _DOCUMENT
_SET_NAME = late(rb"\x02setName\0....([^\0]{1,64})\0", re.DOTALL)
_WIRE = late(rb"\x10maxWireVersion\0(....)", re.DOTALL)
_PRIMARY = late(rb"\x02primary\0....([^\0]{1,300})\0", re.DOTALL)
_NOT_INITIATED = b"\x08isreplicaset\0\x01"
NO_CONFIG = "its replica set is not initiated (rs.initiate())"
NO_PRIMARY = "its replica set has no primary at the moment"
_HTTP = b"It looks like you are trying to access MongoDB over HTTP"


def read(reply: bytes) -> Answer | None:
    r"""Read the message that answers ours, or the sentence sent to browsers.

    >>> header = b"\x24\0\0\0\x07\0\0\0" + b"1PLC\xdd\x07\0\0"
    >>> read(header + b"\x10maxWireVersion\0\x15\0\0\0")
    Answer(protocol='mongodb', banner='wire version 21')
    """
    if reply.startswith(b"HTTP/1.") and _HTTP in reply:
        return Answer("mongodb", "MongoDB")
    if len(reply) < 16:
        return None
    size, _, answers, kind = struct.unpack("<IIII", reply[:16])
    if answers != _ID or kind not in (_OP_REPLY, _OP_MSG) or not 16 < size < 1 << 25:
        return None
    wire, replica = _WIRE.search(reply), _SET_NAME.search(reply)
    said = [f"wire version {int.from_bytes(wire[1], 'little')}"] if wire else []
    if replica:
        said.append(f"replica set {replica[1].decode('utf-8', 'replace')}")
    refusal = NO_CONFIG if _NOT_INITIATED in reply else None
    onward = _members(reply) if replica else ()
    if replica and not onward and _is_whole(reply, size):
        refusal = NO_PRIMARY
    return Answer("mongodb", ", ".join(said), refusal, "replica set" if refusal else None, onward)


def _is_whole(reply: bytes, size: int) -> bool:
    return len(reply) >= size and b"\x10maxWireVersion\0" in reply


def _members(reply: bytes) -> tuple[Place, ...]:
    """The primary, by the name that the set gives it: whatever drivers were told, they go there."""
    primary = _PRIMARY.search(reply)
    return split_place("member", primary[1].decode("latin-1"), "mongodb") if primary else ()


MONGODB = Protocol(
    key="mongodb",
    title="MongoDB",
    hello=Hello(0, struct.pack("<IIII", len(_BODY) + 16, _ID, 0, _OP_MSG) + _BODY),
    read=read,
    schemes={"mongodb": 27017, "mongo": 27017},
    ports=(27017, 27018, 27019),
    images=("mongo", "mongodb", "mongodb-community-server", "percona-server-mongodb", "mongod"),
)
