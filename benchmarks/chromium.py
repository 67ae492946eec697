"""A real Chromium without a screen, driven over its debugging pipe: for tests and benchmarks of pages."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--mute-audio", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-features=Translate,OptimizationHints",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip


def find_chromium() -> str | None:
    """Return the path of an installed Chromium, or None."""
    return next((found for found in map(shutil.which, _NAMES) if found), None)


class Chromium:
    """A browser with one page, as a context manager.

    Attributes:
        messages: what the page wrote to its console, its errors, and what a policy blocked.
        requests: addresses that the page asked for, its own aside.
    """

    def __init__(self, width: int = 1280, height: int = 720, scale: float = 1.0, mobile: bool = False) -> None:
        self.messages: list[str] = []
        self.requests: list[str] = []
        self._folder = tempfile.TemporaryDirectory(prefix="spacecode-", ignore_cleanup_errors=True)
        commands, answers = os.pipe(), os.pipe()
        binary = find_chromium()
        assert binary is not None, "Chromium is not installed"
        # The pipe's ends are file descriptors 3 and 4 in the browser.
        plumbing = f'exec 3<&{commands[0]} 4>&{answers[1]}; exec "$@"'
        command = [binary, *_FLAGS, "--remote-debugging-pipe", f"--user-data-dir={self._folder.name}"]
        self._process = subprocess.Popen(
            ["bash", "-c", plumbing, "bash", *command], pass_fds=[commands[0], answers[1]], stderr=subprocess.DEVNULL
        )
        os.close(commands[0])
        os.close(answers[1])
        self._commands, self._answers = commands[1], os.fdopen(answers[0], "rb", buffering=0)
        self._buffer, self._number, self._session = b"", 0, ""
        self._loaded = False
        target = self._send("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = self._send("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._send(f"{domain}.enable")
        metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile}
        self._send("Emulation.setDeviceMetricsOverride", metrics)
        if mobile:
            self._send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the browser."""
        with suppress(OSError, AssertionError):
            self._send("Browser.close", session=False)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._commands)
        self._answers.close()
        self._folder.cleanup()

    def open(self, page: Path | str, fragment: str = "") -> None:
        """Load a page, a file or an address, and wait until it is loaded."""
        self._loaded = False
        address = page.resolve().as_uri() if isinstance(page, Path) else page
        self._send("Page.navigate", {"url": address + fragment})
        while not self._loaded:
            self._handle(self._receive())

    def evaluate(self, script: str) -> Any:
        """Return the value of an expression, awaited if it is a promise."""
        found = self._send("Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True})
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def screenshot(self) -> bytes:
        """Return a picture of the page, as PNG."""
        return base64.b64decode(self._send("Page.captureScreenshot", {"format": "png"})["data"])

    def emulate(self, feature: str, value: str) -> None:
        """Set a media feature, as `prefers-reduced-motion`."""
        self._send("Emulation.setEmulatedMedia", {"features": [{"name": feature, "value": value}]})

    def send(self, method: str, arguments: Mapping[str, object]) -> Any:
        """Call a method of the debugging protocol for the page."""
        return self._send(method, arguments)

    def _send(self, method: str, arguments: Mapping[str, object] | None = None, session: bool = True) -> Any:
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": arguments or {}}
        if session and self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]
            self._handle(answer)

    def _receive(self) -> Any:
        while b"\0" not in self._buffer:
            data = self._answers.read(1 << 16)
            assert data, "Chromium has ended"
            self._buffer += data
        message, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(message)

    def _handle(self, event: Any) -> None:
        method, params = event.get("method"), event.get("params", {})
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Runtime.consoleAPICalled":
            self.messages.append(f"{params['type']}: {[value.get('value') for value in params['args']]}")
        elif method == "Runtime.exceptionThrown":
            self.messages.append(f"exception: {params['exceptionDetails'].get('exception', {}).get('description')}")
        elif method == "Log.entryAdded":
            self.messages.append(f"{params['entry']['level']}: {params['entry']['text']}")
        elif method == "Network.requestWillBeSent" and params.get("type") != "Document":
            self.requests.append(params["request"]["url"])
