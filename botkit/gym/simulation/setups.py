"""The setup of an environment's matches, from what its users name."""

from __future__ import annotations

from systems.modes import MODES, mode_of
from systems.rules import Rules
from systems.setup import DEFAULT_TICKS, Setup

MELEE_SIDES = 8  # by default


def setup_of(
    mode: str,
    arena: str = "open",
    sides: int | None = None,
    ships: int | None = None,
    max_ticks: int = DEFAULT_TICKS,
    rules: Rules | None = None,
) -> Setup:
    """Return a setup, with the mode's usual numbers of sides and of ships per side where none are given.

    Raises:
        ValueError: there is no such mode or arena, the mode does not support the arena or a number, or a rule is not
            within its bounds.
    """
    known = MODES.get(mode)
    usual_sides, usual_ships = (2, 1) if known is None else (known.sides[0], known.usual_ships)
    if known is not None and not known.paired:
        usual_sides = MELEE_SIDES
    setup = Setup(
        mode,
        0,
        arena,
        usual_sides if sides is None else sides,
        usual_ships if ships is None else ships,
        max_ticks,
        Rules() if rules is None else Rules.from_dict(rules.as_dict()),  # checked, or no log could be read
    )
    mode_of(setup)
    return setup
