"""Serves one page at a time, and takes two and a half seconds for each."""

import http.server
import time


class Page(http.server.BaseHTTPRequestHandler):
    """The page."""

    def do_GET(self) -> None:
        time.sleep(2.5)
        self.send_response(200)
        self.end_headers()


http.server.HTTPServer(("0.0.0.0", 8000), Page).serve_forever()
