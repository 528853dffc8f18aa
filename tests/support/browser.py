"""Pages as a real browser shows them: a headless Chromium that is told what to do through a pipe.

What it is asked is its DevTools protocol, a message of JSON each, ended by a zero byte:
https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import select
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.lab.engines import browser
from tests.lab.engines.refusals import CannotSetUp

CHECKS = Path(__file__).with_name("browser_checks.js").read_text(encoding="utf-8")
PATIENCE = 60.0  # seconds for one answer
_FLAGS = (
    "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--no-first-run", "--disable-background-networking", "--disable-extensions",
    # no name is known to it: whatever it would load is not there
    "--host-resolver-rules=MAP * ~NOTFOUND", "--hide-scrollbars", "--force-color-profile=srgb",
)  # fmt: skip
# its pipe is 3 and 4, which the streams that Python gives a program become here
_PIPED = 'exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>"$HOME/log"'


class Browser:
    """One browser with one page, in which one file after the other is opened."""

    def __init__(self, there: browser.Browser) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="containerloop-page-")
        self._home = home = Path(self._folder.name)
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", _PIPED, there.program, *_FLAGS, f"--user-data-dir={home}/profile"],
            env=there.environment(home), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._numbers = itertools.count(1)
        self._session: str | None = None
        self._unread = b""
        self._happened: set[str] = set()
        self.said: list[str] = []
        """What it complains of: errors of the page, and what its policy has kept it from."""
        self.asked_for: list[str] = []
        """Every address that the page has asked for."""
        target = self.tell("Target.createTarget", url="about:blank")["targetId"]
        attached = self.tell("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.tell(f"{domain}.enable")

    def open(self, text: str, *, wide: int = 1280, dark: bool = False, ending: str = "html") -> str:
        """Show `text` as a file of its own; its address."""
        file = self._home / f"page.{ending}"
        file.write_text(text, encoding="utf-8")
        self.look(wide=wide, dark=dark)
        for kept in (self.said, self.asked_for, self._happened):
            kept.clear()
        self.tell("Page.navigate", url=file.as_uri())
        self._until("Page.loadEventFired")
        return file.as_uri()

    def look(self, *, wide: int, dark: bool) -> None:
        """In a window so wide, in one of the themes."""
        theme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.tell("Emulation.setEmulatedMedia", features=[theme])
        size = {"width": wide, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        self.tell("Emulation.setDeviceMetricsOverride", **size)

    def value(self, expression: str) -> Any:
        """What a JavaScript expression is there; it may call the functions of CHECKS."""
        whole = f"(async () => {{ {CHECKS}\nreturn await {expression} }})()"
        told = self.tell(
            "Runtime.evaluate", expression=whole, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def press(self, key: str) -> None:
        """A key, pressed and let go."""
        told: dict[str, Any] = {"key": key, "windowsVirtualKeyCode": {"Tab": 9, "Enter": 13}[key]}
        told |= {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.tell("Input.dispatchKeyEvent", type=kind, **told)

    def spoken(self) -> list[dict[str, Any]]:
        """What a screen reader is given, in its order: role, name, level."""
        nodes = self.tell("Accessibility.getFullAXTree")["nodes"]
        return [_spoken(each) for each in nodes if not each.get("ignored")]

    def picture(self, path: Path) -> None:
        """Keep a picture of the whole page."""
        taken = self.tell("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(taken["data"]))

    def tell(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command, and what it brings."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        message |= {"sessionId": self._session} if self._session else {}
        assert self._process.stdin
        self._process.stdin.write(json.dumps(message).encode() + b"\0")
        self._process.stdin.flush()
        while (answer := self._heard()).get("id") != number:
            pass
        assert "error" not in answer, (method, answer["error"])
        result: dict[str, Any] = answer["result"]
        return result

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()
        self._folder.cleanup()

    def _until(self, event: str) -> None:
        while event not in self._happened:
            self._heard()

    def _heard(self) -> dict[str, Any]:
        """The next message; what the page did is kept, whatever was waited for."""
        while b"\0" not in self._unread:
            assert self._process.stdout
            number = self._process.stdout.fileno()
            if not select.select([number], [], [], PATIENCE)[0]:
                raise TimeoutError(f"the browser said nothing for {PATIENCE:.0f} s")
            more = os.read(number, 1 << 20)
            assert more, "the browser has ended: " + (self._home / "log").read_text()
            self._unread += more
        raw, _, self._unread = self._unread.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        self._keep(message.get("method", ""), message.get("params", {}))
        return message

    def _keep(self, method: str, told: dict[str, Any]) -> None:
        self._happened.add(method)
        if method == "Network.requestWillBeSent":
            self.asked_for.append(told["request"]["url"])
        elif method == "Log.entryAdded":
            self.said.append(told["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            self.said.append(told["exceptionDetails"]["text"])
        elif method == "Runtime.consoleAPICalled":
            self.said.append(" ".join(str(each.get("value")) for each in told["args"]))


def started() -> Browser:
    """A browser; without one the test is skipped, and fails with BROWSER_REQUIRED."""
    try:
        return Browser(browser.ready())
    except CannotSetUp as refusal:
        if os.environ.get("BROWSER_REQUIRED"):
            raise
        pytest.skip(str(refusal))


def _spoken(node: dict[str, Any]) -> dict[str, Any]:
    told = {"role": node["role"]["value"], "name": node.get("name", {}).get("value", "")}
    return told | {each["name"]: each["value"].get("value") for each in node.get("properties", ())}
