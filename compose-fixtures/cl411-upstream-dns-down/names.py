"""A name server that knows one name, and says of all others that they do not exist."""

import socket

NAME, NUMBER = b"\x05pages\x07example\x04test\x00", bytes([10, 230, 11, 9])
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
    server.bind(("", 53))
    while True:
        asked, client = server.recvfrom(512)
        question = asked[12:].partition(b"\x00")[0] + b"\x00"
        kind = asked[12 + len(question) :][:4]
        known = question.lower() == NAME
        found = known and kind == b"\x00\x01\x00\x01"
        flags = b"\x81\x80" if known else b"\x81\x83"
        counts = b"\x00\x01" + (b"\x00\x01" if found else b"\x00\x00") + bytes(4)
        record = b"\xc0\x0c\x00\x01\x00\x01" + bytes([0, 0, 0, 60, 0, 4]) + NUMBER
        server.sendto(
            asked[:2] + flags + counts + question + kind + (record if found else b""), client
        )
