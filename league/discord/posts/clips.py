"""Pictures for posts, each rendered by a command in a child process: the ladder's chart, a clip of a match."""

from __future__ import annotations

import tempfile
from pathlib import Path

from league.discord.settings import DiscordSettings
from league.host.processes.command import run_command

CHART = "ladder.png"
CLIP = "clip.gif"
VERSIONS = "versions.png"
TIMEOUT = 180.0  # s per picture


async def render_chart(league: Path, mode: str, rules: str) -> bytes:
    """Render a ladder of the league in a folder, and its rating history, as a PNG. Raises LeagueError."""
    with tempfile.TemporaryDirectory(prefix="spacecode-") as folder:
        out = Path(folder, CHART)
        words = ("table", league, "--mode", mode, "--rules", rules, "--png", out)
        await run_command(CHART, "league", *words, timeout=TIMEOUT)
        return out.read_bytes()


async def render_versions(league: Path, bot: str, mode: str) -> bytes:
    """Render the ratings of a bot's versions as a PNG. Raises LeagueError, for example if it has none."""
    with tempfile.TemporaryDirectory(prefix="spacecode-") as folder:
        out = Path(folder, VERSIONS)
        await run_command(VERSIONS, "league", "show", bot, league, "--mode", mode, "--png", out, timeout=TIMEOUT)
        return out.read_bytes()


async def render_clip(log: Path, ticks: tuple[int, int], settings: DiscordSettings) -> bytes:
    """Render the first to the last of `ticks` as a GIF. Raises LeagueError, for example without OpenGL."""
    first, last = ticks
    with tempfile.TemporaryDirectory(prefix="spacecode-") as folder:
        out = Path(folder, CLIP)
        words = ("export", log, out, "--from", first, "--to", last, "--max-bytes", settings.clip_bytes)
        await run_command(CLIP, "viewer.cli", *words, timeout=TIMEOUT)
        return out.read_bytes()
