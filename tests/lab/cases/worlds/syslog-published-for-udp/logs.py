"""Takes lines by TCP and by UDP, and says that it has them."""

import socketserver
import threading


class Line(socketserver.StreamRequestHandler):
    """One line of a connection."""

    def handle(self) -> None:
        self.rfile.readline()
        self.wfile.write(b"taken\n")


class Packet(socketserver.BaseRequestHandler):
    """One datagram, which nobody answers."""


udp = socketserver.ThreadingUDPServer(("0.0.0.0", 514), Packet)
threading.Thread(target=udp.serve_forever).start()
socketserver.ThreadingTCPServer(("0.0.0.0", 514), Line).serve_forever()
