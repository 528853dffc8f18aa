"""A way to another machine with a link of 1400 bytes in it, whose router never says so.

    python tests/lab/engines/narrow.py NAME SUBNET ADDRESS:PORT

NAME leads to a router, and that to a web server at ADDRESS:PORT with a page of 20 KB. Whoever knows
the size of the link (this machine) gets the page; packets of 1500 bytes are lost without a word,
since nothing that the router itself sends gets out. SUBNET is a /24, of which .1 and .2 are for the
link. All is gone with this process. Root only.
"""

import os
import signal
import subprocess
import sys
import time

WAIT = """
import subprocess, time
def ip(words):
    subprocess.run(["ip", *words.split()], check=True)
def wait_for(name):
    while subprocess.run(["ip", "link", "show", name], capture_output=True).returncode:
        time.sleep(0.05)
"""
ROUTER = """
wait_for("{name}r")
wait_for("{name}f")
for words in (
    "link set {name}r mtu 1400 up",
    "link set {name}f up",
    "address add {net}.2/30 dev {name}r",
    "route add {subnet} dev {name}f",
    "route add default via {net}.1",
    "rule add iif lo priority 5 blackhole",
):
    ip(words)
open("/proc/sys/net/ipv4/ip_forward", "w").write("1")
open("/proc/sys/net/ipv4/conf/{name}f/proxy_arp", "w").write("1")
time.sleep(10**6)
"""
FAR = """
import http.server
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "20000")
        self.end_headers()
        self.wfile.write(b"x" * 20000)
wait_for("{name}p")
for words in (
    "link set lo up",
    "link set {name}p up",
    "address add {address}/32 dev {name}p",
    "route add default dev {name}p",
):
    ip(words)
http.server.ThreadingHTTPServer(("{address}", {port}), Page).serve_forever()
"""


def ip(*words: str, check: bool = True) -> None:
    """One command of iproute2."""
    subprocess.run(["ip", *words], check=check, stderr=None if check else subprocess.DEVNULL)


def main(name: str, subnet: str, server: str) -> None:
    """Make the way, and see to it that it goes away with this process, however that ends."""
    address, port = server.split(":")
    net = subnet.rpartition(".")[0]
    ip("link", "del", name, check=False)
    router, far = (
        apart(source.format(name=name, net=net, subnet=subnet, address=address, port=port))
        for source in (ROUTER, FAR)
    )
    clean_up_after(name, router, far)
    ip("link", "add", name, "mtu", "1400", "type", "veth", "peer", "name", f"{name}r")
    ip("link", "add", f"{name}f", "type", "veth", "peer", "name", f"{name}p")
    for end, process in ((f"{name}r", router), (f"{name}f", router), (f"{name}p", far)):
        ip("link", "set", end, "netns", str(process))
    ip("address", "add", f"{net}.1/30", "dev", name)
    ip("link", "set", name, "up")
    ip("route", "add", subnet, "via", f"{net}.2")
    while True:
        time.sleep(60)


def apart(source: str) -> int:
    """A process in a network namespace of its own."""
    ran = subprocess.Popen(["unshare", "--net", sys.executable, "-c", WAIT + source])
    here = os.readlink("/proc/self/ns/net")
    while os.readlink(f"/proc/{ran.pid}/ns/net") == here:
        time.sleep(0.01)
    return ran.pid


def clean_up_after(name: str, *others: int) -> None:
    """Leave a process that waits until this one is gone, even killed, and takes all away."""
    mine, theirs = os.pipe()
    if os.fork() == 0:
        os.setsid()
        os.close(theirs)
        os.read(mine, 1)  # ends when nobody holds the other end
        ip("link", "del", name, check=False)
        for each in others:
            os.kill(each, signal.SIGKILL)
        os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
