"""The shots of a match: the birth and the end of each, and the way between where it is curved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from systems.components import Damage, Impact, Position, Shot
from systems.config import GameConfig
from systems.replay.trace import Trace
from systems.rules import TICK_RATE
from viewer.web.states import grid, ship_places
from viewer.web.varint import gaps

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Flights:
    """The shots of a match in the order of their births, `[shots]`.

    Attributes:
        born: the first state that shows the shot.
        row: its row.
        states: number of states that show it; the last one shows it at the place of its hit, if it hits.
        hit: 1 + the ship that it hits, or 0.
    """

    born: Ints
    row: Ints
    states: Ints
    hit: Ints


def flights(trace: Trace) -> Flights:
    """Return all shots of a match."""
    shot, impact = trace.columns["shots"][Shot], trace.columns["shots"][Impact]
    # Row after row, so that a shot is a run of states; a row begins with a state that shows nothing or a new shot.
    shown = ((shot.moves > 0) | (impact.ship > 0)).T
    same = np.zeros_like(shown)
    same[:, 1:] = shown[:, :-1] & (shot.number.T[:, 1:] == shot.number.T[:, :-1])
    births = (shown & ~same).reshape(-1)
    breaks = np.append((births | ~shown.reshape(-1)).nonzero()[0], shown.size)
    start = births.nonzero()[0]
    states = breaks[np.searchsorted(breaks, start, side="right")] - start
    row, born = np.divmod(start, trace.ticks + 1)
    hit = impact.ship[born + states - 1, row]
    order = np.lexsort((row, born))
    return Flights(born[order], row[order], states[order], hit[order].astype(np.int64))


def shares(game: GameConfig) -> list[float]:
    """Return by power the share of the way from its ship to a shot that the shot flew in its first tick.

    The ship's radius is the rest of that way; with it, a page predicts a shot's course from the place of its birth.
    """
    ticks = [speed / TICK_RATE for speed in (0.0, *game.rules.shot_speed)]
    return [tick / (tick + game.rules.ship_radius) for tick in ticks]


def shot_streams(trace: Trace) -> Iterator[Ints]:
    """Yield births, ends and ways of all shots, and when each side starts and stops to sense them."""
    game, shot, impact = trace.game, trace.columns["shots"][Shot], trace.columns["shots"][Impact]
    found = flights(trace)
    born, row, states, hit = found.born, found.row, found.states, found.hit
    owner, last = game.owner_of[row], born + states - 1
    power = shot.power[born, row].astype(np.int64)
    yield np.array([len(born)])
    yield np.diff(born, prepend=0)
    yield owner
    yield power
    yield states
    yield hit
    absorbed = trace.columns["ships"][Damage].absorbed
    yield (absorbed[last, np.maximum(hit - 1, 0)] > 0) & (hit > 0)
    place = trace.columns["shots"][Position]
    for at, struck, ship in zip((place.x, place.y), (impact.x, impact.y), ship_places(trace), strict=True):
        where = grid(np.where(impact.ship > 0, struck, at))
        first = where[born, row] - ship[born, owner]
        yield first
        if game.arena.star:
            yield _bends(where, born, row, states)
            continue
        flown = states - (hit > 0)  # states in flight, on a straight line
        ends = np.maximum(flown - 1, 0)
        way = where[born + ends, row] - where[born, row]
        predicted = np.floor(first * np.array(shares(game))[power] * ends + 0.5).astype(np.int64)
        yield way - predicted
        struck_at = where[last, row] - where[born + ends, row]
        yield struck_at[(hit > 0) & (flown > 0)]
    yield from _sensed(trace, found)


def _ragged(counts: Ints) -> tuple[Ints, Ints]:
    """Return the group of each element, and its place in it, of groups of these sizes."""
    group = np.repeat(np.arange(len(counts)), counts)
    starts = np.cumsum(counts) - counts
    return group, np.arange(len(group)) - starts[group]


def _bends(where: Ints, born: Ints, row: Ints, states: Ints) -> Ints:
    """Return the second differences along the way of each shot, from its second state on."""
    shot, state = _ragged(states)
    at = where[born[shot] + state, row[shot]]
    step = np.where(state > 0, np.diff(at, prepend=0), 0)
    return np.diff(step, prepend=0)[state > 0] if len(at) else at


def _sensed(trace: Trace, found: Flights) -> Iterator[Ints]:
    """Yield how often sensing of each shot by each side changes, from not sensed, and after how many states."""
    game = trace.game
    shot, state = _ragged(found.states)
    seen = trace.sensed[found.born[shot] + state, :, game.ships + found.row[shot]]  # [states of shots, sides]
    before = np.zeros_like(seen)
    before[1:] = seen[:-1] & (state[1:] > 0)[:, None]
    changed = seen != before
    counts = np.zeros((len(found.born), game.sides), np.int64)
    where, side = changed.nonzero()
    np.add.at(counts, (shot[where], side), 1)
    yield counts
    order = np.lexsort((state[where], side, shot[where]))
    where, side = where[order], side[order]
    yield gaps(shot[where] * game.sides + side, state[where])
