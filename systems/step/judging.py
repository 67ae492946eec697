"""Faults, points and the end of a match."""

from __future__ import annotations

import numpy as np

from engine.component import any_nonzero, any_true
from engine.constants import ONE32
from engine.world import World
from systems.components import FAULTS, NEVER, BeaconControl, Hull, Outcome, ProgramFault, ProgramStatus, Score
from systems.config import GameConfig
from systems.step.beacon import in_beacon
from systems.step.bodies import park_ships

_FATAL = [FAULTS.index(kind) for kind in ("start", "wall")]
_DEADLY = [FAULTS.index(kind) for kind in ("trap", "fuel", "memory")]


def judge_faults(world: World) -> None:
    """Forfeit seats with a fatal status or too many faults: their ships are destroyed."""
    conduct = world["seats"][ProgramStatus]
    if not any_nonzero(conduct.status):
        return
    game, standing = world.resource(GameConfig), world["seats"][Score]
    status = conduct.status
    world["seats"][ProgramFault].kind[:] = status
    conduct.faults += status > 0
    conduct.deaths += np.isin(status, _DEADLY)
    out = (
        np.isin(status, _FATAL) | (conduct.faults >= game.rules.max_faults) | (conduct.deaths >= game.rules.max_deaths)
    )
    out = out & (status > 0) & (standing.forfeited == NEVER)
    if any_true(out):
        standing.forfeited = np.where(out, world.tick + 1, standing.forfeited)
        ships = world["ships"]
        park_ships(ships, out[game.side_of] & ships[Hull].alive)


def score_beacon(world: World) -> None:
    """Add points to a side whose living ships are alone in the beacon."""
    game = world.resource(GameConfig)
    if not game.arena.beacon:
        return
    inside = in_beacon(world) & world["ships"][Hull].alive
    if not any_true(inside):
        return
    held = game.any_of_side(inside)
    alone = held & (np.add.reduce(held, axis=0) == ONE32)
    world["seats"][BeaconControl].beacon = alone
    world["seats"][Score].score += alone * game.beacon_rate


def judge(world: World) -> None:
    """Record which sides have fallen, and end matches that are over."""
    game, standing = world.resource(GameConfig), world["seats"][Score]
    living = game.any_of_side(world["ships"][Hull].alive)
    over = world.tick >= game.last_tick
    if np.count_nonzero(living) < living.size:
        standing.fell = np.where(living | (standing.fell != NEVER), standing.fell, world.tick + 1)
        over |= living.sum(axis=0) <= 1
    if game.arena.beacon:
        won = standing.score >= game.beacon_points
        if any_true(won):
            over |= won.any(axis=0)
    if any_true(over):
        verdict = world["matches"][Outcome]
        verdict.ended = np.where(over & (verdict.ended == 0), world.tick + 1, verdict.ended)
