"""Running programs again on recorded matches: what their seats saw, what they answer now, and what was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.log import MatchLog
from engine.world import World
from league.match.agents import Agent
from league.match.turns import Ids, ask, living_ships, read_answer, take_turns
from sandbox.fault import Fault
from systems.components import FAULTS
from systems.config import GameConfig
from systems.protocol.observations import briefing, observe
from systems.protocol.orders import ORDERS, Action, clear_orders, inputs_of
from systems.replay.batch import BatchReplay, batches

Place = tuple[int, int]  # the index of a match among those that run again together, and a side


@dataclass(frozen=True, slots=True)
class Turn:
    """A seat's turn in a recorded match.

    Attributes:
        match: index of the match among those that run again together.
        observation: the observation of the seat.
    """

    tick: int
    match: int
    side: int
    observation: bytes
    _world: World
    _column: int
    _given: NDArray[np.int8]  # the recorded inputs of all sides
    _agent: Agent
    _not_started: Fault | None
    _ids: Ids

    @property
    def place(self) -> Place:
        return self.match, self.side

    @property
    def recorded(self) -> NDArray[np.int8]:
        """The recorded inputs of its side, `[width]`, with its fault status last."""
        recorded: NDArray[np.int8] = self._given[inputs_of_side(self._world.resource(GameConfig), self.side)]
        return recorded

    @property
    def recorded_fault(self) -> str:
        """The recorded status of its program: `ok`, or the kind of its fault."""
        return FAULTS[self._given[self.side - self._world.resource(GameConfig).sides]]

    def ask(self) -> str | Fault:
        """Ask the program; one that did not start answers with that fault."""
        return self._not_started or ask(self._agent, self.tick, self.observation)

    def read(self, answer: str | Fault) -> Action | Fault:
        """Parse an answer."""
        return read_answer(answer, self._ids)

    def answer(self) -> Action | Fault:
        """Ask the program, and parse its answer."""
        return self.read(self.ask())

    def inputs(self, action: Action | Fault) -> NDArray[np.int8]:
        """Return an answer as inputs, for comparison with `recorded`."""
        take_turns(self._world, [(self._column, self.side, action)])
        mine = inputs_of_side(self._world.resource(GameConfig), self.side)
        inputs: NDArray[np.int8] = inputs_of(self._world)[mine, self._column].copy()
        return inputs


def rerun(log: MatchLog, agents: Mapping[int, Agent]) -> Iterator[Turn]:
    """Start the programs of a match, by side, then yield their turns: see `rerun_all`. Raises ValueError as `check`."""
    ((_, batch),) = batches({0: log})
    if isinstance(batch, ValueError):
        raise batch
    for turns in rerun_all(batch, {(0, side): agent for side, agent in agents.items()}):
        yield from turns


def rerun_all(batch: BatchReplay, agents: Mapping[Place, Agent]) -> Iterator[list[Turn]]:
    """Start the programs, then yield their turns of each tick, until none of them has a living ship.

    The matches continue as recorded, whatever they answer.

    Args:
        agents: the programs by match and side; one that is removed gets no more turns from the next tick on.
    """
    not_started: dict[Place, Fault] = {}
    for (match, side), agent in agents.items():
        try:
            agent.start(briefing(batch.setups[match], side))
        except Fault as fault:
            not_started[match, side] = fault
    for tick, matches in enumerate(batch.states()):
        world, living = batch.world, living_ships(batch.world)
        columns = {match: column for column, match in enumerate(matches) if tick < len(batch.logs[match].inputs)}
        asked = [place for place in agents if place[0] in columns and living[columns[place[0]]][place[1]]]
        if not asked:
            return
        if tick % 2:
            asked.reverse()  # the last program asked goes first: its memory is still partly in the processor's caches
        clear_orders(world)
        texts = observe(world, [(columns[match], side) for match, side in asked])
        yield [
            Turn(
                tick,
                match,
                side,
                text,
                world,
                columns[match],
                batch.logs[match].inputs[tick],
                agents[match, side],
                not_started.get((match, side)),
                living[columns[match]][side],
            )
            for (match, side), text in zip(asked, texts, strict=True)
        ]


def answers(turns: Sequence[Turn]) -> list[tuple[Turn, Action | Fault, bool]]:
    """Ask the programs of some turns of one tick. Return each answer, and whether its inputs are as recorded."""
    if not turns:
        return []
    replies = [turn.ask() for turn in turns]  # all of them first: each evicts the caches, at the expense of other code
    actions = [turn.read(answer) for turn, answer in zip(turns, replies, strict=True)]
    world, game = turns[0]._world, turns[0]._world.resource(GameConfig)
    take_turns(world, [(turn._column, turn.side, action) for turn, action in zip(turns, actions, strict=True)])
    given = np.stack([turn._given for turn in turns], axis=1)
    different = inputs_of(world)[:, [turn._column for turn in turns]] != given
    ships = different[: ORDERS * game.ships].reshape(ORDERS, game.ships, -1).any(axis=0)
    sides = (game.any_of_side(ships) | different[ORDERS * game.ships :]).tolist()
    return [
        (turn, action, not sides[turn.side][n]) for n, (turn, action) in enumerate(zip(turns, actions, strict=True))
    ]


def inputs_of_side(game: GameConfig, side: int) -> NDArray[np.bool_]:
    """Return a mask of the inputs of a tick that belong to a side, `[width]`."""
    mask: NDArray[np.bool_] = np.concatenate([np.tile(game.side_of, ORDERS), np.arange(game.sides)]) == side
    return mask
