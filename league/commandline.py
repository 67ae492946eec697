"""The command that plays a match again."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from systems.setup import DEFAULT_TICKS, Setup


def again(setup: Setup, bots: Sequence[str], sandboxed: bool = True) -> str:
    """`botkit run` for the match of a setup, with bots of these names."""
    words = ["botkit", "run", *bots, "--seed", str(setup.seed)]
    words += ["--mode", setup.mode] if setup.mode != "duel" else []
    words += ["--arena", setup.arena] if setup.arena != "open" else []
    words += ["--ships", str(setup.ships)] if setup.ships > 1 else []
    words += ["--ticks", str(setup.max_ticks)] if setup.max_ticks != DEFAULT_TICKS else []
    words += ["--sandbox"] if sandboxed else []
    return shlex.join(words)
