"""A web server; one of its replicas does not know the page."""

import http.server
import socket

own = socket.gethostbyname(socket.gethostname())
others = socket.gethostbyname_ex("quote")[2]
old = own == min(others, key=lambda address: int(address.rsplit(".")[-1]))


class Quote(http.server.BaseHTTPRequestHandler):
    """Has one page, where it is new."""

    def do_GET(self) -> None:
        self.send_response(404 if old else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()


http.server.ThreadingHTTPServer(("0.0.0.0", 8300), Quote).serve_forever()
