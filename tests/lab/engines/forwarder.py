"""`forwarder.py ADDRESS PORT SOCKET`: what comes to a TCP port is passed on to a unix socket."""

import socket
import sys
import threading
from contextlib import suppress


def copied(source: socket.socket, sink: socket.socket) -> None:
    """Pass on what comes, and the end of it."""
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def passed_on(client: socket.socket, path: str) -> None:
    """One connection, both ways, until both sides have ended theirs."""
    with client, socket.socket(socket.AF_UNIX) as engine:
        engine.connect(path)
        back = threading.Thread(target=copied, args=(engine, client))
        back.start()
        copied(client, engine)
        back.join()


def main() -> None:
    """Forward until killed."""
    address, port, path = sys.argv[1:]
    with socket.create_server((address, int(port)), backlog=64) as server:
        while True:
            client, _ = server.accept()
            threading.Thread(target=passed_on, args=(client, path), daemon=True).start()


if __name__ == "__main__":
    main()
