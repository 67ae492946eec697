"""Pictures for posts, each rendered by a command in a child process: the ladder's chart, a clip of a match."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from league.cli.errors import LeagueError
from league.discord.settings import Settings
from sandbox.clean import clean_text

CHART = "ladder.png"
CLIP = "clip.gif"
TIMEOUT = 180.0  # s per picture


async def render_chart(settings: Settings) -> bytes:
    """Render the ladder and its rating history as a PNG. Raises LeagueError."""
    return await _run_command(CHART, "league", "table", settings.folder, "--mode", settings.mode, "--png")


async def render_clip(log: Path, ticks: tuple[int, int], settings: Settings) -> bytes:
    """Render the first to the last of `ticks` as a GIF. Raises LeagueError, for example without OpenGL."""
    first, last = ticks
    bounds = ("--from", first, "--to", last, "--max-bytes", settings.clip_bytes)
    return await _run_command(CLIP, "viewer.cli", "export", log, *bounds, between=True)


async def _run_command(name: str, module: str, *arguments: object, between: bool = False) -> bytes:
    """Return what a command writes to a file named by its last argument or, with `between`, by its third."""
    with tempfile.TemporaryDirectory(prefix="spacecode-") as folder:
        out = Path(folder, name)
        words = [*map(str, arguments)]
        words.insert(2 if between else len(words), str(out))
        command = [sys.executable, "-m", module, *words]
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        try:
            _, said = await asyncio.wait_for(process.communicate(), TIMEOUT)
        except TimeoutError:
            raise LeagueError(f"{name}: rendering timed out after {TIMEOUT:.0f} s") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            lines = said.decode(errors="replace").splitlines() or [f"exit {process.returncode}"]
            raise LeagueError(f"{name}: {clean_text(lines[-1], 300)}")
        return out.read_bytes()
