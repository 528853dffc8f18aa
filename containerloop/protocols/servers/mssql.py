"""Microsoft SQL Server: TDS PRELOGIN, which comes before encryption and login."""

import struct

from containerloop.protocols.protocol import Answer, Hello, Protocol

# Two options, VERSION (0) and ENCRYPTION (1, value 2: not supported here), their bytes after them.
_OPTIONS = struct.pack(">BHHBHHB", 0, 11, 6, 1, 17, 1, 0xFF) + bytes(6) + b"\x02"
_PRELOGIN = struct.pack(">BBHHBB", 0x12, 1, 8 + len(_OPTIONS), 0, 0, 0) + _OPTIONS


def read(reply: bytes) -> Answer | None:
    r"""Read the PRELOGIN response: one tabular-result packet whose first option is VERSION.

    >>> header = b"\x04\x01\0\x1a\0\0\0\0"
    >>> read(header + b"\0\0\x0b\0\x06\x01\0\x11\0\x01\xff" + b"\x10\0\x10\x27\0\0\0")
    Answer(protocol='mssql', banner='SQL Server 16.0.4135')
    """
    if len(reply) < 20 or reply[:2] != b"\x04\x01" or reply[8] != 0:
        return None
    size = int.from_bytes(reply[2:4], "big")
    offset, length = struct.unpack(">HH", reply[9:13])
    version = reply[8 + offset : 8 + offset + 4]
    if not 20 <= size <= 512 or length != 6 or not 6 <= offset < 64 or len(version) < 4:
        return None
    major, minor, build = struct.unpack(">BBH", version)
    return Answer("mssql", f"SQL Server {major}.{minor}.{build}")


MSSQL = Protocol(
    key="mssql",
    title="SQL Server",
    hello=Hello(0, _PRELOGIN),
    read=read,
    schemes={"mssql": 1433, "sqlserver": 1433},
    ports=(1433,),
    images=("mssql", "azure-sql-edge", "sqlservr"),
)
