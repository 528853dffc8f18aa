"""Names and servers that mean harm: the report stays one report, and ends in time."""

import json
import subprocess
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import RunCli, unique

MOST_S = 30.0
ESCAPES = "\x1b[31mred\x1b]0;title\x07 [bold]x[/bold] [/] \u202eleft\u202c \r\nsecond"
SERVERS = {
    "escapes": "c.sendall(b'\\x1b[31m\\x1b]0;owned\\x07[bold]hi[/bold]\\xe2\\x80\\xae\\r\\n')",
    "a megabyte": "c.sendall(b'A' * 1048576)",
    "garbage": "c.sendall(bytes(range(256)) * 4)",
    "nothing": "time.sleep(60)",
    "slowly": "[(c.sendall(b'x'), time.sleep(0.2)) for _ in range(300)]",
    "one byte": "c.sendall(b'H')",
    "half a line": "c.sendall(b'HTTP/1.1 2')",
}
SERVE = """
import socket, threading, time
def talk(c):
    try:
        {says}
    except OSError:
        pass
    finally:
        c.close()
s = socket.create_server(('0.0.0.0', 7070))
while True:
    c, _ = s.accept()
    threading.Thread(target=talk, args=(c,), daemon=True).start()
"""


@pytest.fixture
def containers() -> Iterator[Callable[..., str]]:
    made: list[str] = []

    def run(*words: str) -> str:
        name = unique("clt-hostile")
        made.append(name)
        subprocess.run(
            ["docker", "run", "--detach", "--init", "--name", name, *words],
            check=True, capture_output=True,
        )  # fmt: skip
        return name

    yield run
    subprocess.run(["docker", "rm", "--force", *made], check=False, capture_output=True)


def harmless(text: str) -> bool:
    """Printable, on lines: no control, no escape, no change of direction."""
    return all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cf") for c in text)


def bounded(run_cli: RunCli, *words: str) -> str:
    began = time.monotonic()
    done = run_cli("why", *words)
    assert time.monotonic() - began < MOST_S
    assert done.returncode in (0, 1, 3), done.stderr
    assert "Traceback" not in done.stderr
    assert harmless(done.stderr)
    return done.stdout


@pytest.mark.parametrize("kind", SERVERS)
def test_a_server_breaks_and_colours_nothing(
    kind: str, containers: Callable[..., str], fixture_image: Callable[[str], str], run_cli: RunCli
) -> None:
    says = SERVERS[kind]
    server = containers(
        "--expose", "7070", "--publish", "127.0.0.1::7070", fixture_image("python"),
        "python3", "-c", SERVE.format(says=says),
    )  # fmt: skip
    asked = subprocess.run(
        ["docker", "port", server, "7070"], check=True, capture_output=True, text=True
    )
    port = asked.stdout.split()[0].rpartition(":")[2]
    time.sleep(1)
    shown = bounded(run_cli, f"127.0.0.1:{port}", "-v")
    assert harmless(shown)
    assert len(shown) < 20_000
    report = json.loads(bounded(run_cli, f"127.0.0.1:{port}", "--format", "json"))
    assert all(harmless(a["banner"] or "") for a in report["attempts"])


def test_what_stands_in_an_environment_is_text(
    containers: Callable[..., str], fixture_image: Callable[[str], str], run_cli: RunCli
) -> None:
    client = containers(
        "--env", f"A_URL=redis://{'n' * 1000}:7071/{ESCAPES}",
        "--env", "[bold]B_URL=redis://[red]x[/red]:7071",
        "--env", f"C_HOST=localhost{ESCAPES}", "--env", "C_PORT=7071",
        "--env", "REDIS_URL=redis://localhost:7071/0",
        "--label", f"evil={ESCAPES}", "--hostname", "h", fixture_image("base"),
        "sleep", "infinity",
    )  # fmt: skip
    shown = bounded(run_cli, "7071", "--from", f"container:{client}", "-v")
    assert harmless(shown)
    assert client in shown
    json.loads(bounded(run_cli, "7071", "--from", f"container:{client}", "--format", "json"))


def test_what_stands_in_a_compose_file_is_text(
    tmp_path: Path, run_cli: RunCli, engine_url: str
) -> None:
    assert engine_url
    (tmp_path / "compose.yaml").write_text(
        "name: hostile\nservices:\n  a:\n    image: x\n    environment:\n"
        f"      URL: {json.dumps('redis://localhost:7072/' + ESCAPES)}\n"
        f"  {json.dumps('[web]')}:\n    image: y\n"
    )
    done = run_cli("why", "7072", cwd=tmp_path)
    assert "Traceback" not in done.stderr
    assert harmless(done.stdout)
    assert harmless(done.stderr)
