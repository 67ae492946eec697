"""Statistics of games by seat, from a simulation of their logs, many at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.component import any_true
from engine.log import MatchLog
from engine.world import World
from systems.components import FAULTS, Energy
from systems.config import GameConfig
from systems.replay.batch import BatchReplay, Check, batches
from systems.replay.statistics.energy import EnergyBooks
from systems.replay.statistics.gunnery import Gunnery
from systems.replay.statistics.losses import Loss, Losses
from systems.replay.statistics.motion import MotionCounter
from systems.replay.statistics.ticks import Hits, Index, Ints, ShipStates, Tick


@dataclass(frozen=True)
class SeatStatistics:
    """What the ships of a seat did, and what was done to them: sums over them, in ticks and units.

    Attributes:
        shots, hits, open: shots fired, those that hit, and those in flight at the end, `[powers, bands]`; the band is
            that of the distance to the nearest enemy when the shot was fired.
        taken: hits that they took, `[powers, bands]`, by power and band of the shot.
        shielded: hits that they took with a shield that absorbed some.
        flows: energy by `energy.FLOWS`.
        start, left: energy at the start and at the end.
        poor: ticks in which a ship has less energy than the cheapest shot costs.
        refused: shots that were ordered with a gun that was ready, and could not be paid.
        flown, still, inside: ticks that ships live, stand still, and are in the beacon.
        ranges: ticks that ships spend in each band of the distance to the nearest enemy, `[bands]`.
        alone: ticks in which the side is alone in the beacon.
        damage: to the hull by `losses.CAUSES`; overkill counts.
        losses: ships that were destroyed.
        struck: places where they were hit by shots, m.
        faults: number of faults by kind.
        places: ticks in each cell, `[cells, cells]`, rows from y = -radius upwards; `[0, 0]` if that was not asked for.
    """

    shots: Ints
    hits: Ints
    open: Ints
    taken: Ints
    shielded: int
    flows: Ints
    start: int
    left: int
    poor: int
    refused: int
    flown: int
    still: int
    inside: int
    ranges: Ints
    alone: int
    damage: Ints
    losses: list[Loss]
    struck: list[tuple[float, float]]
    faults: dict[str, int]
    places: Ints


@dataclass(frozen=True)
class GameStatistics:
    """What happened in a game.

    Attributes:
        game: its setup, and the rules in units.
        check: how its log compares with the simulation: after a `check.first_bad_tick`, the numbers are of no use.
        all_alive: ticks in which all ships live.
        all_still: of these, ticks in which all stand still.
    """

    game: GameConfig
    check: Check
    all_alive: int
    all_still: int
    seats: list[SeatStatistics]


def statistics(logs: Mapping[int, MatchLog], cells: int = 0) -> Iterator[tuple[int, GameStatistics | ValueError]]:
    """Yield the statistics of each log, with its key; in their place, the error of a log that cannot be simulated.

    Logs of one setup are simulated together, so the order differs from that of `logs`.

    Args:
        cells: number of rows and of columns of the map of places; 0 for none.
    """
    for keys, batch in batches(logs):
        if isinstance(batch, ValueError):
            yield keys[0], batch
            continue
        watcher = Watcher(batch, cells)
        yield from zip(keys, watcher.statistics(batch.run(watcher.add)), strict=True)


class Watcher:
    """Sums up the statistics of a batch of logs, of which it must see every state."""

    def __init__(self, batch: BatchReplay, cells: int = 0) -> None:
        self._game, self._logs = batch.game, batch.logs
        games = len(batch.logs)
        self._ticks = np.array([len(log.inputs) for log in batch.logs])
        self._state = -1
        self._games: Index = np.arange(games)
        self._before = ShipStates.of(batch.world)
        self._gunnery, self._energy = Gunnery(self._game, games), EnergyBooks(self._game, games)
        self._motion, self._losses = MotionCounter(self._game, games, cells), Losses(self._game, games)
        self._left = np.zeros((self._game.ships, games), np.int64)
        self._shape = (cells, cells)

    def add(self, world: World, columns: Sequence[int]) -> None:
        """Add a state of the games in these columns of the world set; those that have ended are left out."""
        games = np.array(columns, np.intp)
        if len(games) < len(self._games):
            self._before = self._before.only(np.isin(self._games, games))
        self._games, self._state = games, self._state + 1
        on, after = self._state <= self._ticks[games], ShipStates.of(world)
        hits = Hits.of(world, games, on)
        tick = Tick(self._state, world, self._before, after, games, on, hits)
        if self._state > 0:
            for counter in (self._gunnery, self._energy, self._motion, self._losses):
                counter.add(tick)
        ends = self._ticks[games] == self._state
        if any_true(ends):
            self._gunnery.end(tick, ends)
            self._left[:, games[ends]] = world["ships"][Energy].points[:, ends]
        self._before = after

    def statistics(self, checks: Sequence[Check]) -> list[GameStatistics]:
        """Return the statistics of each game, given how their logs compare with the simulation."""
        alive, still = self._motion.all_alive.tolist(), self._motion.all_still.tolist()
        return [
            GameStatistics(
                self._game,
                check,
                alive[game],
                still[game],
                [self._seat(side, game) for side in range(self._game.sides)],
            )
            for game, check in enumerate(checks)
        ]

    def _seat(self, side: int, game: int) -> SeatStatistics:
        own = self._game.ships_of[side]
        ships = slice(own[0], own[-1] + 1)
        guns, energy, motion, losses = self._gunnery, self._energy, self._motion, self._losses

        def total(counts: Ints) -> Ints:
            """Sum over the seat's ships."""
            summed: Ints = counts[..., ships, game].sum(axis=-1)
            return summed

        return SeatStatistics(
            shots=total(guns.shots),
            hits=total(guns.hits),
            open=total(guns.open),
            taken=total(guns.taken),
            shielded=int(total(guns.shielded)),
            flows=total(energy.flows),
            start=int(self._game.energy) * len(own),
            left=int(total(self._left)),
            poor=int(total(energy.poor)),
            refused=int(total(energy.refused)),
            flown=int(total(motion.flown)),
            still=int(total(motion.still)),
            inside=int(total(motion.inside)),
            ranges=total(motion.ranges),
            alone=int(motion.alone[side, game]),
            damage=total(losses.damage),
            losses=[loss for loss in losses.ships[game] if loss.ship in own],
            struck=[(x, y) for ship, x, y in losses.struck[game] if ship in own],
            faults=_faults(self._logs[game], self._game, side),
            places=motion.places[side, game].reshape(self._shape).astype(np.int64),
        )


def _faults(log: MatchLog, game: GameConfig, side: int) -> dict[str, int]:
    """Return the number of a side's faults by kind, from the inputs of its match."""
    counts = np.bincount(log.inputs[:, side - game.sides], minlength=len(FAULTS)).tolist()
    return {kind: count for kind, count in zip(FAULTS, counts, strict=True) if count and kind != FAULTS[0]}
