"""Asks a name server by UDP, as resolvers do."""

import socket
import struct
import sys

name = b"".join(bytes((len(p),)) + p for p in (b"desk", b"example", b"test")) + b"\0"
query = struct.pack(">HHHHHH", 7, 256, 1, 0, 0, 0) + name + struct.pack(">HH", 1, 1)
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.settimeout(3)
client.sendto(query, (sys.argv[1], int(sys.argv[2])))
assert client.recv(512)[:2] == query[:2]
