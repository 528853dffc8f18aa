"""A process that has a port and does not listen on it: `python hold_port.py PORT`."""

import socket
import sys
import time

with socket.socket() as held:
    held.bind(("0.0.0.0", int(sys.argv[1])))
    while True:
        time.sleep(60)
