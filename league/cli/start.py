"""The start of a command by `python -m NAME`. Imports nothing of the project, for a module here could be hidden."""

from __future__ import annotations

import os
import sys


def search_here_last() -> None:
    """Search the present folder last, which `python -m` puts first: a bot `engine.py` there hides no module of ours."""
    if sys.path and sys.path[0] in ("", os.getcwd()):  # noqa: PTH109 - as Python wrote it
        sys.path.append(sys.path.pop(0))
