"""Shell commands that continue from what is shown: play the match again, or debug one of its bots."""

from __future__ import annotations

import shlex
from pathlib import Path

from league.bots.replay_command import path_of
from league.bots.replay_command import replay_command as command_of
from viewer.model.recording import Recording
from viewer.model.seats import bot_names, identities


def replay_command(recording: Recording) -> str:
    """Return the command that replays the match; bots are found nearby by identity, else given by name."""
    header = recording.log.header
    return command_of(recording.game.setup, _bots(recording), not header.get("local"))


def debug_command(recording: Recording, tick: int, side: int) -> str:
    """Return the command that debugs a bot from a tick on, with the observation it had then."""
    words = ["botkit", "debug", str(recording.path), "--seat", str(side)]
    return shlex.join([*words, "--bot", _bots(recording)[side], "--tick", str(tick)])


def _bots(recording: Recording) -> list[str]:
    """Return what commands call the bots: paths found here, beside the log, or in its league's folder; else names."""
    beside = recording.path.parent
    league_of = [beside.parent.parent] if beside.parent.name == ".league" else []
    known = zip(bot_names(recording), identities(recording), strict=True)
    return [path_of(name, identity, [Path(), beside, *league_of]) for name, identity in known]
