"""Commands that make pages and pictures, each in a child process, which costs the event loop nothing."""

from __future__ import annotations

import asyncio
import sys

from league.cli.errors import LeagueError
from sandbox.clean import clean_text


async def run_command(what: str, module: str, *words: object, timeout: float) -> None:
    """Run `python -m MODULE WORDS…` to its end.

    Args:
        what: it makes, for errors.
        timeout: in s, after which it is killed.

    Raises:
        LeagueError: it failed or timed out; with the last line of its error output.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *map(str, words)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _, said = await asyncio.wait_for(process.communicate(), timeout)
    except TimeoutError:
        raise LeagueError(f"{what}: rendering timed out after {timeout:.0f} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        lines = said.decode(errors="replace").splitlines() or [f"exit {process.returncode}"]
        raise LeagueError(f"{what}: {clean_text(lines[-1], 300)}")
