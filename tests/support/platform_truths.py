"""What an engine does, for each statement that `platforms/` makes of it. Needs an engine.

What runs here is "this machine"; whoever asks for an engine in another network enters the one
that the command line would run in.
"""

from __future__ import annotations

import os
import socket
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import docker

from containerloop.platforms.traits import (
    Given,
    HostGateway,
    HostMode,
    Interface,
    Platform,
    Published,
    Resolver,
)

PORT = 31080
SERVES = ["httpd", "-f", "-p", str(PORT), "-h", "/"]
IN_HOST_MODE = 31082
LOOPBACK, WILDCARD = 31083, 31084  # of the host; not every platform publishes ephemeral ones
PASSED_ON_S = 2.5
SHORT = 12  # characters of an id in the name of a bridge


def disagreements(platform: Platform, client: docker.APIClient, image: str) -> dict[str, Any]:
    """The measured statements that are not so, each with what is."""
    with ExitStack() as held:
        seen = _Seen(client, held.enter_context(_containers(client, image)), held)
        names = {n.name: n.given for n in platform.host_names.value}
        measured = {
            "host_names": {name: seen.given(name) for name in names} == names,
            "host_gateway": seen.host_gateway(),
            "host_servers": seen.asks_the_host("0.0.0.0"),
            "host_loopback": seen.asks_the_host("127.0.0.1"),
            "container_addresses": seen.container_addressanswers(),
            "published": seen.published(),
            "host_mode": seen.host_mode(),
            "resolver": seen.resolver(),
            "interface": seen.interface(),
        }
    told = {field: getattr(platform, field) for field in measured}
    expected = {f: said.value if f != "host_names" else True for f, said in told.items()}
    return {f: measured[f] for f in measured if told[f].test and measured[f] != expected[f]}


@dataclass(frozen=True)
class _Made:
    """The containers: a client and a server on one network, and one in host mode."""

    network: str
    client: str
    server: str
    in_host_mode: str


@contextmanager
def _containers(client: docker.APIClient, image: str) -> Iterator[_Made]:
    mark = f"clt-platform-{uuid.uuid4().hex[:8]}"
    network = client.create_network(mark, driver="bridge")["Id"]
    try:
        on_it: Any = {"EndpointsConfig": {mark: {}}}
        bound = client.create_host_config(
            port_bindings={PORT: ("127.0.0.1", LOOPBACK), PORT + 1: WILDCARD},
            extra_hosts={"asked.internal": "host-gateway"},
        )
        server = client.create_container(
            image, ["sh", "-c", f"httpd -p {PORT + 1} -h /; exec {' '.join(SERVES)}"],
            ports=[PORT, PORT + 1], host_config=bound, networking_config=on_it, labels={mark: ""},
        )["Id"]  # fmt: skip
        asking = client.create_container(
            image, ["sleep", "600"], networking_config=on_it, labels={mark: ""},
            host_config=client.create_host_config(extra_hosts={"asked.internal": "host-gateway"}),
        )["Id"]  # fmt: skip
        hosted = client.create_container(
            image, ["httpd", "-f", "-p", str(IN_HOST_MODE), "-h", "/"], labels={mark: ""},
            host_config=client.create_host_config(network_mode="host"),
        )["Id"]  # fmt: skip
        for each in (server, asking, hosted):
            client.start(each)
        yield _Made(network, asking, server, hosted)
    finally:
        for each in client.containers(all=True, filters={"label": mark}):
            client.remove_container(each["Id"], force=True)
        client.remove_network(network)


class _Seen:
    """What is measured on the containers that were made."""

    def __init__(self, client: docker.APIClient, made: _Made, held: ExitStack) -> None:
        self._client, self._made, self._held = client, made, held

    def _run(self, container: str, *command: str) -> str:
        started = self._client.exec_create(container, list(command))
        return str(self._client.exec_start(started["Id"]).decode())

    def _hosts(self) -> dict[str, str]:
        lines = self._run(self._made.client, "cat", "/etc/hosts").splitlines()
        return {name: row[0] for row in map(str.split, lines) if row for name in row[1:]}

    def given(self, name: str) -> Given:
        answer = self._run(self._made.client, "wget", "-qO-", "-T", "2", f"http://{name}:9/")
        return Given.ON_REQUEST if "bad address" in answer else Given.ALWAYS

    def host_gateway(self) -> HostGateway:
        address = self._hosts().get("asked.internal", "")
        if _is_own(address):
            return HostGateway.BRIDGE
        if not address or not address[0].isdigit():
            return HostGateway.NOTHING
        reached = self.asks_the_host("0.0.0.0")
        return HostGateway.THIS_MACHINE if reached else HostGateway.OWN_NAMESPACE

    def _host_name(self) -> str:
        """The name that was asked for, or one that is given where nothing came of that."""
        known = {name: at for name, at in self._hosts().items() if at[0].isdigit()}
        return next(n for n in ("asked.internal", "host.containers.internal") if n in known)

    def asks_the_host(self, listens_on: str) -> bool:
        """Whether a server of this machine answers a container that calls it by its name."""
        server = ThreadingHTTPServer((listens_on, 0), _Nothing)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            url = f"http://{self._host_name()}:{server.server_port}/"
            return "404" in self._run(self._made.client, "wget", "-qO-", "-T", "2", url)
        finally:
            server.shutdown()
            server.server_close()

    def container_addressanswers(self) -> bool:
        networks = self._client.inspect_container(self._made.server)["NetworkSettings"]["Networks"]
        [attached] = networks.values()
        return answers(attached["IPAddress"], PORT)

    def published(self) -> Published:
        wildcard = _answers_soon("127.0.0.1", WILDCARD)
        loopback = answers("127.0.0.1", LOOPBACK)
        if loopback and wildcard:
            return Published.HERE
        return Published.HERE_ON_WILDCARDS if wildcard else Published.ENGINE

    def host_mode(self) -> HostMode:
        there = self._run(self._made.in_host_mode, "readlink", "/proc/self/ns/net").strip()
        if there == os.readlink("/proc/self/ns/net"):
            return HostMode.THIS_MACHINE
        here = _answers_soon("127.0.0.1", IN_HOST_MODE)
        return HostMode.PASSED_ON if here else HostMode.ENGINE

    def resolver(self) -> Resolver:
        told = self._run(self._made.client, "cat", "/etc/resolv.conf")
        return Resolver.EMBEDDED if "nameserver 127.0.0.11" in told else Resolver.GATEWAY

    def interface(self) -> Interface | list[str]:
        there = self._run(self._made.in_host_mode, "ls", "/sys/class/net").split()
        docker_names = {"docker0", f"br-{self._made.network[:SHORT]}"}
        if docker_names <= set(there):
            return Interface.DOCKER
        return Interface.PODMAN if any(n.startswith("podman") for n in there) else there


class _Nothing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: nobody reads it."""


def _is_own(address: str) -> bool:
    """Whether this machine has the address."""
    with socket.socket() as one:
        try:
            one.bind((address, 0))
        except OSError:
            return False
    return bool(address)


def _answers_soon(host: str, port: int) -> bool:
    """The same, with time for a program that looks once a second for what to pass on."""
    end = time.monotonic() + PASSED_ON_S
    while not (there := answers(host, port)) and time.monotonic() < end:
        time.sleep(0.1)
    return there


def answers(host: str, port: int) -> bool:
    """Whether an HTTP server answers there, with whatever status."""
    try:
        urllib.request.urlopen(f"http://{host}:{port}/", timeout=2)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
