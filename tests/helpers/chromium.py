"""A headless Chromium, driven over its debugging pipe: pages, what they log and request, scripts, pictures of them.

See https://chromedevtools.github.io/devtools-protocol/ for the messages.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--mute-audio"),
)
_PATIENCE = 60.0  # s


def executable() -> str:
    """Return the path of Chromium; skip the test if there is none, but fail in CI."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: make test installs it")
        pytest.skip("no Chromium")
    return found


class Chromium:
    """A browser with a fresh profile in a folder; a context manager that ends it."""

    def __init__(self, profile: Path) -> None:
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        high = [os.dup(end) for end in (theirs_in, theirs_out)]  # neither is 3 or 4

        def connect() -> None:
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self._process = subprocess.Popen(
            [executable(), *_FLAGS, f"--user-data-dir={profile}", "--remote-debugging-pipe"],
            preexec_fn=connect,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (theirs_in, theirs_out, *high):
            os.close(end)
        self._rest = b""
        self._number = 0
        self._pages: dict[str, Page] = {}

    def __enter__(self) -> Chromium:
        return self

    def __exit__(self, *what: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)

    def open(
        self, url: str, width: int = 1280, height: int = 720, scale: float = 1, dark: bool = False, script: bool = True
    ) -> Page:
        """Load a page, to its `load` event.

        Args:
            width, height: of the viewport, CSS pixels; a narrow one is that of a phone.
            scale: device pixels per CSS pixel.
            script: whether the page may run its scripts.
        """
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = self._pages[session] = Page(self, session)
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.call(f"{domain}.enable")
        phone = width < 600
        page.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=phone
        )
        page.call("Emulation.setTouchEmulationEnabled", enabled=phone)
        page.call("Emulation.setScriptExecutionDisabled", value=not script)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        page.call("Emulation.setEmulatedMedia", features=[scheme])
        page.go(url)
        return page

    def call(self, method: str, session: str | None = None, **parameters: Any) -> Any:
        """Send a command and return its result; raise RuntimeError if it fails."""
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        answer: dict[str, Any] = {}

        def answered() -> bool:
            return bool(answer)

        self.wait(answered, lambda told: answer.update(told) if told.get("id") == number else None)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def wait(
        self,
        until: Callable[[], bool],
        hear: Callable[[dict[str, Any]], object] = lambda told: None,
        patience: float = _PATIENCE,
    ) -> None:
        """Read messages until a condition holds; raise TimeoutError if it does not in time."""
        end = time.monotonic() + patience
        while not until():
            if not select.select([self._in], [], [], max(end - time.monotonic(), 0))[0]:
                raise TimeoutError
            data = os.read(self._in, 1 << 20)
            if not data:
                raise RuntimeError("the browser has ended")
            *whole, self._rest = (self._rest + data).split(b"\0")
            for text in whole:
                told = json.loads(text)
                hear(told)
                if told.get("sessionId") in self._pages:
                    self._pages[told["sessionId"]].hear(told)


class Page:
    """A page in a browser.

    Attributes:
        console: what it logged: errors, warnings, exceptions and violations of its policy.
        requests: addresses that it requested, its own included.
    """

    def __init__(self, browser: Chromium, session: str) -> None:
        self._browser = browser
        self._session = session
        self._loads = 0
        self.console: list[str] = []
        self.requests: list[str] = []

    def call(self, method: str, **parameters: Any) -> Any:
        """Send a command about this page and return its result."""
        return self._browser.call(method, self._session, **parameters)

    def hear(self, told: dict[str, Any]) -> None:
        """Take note of an event."""
        what, about = told.get("method"), told.get("params", {})
        if what == "Page.loadEventFired":
            self._loads += 1
        elif what == "Runtime.consoleAPICalled":
            self.console.append(
                f"{about['type']}: {[arg.get('value', arg.get('description')) for arg in about['args']]}"
            )
        elif what == "Runtime.exceptionThrown":
            details = about["exceptionDetails"]
            self.console.append(f"exception: {details.get('exception', {}).get('description', details['text'])}")
        elif what == "Log.entryAdded":
            self.console.append(f"{about['entry']['level']}: {about['entry']['text']}")
        elif what == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])

    def go(self, url: str) -> None:
        """Load another page in its place."""
        loads = self._loads
        self.call("Page.navigate", url=url)
        self._browser.wait(lambda: self._loads > loads)

    def evaluate(self, script: str) -> Any:
        """Return the value of an expression, awaited if it is a promise; raise RuntimeError if it throws."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(str(result["exceptionDetails"]))
        return result["result"].get("value")

    def wait_for(self, script: str, patience: float = _PATIENCE) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + patience
        while not self.evaluate(script):
            if time.monotonic() > end:
                raise TimeoutError(script)
            time.sleep(0.05)

    def screenshot(self, path: Path, whole: bool = False) -> None:
        """Write a picture of the viewport, or of the `whole` page, as a PNG."""
        taken = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(taken["data"]))
