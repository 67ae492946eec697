"""The command line that plays a match again."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from league.bots.bounds import NAME
from league.bots.roster import KINDS, read_entry
from systems.setup import DEFAULT_TICKS, Setup


def replay_command(setup: Setup, bots: Sequence[str], sandboxed: bool = True) -> str:
    """Return the `botkit run` command for a match with this setup and these bots."""
    words = ["botkit", "run", *bots, "--seed", str(setup.seed)]
    words += ["--mode", setup.mode] if setup.mode != "duel" else []
    words += ["--arena", setup.arena] if setup.arena != "open" else []
    words += ["--ships", str(setup.ships)] if setup.ships > 1 else []
    words += ["--ticks", str(setup.max_ticks)] if setup.max_ticks != DEFAULT_TICKS else []
    words += ["--sandbox"] if sandboxed else []
    return shlex.join(words)


def path_of(name: str, identity: str, places: Iterable[Path]) -> str:
    """Return the path of the bot with this name and identity in the first folder that has it, else its name.

    Both may be untrusted text.
    """
    if NAME.fullmatch(name):
        for path in (place / f"{name}{kind}" for place in places for kind in ("", *sorted(KINDS))):
            if path.exists() and identity and read_entry(path.absolute()).identity == identity:
                return str(path)
    return name
