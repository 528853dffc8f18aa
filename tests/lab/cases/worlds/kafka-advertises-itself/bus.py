"""A stand-in for one Kafka broker: ApiVersions and Metadata, with the listener it advertises."""

import socketserver
import struct
import sys

PORT, ADVERTISED = int(sys.argv[1]), sys.argv[2].encode()
APIS = ((3, 0, 1), (18, 0, 0))


class Broker(socketserver.BaseRequestHandler):
    """One client's connection."""

    def handle(self) -> None:
        while head := self.request.recv(4, 256):
            said = self.request.recv(struct.unpack(">i", head)[0], 256)
            key, version, number = struct.unpack(">hhi", said[:8])
            body = self.metadata(version) if key == 3 else self.versions()
            self.request.sendall(struct.pack(">ii", len(body) + 4, number) + body)

    def versions(self) -> bytes:
        return struct.pack(">hi", 0, len(APIS)) + b"".join(struct.pack(">hhh", *a) for a in APIS)

    def metadata(self, version: int) -> bytes:
        node = struct.pack(">ih", 1, len(ADVERTISED)) + ADVERTISED + struct.pack(">i", PORT)
        if version == 0:
            return struct.pack(">i", 1) + node + struct.pack(">i", 0)
        return struct.pack(">i", 1) + node + struct.pack(">hii", -1, 1, 0)


class Server(socketserver.ThreadingTCPServer):
    """All connections at once."""

    allow_reuse_address = daemon_threads = True


Server(("0.0.0.0", PORT), Broker).serve_forever()
