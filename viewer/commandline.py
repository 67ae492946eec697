"""The commands that go on from what is seen: to play the match again, to debug one of its bots."""

from __future__ import annotations

import shlex

import league.commandline
from viewer.recording import Recording
from viewer.seats import bot_names


def again(recording: Recording) -> str:
    """The command that plays the match again, with bots of these names."""
    header = recording.log.header
    return league.commandline.again(recording.game.setup, bot_names(recording), not header.get("local"))


def debug(recording: Recording, tick: int, side: int) -> str:
    """The command that runs a bot under a debugger from a tick on, with what it saw then."""
    words = ["botkit", "debug", recording.name, "--seat", str(side)]
    return shlex.join([*words, "--bot", bot_names(recording)[side], "--tick", str(tick)])
