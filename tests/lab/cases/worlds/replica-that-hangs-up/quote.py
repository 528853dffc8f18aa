"""A web server; the first of its replicas to look closes every connection."""

import http.server
import socket

own = socket.gethostbyname(socket.gethostname())
others = socket.gethostbyname_ex("quote")[2]
broken = own == min(others, key=lambda address: int(address.rsplit(".")[-1]))


class Quote(http.server.SimpleHTTPRequestHandler):
    """Says nothing where it is broken."""

    def do_GET(self) -> None:
        if broken:
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            super().do_GET()


http.server.ThreadingHTTPServer(("0.0.0.0", 8300), Quote).serve_forever()
