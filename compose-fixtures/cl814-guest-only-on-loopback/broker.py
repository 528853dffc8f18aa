"""A broker as far as a client's log-in: its account guest is admitted from localhost alone."""

import ipaddress
import socketserver
import struct
import sys

HEADER = b"AMQP\0\0\x09\x01"


def text(value):
    """A long string of AMQP."""
    return struct.pack(">I", len(value)) + value


def frame(body):
    """A method on channel 0."""
    return b"\x01\0\0" + struct.pack(">I", len(body)) + body + b"\xce"


PRODUCT = b"\x07productS" + text(b"RabbitMQ")
START = frame(b"\0\x0a\0\x0a\0\x09" + text(PRODUCT) + text(b"PLAIN") + text(b"en_US"))
REFUSED = b"ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN."
CLOSE = frame(b"\0\x0a\0\x32\x01\x93" + bytes([len(REFUSED)]) + REFUSED + b"\0\0\0\0")
TUNE = frame(b"\0\x0a\0\x1e\x07\xff\0\x02\0\0\0\x3c")


class Client(socketserver.BaseRequestHandler):
    """One connection."""

    def handle(self):
        """Greet it, and judge its log-in."""
        if self.request.recv(8) != HEADER:
            return
        self.request.sendall(START)
        said = self.request.recv(4096)
        _, found, rest = said.partition(b"PLAIN")
        user = rest[4:].split(b"\0")[1].decode() if found else ""
        peer, port = self.client_address
        if user == "guest" and not ipaddress.ip_address(peer).is_loopback:
            own = self.request.getsockname()[0]
            print(
                f"[error] <0.674.0> Error on AMQP connection <0.674.0>"
                f" ({peer}:{port} -> {own}:5672, state: starting):\n"
                "[error] <0.674.0> PLAIN login refused:"
                " user 'guest' can only connect via localhost",
                flush=True,
            )
            self.request.sendall(CLOSE)
        elif user:
            self.request.sendall(TUNE)


class Broker(socketserver.ThreadingTCPServer):
    """Started again at once."""

    allow_reuse_address = True


sys.stdout.reconfigure(line_buffering=True)
Broker(("0.0.0.0", 5672), Client).serve_forever()
