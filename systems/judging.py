"""Faults, points and the end of a match."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.world import World
from systems.bodies import in_beacon, park_ships
from systems.components import FAULTS, NEVER, Conduct, Hold, Hull, Lapse, Standing, Verdict
from systems.game import Game

_FATAL = [FAULTS.index(kind) for kind in ("start", "wall")]
_DEADLY = [FAULTS.index(kind) for kind in ("trap", "fuel", "memory")]


def judge_faults(world: World) -> None:
    """A seat with a fatal status, or with one fault too many, forfeits: its ships are destroyed."""
    conduct = world["seats"][Conduct]
    if not conduct.status.any():
        return
    game, standing = world.resource(Game), world["seats"][Standing]
    status = conduct.status
    world["seats"][Lapse].kind[:] = status
    conduct.faults += status > 0
    conduct.deaths += np.isin(status, _DEADLY)
    out = (
        np.isin(status, _FATAL) | (conduct.faults >= game.rules.max_faults) | (conduct.deaths >= game.rules.max_deaths)
    )
    out = out & (status > 0) & (standing.forfeited == NEVER)
    if out.any():
        standing.forfeited = np.where(out, world.tick + 1, standing.forfeited)
        ships = world["ships"]
        park_ships(ships, out[game.side_of] & ships[Hull].alive)


def score_beacon(world: World) -> None:
    """A side that is alone in the beacon, living, gains points."""
    game = world.resource(Game)
    if not game.arena.beacon:
        return
    held = _any_of_side(game, in_beacon(world) & world["ships"][Hull].alive)
    alone = np.logical_and(held, held.sum(axis=0) == 1)
    world["seats"][Hold].beacon = alone
    world["seats"][Standing].score += alone * np.int32(game.beacon_rate)


def judge(world: World) -> None:
    """Note which sides have fallen, and end the matches that are over."""
    game, seats = world.resource(Game), world["seats"]
    standing, verdict = seats[Standing], world["matches"][Verdict]
    living = _any_of_side(game, world["ships"][Hull].alive)
    after = world.tick + 1
    if not living.all():
        standing.fell = np.where(living | (standing.fell != NEVER), standing.fell, after)
    over = (living.sum(axis=0) <= 1) | (after >= game.max_ticks)
    if game.arena.beacon:
        over |= (standing.score >= game.beacon_points).any(axis=0)
    if over.any():
        verdict.ended = np.where(over & (verdict.ended == 0), after, verdict.ended)


def _any_of_side(game: Game, ships: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether any ship of each side: bool `[ships, W]` to `[sides, W]`."""
    result: NDArray[np.bool_] = np.any(ships.reshape(game.sides, game.per_side, -1), axis=1)
    return result
