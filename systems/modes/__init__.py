"""The modes, by name.

Imports the step and the components; imported by worlds, the protocol and `league`.
"""

from __future__ import annotations

from systems.arenas import ArenaSpec
from systems.mode import Mode
from systems.modes import duel, fleet, melee, sumo
from systems.setup import Setup

MODES = {"duel": duel.MODE, "melee": melee.MODE, "fleet": fleet.MODE, "sumo": sumo.MODE}


def mode_of(setup: Setup) -> Mode:
    """Return the mode of a setup; raise ValueError if it does not exist or does not support the arena or size."""
    mode = MODES.get(setup.mode)
    if mode is None:
        raise ValueError(f"mode {setup.mode!r} is not one of: {', '.join(MODES)}")
    if setup.arena not in mode.arenas:
        raise ValueError(f"{setup.mode} is played in arena {' or '.join(mode.arenas)}, not in {setup.arena!r}")
    for what, asked, (least, most) in (("sides", setup.sides, mode.sides), ("ships a side", setup.ships, mode.ships)):
        if not least <= asked <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise ValueError(f"{setup.mode} takes {wanted} {what if most > 1 else 'ship a side'}, not {asked}")
    return mode


def arena_of(setup: Setup) -> ArenaSpec:
    """Return the arena of a setup under its rules; raise ValueError as `mode_of` does."""
    return mode_of(setup).arenas[setup.arena](setup.rules)
