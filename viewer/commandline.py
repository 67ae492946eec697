"""The commands that go on from what is seen: to play the match again, to debug one of its bots."""

from __future__ import annotations

import shlex

from systems.setup import DEFAULT_TICKS
from viewer.recording import Recording
from viewer.seats import bot_names


def again(recording: Recording) -> str:
    """The command that plays the match again, with bots of these names."""
    setup, bots = recording.game.setup, bot_names(recording)
    words = ["botkit", "run", *bots, "--seed", str(setup.seed)]
    words += ["--mode", setup.mode] if setup.mode != "duel" else []
    words += ["--arena", setup.arena] if setup.arena != "open" else []
    words += ["--ships", str(setup.ships)] if setup.ships > 1 else []
    words += ["--ticks", str(setup.max_ticks)] if setup.max_ticks != DEFAULT_TICKS else []
    words += [] if recording.log.header.get("local") else ["--sandbox"]
    return shlex.join(words)


def debug(recording: Recording, tick: int, side: int) -> str:
    """The command that runs a bot under a debugger from a tick on, with what it saw then."""
    words = ["botkit", "debug", recording.name, "--seat", str(side)]
    return shlex.join([*words, "--bot", bot_names(recording)[side], "--tick", str(tick)])
