"""What opensearch-py does with sniff_on_start: the nodes that are named, and those alone."""

import json
import os
import re
import urllib.request

with urllib.request.urlopen(os.environ["OPENSEARCH_URL"] + "/_nodes/http", timeout=4) as reply:
    nodes = json.load(reply)["nodes"].values()
for node in nodes:
    name, address = re.fullmatch(r"(?:([^/]+)/)?(.+)", node["http"]["publish_address"]).groups()
    host, _, port = address.rpartition(":")
    with urllib.request.urlopen(f"http://{name or host}:{port}/", timeout=4) as reply:
        json.load(reply)
