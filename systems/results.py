"""Who won, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.component import flat_indices
from engine.digest import sha256
from engine.world import World
from systems.components import NEVER, Hull, Outcome, Score
from systems.config import GameConfig
from systems.rules import UNIT
from systems.setup import Setup

MAX_FAULTS = 10  # of one seat that a result names


def ended_at(world: World, w: int) -> int:
    """The tick whose state is the last of match `w`, 0 while it goes on."""
    return int(world["matches"][Outcome].ended[0, w])


def ended(world: World) -> list[int]:
    """The matches of which the last state has been made."""
    over: list[int] = flat_indices(world["matches"][Outcome].ended).tolist()
    return over


def result(world: World, w: int) -> dict[str, Any]:
    """What came out of match `w`, ready for JSON; taken at the tick at which it ended.

    Returns:
        `ticks`, `how`, `winner`, `ranks`, `digest`, and for each of `seats` its `points`, `hull` and `damage`.
    """
    game, standing = world.resource(GameConfig), world["seats"][Score]
    hull = world["ships"][Hull].points[:, w].reshape(game.sides, game.per_side).clip(0).sum(axis=1)
    columns = (standing.forfeited[:, w], standing.fell[:, w], standing.score[:, w], hull, standing.dealt[:, w])
    order = [[int(column[side]) for column in columns] for side in range(game.sides)]
    places = [own if own[0] == NEVER else own[:1] for own in order]  # forfeits of one tick are a tie
    ranks = [1 + sum(other > own for other in places) for own in places]
    return {
        "ticks": int(world.tick[w]),
        "how": _how(world, w),
        "winner": ranks.index(1) if ranks.count(1) == 1 else None,
        "ranks": ranks,
        "seats": [
            {"points": _points(score), "hull": _points(left), "damage": _points(dealt)}
            for _, _, score, left, dealt in order
        ],
        "digest": sha256(world, w),
    }


def whole_result(setup: Setup, found: dict[str, Any], seats: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A result as it is recorded and shown.

    Args:
        found: what `result` gave.
        seats: for each seat `bot`, `faults` and whatever else is known of its program.
    """
    head = {"mode": setup.mode, "arena": setup.arena, "seed": setup.seed, "code_version": setup.code_version}
    own = [{"seat": side, "bot": about["bot"], **found["seats"][side], **about} for side, about in enumerate(seats)]
    return {**head, **found, "seats": own}


def _how(world: World, w: int) -> str:
    game, standing = world.resource(GameConfig), world["seats"][Score]
    now = int(world.tick[w])
    if (standing.forfeited[:, w] == now).any():
        return "forfeit"
    if (standing.fell[:, w] == NEVER).sum() <= 1:
        return "elimination"
    if game.arena.beacon and (standing.score[:, w] >= game.beacon_points).any():
        return "beacon"
    return "time"


def _points(units: int) -> float:
    return round(units / UNIT, 3) + 0.0
