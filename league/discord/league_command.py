"""The `league` command in a child process, so that a run neither blocks the bot nor dies half recorded with it."""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from sandbox.clean import clean_text

STOPPING = 30.0  # s for a command to stop before it is killed


async def run_league(words: Sequence[object], look: float, at_look: Callable[[], Awaitable[object]]) -> str | None:
    """Run `league WORDS…` to its end, and call `at_look` every `look` s. Cancelling stops it, as by Ctrl-C.

    Returns:
        None after exit code 0, else its last lines on stderr.
    """
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "league.discord.child_process", *map(str, words)],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # the bot handles Ctrl-C
    )
    said: deque[str] = deque(maxlen=3)
    listening = asyncio.create_task(_listen(process, said))
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
    return None if process.returncode == 0 else clean_text(" ".join(said) or f"exit {process.returncode}", 300)


async def _listen(process: asyncio.subprocess.Process, said: deque[str]) -> None:
    """Keep the last lines of the process's standard error."""
    assert process.stderr is not None
    while line := await process.stderr.readline():
        said.append(line.decode(errors="replace").strip())


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
