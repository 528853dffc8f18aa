"""The kernel's text tables of one network namespace, as facts. Pure: text in, values out.

Only the reading of /proc/net and of the two resolver files may live here.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterator

from containerloop.facts.survey import Listener, Route
from containerloop.facts.values import Address, Transport, literal

LISTEN, SYN_SENT, UDP_BOUND, ESTABLISHED, CLOSE_WAIT = "0A", "02", "07", "01", "08"
DOCKER_RESOLVER = "127.0.0.11"
"""Docker's own name server sits in every container at this address; it is nobody's server."""

_ROUTE_UP = 0x1
_ACCEPTS, _STREAM, _UNCONNECTED = "00010000", "0001", "01"


def listeners(table: str, transport: Transport) -> tuple[Listener, ...]:
    r"""Sockets in LISTEN (UDP: bound and unconnected) of a tcp, tcp6, udp or udp6 table.

    >>> table = '''\
    ...  sl local_address rem_address   st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
    ...   0: 0100007F:1538 00000000:0000 0A 00000000:00000003 00:00000000 00000000 70       0 4711
    ... '''
    >>> [(str(one.address), one.port, one.queue) for one in listeners(table, Transport.TCP)]
    [('127.0.0.1', 5432, 3)]
    """
    left = tuple(_left(table))
    return tuple(
        Listener(
            address=address,
            port=port,
            transport=transport,
            queue=int(words[4].partition(":")[2], 16),
            left=left.count(port) if transport is Transport.TCP else 0,
        )
        for words in _rows(table)
        for address, port in (socket_address(words[1]),)
        if _listens(words, transport) and address != DOCKER_RESOLVER
    )


def _left(table: str) -> Iterator[int]:
    """The ports of connections that a process holds and whose other side has ended them.

    What nobody has accepted yet has no inode (net/ipv4/tcp_ipv4.c, get_tcp4_sock).
    """
    for words in _rows(table):
        if words[3] == CLOSE_WAIT and words[9] != "0":
            yield socket_address(words[1])[1]


def callers(table: str, port: int) -> tuple[str, ...]:
    """The other sides of connections to a port that a process holds, as the table has them."""
    return tuple(
        words[2]
        for words in _rows(table)
        if words[3] in (ESTABLISHED, CLOSE_WAIT)
        and words[9] != "0"
        and socket_address(words[1])[1] == port
    )


def dialling(table: str) -> tuple[Address, ...]:
    r"""Addresses in SYN_SENT of a tcp or tcp6 table: dialled right now, not answered yet.

    >>> table = '''\
    ...  sl local_address rem_address   st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
    ...   1: 030012AC:C3D2 020012AC:1538 02 00000001:00000000 01:00000000 00000001 0        0 4712
    ... '''
    >>> [str(one) for one in dialling(table)]
    ['172.18.0.2:5432']
    """
    found = (socket_address(words[2]) for words in _rows(table) if words[3] == SYN_SENT)
    return tuple(dict.fromkeys(Address(host=host, port=port) for host, port in found))


def unix_sockets(table: str) -> tuple[str, ...]:
    r"""The paths of the stream sockets of /proc/net/unix that listen.

    >>> table = '''\
    ... Num       RefCount Protocol Flags    Type St Inode Path
    ... 00000000: 00000002 00000000 00010000 0001 01 630752 /run/postgresql/.s.PGSQL.5432
    ... 00000000: 00000003 00000000 00000000 0001 03 630760 /run/postgresql/.s.PGSQL.5432
    ... 00000000: 00000002 00000000 00010000 0001 01 4711 @abstract
    ... '''
    >>> unix_sockets(table)
    ('/run/postgresql/.s.PGSQL.5432',)
    """
    rows = (line.split(maxsplit=7) for line in table.splitlines()[1:])
    listening = (r for r in rows if len(r) == 8 and r[3:6] == [_ACCEPTS, _STREAM, _UNCONNECTED])
    return tuple(dict.fromkeys(row[7] for row in listening if row[7].startswith("/")))


def _listens(words: list[str], transport: Transport) -> bool:
    if transport is Transport.TCP:
        return words[3] == LISTEN
    return words[3] == UDP_BOUND and words[2].endswith(":0000")


def _rows(table: str) -> Iterator[list[str]]:
    for line in table.splitlines()[1:]:
        words = line.split()
        # a table cut short may end inside a line
        if len(words) > 9 and ":" in words[1] and ":" in words[2]:
            yield words


def socket_address(text: str) -> tuple[str, int]:
    """Address and port of a table's column; the words are in the machine's byte order.

    >>> socket_address("0100007F:1538")
    ('127.0.0.1', 5432)
    """
    packed, _, port = text.rpartition(":")
    words = (int(packed[at : at + 8], 16) for at in range(0, len(packed), 8))
    address = ipaddress.ip_address(b"".join(struct.pack("<I", word) for word in words))
    return str(literal(str(address)) or address), int(port, 16)


def hosts(text: str) -> tuple[tuple[str, str], ...]:
    r"""A hosts file as (name, address) pairs, in its order; lines that do not parse are left out.

    >>> hosts("127.0.0.1 localhost # us\n172.18.0.3 3f2a shop-api-1")
    (('localhost', '127.0.0.1'), ('3f2a', '172.18.0.3'), ('shop-api-1', '172.18.0.3'))
    """
    pairs = []
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if words and literal(words[0]) is not None:
            pairs += [(name.lower(), words[0]) for name in words[1:]]
    return tuple(pairs)


def hosts_by_desktop(text: str) -> tuple[tuple[str, str], ...]:
    r"""The lines of a hosts file that Docker Desktop wrote, as pairs like those of `hosts`.

    >>> hosts_by_desktop("::1 me\n# Added by Docker Desktop\n10.0.0.5 host.docker.internal\n")
    (('host.docker.internal', '10.0.0.5'),)
    """
    _, mark, written = text.partition("# Added by Docker Desktop\n")
    return hosts(written.partition("# End of section")[0]) if mark else ()


def name_servers(text: str) -> tuple[str, ...]:
    r"""The name servers of a resolv.conf, in its order.

    >>> name_servers("search lan\nnameserver 127.0.0.11\noptions ndots:0")
    ('127.0.0.11',)
    """
    lines = (line.split() for line in text.splitlines())
    return tuple(words[1] for words in lines if len(words) > 1 and words[0] == "nameserver")


def upstream_servers(text: str) -> tuple[str, ...]:
    r"""The servers behind Docker's resolver, of its comment in a resolv.conf; () without one.

    >>> upstream_servers("nameserver 127.0.0.11\n# ExtServers: [10.8.0.1 host(127.0.0.53)]")
    ('10.8.0.1', 'host(127.0.0.53)')
    """
    lines = (
        line.removeprefix("# ExtServers:").strip()
        for line in text.splitlines()
        if line.startswith("# ExtServers:")
    )
    found = next(lines, "")
    return tuple(found.removeprefix("[").removesuffix("]").split())


def routes(table: str) -> tuple[Route, ...]:
    r"""The IPv4 routes of /proc/net/route that are up.

    >>> table = '''\
    ... Iface Destination Gateway  Flags RefCnt Use Metric Mask     MTU Window IRTT
    ... eth0  00000000    010012AC 0003  0      0   0      00000000 0   0      0
    ... '''
    >>> [(one.destination, one.gateway, one.interface) for one in routes(table)]
    [('0.0.0.0/0', '172.18.0.1', 'eth0')]
    """
    found = []
    for line in table.splitlines()[1:]:
        words = line.split()
        if len(words) < 8 or not int(words[3], 16) & _ROUTE_UP:
            continue
        network = ipaddress.ip_network(f"{_ipv4(words[1])}/{_ipv4(words[7])}", strict=False)
        gateway = "" if words[2] == "00000000" else _ipv4(words[2])
        found.append(Route(destination=str(network), gateway=gateway, interface=words[0]))
    return tuple(found)


def _ipv4(word: str) -> str:
    return str(ipaddress.ip_address(struct.pack("<I", int(word, 16))))
