"""A stand-in for one node of OpenSearch: its banner, and the address that it publishes."""

import http.server
import json
import sys

VERSION = {"distribution": "opensearch", "number": "2.11.0", "build_type": "docker"}
BANNER = {
    "name": "node-1",
    "cluster_name": "docker-cluster",
    "version": VERSION,
    "tagline": "The OpenSearch Project: https://opensearch.org/",
}
HTTP = {"bound_address": ["[::]:9200"], "publish_address": sys.argv[1]}
NODE = {"name": "node-1", "version": "2.11.0", "roles": ["data"], "http": HTTP}
NODES = {
    "_nodes": {"total": 1, "successful": 1, "failed": 0},
    "cluster_name": "docker-cluster",
    "nodes": {"q1w2e3r4t5z6u7i8o9p0aa": NODE},
}
PAGES = {"/": BANNER, "/_nodes/http": NODES, "/_nodes/_all/http": NODES}


class Node(http.server.BaseHTTPRequestHandler):
    """The two pages that clients read first."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        page = PAGES.get(self.path.partition("?")[0])
        body = json.dumps(page or {"error": "no handler found"}).encode()
        self.send_response(200 if page else 400)
        self.send_header("content-type", "application/json; charset=UTF-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


http.server.ThreadingHTTPServer(("0.0.0.0", 9200), Node).serve_forever()
