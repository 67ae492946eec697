"""The viewer as a child process that follows a log while it is written."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

_HEADER = 2  # number of the log's chunk after which it can be opened: the magic number comes first


class ViewerProcess:
    """The viewer as a child process, as a context manager that closes it.

    Args:
        log: the file that it shows.
    """

    def __init__(self, log: Path) -> None:
        self._log = log
        self._chunks = 0  # of the log
        self._process: subprocess.Popen[str] | None = None
        self._relay: threading.Thread | None = None

    def __enter__(self) -> ViewerProcess:
        return self

    def __exit__(self, *error: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()

    def follow(self, write: Callable[[bytes], object]) -> Callable[[bytes], object]:
        """Wrap the writer of a log to open the viewer once the header is written."""

        def written(data: bytes) -> None:
            write(data)
            self._chunks += 1
            if self._chunks == _HEADER:
                self.open()

        return written

    def wait(self) -> int:
        """Wait until the window is closed; return the exit code."""
        assert self._process is not None and self._relay is not None, "wait before open"
        self._process.wait()
        self._relay.join()
        return self._process.returncode

    def open(self) -> None:
        """Open the viewer on what the log contains now."""
        command = [sys.executable, "-P", "-m", "viewer.cli", "replay", str(self._log)]  # -P: no modules from here
        # The terminal's input stays with the bot and its debugger, and Ctrl-C would reach a whole process group.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._relay = threading.Thread(target=_relay, args=(self._process.stdout, sys.stderr), daemon=True)
        self._relay.start()


def _relay(said: TextIO, to: TextIO) -> None:
    """Forward the viewer's output line by line, so that it does not break up lines of the bot."""
    for line in said:
        to.write(line)
        to.flush()
