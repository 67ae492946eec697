"""Endless loops that survive their failures."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from league.cli.errors import LeagueError

_log = logging.getLogger(__name__)


async def repeat(name: str, step: Callable[[], Any], pause: float, note: Callable[[str], object]) -> None:
    """Repeat a step forever; log and note any exception, and continue after a pause."""
    while True:
        try:
            await step()
        except Exception as error:
            expected = isinstance(error, LeagueError)  # which says what is wrong on one line
            _log.error("%s failed: %s; retrying in %.0f s", name, error, pause, exc_info=not expected)
            note(f"{name}: {type(error).__name__}")
            await asyncio.sleep(pause)
