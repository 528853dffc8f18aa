"""Which engine is chosen, and the sentence for each way in which it does not answer."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import stat
import sys
import threading
import time
from pathlib import Path

import pytest
import requests
from docker.errors import APIError

from containerloop.errors import EngineUnavailable
from containerloop.survey.engine import connection as connecting
from containerloop.survey.engine import unavailable as no_engine
from containerloop.survey.engine.connection import connect
from containerloop.survey.engine.docker_context import Choice, choose
from containerloop.survey.engine.ssh_adapter import ssh_command
from tests.support.stand_in_engine import PING, http, stand_in


def write_context(
    home: Path, name: str, host: str, *, skip: bool = False, tls: bool = False
) -> None:
    digest = hashlib.sha256(name.encode()).hexdigest()
    meta = home / ".docker/contexts/meta" / digest
    meta.mkdir(parents=True)
    docker = {"Host": host, "SkipTLSVerify": skip}
    (meta / "meta.json").write_text(json.dumps({"Name": name, "Endpoints": {"docker": docker}}))
    if tls:
        (home / ".docker/contexts/tls" / digest / "docker").mkdir(parents=True)


def write_config(home: Path, text: str) -> None:
    (home / ".docker").mkdir(exist_ok=True)
    (home / ".docker/config.json").write_text(text)


def test_docker_host_comes_first(tmp_path: Path) -> None:
    write_context(tmp_path, "remote", "tcp://a:1")
    environ = {"DOCKER_HOST": "unix:///x.sock", "DOCKER_CONTEXT": "remote"}
    choice = choose(environ, tmp_path, "linux")
    assert (choice.address, choice.chosen_by) == ("unix:///x.sock", "DOCKER_HOST")
    assert choice.socket == Path("/x.sock")


def test_then_the_context_of_the_environment_then_the_current_one(tmp_path: Path) -> None:
    write_context(tmp_path, "remote", "tcp://a:1")
    write_context(tmp_path, "other", "ssh://u@b")
    write_config(tmp_path, '{"currentContext": "other"}')
    by_environment = choose({"DOCKER_CONTEXT": "remote"}, tmp_path, "linux")
    assert (by_environment.address, by_environment.chosen_by) == (
        "tcp://a:1",
        "DOCKER_CONTEXT=remote",
    )
    by_file = choose({"DOCKER_HOST": ""}, tmp_path, "linux")
    assert (by_file.address, by_file.chosen_by) == ("ssh://u@b", "context other")
    back = choose({"DOCKER_CONTEXT": "default"}, tmp_path, "linux")
    assert back.address == "unix:///var/run/docker.sock"


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"currentContext": 5}', "{}"])
def test_a_broken_configuration_means_the_default(tmp_path: Path, text: str) -> None:
    write_config(tmp_path, text)
    assert choose({}, tmp_path, "linux").chosen_by == "the default"
    assert choose({}, tmp_path, "win32").address.startswith("npipe://")


def test_docker_config_moves_the_folder(tmp_path: Path) -> None:
    write_context(tmp_path, "remote", "tcp://a:1")
    environ = {"DOCKER_CONFIG": str(tmp_path / ".docker"), "DOCKER_CONTEXT": "remote"}
    assert choose(environ, tmp_path / "elsewhere", "linux").address == "tcp://a:1"


def test_an_unknown_context_names_those_there_are(tmp_path: Path) -> None:
    write_context(tmp_path, "remote", "tcp://a:1")
    with pytest.raises(EngineUnavailable) as caught:
        choose({"DOCKER_CONTEXT": "remte"}, tmp_path, "linux")
    assert '"remte"' in caught.value.message
    assert "default, remote" in caught.value.hint


@pytest.mark.parametrize("host", ["localhost:2375", "unix://", "ftp://x", "nonsense", "tcp://"])
def test_docker_host_that_is_no_address(tmp_path: Path, host: str) -> None:
    with pytest.raises(EngineUnavailable, match="DOCKER_HOST is"):
        choose({"DOCKER_HOST": host}, tmp_path, "linux")


def test_tls_of_the_environment_and_of_a_context(tmp_path: Path) -> None:
    environ = {"DOCKER_HOST": "tcp://a:2376", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/c"}
    choice = choose(environ, tmp_path, "linux")
    assert (choice.tls, choice.verify, choice.certificates) == (True, True, Path("/c"))
    write_context(tmp_path, "secure", "tcp://a:2376", tls=True)
    choice = choose({"DOCKER_CONTEXT": "secure"}, tmp_path, "linux")
    assert choice.tls
    assert choice.verify
    assert choice.certificates is not None
    write_context(tmp_path, "lax", "tcp://a:2376", skip=True)
    choice = choose({"DOCKER_CONTEXT": "lax"}, tmp_path, "linux")
    assert (choice.tls, choice.verify, choice.certificates) == (True, False, None)
    assert not choose({"DOCKER_HOST": "tcp://a:2375"}, tmp_path, "linux").tls


def test_a_password_in_the_address_is_not_shown() -> None:
    assert Choice("ssh://u:canary@h", "DOCKER_HOST").shown == "ssh://u:***@h"
    assert Choice("tcp://u@h:1", "DOCKER_HOST").shown == "tcp://u@h:1"


def failure(address: str, home: Path) -> EngineUnavailable:
    started = time.monotonic()
    with pytest.raises(EngineUnavailable) as caught:
        connect({"DOCKER_HOST": address}, home)
    assert time.monotonic() - started < 10
    assert caught.value.hint
    assert "\n" not in caught.value.message
    return caught.value


def test_an_engine_that_answers(tmp_path: Path) -> None:
    with stand_in(tmp_path / "s", {"/_ping": PING, "/v1.45/info": http(200, {"Name": "x"})}) as at:
        connection = connect({"DOCKER_HOST": at}, tmp_path)
        assert (connection.address, connection.chosen_by) == (at, "DOCKER_HOST")
        # the version of the ping is the one spoken from then on
        assert connection.client.info() == {"Name": "x"}
        connection.client.close()


def test_no_such_socket(tmp_path: Path) -> None:
    error = failure(f"unix://{tmp_path}/none.sock", tmp_path)
    assert "none.sock (from DOCKER_HOST) does not exist" in error.message
    assert "systemctl start docker" in error.hint


def test_a_socket_nobody_listens_on(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(tmp_path / "s"))
    assert "refuses the connection" in failure(f"unix://{tmp_path}/s", tmp_path).message


def test_another_engine_is_mentioned_and_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with stand_in(tmp_path / "docker.sock", {"/_ping": PING}) as other:
        assert f"DOCKER_HOST={other}" in failure(f"unix://{tmp_path}/none", tmp_path).hint


@pytest.mark.parametrize(
    ("socket_at", "command"),
    [
        ("/run/podman/podman.sock", "sudo systemctl start podman.socket"),
        ("/nonexistent/1000/podman/podman.sock", "systemctl --user start podman.socket"),
    ],
)
def test_podman_without_its_service(socket_at: str, command: str, tmp_path: Path) -> None:
    if Path(socket_at).exists():
        pytest.skip("Podman answers on this machine")
    hint = failure(f"unix://{socket_at}", tmp_path).hint
    assert hint.endswith(f": {command}")


def test_podman_is_offered_where_there_is_no_docker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "podman").write_text("#!/bin/sh\n")
    (tmp_path / "podman").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("containerloop.survey.engine.hints._other_sockets", list)
    hint = failure(f"unix://{tmp_path}/docker.sock", tmp_path).hint
    assert "systemctl" in hint
    assert "start podman.socket && export DOCKER_HOST=unix:///" in hint


def test_nothing_on_the_tcp_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    error = failure(f"tcp://127.0.0.1:{port}", tmp_path)
    assert "refuses the connection" in error.message
    assert "systemctl" not in error.hint


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "not like a container engine"),
        (b"\x00\xff garbage \x1b[31m\r\n\r\n", "not like a container engine"),
        (b"x" * 1_000_000, "not like a container engine"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK", "not like a container engine"),
        (http(500, {"message": "boom"}), "(HTTP 500)"),
        (http(404, {}), "(HTTP 404)"),
        (http(200, {}, "Api-Version: x\r\n"), "not like a container engine"),
        (
            b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
            "expects TLS",
        ),
    ],
)
def test_something_else_answers(tmp_path: Path, answer: bytes, said: str) -> None:
    with stand_in(tmp_path / "s", {"/_ping": answer}) as at:
        error = failure(at, tmp_path)
    assert said in error.message
    assert "\x1b" not in error.message


def test_an_engine_older_than_20_10(tmp_path: Path) -> None:
    old = http(200, "OK", "Api-Version: 1.40\r\nServer: Docker/19.03.15 (linux)\r\n")
    with stand_in(tmp_path / "s", {"/_ping": old}) as at:
        error = failure(at, tmp_path)
    assert "too old: Docker/19.03.15 (linux), API 1.40" in error.message


def test_the_oldest_engine_that_works(tmp_path: Path) -> None:
    with stand_in(tmp_path / "s", {"/_ping": http(200, "OK", "Api-Version: 1.41\r\n")}) as at:
        connect({"DOCKER_HOST": at}, tmp_path).client.close()


def test_an_engine_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "_PING_TIMEOUT", 0.2)
    with stand_in(tmp_path / "s", {"/_ping": None}) as at:
        assert "did not answer in time" in failure(at, tmp_path).message


def test_a_call_that_hangs_later_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "TIMEOUT", 0.2)
    with stand_in(tmp_path / "s", {"/_ping": PING, "/info": None}) as at:
        connection = connect({"DOCKER_HOST": at}, tmp_path)
        with pytest.raises(requests.RequestException) as caught:
            connection.client.info()
        assert "did not answer in time" in connection.lost(caught.value).message
        connection.client.close()


def test_a_fault_inside_the_engine_is_told_in_its_words(tmp_path: Path) -> None:
    boom = http(500, {"message": "container not known\x1b[31m"})
    with stand_in(tmp_path / "s", {"/_ping": PING, "/info": boom}) as at:
        connection = connect({"DOCKER_HOST": at}, tmp_path)
        with pytest.raises(APIError) as caught:
            connection.client.info()
        lost = connection.lost(caught.value)
        connection.client.close()
    assert lost.message.endswith(
        "answered with an error of its own (HTTP 500): container not known"
    )
    assert lost.hint.startswith("try again; if that stays, restart it")


@pytest.mark.parametrize(
    ("member", "session", "said"),
    [
        (False, False, "usermod -aG"),
        (True, False, "log in again, or run: newgrp"),
        (True, True, "usermod -aG"),
    ],
)
def test_no_permission(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, member: bool, session: bool, said: str
) -> None:
    (tmp_path / "s").touch()
    gid = (tmp_path / "s").stat().st_gid
    monkeypatch.setattr(no_engine, "group_of", lambda _: ("docker", member))
    monkeypatch.setattr(os, "getgroups", lambda: [gid] if session else [])
    choice = Choice(f"unix://{tmp_path}/s", "the default")
    error = no_engine.unavailable(PermissionError(13, "Permission denied"), choice)
    assert 'it belongs to the group "docker"' in error.message
    assert said in error.hint


def test_no_permission_to_look_at_the_socket(tmp_path: Path) -> None:
    error = no_engine.unavailable(PermissionError(), Choice(f"unix://{tmp_path}/x", "DOCKER_HOST"))
    assert "cannot be opened by this user (permission denied)" in error.message
    assert "as the user" in error.hint


def test_tls_towards_a_plain_server(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        def answer() -> None:
            for _ in range(4):
                try:
                    peer, _address = server.accept()
                except OSError:
                    return
                with peer:
                    peer.recv(4096)
                    peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        environ = {"DOCKER_HOST": address, "DOCKER_TLS": "1", "DOCKER_CERT_PATH": str(tmp_path)}
        with pytest.raises(EngineUnavailable, match="TLS handshake"):
            connect(environ, tmp_path)
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_ssh_is_the_users_own_program() -> None:
    words = ssh_command("ssh://u@h:2222/run/x.sock")
    assert words[:2] == ["ssh", "-T"]
    far = ["--", "h", "docker", "--host", "unix:///run/x.sock", "system", "dial-stdio"]
    assert words[-7:] == far
    assert words[-11:-7] == ["-l", "u", "-p", "2222"]
    assert ssh_command("ssh://-oProxyCommand=x")[-5] == "--"


FAKE_SSH = f"""#!{sys.executable}
import os, select, socket, sys
engine = socket.socket(socket.AF_UNIX)
engine.connect(os.environ["STAND_IN"])
while True:
    for ready in select.select([0, engine], [], [])[0]:
        data = os.read(0, 65536) if ready == 0 else engine.recv(65536)
        if not data:
            sys.exit()
        engine.sendall(data) if ready == 0 else os.write(1, data)
"""


def test_an_engine_over_ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "ssh"
    program.write_text(FAKE_SSH)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("STAND_IN", str(tmp_path / "s"))
    with stand_in(tmp_path / "s", {"/_ping": PING, "/v1.45/info": http(200, {"Name": "far"})}):
        connection = connect({"DOCKER_HOST": "ssh://u@h"}, tmp_path)
        assert connection.client.info() == {"Name": "far"}
        connection.client.close()


def test_ssh_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "needs the program ssh" in failure("ssh://u@h", tmp_path).message
    program = tmp_path / "ssh"
    program.write_text("#!/bin/sh\nexit 255\n")
    program.chmod(0o755)
    error = failure("ssh://u:canary@h", tmp_path)
    assert "is not reachable through ssh" in error.message
    assert "canary" not in error.message + error.hint
