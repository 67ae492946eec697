"""Running programs again on a recorded match: what their seats saw, what they answer now, and what was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.log import MatchLog
from engine.world import World
from league.match.agents import Agent
from league.match.turns import ask, living_ships, read_answer, take_turns
from sandbox.fault import Fault
from systems.config import GameConfig
from systems.protocol.observations import briefing, observe
from systems.protocol.orders import Action, clear_orders, inputs_of
from systems.replay.simulation import Replay


@dataclass(frozen=True)
class Turn:
    """A seat's turn in a recorded match.

    Attributes:
        observation: the observation of the seat.
        recorded: the recorded inputs of its side, `[width]`, with its fault status last.
    """

    tick: int
    side: int
    observation: bytes
    recorded: NDArray[np.int8]
    _world: World
    _agent: Agent
    _not_started: Fault | None
    _ids: tuple[int, ...]

    def answer(self) -> Action | Fault:
        """Ask the program; one that did not start answers with that fault."""
        return read_answer(self._not_started or ask(self._agent, self.tick, self.observation), self._ids)

    def inputs(self, deed: Action | Fault) -> NDArray[np.int8]:
        """Return an answer as inputs, for comparison with `recorded`."""
        take_turns(self._world, [(0, self.side, deed)])
        mine = inputs_of_side(self._world.resource(GameConfig), self.side)
        inputs: NDArray[np.int8] = inputs_of(self._world)[mine, 0].copy()
        return inputs


def rerun(log: MatchLog, agents: Mapping[int, Agent]) -> Iterator[Turn]:
    """Start the programs, then yield their turns in each tick of a log, until none of them has a living ship.

    The match continues as recorded, whatever they answer.

    Args:
        agents: the programs by side; one that is removed gets no more turns from the next tick on.
    """
    replay = Replay(log)
    world, game = replay.world, replay.world.resource(GameConfig)
    not_started: dict[int, Fault] = {}
    for side, agent in agents.items():
        try:
            agent.start(briefing(replay.setup, side))
        except Fault as fault:
            not_started[side] = fault
    for tick, recorded in enumerate(log.inputs):
        living = living_ships(world)[0]
        asked = [side for side in agents if living[side]]
        if not asked:
            return
        clear_orders(world)
        for side, text in zip(asked, observe(world, [(0, side) for side in asked]), strict=True):
            mine = recorded[inputs_of_side(game, side)]
            yield Turn(tick, side, text, mine, world, agents[side], not_started.get(side), living[side])
        replay.advance()


def inputs_of_side(game: GameConfig, side: int) -> NDArray[np.bool_]:
    """Return a mask of the inputs of a tick that belong to a side, `[width]`."""
    mask: NDArray[np.bool_] = np.concatenate([np.tile(game.side_of, 4), np.arange(game.sides)]) == side
    return mask
