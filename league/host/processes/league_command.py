"""The `league` command in a child process, so that a run neither blocks the host nor dies half recorded with it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence

from sandbox.clean import clean_text

STOPPING = 30.0  # s for a command to stop before it is killed
WARNINGS = ("warning: ", "left out: ", "void: ")  # how lines begin that a host should see
MAX_LINE = 500  # characters


async def run_league(
    words: Sequence[object],
    look: float,
    at_look: Callable[[], Awaitable[object]],
    environment: Mapping[str, str] | None = None,
    tell: Callable[[str], object] = lambda line: None,
) -> str | None:
    """Run `league WORDS…` to its end, and call `at_look` every `look` s. Cancelling stops it, as by Ctrl-C.

    Args:
        environment: variables that it gets beside those of this process.
        tell: is called with each warning that it prints, one line.

    Returns:
        None after exit code 0, else its error, or its last lines on stderr.
    """
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "league.host.processes.child_process", *map(str, words)],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        start_new_session=True,  # the host handles Ctrl-C
    )
    said: deque[str] = deque(maxlen=3)
    listening = asyncio.create_task(_listen(process, said, tell))
    try:
        while True:
            try:
                await asyncio.wait_for(process.wait(), look)
                break
            except TimeoutError:
                await at_look()
    finally:
        await _stop(process)
        await listening
    if process.returncode == 0:
        return None
    _, error, problem = (said[-1] if said else "").partition("error: ")
    return clean_text(problem if error else " ".join(said) or f"exit {process.returncode}", 300)


async def _listen(process: asyncio.subprocess.Process, said: deque[str], tell: Callable[[str], object]) -> None:
    """Keep the last lines of the process's standard error, and tell its warnings."""
    assert process.stderr is not None
    while line := await process.stderr.readline():
        said.append(clean_text(line.decode(errors="replace"), MAX_LINE).strip())
        if said[-1].startswith(WARNINGS):
            tell(said[-1])


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Stop the process cleanly; the same command goes on where it stopped."""
    if process.returncode is not None:
        return
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), STOPPING)
    except TimeoutError:
        process.kill()
        await process.wait()
