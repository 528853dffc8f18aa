"""Serves one page at a time, and takes nine seconds for each."""

import http.server
import time


class Page(http.server.BaseHTTPRequestHandler):
    """The page."""

    def do_GET(self) -> None:
        time.sleep(9)
        self.send_response(200)
        self.end_headers()


http.server.HTTPServer(("0.0.0.0", 8000), Page).serve_forever()
