"""A vector environment: one learner in each of many matches, which are one world set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import index
from pathlib import Path
from typing import Any

import numpy as np
from gymnasium.error import ResetNeeded
from gymnasium.spaces import Box
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from botkit.gym.actions import action_space, orders_of
from botkit.gym.info import Info, Mask, final_info, step_info
from botkit.gym.observation.layout import ASTEROIDS, LIMIT, SHOTS, Floats, Layout
from botkit.gym.opponents.lookup import opponent_of
from botkit.gym.opponents.opponent import Opponent
from botkit.gym.opponents.policies import Policy
from botkit.gym.rewards import Reward, outcome, reward_of, rewards_of
from botkit.gym.simulation.episodes import Episodes, Snapshot
from botkit.gym.simulation.logs import log_of
from botkit.gym.simulation.matches import Matches
from botkit.gym.simulation.setups import setup_of
from botkit.gym.simulation.transition import Transition
from systems.protocol.orders import ORDERS, clear_orders, inputs_of
from systems.rules import Rules
from systems.setup import DEFAULT_TICKS

Copied = tuple[Snapshot, Mask, tuple[type[Opponent], Any]]  # of matches, which are over, and of the opponent
LEARNER = "learner"  # what logs call it


class SpaceVectorEnv(VectorEnv):
    """`num_envs` matches at once, in each of which one side learns and a policy flies the others.

    An observation has N numbers for each ship of the learner's side, as `layout` says: float32 `[num_envs, N]`, or
    `[num_envs, ships, N]` for several ships. In memory, the number of the environment varies fastest.

    Args:
        num_envs: number of matches, W.
        mode, arena, sides, ships, max_ticks, rules: of the matches; see `botkit.gym.simulation.setups.setup_of`.
        seat: the learner's.
        opponent: flies the other sides' ships: see `botkit.gym.opponents.lookup.opponent_of`.
        actions: `box` or `multidiscrete`; see `botkit.gym.actions`.
        reward: see `botkit.gym.rewards`.
        shots, asteroids: numbers of the nearest ones in an observation.
        autoreset_mode: of Gymnasium: what happens to matches that have ended.
        record: keep what `export` needs.

    Raises:
        ValueError: an argument is not possible.
        TypeError: the opponent or the reward cannot be called.
        OSError: the file of an opponent cannot be read.
        MemoryError: this machine does not have the memory for so many matches.
    """

    metadata = {"render_modes": [], "autoreset_mode": AutoresetMode.NEXT_STEP}  # noqa: RUF012 - as in Gymnasium

    def __init__(
        self,
        num_envs: int = 1,
        mode: str = "duel",
        arena: str = "open",
        *,
        sides: int | None = None,
        ships: int | None = None,
        max_ticks: int = DEFAULT_TICKS,
        rules: Rules | None = None,
        seat: int = 0,
        opponent: str | Policy | Opponent = "first",
        actions: str = "box",
        reward: Reward = outcome,
        shots: int = SHOTS,
        asteroids: int = ASTEROIDS,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP,
        record: bool = True,
        render_mode: None = None,
    ) -> None:
        setup = setup_of(mode, arena, sides, ships, max_ticks, rules)
        if not 0 <= seat < setup.sides:
            raise ValueError(f"there is no seat {seat}: they are numbered from 0 to {setup.sides - 1}")
        if render_mode is not None:
            raise ValueError(f"render_mode {render_mode!r}: there is none; export an episode and open it in the viewer")
        self.layout = Layout(setup, shots, asteroids)
        self.reward, self.seat, self.num_envs = reward_of(reward), seat, num_envs
        self.autoreset_mode = _autoreset_mode(autoreset_mode)
        self.metadata = {**self.metadata, "autoreset_mode": self.autoreset_mode}
        self._episodes = Episodes(setup, num_envs, record)
        self._matches = Matches(self._episodes, self.layout, seat)
        ships = self.layout.game.per_side
        shape = () if ships == 1 else (ships,)
        self._kind = actions
        self.single_action_space = action_space(actions, shape)
        self.single_observation_space = Box(-LIMIT, LIMIT, (*shape, self.layout.size), np.float32)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self._begun = False
        self._over: Mask = np.zeros(num_envs, np.bool_)  # matches that ended with the last step and are not reset
        self._opponent, self._flier = opponent, opponent_of(opponent).bind(self._matches)
        self._matches.changed(alone=self._flier.blind)

    @property
    def opponent(self) -> str | Policy | Opponent:
        """What flies the other sides' ships; it can be replaced between steps, and takes over at once.

        Only sandboxed bots do not take over matches that have begun, which must be reset.

        Raises:
            ValueError, OSError, TypeError: as for the argument; the opponent is still the one before.
        """
        return self._opponent

    @opponent.setter
    def opponent(self, opponent: str | Policy | Opponent) -> None:
        flier = opponent_of(opponent).bind(self._matches)
        self._flier.close()
        self._opponent, self._flier = opponent, flier
        self._matches.changed(alone=flier.blind)
        if self._begun:
            self._start(self._matches.every.tolist())

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: Mapping[str, object] | None = None
    ) -> tuple[Floats, Info]:
        """Start new matches, all of them or those of `options["reset_mask"]`, a bool array `[num_envs]`.

        Args:
            seed: environment w gets seed + w, or the one at w of a sequence. Without one, environments continue with
                their next episodes; the first time, with seeds from the system's entropy.

        Raises:
            ValueError: a sequence or mask of another length.
            TypeError: a seed is not an integer.
        """
        mask = _mask(options, self.num_envs)
        super().reset(seed=seed if isinstance(seed, int) else None)
        if seed is None or isinstance(seed, (int, np.integer)):
            seeds = [None if seed is None else int(seed) + w for w in range(self.num_envs)]
        else:
            seeds = [None if one is None else index(one) for one in seed]
        if len(seeds) != self.num_envs:
            raise ValueError(f"{len(seeds)} seeds for {self.num_envs} environments")
        if not self._begun:
            fresh = self.np_random.integers(2**63, size=self.num_envs).tolist()
            seeds = [new if seed is None else seed for seed, new in zip(seeds, fresh, strict=True)]
            mask[:] = True
        columns = mask.nonzero()[0].tolist()
        if self._begun:
            cut = (mask & ~self._over).nonzero()[0]
            self._flier.finish(cut, np.full(len(cut), np.nan))
        seeded = [w for w in columns if seeds[w] is not None]
        if seeded:
            self._episodes.begin([seeds[w] or 0 for w in seeded], seeded)
        if len(seeded) < len(columns):
            self._episodes.restart([w for w in columns if seeds[w] is None])
        self._begun = True
        self._over = self._over & ~mask
        self._matches.changed()
        self._start(columns)
        return self._observation(), {}

    def step(self, actions: Any) -> tuple[Floats, NDArray[np.float64], Mask, Mask, Info]:
        """Compute the next state of every match from the learner's actions.

        Every match ends by the rules of the game, at the latest when its time is up: it is terminated, never truncated.

        Returns:
            Observations, rewards, terminations, truncations, and info: `hits`, the number of the learner's shots that
            hit in this step; of matches that ended, `result` (1 won, 0 drawn, -1 lost, or between), `ends` (how) and
            `ticks`.

        Raises:
            ValueError: the actions are not possible; nothing has changed.
            ResetNeeded: the environments were never reset, or one has ended and is not reset automatically.
        """
        if not self._begun:
            raise ResetNeeded("call reset() before step()")
        if self.autoreset_mode == AutoresetMode.DISABLED and self._over.any():
            raise ResetNeeded(f"environment {self._over.argmax()} has ended: call reset() with a reset_mask")
        world = self._episodes.world
        orders = orders_of(actions, self.action_space.shape, self._kind).reshape(ORDERS, self.num_envs, -1)
        before = inputs_of(world).copy()
        clear_orders(world)
        try:
            self._matches.order(orders.swapaxes(1, 2))
            self._flier.fly(self._matches.every)
        except BaseException:
            inputs_of(world)[:] = before
            raise
        transition = Transition(world)
        self._episodes.step()
        self._matches.changed()

        restarted = self._over if self.autoreset_mode == AutoresetMode.NEXT_STEP else np.zeros_like(self._over)
        ended = transition.ended & ~restarted
        rewards = np.where(restarted, 0.0, rewards_of(self.reward, transition)[self.seat])
        info = step_info(transition, self.seat, ended, self._episodes.world.tick)
        if ended.any():
            self._flier.finish(ended.nonzero()[0], transition.result[self.seat, ended])
        self._over = ended
        if self.autoreset_mode == AutoresetMode.SAME_STEP and ended.any():
            info = final_info(info, self._observation(), ended)
            restarted, self._over = ended, np.zeros_like(ended)
        if restarted.any():
            columns = restarted.nonzero()[0].tolist()
            self._episodes.restart(columns)
            self._matches.restarted(columns)
            self._start(columns)
        return self._observation(), rewards, ended.copy(), np.zeros_like(ended), info

    def export(self, w: int, path: str | Path | None = None, current: bool = False) -> bytes:
        """Return the log of the last finished episode of environment `w`, and write it to `path` if given.

        If none has finished, or with `current`, it is the log of the current episode up to now, which has no result
        unless the match has ended. `league verify` accepts it, and the viewer plays it.

        Raises:
            ValueError: there is no such environment, it was never reset, or `record` is False.
            OSError: the file cannot be written.
        """
        log = log_of(*self._episodes.recorded(w, current))
        if path is not None:
            Path(path).write_bytes(log)
        return log

    def snapshot(self) -> Copied:
        """Return a copy of the state of all matches and of their opponent, to `restore` any number of times.

        Raises:
            ValueError: sandboxed bots fly, which cannot be copied.
            ResetNeeded: the environments were never reset.
        """
        if not self._begun:
            raise ResetNeeded("call reset() before snapshot()")
        flier = self._flier
        return self._episodes.snapshot(), self._over.copy(), (type(flier), flier.snapshot())

    def restore(self, snapshot: Copied) -> Floats:
        """Continue from a snapshot, also of other environments of the same setup; return the observations.

        The environment's own opponent flies on: from the copied state, if it has any.

        Raises:
            ValueError: the snapshot is of another setup, number of environments or kind of opponent, or the opponent
                cannot be copied.
        """
        episodes, over, (kind, state) = snapshot
        if kind is not type(self._flier):
            raise ValueError("the snapshot is of matches against another kind of opponent")
        self._episodes.check(episodes)
        self._flier.restore(state)
        self._episodes.restore(episodes)
        self._over, self._begun = over.copy(), True
        self._matches.changed()
        self._label(self._matches.every.tolist())
        return self._observation()

    def close_extras(self, **_: Any) -> None:
        """Release what the opponent holds."""
        if hasattr(self, "_flier"):  # closed by its finaliser, too, if it could not be made
            self._flier.close()

    def _observation(self) -> Floats:
        """Return the learner's observations."""
        return self._matches.learners()

    def _start(self, columns: list[int]) -> None:
        """Have the opponent begin the matches of these environments."""
        self._flier.begin(np.array(columns, np.intp), self._matches.seeds(columns))
        self._label(columns)

    def _label(self, columns: list[int]) -> None:
        """Have the logs of the matches of these environments say who flies."""
        sides = range(self.layout.game.sides)
        for w in columns:
            seats = [{"bot": LEARNER} if side == self.seat else self._flier.seat(w, side) for side in sides]
            self._episodes.label(w, {"seats": seats, **self._flier.about(w)})


def _autoreset_mode(mode: AutoresetMode | str) -> AutoresetMode:
    try:
        return AutoresetMode(mode)
    except ValueError:
        modes = ", ".join(known.value for known in AutoresetMode)
        raise ValueError(f"autoreset_mode {mode!r} is not one of: {modes}") from None


def _mask(options: Mapping[str, object] | None, count: int) -> Mask:
    """Return a copy of the reset mask of options, or one of all environments."""
    mask = (options or {}).get("reset_mask")
    if mask is None:
        return np.ones(count, np.bool_)
    if not isinstance(mask, np.ndarray) or mask.shape != (count,) or mask.dtype != np.bool_:
        raise ValueError(f"reset_mask is not a bool array of shape ({count},)")
    return mask.copy()
