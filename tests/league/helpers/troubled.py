"""Verification in a worker that fails when it has several logs, and with some logs always."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from league.verify import logs
from league.verify.library import Finder
from league.verify.logs import Verification
from sandbox.fault import HostTrouble


def verify(paths: Sequence[Path], library: Finder | None, log_limits: bool) -> list[Verification]:
    """Verify as `league.verify.logs`, unless the machine lacks memory, or the process dies."""
    if any("deadly" in path.name for path in paths):
        os._exit(9)
    if len(paths) > 1 or "large" in paths[0].name:
        raise HostTrouble("out of memory")
    return logs.verify(paths, library, log_limits)
