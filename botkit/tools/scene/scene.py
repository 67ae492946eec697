"""A scene for testing a bot on the real engine: place ships and shots, run a few ticks, check the result.

The fixture `scene` of pytest makes them (docs/botkit.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from botkit.hints import meant
from botkit.runner import BotRunner
from botkit.ship import Ship
from botkit.tools.scene.function import FunctionProgram
from botkit.tools.scene.states import ShipState, ShotState
from botkit.vec import Vec
from engine.angle import RADIANS, TURN
from league.bots.opponents import find
from league.match.turns import living_ships
from sandbox.identity import texts_of
from systems.components import Energy, Gun, Heading, Hull, Position, Score, Shield, Shot, Velocity
from systems.config import GameConfig
from systems.modes import MODES
from systems.protocol.observations import briefing, observe
from systems.protocol.orders import Action, Order, clear_orders, give_orders, read_action
from systems.results import ended_at, result
from systems.rules import TICK_RATE, UNIT, Rules
from systems.setup import DEFAULT_TICKS, Setup
from systems.worlds import new_worlds, step

Bot = str | Path | Callable[[Ship], object] | None


class Scene:
    """A match that is set up by hand and run a few ticks at a time.

    All bots run in this process, without limits. `run` raises what a bot raises.

    Args:
        bots: one per side: the path of a bot, the name of a built-in opponent, a function `tick(ship)`, or None for a
            side that does nothing. Missing sides do nothing.
        mode, arena, ships, seed, max_ticks: as for `botkit run`; the mode determines where ships start.
        rules: values that replace the default rules, by name; of those by power, all three.

    Raises:
        LeagueError: a bot cannot be found or read.
        ValueError, TypeError: the setup or a rule is not valid.
    """

    def __init__(
        self,
        *bots: Bot,
        mode: str = "duel",
        arena: str = "open",
        ships: int | None = None,
        seed: int = 1,
        max_ticks: int = DEFAULT_TICKS,
        rules: Mapping[str, Any] | None = None,
    ) -> None:
        usual = MODES.get(mode, MODES["duel"])
        sides = max(len(bots), usual.sides[0])
        self._setup = Setup(mode, seed, arena, sides, ships or usual.usual_ships, max_ticks, _rules(rules or {}))
        self._world = new_worlds([self._setup])
        self._game = self._world.resource(GameConfig)
        self._orders: dict[int, Order] = {}
        self._logs: list[list[str]] = [[] for _ in range(sides)]
        self._programs = [self._program(side, bot) for side, bot in enumerate([*bots, *[None] * (sides - len(bots))])]

    def _program(self, side: int, bot: Bot) -> BotRunner | FunctionProgram | None:
        if bot is None:
            return None
        program: BotRunner | FunctionProgram
        if isinstance(bot, (str, Path)):
            entry = find(str(bot))
            program = BotRunner(entry.name, texts_of(entry.files), self._setup.bot_seed(side), str(entry.path))
        else:
            program = FunctionProgram(bot)
        program.start(briefing(self._setup, side))
        return program

    # ---- the situation

    def place(
        self,
        ship: int,
        x: float | None = None,
        y: float | None = None,
        *,
        heading: float | None = None,
        velocity: Vec | tuple[float, float] | None = None,
        spin: float | None = None,
        hull: float | None = None,
        energy: float | None = None,
        cooling: int | None = None,
    ) -> Scene:
        """Place a ship, or change the given values and keep the others. Units as in `ShipState`.

        Raises:
            ValueError: there is no such ship, or a number is not finite.
        """
        ships = self._world["ships"]
        self._check(ship, x, y, heading, *(velocity or ()), spin, hull, energy, cooling)
        columns: list[tuple[Any, float | None]] = [(ships[Position].x, x), (ships[Position].y, y)]
        if velocity is not None:
            columns += zip((ships[Velocity].x, ships[Velocity].y), velocity, strict=True)
        if heading is not None:
            columns.append((ships[Heading].angle, round(heading / math.tau * TURN) % 2**32))
        columns.append((ships[Heading].spin, None if spin is None else round(spin / (RADIANS * TICK_RATE))))
        columns.append((ships[Hull].points, None if hull is None else round(hull * UNIT)))
        columns.append((ships[Energy].points, None if energy is None else round(energy * UNIT)))
        columns.append((ships[Gun].cooling, None if cooling is None else cooling + 1))
        for column, value in columns:
            if value is not None:
                column[ship, 0] = value
        return self

    def shoot(self, ship: int, x: float, y: float, velocity: Vec | tuple[float, float], power: int = 1) -> Scene:
        """Add a shot that `ship` has just fired, at a position (m) with a velocity (m/s).

        Raises:
            ValueError: there is no such ship or power, the ship has its maximum of shots in flight, or a number is not
                finite.
        """
        self._check(ship, x, y, *velocity)
        if power not in (1, 2, 3):
            raise ValueError(f"power must be 1, 2 or 3, not {power!r}")
        shots, ring = self._world["shots"], self._game.ring
        mine = range(ship * ring, (ship + 1) * ring)
        row = next((row for row in reversed(mine) if shots[Shot].moves[row, 0] == 0), None)
        if row is None:
            raise ValueError(f"ship {ship} already has {ring} shots in flight")
        shots[Position].x[row, 0], shots[Position].y[row, 0] = x, y
        shots[Velocity].x[row, 0], shots[Velocity].y[row, 0] = velocity
        shots[Shot].moves[row, 0], shots[Shot].power[row, 0] = self._game.shot_moves[power], power
        return self

    def _check(self, ship: int, *numbers: float | None) -> None:
        if not 0 <= ship < self._game.ships:
            raise ValueError(f"there is no ship {ship}: choose 0 to {self._game.ships - 1}")
        for number in numbers:
            if number is not None and not math.isfinite(number):
                raise ValueError(f"{number} is not a finite number")

    # ---- time

    def run(self, ticks: int = 1) -> Scene:
        """Play `ticks` ticks, or until the match ends. Raises what a bot raises."""
        for _ in range(ticks):
            if self.ended:
                break
            self._step()
        return self

    def _step(self) -> None:
        world = self._world
        clear_orders(world)
        self._orders.clear()
        asked = [(side, ids) for side, ids in enumerate(living_ships(world)[0]) if ids and self._programs[side]]
        for (side, ids), text in zip(asked, observe(world, [(0, side) for side, _ in asked]), strict=True):
            program = self._programs[side]
            assert program is not None
            action = read_action(program.tick(text.decode()), ids)
            self._keep(side, action)
            give_orders(world, [(0, ship, order) for ship, order in action.orders.items()])
        step(world)

    def _keep(self, side: int, action: Action) -> None:
        self._orders.update(action.orders)
        if "log" in action.notes:
            self._logs[side] += str(action.notes["log"]).splitlines()

    def close(self) -> None:
        """Close the bots."""
        for program in self._programs:
            if program is not None:
                program.close()

    # ---- the state and the result

    @property
    def tick(self) -> int:
        """The current tick; 0 is the start."""
        return int(self._world.tick[0])

    @property
    def ended(self) -> bool:
        """Whether the match is over."""
        return ended_at(self._world, 0) > 0

    @property
    def winner(self) -> int | None:
        """The side that won; None before the end, and after a draw."""
        return result(self._world, 0)["winner"] if self.ended else None

    @property
    def points(self) -> list[float]:
        """The points of each side."""
        return [int(score) / UNIT for score in self._world["seats"][Score].score[:, 0]]

    def ship(self, id: int) -> ShipState:
        """Return the current state of a ship.

        Raises:
            ValueError: there is no such ship.
        """
        self._check(id)
        ships = self._world["ships"]
        angle = int(ships[Heading].angle[id, 0])
        return ShipState(
            id,
            bool(ships[Hull].alive[id, 0]),
            Vec(float(ships[Position].x[id, 0]), float(ships[Position].y[id, 0])),
            Vec(float(ships[Velocity].x[id, 0]), float(ships[Velocity].y[id, 0])),
            (angle - (angle >> 31 << 32)) * RADIANS,
            int(ships[Heading].spin[id, 0]) * RADIANS * TICK_RATE,
            int(ships[Hull].points[id, 0]) / UNIT,
            int(ships[Energy].points[id, 0]) / UNIT,
            max(int(ships[Gun].cooling[id, 0]) - 1, 0),
            bool(ships[Shield].up[id, 0]),
        )

    @property
    def shots(self) -> list[ShotState]:
        """The shots in flight."""
        shots, found = self._world["shots"], []
        for row in np.flatnonzero(shots[Shot].moves[:, 0]).tolist():
            side = int(self._game.side_of[self._game.owner_of[row]])
            pos = Vec(float(shots[Position].x[row, 0]), float(shots[Position].y[row, 0]))
            velocity = Vec(float(shots[Velocity].x[row, 0]), float(shots[Velocity].y[row, 0]))
            found.append(ShotState(side, pos, velocity, int(shots[Shot].power[row, 0])))
        return found

    def orders(self, ship: int) -> dict[str, object]:
        """Return the last orders of a ship: `thrust`, `turn`, `strafe` (-1..1), `fire` (0..3), `shield` (bool)."""
        thrust, turn, fire, shield, strafe = self._orders.get(ship, (0, 0, 0, 0, 0))
        return {
            "thrust": thrust / 100,
            "turn": turn / 100,
            "fire": fire,
            "shield": bool(shield),
            "strafe": strafe / 100,
        }

    def log(self, side: int = 0) -> list[str]:
        """Return the lines that the bot of a side has logged so far."""
        return self._logs[side]


def _rules(values: Mapping[str, Any]) -> Rules:
    """Return the rules with other values: lists may stand for tuples, and an unknown name is told with its like."""
    known = {field.name for field in fields(Rules)}
    for name in values:
        if name not in known:
            raise TypeError(f"there is no rule {name!r}{meant(name, known)}")
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return Rules(**given)
