"""A client that logs in with the account in its address, again and again."""

import os
import socket
import struct
import time
from urllib.parse import urlsplit

url = urlsplit(os.environ["AMQP_URL"])
secret = b"\0" + url.username.encode() + b"\0" + url.password.encode()
body = b"\0\x0a\0\x0b\0\0\0\0\x05PLAIN" + struct.pack(">I", len(secret)) + secret + b"\x05en_US"
while True:
    with socket.create_connection((url.hostname, 5672), 3) as broker:
        broker.sendall(b"AMQP\0\0\x09\x01")
        broker.recv(4096)
        broker.sendall(b"\x01\0\0" + struct.pack(">I", len(body)) + body + b"\xce")
        print(broker.recv(4096)[7:11], flush=True)
    time.sleep(2)
