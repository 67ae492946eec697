"""Train a network to win duels, by an evolution strategy in plain numpy.

The algorithm is that of Salimans et al., "Evolution Strategies as a Scalable Alternative to Reinforcement Learning"
(2017). Each generation plays matches with a population of networks: the present one, with noise added to its
parameters. They come in antithetic pairs: one adds the noise, the other subtracts it, and both play the same matches.
The difference of their fitness says whether the noise was for the better. The sum of all noise, weighted by the ranks
of these differences, estimates the gradient of the fitness, and Adam follows it.

    python examples/learning/train.py --minutes 10 --seed 1 --processes 2 --out policy.json
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import time
from functools import cache, partial
from multiprocessing import get_context, pool
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a core for each process

import numpy as np
from curve import write_curve
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress, TextColumn

from botkit.gym import Layout, Network, SpaceVectorEnv
from botkit.gym.policies import policy_of
from botkit.gym.rewards import damage
from botkit.gym.setups import setup_of

OPPONENTS = ("first", "hunter", "aggressive", "self")  # of its matches, in turn; self is the network without noise
MATCHES, TICKS = 8, 900  # of a network in a generation; what is not decided after so many ticks counts as drawn
HIDDEN, SHOTS = 8, 2  # mirrored pairs of hidden units; nearest shots that the network observes
SIGMA, RATE = 0.1, 0.05  # standard deviation of the noise; step size of Adam
FADE, CHECK = 30, 20  # generations: after which damage counts half as much in the fitness; from check to check

Array = NDArray[Any]
Layers = list[tuple[Array, Array]]
LAYOUT = Layout(setup_of("duel"), SHOTS)
# What a mirror makes of the numbers of an observation and of an action: it exchanges left and right.
SEEN = np.array([-1 if n.split(".")[-1] in ("y", "vy", "spin", "sin", "aim_y") else 1 for n in LAYOUT.names()], "f4")
DONE = np.array([1, -1, 1, 1], "f4")  # thrust, turn, fire, shield
SHAPES = ((HIDDEN, len(SEEN)), (HIDDEN,), (4, HIDDEN), (4,))
SIZE = sum(int(np.prod(shape)) for shape in SHAPES)


def layers_of(parameters: Array) -> Layers:
    """Return the weights and biases of the layers of P networks, from their parameters `[P, SIZE]`.

    Each hidden unit has a mirrored twin, so that a network does in a mirror what the mirror shows. It need not learn to
    turn left and right separately, and has half as many parameters.
    """
    parts = np.split(parameters.astype(np.float32), np.cumsum([np.prod(shape) for shape in SHAPES])[:-1], axis=1)
    w, b, v, c = (part.reshape(-1, *shape) for part, shape in zip(parts, SHAPES, strict=True))
    twins = np.concatenate([w, w * SEEN], axis=1), np.concatenate([b, b], axis=1)
    return [twins, (np.concatenate([v, v * DONE[:, None]], axis=2), c * (1 + DONE) / 2)]


def act(layers: Layers, observations: Array) -> Array:
    """Return the actions `[M, 4]` of P networks, each of which flies M / P consecutive ships."""
    (w, b), (v, c) = layers
    inputs = observations.T.reshape(len(SEEN), len(w), -1).swapaxes(0, 1)
    outputs = v @ np.tanh(w @ inputs + b[..., None]) + c[..., None]
    return np.asarray(outputs.swapaxes(1, 2).reshape(-1, 4))


@cache  # each process uses its own again and again
class Matches:
    """The matches of P networks, all at once, against opponents that take turns."""

    def __init__(self, networks: int) -> None:
        turns = np.resize(OPPONENTS, networks * MATCHES)
        self.rows = {name: (turns == name).nonzero()[0] for name in set(OPPONENTS)}
        self.policies = {name: policy_of(name, LAYOUT) for name in self.rows if name != "self"}
        self.envs = SpaceVectorEnv(len(turns), opponent=self.oppose, reward=damage, shots=SHOTS, record=False)

    def oppose(self, observations: Array) -> Array:
        actions = np.empty((len(observations), 4))
        for name, rows in self.rows.items():
            actions[rows] = self.policies[name](observations.T[:, rows].T)
        return actions

    def play(self, parameters: Array, rival: Array, seeds: Array, ticks: int) -> tuple[Array, Array]:
        """Return the results, and the damage dealt less that taken, of each network's matches: `[P, MATCHES]`."""
        layers, self.policies["self"] = layers_of(parameters), partial(act, layers_of(rival))
        observations, _ = self.envs.reset(seed=seeds.ravel().tolist())
        result, harm, going = np.zeros(seeds.size), np.zeros(seeds.size), np.ones(seeds.size, np.bool_)
        for _ in range(ticks):
            observations, rewards, ended, _, info = self.envs.step(act(layers, observations))
            harm += rewards * going
            result += going * info.get("result", 0.0)  # which is 0 in matches that have not ended
            going &= ~ended
            if not going.any():
                break
        return result.reshape(seeds.shape), harm.reshape(seeds.shape)


def play(job: tuple[Array, Array, Array, int]) -> tuple[Array, Array]:
    return Matches(len(job[0])).play(*job)


class Strategy:
    """An evolution strategy: the parameters of the present network, and how they improve."""

    def __init__(self, seed: int, pairs: int, workers: pool.Pool, processes: int) -> None:
        self.rng, self.pairs, self.workers, self.processes = np.random.default_rng(seed), pairs, workers, processes
        self.mean = self.rng.normal(0, 0.3, SIZE)
        self.mean[-4:] = 0.3, 0, 0.2, -0.2  # at first it thrusts, fires, and keeps its shield down
        self.moment, self.square, self.generation = np.zeros(SIZE), np.zeros(SIZE), 0

    def play(self, parameters: Array, seeds: Array, ticks: int) -> tuple[Array, Array]:
        """Return what `Matches.play` does; each process plays the matches of its share of the networks."""
        shares = zip(np.split(parameters, self.processes), np.split(seeds, self.processes), strict=True)
        jobs = [(share, self.mean[None], starts, ticks) for share, starts in shares]
        results, harms = zip(*self.workers.map(play, jobs, chunksize=1), strict=True)
        return np.concatenate(results), np.concatenate(harms)

    def step(self) -> None:
        """Improve the network by one generation."""
        noise = self.rng.normal(0, 1, (self.pairs, SIZE))
        seeds = self.rng.integers(2**31, size=(self.pairs, MATCHES)).repeat(2, axis=0)
        population = self.mean + SIGMA * np.stack([noise, -noise], axis=1).reshape(-1, SIZE)
        result, harm = self.play(population, seeds, TICKS)
        fitness = (result + harm * FADE / (FADE + self.generation)).mean(axis=1)
        difference = fitness[0::2] - fitness[1::2]
        rank = 1 + np.abs(difference).argsort(kind="stable").argsort()
        gradient = np.sign(difference) * rank @ noise / self.pairs**2
        self.generation += 1
        self.moment = 0.9 * self.moment + 0.1 * gradient
        self.square = 0.99 * self.square + 0.01 * gradient**2
        unbiased = self.moment / (1 - 0.9**self.generation), self.square / (1 - 0.99**self.generation)
        self.mean = self.mean + RATE * unbiased[0] / (np.sqrt(unbiased[1]) + 1e-8)

    def check(self) -> dict[str, float]:
        """Return the shares of matches that the network without noise wins, over other seeds, by opponent."""
        seeds = 2**31 + np.arange(2 * self.pairs * MATCHES).reshape(-1, MATCHES)
        won = self.play(np.tile(self.mean, (len(seeds), 1)), seeds, 1800)[0] > 0
        return {name: float(won[:, np.resize(OPPONENTS, MATCHES) == name].mean()) for name in OPPONENTS[:3]}

    def save(self, out: Path) -> None:
        Network.from_layers(LAYOUT, [(w[0], b[0]) for w, b in layers_of(self.mean[None])]).save(out)


def train(strategy: Strategy, options: argparse.Namespace, progress: Progress) -> None:
    """Train until the time is up or the generations are over; at checks, write the network and its learning curve."""
    began, curve = time.monotonic(), list[dict[str, float]]()
    total = options.generations or 60 * options.minutes
    bar, done = progress.add_task("generation 0", total=total, won=""), 0.0
    while True:
        if done >= total or strategy.generation % CHECK == 0:
            won = strategy.check()
            curve.append({"generation": strategy.generation, "seconds": round(time.monotonic() - began), **won})
            strategy.save(options.out)
            write_curve(curve, options.out)
            progress.update(bar, won="  ".join(f"{name} {share:.0%}" for name, share in won.items()))
        if done >= total:
            return
        strategy.step()
        done = strategy.generation if options.generations else time.monotonic() - began
        progress.update(bar, completed=done, description=f"generation {strategy.generation}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a network to win duels, and write it with its learning curve.")
    add = parser.add_argument
    add("--minutes", type=float, default=10, help="train for so many minutes (default 10)")
    add("--generations", type=int, help="train for so many generations instead")
    add("--pairs", type=int, default=64, help="antithetic pairs in a generation (default 64)")
    add("--seed", type=int, default=1, help="seed of the noise and of the matches (default 1)")
    add("--processes", type=int, default=2, help="processes, which share the pairs evenly (default 2)")
    add("--out", type=Path, default=Path("policy.json"), help="file to write (default policy.json)")
    options = parser.parse_args()
    limit = options.minutes if options.generations is None else options.generations
    if not all(0 < number < math.inf for number in (limit, options.pairs, options.processes, options.seed + 1)):
        parser.error("minutes, generations, pairs and processes must be positive, and the seed not negative")
    if options.pairs % options.processes:
        parser.error(f"{options.processes} processes cannot share {options.pairs} pairs evenly")
    if options.out.suffix != ".json" or not options.out.parent.is_dir():
        parser.error(f"cannot write {options.out}: name a .json file in a folder that exists")
    columns = *Progress.get_default_columns(), TextColumn("won: {task.fields[won]}")
    # Workers ignore Ctrl-C, which is for the main process.
    with get_context("spawn").Pool(options.processes, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as workers:
        strategy = Strategy(options.seed, options.pairs, workers, options.processes)
        try:
            with Progress(*columns, console=Console(stderr=True)) as progress:
                train(strategy, options, progress)
        except KeyboardInterrupt:
            strategy.save(options.out)
            parser.exit(130, f"interrupted after {strategy.generation} generations: wrote {options.out}\n")


if __name__ == "__main__":
    main()
