"""Calls an address of its settings, over and over, and says nothing of it."""

import json
import socket
import time
from contextlib import suppress
from pathlib import Path

host, port = json.loads(Path("/till.json").read_text())["prices"]
while True:
    with suppress(OSError):
        socket.create_connection((host, port), timeout=60).close()
    time.sleep(0.2)
