"""A broker's front door: answers ApiVersions 0 and Metadata 1, and advertises what it is told."""

import os
import socketserver
import struct

HOST, PORT = os.environ["ADVERTISED"].rsplit(":", 1)


def metadata() -> bytes:
    """One broker, its rack unknown; it is the controller, and there are no topics."""
    name = HOST.encode()
    broker = struct.pack(">ih", 7, len(name)) + name + struct.pack(">ih", int(PORT), -1)
    return struct.pack(">i", 1) + broker + struct.pack(">ii", 7, 0)


def versions() -> bytes:
    """No error, and the two requests that are understood."""
    return struct.pack(">hi", 0, 2) + struct.pack(">hhhhhh", 18, 0, 0, 3, 1, 1)


class Connection(socketserver.StreamRequestHandler):
    """Requests one after the other; whatever else is asked ends the connection."""

    def handle(self) -> None:
        """Answer until the client is done."""
        while len(head := self.rfile.read(12)) == 12:
            size, key, version, correlation = struct.unpack(">ihhi", head)
            self.rfile.read(size - 8)
            known = {(18, 0): versions, (3, 1): metadata}.get((key, version))
            if known is None:
                return
            body = known()
            self.wfile.write(struct.pack(">ii", len(body) + 4, correlation) + body)


socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("0.0.0.0", 9092), Connection).serve_forever()
