"""The baseline of benchmarks.sandbox: bots in separate processes, of the newest CPython on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.sandbox.bots import BRIEFING

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("process_bot.py").resolve()


def newest_python() -> tuple[str, str]:
    """Return program and version of the newest CPython: this one, one beside it, or a `python3.N` in the path."""
    ask = "import platform, sys; print(platform.python_implementation(), platform.python_version(), sys.executable)"
    found: list[tuple[tuple[int, ...], str]] = [(sys.version_info[:3], sys.executable)]
    beside = [str(path) for path in Path(sys.base_prefix).parent.glob("*/bin/python3")]
    for path in filter(None, [*beside, *(shutil.which(f"python3.{minor}") for minor in range(11, 30))]):
        done = subprocess.run([path, "-I", "-c", ask], capture_output=True, text=True, check=False)
        kind, _, rest = done.stdout.strip().partition(" ")
        if kind == "CPython":
            version, _, program = rest.partition(" ")
            numbers = [int(part) for part in version.split(".") if part.isdigit()]
            found.append((tuple((*numbers, 0, 0)[:3]), program))
    newest, program = max(found)
    return program, ".".join(map(str, newest))


PYTHON, VERSION = newest_python()
SUBPROCESS = f"python -I -S subprocess, CPython {VERSION}"


class Baseline:
    """A bot in a separate process."""

    def __init__(self, kind: str, source: str, folder: Path) -> None:
        file = folder / f"{kind}.py"
        file.write_text(source, encoding="utf-8")
        command = [PYTHON, "-I", "-S", str(SCRIPT), kind, str(file), str(ROOT)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ask(BRIEFING.encode())

    def ask(self, text: bytes) -> bytes:
        """Send a line, and return the line received."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(text + b"\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    @contextmanager
    def placed(self, ours: int, theirs: int) -> Iterator[None]:
        """Keep this process and the subprocess each on one CPU."""
        free = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {ours})
        os.sched_setaffinity(self.process.pid, {theirs})
        try:
            yield
        finally:
            os.sched_setaffinity(0, free)
            os.sched_setaffinity(self.process.pid, free)

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def placements() -> list[tuple[str, int, int]]:
    """Return where the two processes can be kept, as (words, CPU of this process, CPU of the subprocess).

    A message to another CPU wakes it, which takes longer than a change of processes on one.
    """
    cpus = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return [(words, cpus[0], cpu) for words, cpu in zip(("on one CPU", "on two CPUs"), cpus, strict=False)]
