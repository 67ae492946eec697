"""A program's turn: ask it, parse its answer, write its orders to the inputs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from engine.world import World
from league.match.agents import Agent
from sandbox.fault import Fault
from systems.components import Hull
from systems.config import GameConfig
from systems.protocol.orders import Action, Order, give_orders, read_action, set_status
from systems.rules import TICK_RATE

Ids = tuple[int, ...]


def living_ships(world: World) -> list[list[Ids]]:
    """Return the ids of the living ships by world and side; a side without any is not asked."""
    ships, alive = world.resource(GameConfig).ships_of, world["ships"][Hull].alive
    if np.count_nonzero(alive) == alive.size:
        return [ships] * world.worlds
    return [[tuple(ship for ship in own if row[ship]) for own in ships] for row in alive.T.tolist()]


def ask(agent: Agent, tick: int, observation: bytes) -> str | Fault:
    """Return a program's answer to an observation, as sent, or its fault."""
    try:
        return agent.tick(observation, tick * 1_000_000_000 // TICK_RATE)
    except Fault as fault:
        return fault


def read_answer(answer: str | Fault, ids: Sequence[int]) -> Action | Fault:
    """Parse an answer for the living ships `ids`; an invalid answer is a fault."""
    if isinstance(answer, Fault):
        return answer
    try:
        return read_action(answer, ids)
    except ValueError as error:
        return Fault("output", str(error))


def take_turns(world: World, turns: Iterable[tuple[int, int, Action | Fault]]) -> None:
    """Write turns, each (world, side, action or fault), to the inputs; after a fault the ships coast."""
    given: list[tuple[int, int, Order]] = []
    for w, side, action in turns:
        if isinstance(action, Fault):
            set_status(world, w, side, action.kind)
        else:
            for ship, order in action.orders.items():
                given.append((w, ship, order))
    give_orders(world, given)
