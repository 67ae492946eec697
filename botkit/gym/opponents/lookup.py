"""Opponents by name: what an environment's argument `opponent` may be."""

from __future__ import annotations

from pathlib import Path

from botkit.gym.opponents.opponent import Opponent, PolicyOpponent
from botkit.gym.opponents.policies import OPPONENTS, Policy
from botkit.network import Network

BOT = "bot:"  # before the path of a bot
NETWORK = ".json"  # at the end of the path of a network


def opponent_of(given: str | Policy | Opponent, name: str | None = None) -> Opponent:
    """Return an opponent, given itself, a policy, or a text.

    Args:
        given: as a text, a name of `OPPONENTS`, the path of a network's file, which ends in `.json`, or `bot:` and the
            path or the name of a bot, see `Sandboxed`.
        name: what logs call it, if it is a policy; by default its own name.

    Raises:
        ValueError: a text is none of these, a file is not what it should be, or its bot does not start.
        OSError: the file of a network cannot be read.
        TypeError: it is neither a text nor callable, or a class.
    """
    if isinstance(given, Opponent):
        return given
    if not isinstance(given, str):
        if isinstance(given, type):  # which is callable, too
            raise TypeError(f"the opponent is the class {given.__name__}, not an instance of it")
        if not callable(given):
            raise TypeError(f"the opponent is a {type(given).__name__}, neither a name nor a callable")
        own = str(getattr(given, "__name__", type(given).__name__))[:24]
        return PolicyOpponent(given, name or own)
    if given in OPPONENTS:
        return PolicyOpponent(given, name or given)
    if given.endswith(NETWORK):
        return PolicyOpponent(Network.load(given), name or Path(given).stem[:24])
    if given.startswith(BOT):
        from botkit.gym.opponents.sandboxed import Sandboxed

        return Sandboxed(given.removeprefix(BOT))
    names = ", ".join(OPPONENTS)
    raise ValueError(f"opponent {given!r} is not one of: {names}; nor a path of a network, *.json, nor {BOT}BOT")
