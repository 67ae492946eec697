"""Pictures for posts, each made by a command in a process of its own: a ladder's chart, a clip of a match."""

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
TIMEOUT = 180.0  # s that a picture may take


async def render_chart(settings: Settings) -> bytes:
    """The ladder and how its ratings went, a PNG. Raises LeagueError."""
    return await _run_command(CHART, "league", "table", settings.folder, "--mode", settings.mode, "--png")


async def render_clip(log: Path, ticks: tuple[int, int], settings: Settings) -> bytes:
    """A clip of a match, a GIF; its ticks: the first, the last. Raises LeagueError, without OpenGL for example."""
    first, last = ticks
    bounds = ("--from", first, "--to", last, "--max-bytes", settings.clip_bytes)
    return await _run_command(CLIP, "viewer.cli", "export", log, *bounds, between=True)


async def _run_command(name: str, module: str, *arguments: object, between: bool = False) -> bytes:
    """What a command writes to a file that is its last argument; `between`: that follows its first two."""
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
            raise LeagueError(f"{name}: it took more than {TIMEOUT:.0f} s") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            lines = said.decode(errors="replace").splitlines() or [f"exit {process.returncode}"]
            raise LeagueError(f"{name}: {clean_text(lines[-1], 300)}")
        return out.read_bytes()
