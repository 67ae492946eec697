"""The commands that go on from what is seen: to play the match again, to debug one of its bots."""

from __future__ import annotations

import shlex
from pathlib import Path

from league.bots import replay_command
from viewer.model.recording import Recording
from viewer.model.seats import bot_names, identities


def again(recording: Recording) -> str:
    """The command that plays the match again, with the same bots where they lie near, else with ones of these names."""
    header = recording.log.header
    return replay_command.replay_command(recording.game.setup, _bots(recording), not header.get("local"))


def debug(recording: Recording, tick: int, side: int) -> str:
    """The command that runs a bot under a debugger from a tick on, with what it saw then."""
    words = ["botkit", "debug", str(recording.path), "--seat", str(side)]
    return shlex.join([*words, "--bot", _bots(recording)[side], "--tick", str(tick)])


def _bots(recording: Recording) -> list[str]:
    """What commands may call the bots: looked for here, beside the log, and in the folder of its league."""
    beside = recording.path.parent
    league_of = [beside.parent.parent] if beside.parent.name == ".league" else []
    known = zip(bot_names(recording), identities(recording), strict=True)
    return [replay_command.path_of(name, identity, [Path(), beside, *league_of]) for name, identity in known]
