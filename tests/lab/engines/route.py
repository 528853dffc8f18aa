"""A route of this machine to elsewhere, as a VPN has one, for as long as this process lives.

    python tests/lab/engines/route.py NAME SUBNET [ADDRESS:PORT]

The interface NAME is one end of a pair; the other is in a network of its own, where a web server
listens at ADDRESS:PORT, if one is given. Root only.
"""

import os
import signal
import subprocess
import sys
import time


def ip(*words: str, check: bool = True) -> None:
    """One command of iproute2."""
    subprocess.run(["ip", *words], check=check, stderr=None if check else subprocess.DEVNULL)


def main(name: str, subnet: str, server: str = "") -> None:
    """Make the route, and see to it that it goes away with this process, however that ends."""
    ip("link", "del", name, check=False)
    ip("link", "add", name, "type", "veth", "peer", "name", f"{name}p")
    far = serve(name, *server.split(":")) if server else 0
    clean_up_after(name, far)
    for end in (name, *(() if far else (f"{name}p",))):
        ip("link", "set", end, "up")
    ip("route", "add", subnet, "dev", name)
    while True:
        time.sleep(60)


FAR = """
import http.server, subprocess, time
while subprocess.run(["ip", "link", "show", "{name}p"], capture_output=True).returncode:
    time.sleep(0.05)
for words in (
    "link set lo up",
    "link set {name}p up",
    "address add {address}/32 dev {name}p",
    "route add default dev {name}p",
):
    subprocess.run(["ip", *words.split()], check=True)
http.server.test(http.server.SimpleHTTPRequestHandler, port={port}, bind="{address}")
"""


def clean_up_after(name: str, far: int) -> None:
    """Leave a process that waits until this one is gone, even killed, and takes all away."""
    mine, others = os.pipe()
    if os.fork() == 0:
        os.setsid()
        os.close(others)
        os.read(mine, 1)  # ends when nobody holds the other end
        ip("link", "del", name, check=False)
        if far:
            os.kill(far, signal.SIGKILL)
        os._exit(0)


def serve(name: str, address: str, port: str) -> int:
    """A web server at the far end of the pair, in a network namespace of its own; its process."""
    source = FAR.format(name=name, address=address, port=port)
    far = subprocess.Popen(["unshare", "--net", sys.executable, "-c", source])
    time.sleep(0.3)
    ip("link", "set", f"{name}p", "netns", str(far.pid))
    return far.pid


if __name__ == "__main__":
    main(*sys.argv[1:])
