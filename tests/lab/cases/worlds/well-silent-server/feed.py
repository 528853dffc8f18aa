"""A server that speaks only when it has been given a line that it knows."""

import socketserver


class Feed(socketserver.StreamRequestHandler):
    """One client; what it does not know it lets pass."""

    def handle(self):
        for line in self.rfile:
            if line.strip() == b"TICK":
                self.wfile.write(b"TOCK\n")


socketserver.ThreadingTCPServer(("", 7431), Feed).serve_forever()
