"""An engine that is there already: found where the docker command line would look."""

import hashlib
import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lab.engines import client, found, releases
from tests.lab.engines.found import Address
from tests.lab.engines.refusals import CannotSetUp

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"


@pytest.fixture(autouse=True)
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith(("DOCKER_", "CONTAINERLOOP_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    return tmp_path


def add_context(configuration: Path, name: str, url: str) -> None:
    folder = configuration / "contexts" / "meta" / hashlib.sha256(name.encode()).hexdigest()
    folder.mkdir(parents=True)
    meta = {"Name": name, "Endpoints": {"docker": {"Host": url}}}
    (folder / "meta.json").write_text(json.dumps(meta))


@contextmanager
def answering(path: Path, answer: bytes) -> Iterator[str]:
    """A server that answers one connection on a unix socket."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def serve() -> None:
            with listener.accept()[0] as connection:
                connection.recv(4096)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"unix://{path}"
        thread.join()


def test_nothing_said_is_the_default_socket() -> None:
    assert found.named() == Address(found.DEFAULT_SOCKET, "the default socket")


def test_the_environment_comes_first(configuration: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_context(configuration, "mine", "unix:///run/mine.sock")
    (configuration / "config.json").write_text('{"currentContext": "mine"}')
    assert found.named() == Address("unix:///run/mine.sock", "the context mine")
    add_context(configuration, "other", "unix:///run/other.sock")
    monkeypatch.setenv("DOCKER_CONTEXT", "other")
    assert found.named() == Address("unix:///run/other.sock", "the context other")
    monkeypatch.setenv("DOCKER_CONTEXT", "default")
    assert found.named().url == found.DEFAULT_SOCKET
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:2375")
    assert found.named() == Address("tcp://127.0.0.1:2375", "DOCKER_HOST")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"currentContext": null}'])
def test_a_configuration_that_says_nothing(configuration: Path, text: str) -> None:
    (configuration / "config.json").write_text(text)
    assert found.named().url == found.DEFAULT_SOCKET


def test_a_context_that_is_gone_answers_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOCKER_CONTEXT", "gone")
    assert found.answering() is None
    assert "from the context gone" in capsys.readouterr().err


def test_an_engine_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(tmp_path / "d.sock", OK) as url:
        monkeypatch.setenv("DOCKER_HOST", url)
        assert found.answering() == Address(url, "DOCKER_HOST")


@pytest.mark.parametrize("answer", [b"", b"garbage\r\n", OK.replace(b"200", b"500")])
def test_something_else_answers(tmp_path: Path, answer: bytes) -> None:
    with answering(tmp_path / "d.sock", answer) as url:
        assert not found.answers(url)


def test_nobody_answers(tmp_path: Path) -> None:
    for url in (f"unix://{tmp_path}/none", "tcp://127.0.0.1:1", "ssh://host", "npipe:////./x", ""):
        assert not found.answers(url)


def test_a_silent_socket_is_given_up(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "d.sock"))
        listener.listen()
        assert not found.answers(f"unix://{tmp_path}/d.sock", timeout=0.1)


def fake_docker(folder: Path, status: int) -> None:
    program = folder / "docker"
    program.write_text(f"#!/bin/sh\nexit {status}\n")
    program.chmod(0o755)


def test_a_complete_command_line_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_docker(tmp_path, 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CONTAINERLOOP_TEST_PRIVATE", "1")
    with client.for_found("unix:///e") as environment:
        assert environment["PATH"] == str(tmp_path)
        assert environment["DOCKER_CONFIG"] == str(tmp_path)
        assert environment["CONTAINERLOOP_TEST_ENGINE"] == environment["DOCKER_HOST"] == "unix:///e"
        assert "CONTAINERLOOP_TEST_PRIVATE" not in environment


def test_without_the_compose_plugin_the_unpacked_one_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_docker(tmp_path, 1)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("COMPOSE_FILE", "/somewhere/else.yaml")
    plugin = tmp_path / "tree" / "usr" / client.PLUGIN
    plugin.parent.mkdir(parents=True)
    plugin.touch()
    monkeypatch.setattr(client, "_unpacked", lambda: tmp_path / "tree")
    with client.for_found("unix:///e") as environment:
        linked = Path(environment["DOCKER_CONFIG"], "cli-plugins", "docker-compose")
        assert linked.resolve() == plugin
        assert environment["PATH"].split(os.pathsep)[0] == str(tmp_path / "tree" / "usr" / "bin")
        assert "COMPOSE_FILE" not in environment
    assert not linked.exists()
    assert list(tmp_path.glob("cli-plugins")) == [], "the person's own configuration stays as it is"


def test_a_missing_plugin_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    def refuse(_recipe: object) -> Path:
        raise CannotSetUp("Fedora has no Debian packages")

    monkeypatch.setattr(releases, "client", lambda: None)
    monkeypatch.setattr(client, "tree", refuse)
    with pytest.raises(CannotSetUp, match=r"`docker compose` is missing.*Fedora"):
        client.for_found("unix:///e").__enter__()
