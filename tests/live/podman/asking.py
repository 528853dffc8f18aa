"""A question to the command line, and a server of this machine's to ask about."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from containerloop.diagnose.remedies.compose_yaml import override_yaml
from tests.conftest import RunCli
from tests.lab.engines.compose import Compose


class _Greeting(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"hi\n")

    def log_message(self, *_: object) -> None: ...


@contextmanager
def serving(address: str, port: int) -> Iterator[None]:
    """An HTTP server of this machine's, which is the engine's host."""
    with ThreadingHTTPServer((address, port), _Greeting) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def told(run_cli: RunCli, *words: str, cwd: Path | None = None) -> Any:
    """The JSON of `why`."""
    done = run_cli("why", *words, "--format", "json", cwd=cwd)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def codes(answer: Any) -> list[str]:
    """The codes of what was found."""
    return [found["code"] for found in answer["findings"]]


def first_override(answer: Any, folder: Path) -> Path:
    """The first override that is printed, as a file."""
    printed = [r["override"] for f in answer["findings"] for r in f["remedies"]]
    (folder / "fix.yaml").write_text(override_yaml(next(each for each in printed if each)))
    return folder / "fix.yaml"


def fetched(project: Compose, service: str, url: str) -> str:
    """What a service's own client gets from `url`, of its variables too; "" where it fails."""
    client = f'wget -q -T 5 -O - "{url}"'
    return project.run("exec", "-T", service, "sh", "-c", client, check=False).stdout
