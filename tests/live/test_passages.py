"""Three passages that teams write by hand, rebuilt: what the page of a project says in their place.

The servers that are not Debian's are stand-ins: one that lists models as Ollama does, and an IDE
that reads the first packet of a debugger.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.conftest import MakeCompose, RunCli
from tests.lab.engines.compose import Compose

NUMBER = re.compile(r"172\.\d+\.\d+\.\d+")
ENGINE, DESKTOP = "Docker Engine on Linux", "Docker Desktop on macOS"

Image = Callable[[str], str]


class Models(BaseHTTPRequestHandler):
    """What Ollama says at /api/tags."""

    def do_GET(self) -> None:
        body = json.dumps({"models": [{"name": "tiny:latest"}]}).encode()
        self.send_response(200 if self.path in ("/", "/api/tags") else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def ollama(host: str) -> Iterator[None]:
    """The stand-in on this machine, at the port that Ollama has."""
    with ThreadingHTTPServer((host, 11434), Models) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


@contextmanager
def ide(host: str) -> Iterator[list[str]]:
    """An IDE that waits for a debugger: the addresses of the scripts that it was told of."""
    told: list[str] = []

    def wait(server: socket.socket) -> None:
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            with caller:
                caller.settimeout(5)
                told.extend(re.findall(r'fileuri="([^"]+)"', _first_packet(caller)))

    with socket.create_server((host, 9003)) as server:
        waiting = threading.Thread(target=wait, args=(server,), daemon=True)
        waiting.start()
        yield told
        server.shutdown(socket.SHUT_RDWR)
        waiting.join(10)


def _first_packet(caller: socket.socket) -> str:
    """DBGp: a length, a null byte, as many bytes of XML, a null byte; "" for anything else."""
    try:
        return caller.recv(65536).decode("utf-8", "replace")
    except OSError:
        return ""


def page(run_cli: RunCli, project: Compose, folder: Path) -> dict[str, Any]:
    done = run_cli("document", "-p", project.project, "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert not NUMBER.search(done.stdout)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def on(told: dict[str, Any], platform: str) -> dict[str, Any]:
    found: dict[str, Any] = next(r for r in told["host_platforms"] if platform in r["platforms"])
    return found


def with_lines(compose: str, diff: list[str]) -> str:
    """The file with the lines of the page's diff, each below the one before it."""
    at = -1
    lines = compose.splitlines()
    for line in diff:
        if line.startswith("+"):
            lines.insert(at := at + 1, line[1:])
        else:
            at = lines.index(line[1:], at + 1)
    return "\n".join(lines) + "\n"


def fetched(project: Compose, service: str, url: str) -> str:
    code = f"import urllib.request as u; print(u.urlopen({url!r}, timeout=5).read().decode())"
    return project.run("exec", "-T", service, "python3", "-c", code).stdout


WEB_UI = """\
services:
  webui:
    image: {python}
    init: true
    command: [python3, -m, http.server, "8080"]
    ports: ["127.0.0.1:26901:8080"]
    environment:
      OLLAMA_BASE_URL: http://host.docker.internal:11434
"""


def test_a_web_ui_with_ollama_on_the_machine(
    tmp_path: Path, compose: MakeCompose, fixture_image: Image, run_cli: RunCli
) -> None:
    """Said by hand: use host.docker.internal, and on Linux 172.17.0.1 instead.

    The first is true of Docker Desktop only; the second holds for one engine with its usual
    addresses, and none of that for an Ollama that listens on 127.0.0.1, as it does by itself.
    """
    file = tmp_path / "compose.yaml"
    file.write_text(WEB_UI.format(python=fixture_image("python")))
    project = compose(file)
    project.up("--wait")
    with ollama("127.0.0.1"):
        told = page(run_cli, project, tmp_path)
    (use,) = told["host_programs"]
    assert (use["program"], use["setting"]) == ("Ollama", "OLLAMA_HOST=0.0.0.0:11434")
    assert on(told, DESKTOP)["way"] == "works as it is"
    assert on(told, DESKTOP)["listen"] == "127.0.0.1 is enough"
    assert on(told, ENGINE)["way"] == "needs extra_hosts"
    assert [t["arrival"] for t in on(told, ENGINE)["tests"]] == ["no-name"]

    file.write_text(with_lines(file.read_text(), use["diff"]))
    project.up("--wait")
    with ollama("0.0.0.0"):
        told = page(run_cli, project, tmp_path)
        assert "tiny" in fetched(project, "webui", "http://host.docker.internal:11434/api/tags")
    assert told["host_programs"][0]["diff"] == []
    assert [t["arrival"] for t in on(told, ENGINE)["tests"]] == ["answered"]


PHP = """\
services:
  app:
    image: {xdebug}
    init: true
    command:
      - sh
      - -c
      - >-
        exec /usr/bin/php8.* -d zend_extension=xdebug -d xdebug.start_with_request=yes
        -S 0.0.0.0:8000 -t /site
    volumes: ["./index.php:/site/index.php:ro"]
    ports: ["127.0.0.1:26902:8000"]
    environment:
      XDEBUG_MODE: debug
      XDEBUG_CONFIG: client_host={host}
"""


def test_a_php_project_with_xdebug(
    tmp_path: Path, compose: MakeCompose, fixture_image: Image, run_cli: RunCli
) -> None:
    """Said by hand: where there is no host.docker.internal, give the container a fixed address
    and name that as the client. It is the container's own, at which no IDE is.
    """
    (tmp_path / "index.php").write_text("<?php echo 'served';\n")
    file = tmp_path / "compose.yaml"
    file.write_text(PHP.format(xdebug=fixture_image("xdebug"), host="host.docker.internal"))
    project = compose(file)
    project.up("--wait")
    told = page(run_cli, project, tmp_path)
    (use,) = told["host_programs"]
    assert use["address"] == "host.docker.internal:9003"
    assert use["program"] == "an IDE that waits for Xdebug"
    assert use["setting"] == '"hostname": "0.0.0.0" in launch.json'

    file.write_text(with_lines(file.read_text(), use["diff"]))
    project.up("--wait")
    with ide("0.0.0.0") as scripts:
        told = page(run_cli, project, tmp_path)
        with urllib.request.urlopen("http://127.0.0.1:26902/", timeout=10) as answer:
            assert answer.read() == b"served"
    assert set(scripts) == {"file:///site/index.php"}  # once for each request of the page's, too
    assert [t["arrival"] for t in on(told, ENGINE)["tests"]] == ["arrived"]
    assert run_cli("why", "-p", project.project, cwd=tmp_path).returncode == 0  # nobody debugs now


FRONT_END = """\
services:
  web:
    image: {python}
    init: true
    command: [python3, -m, http.server, "3000"]
    ports: ["127.0.0.1:26903:3000"]
    environment:
      NEXT_PUBLIC_API_URL: {public}
      API_URL: {inside}
  api:
    image: {python}
    init: true
    command: [python3, -m, http.server, "8000"]
    ports: ["127.0.0.1:26904:8000"]
"""


def test_a_front_end_with_a_public_and_an_inside_url(
    tmp_path: Path, compose: MakeCompose, fixture_image: Image, run_cli: RunCli
) -> None:
    """Said by hand, in general: it depends on who makes the request. Here with both addresses."""
    python = fixture_image("python")
    file = tmp_path / "compose.yaml"
    mixed_up = {"public": "http://api:8000", "inside": "http://localhost:26904"}
    file.write_text(FRONT_END.format(python=python, **mixed_up))
    project = compose(file)
    project.up("--wait")
    told = page(run_cli, project, tmp_path)
    (public,) = told["browser_variables"]
    inside = next(n for n in told["bad_names"] if n["address"] == "localhost:26904")
    assert (public["works"], public["use"]) == (False, "http://127.0.0.1:26904")
    assert (inside["place"], inside["use"]) == ("in web", "api:8000")

    right = {"public": public["use"], "inside": f"http://{inside['use']}"}
    file.write_text(FRONT_END.format(python=python, **right))
    project.up("--wait")
    told = page(run_cli, project, tmp_path)
    assert [v["works"] for v in told["browser_variables"]] == [True]
    assert not [n for n in told["bad_names"] if n["basis"] == "measured"]
    with urllib.request.urlopen(right["public"], timeout=10) as answer:
        assert answer.status == 200
    assert "Directory listing" in fetched(project, "web", right["inside"])
