"""Matches of one setup in one world set, each of which restarts with another seed when it has ended."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from botkit.gym.simulation import tape as tapes
from botkit.gym.simulation.tape import Header, Take, Tape
from engine.layout import Memory
from engine.rng import derive
from engine.world import World
from systems.components import Outcome
from systems.config import GameConfig
from systems.protocol.orders import inputs_of, width
from systems.setup import Setup
from systems.worlds import seeded_worlds, step

_COPIES = 6  # of the state of a world: current, next start, transient components and temporary arrays, about


@dataclass(frozen=True)
class Snapshot:
    """A copy of the state of `Episodes`, from which they can continue any number of times."""

    setup: Setup
    memory: Memory
    seeds: tuple[int, ...]
    counts: tuple[int, ...]
    tape: Tape | None


class Episodes:
    """W matches of one setup at once; world w plays the episodes 0, 1, 2, … of its own seed.

    The match of an episode depends on the seed and the number of the episode alone: neither on the other worlds, nor on
    how many there are.

    Args:
        setup: of the matches; its seed is replaced.
        worlds: their number, W.
        record: keep the inputs of the current and the last finished episode of each world, to export them.

    Attributes:
        world: the world set; orders for the next step are written to its inputs.
        starts: the starts with which episodes began last, or will begin.
        prepared: another object whenever some of them have been replaced.

    Raises:
        ValueError: the setup is not possible, or `worlds` is not.
        MemoryError: this machine does not have the memory for so many worlds.
    """

    def __init__(self, setup: Setup, worlds: int, record: bool = True) -> None:
        if worlds < 1:
            raise ValueError(f"the number of worlds must be 1 or more, not {worlds}")
        _check_memory(setup, worlds, record)
        _keep_freed_memory()
        self.setup, self.worlds = setup, worlds
        self.world: World = seeded_worlds(setup, [0] * worlds)
        self.starts: World = seeded_worlds(setup, [0] * worlds)
        self.prepared = object()
        self._prepared: list[tuple[int, int] | None] = [None] * worlds  # seed and number of those
        self._seeds, self._counts = [0] * worlds, [0] * worlds
        inputs = width(self.world.resource(GameConfig))
        self._tape = Tape(inputs, worlds, setup.max_ticks) if record else None

    @property
    def game(self) -> GameConfig:
        """Constants of the matches."""
        return self.world.resource(GameConfig)

    def begin(self, seeds: Sequence[int], columns: Sequence[int]) -> None:
        """Start episode 0 of these seeds in these worlds."""
        matches = [episode_seed(seed, 0) for seed in seeds]
        self.world.copy_columns(seeded_worlds(self.setup, matches), range(len(columns)), columns)
        for w, seed in zip(columns, seeds, strict=True):
            self._seeds[w], self._counts[w] = seed, 0
            if self._tape is not None:
                self._tape.forget(w)
                self._tape.begin(w, self.seed(w))

    def restart(self, columns: Sequence[int]) -> None:
        """Start the next episode in these worlds."""
        self._prepare(columns)
        self.world.copy_columns(self.starts, columns, columns)
        for w in columns:
            self._counts[w] += 1
            if self._tape is not None:
                self._tape.begin(w, self.seed(w))

    def _prepare(self, columns: Sequence[int]) -> None:
        """Have the starts of the next episodes of these worlds ready.

        If one is missing, all that are missing are made at once, which costs hardly more.
        """
        if all(self._prepared[w] == (self._seeds[w], self._counts[w] + 1) for w in columns):
            return
        wanted = list(zip(self._seeds, (count + 1 for count in self._counts), strict=True))
        missing = [w for w, found in enumerate(self._prepared) if found != wanted[w]]
        self.starts.copy_columns(
            seeded_worlds(self.setup, [episode_seed(*wanted[w]) for w in missing]), range(len(missing)), missing
        )
        for w in missing:
            self._prepared[w] = wanted[w]
        self.prepared = object()

    def step(self) -> None:
        """Compute the next state of every world from the inputs in it."""
        if self._tape is not None:
            self._tape.add(inputs_of(self.world))
        step(self.world)
        if self._tape is not None:
            ended = self.world["matches"][Outcome].ended[0] == self.world.tick
            if np.count_nonzero(ended):
                self._tape.finish(ended.nonzero()[0].tolist())

    def seed(self, w: int) -> int:
        """Return the seed of the match that is played in world `w`."""
        return episode_seed(self._seeds[w], self._counts[w])

    def label(self, w: int, header: Header) -> None:
        """Have the log of the match that is played in world `w` say who flies in it; see `Tape.label`."""
        if self._tape is not None:
            self._tape.label(w, header)

    def recorded(self, w: int, current: bool) -> tuple[Setup, np.ndarray, Header]:
        """Return the setup of an episode of world `w`, its inputs, `[ticks, width]`, and its header; see `Tape.take`.

        Raises:
            ValueError: there is no such world, none of its episodes has begun, or they are not recorded.
        """
        if not 0 <= w < self.worlds:
            raise ValueError(f"there is no environment {w}: they are numbered from 0 to {self.worlds - 1}")
        if self._tape is None:
            raise ValueError("episodes are not recorded: create the environment with record=True")
        ended = int(self.world["matches"][Outcome].ended[0, w])
        take: Take = self._tape.take(w, ended or int(self.world.tick[w]), current)
        if not take.header:
            raise ValueError(f"environment {w} has begun no match: call reset()")
        return self.setup.with_seed(take.seed), self._tape.inputs(w, take), take.header

    def snapshot(self) -> Snapshot:
        """Return a copy of the state."""
        copied = None if self._tape is None else self._tape.copy()
        return Snapshot(self.setup, self.world.memory.copy(), tuple(self._seeds), tuple(self._counts), copied)

    def check(self, snapshot: Snapshot) -> None:
        """Raise ValueError for a snapshot of another setup or number, or one that is recorded, or not, unlike these."""
        if snapshot.setup != self.setup or len(snapshot.seeds) != self.worlds:
            raise ValueError("the snapshot is of another setup or number of environments")
        if (snapshot.tape is None) != (self._tape is None):
            raise ValueError("the snapshot is of environments that are recorded, or not, unlike these")

    def restore(self, snapshot: Snapshot) -> None:
        """Continue from a snapshot, also of others of the same setup and number; raise ValueError as `check` does."""
        self.check(snapshot)
        self.world.restore(snapshot.memory)
        self._seeds, self._counts = list(snapshot.seeds), list(snapshot.counts)
        self._tape = None if snapshot.tape is None else snapshot.tape.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle by the state, since the columns of a world set are views of its memory."""
        return _continued, (self.setup, self.worlds, self._tape is not None, self.snapshot())


def _continued(setup: Setup, worlds: int, record: bool, snapshot: Snapshot) -> Episodes:
    episodes = Episodes(setup, worlds, record)
    episodes.restore(snapshot)
    return episodes


def episode_seed(seed: int, episode: int) -> int:
    """Return the seed of the match that is an episode, counted from 0, of a world with this seed."""
    return derive(b"episode", seed % 2**64, episode)


def _keep_freed_memory() -> None:
    """Let this process keep the memory of temporary arrays, which every step allocates and frees.

    glibc gives freed memory back to the system until it has seen a larger block freed, and getting it again, page by
    page, takes longer than what is computed in it. The block is never touched, so it costs nothing.
    """
    np.empty(30 << 20, np.uint8)


def _check_memory(setup: Setup, worlds: int, record: bool) -> None:
    one = seeded_worlds(setup, [0])
    bytes_each = _COPIES * one.memory.size
    if record:
        bytes_each += int(np.prod(tapes.shape_of(width(one.resource(GameConfig)), 1, setup.max_ticks)))
    most = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 2**63
    if worlds * bytes_each > most:
        fewer = "create fewer, or pass record=False" if record else "create fewer"
        needed, there = worlds * bytes_each / 1e9, most / 1e9
        raise MemoryError(f"{worlds:,} environments need {needed:,.1f} GB, this machine has {there:,.1f} GB: {fewer}")
