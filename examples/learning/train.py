"""Train a network to win duels, by an evolution strategy in plain numpy.

The algorithm is that of Salimans et al., "Evolution Strategies as a Scalable Alternative to Reinforcement Learning"
(2017). Each generation plays with a population: the present network with noise added to its parameters. Antithetic
pairs, with the noise added and subtracted, play the same matches; the difference of their fitness says whether the
noise was for the better. The noise, weighted by their ranks, adds up to an estimate of the gradient; Adam follows it.
"""

from __future__ import annotations

import argparse
import os
import signal
import time
from functools import cache, partial
from multiprocessing import get_context, pool
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a core for each process

import numpy as np
from curve import read_curve, write_curve
from rich.console import Console
from rich.progress import Progress

from botkit.gym import Layout, Network, SpaceVectorEnv
from botkit.gym.opponents.policies import policy_of
from botkit.gym.rewards import damage
from botkit.gym.simulation.setups import setup_of

MATCHES, TICKS = 8, 900  # of a network in a generation; what is not decided after so many ticks counts as drawn
HIDDEN, SHOTS = 8, 2  # mirrored pairs of hidden units; nearest shots that the network observes
SIGMA, RATE = 0.1, 0.05  # standard deviation of the noise; step size of Adam
FADE, CHECK = 30, 10  # generations: after which damage counts half as much in the fitness; from check to check
Array = np.ndarray[Any, Any]
LAYOUT = Layout(setup_of("duel"), SHOTS)
# What a mirror makes of the numbers of an observation and of an action: it exchanges left and right.
SEEN = np.array([-1 if n.split(".")[-1] in ("y", "vy", "spin", "sin", "aim_y") else 1 for n in LAYOUT.names()], "f4")
DONE = np.array([1, -1, 1, 1, -1], "f4")  # thrust, turn, fire, shield, strafe
SHAPES = ((HIDDEN, len(SEEN)), (HIDDEN,), (len(DONE), HIDDEN), (len(DONE),))
SIZE = sum(int(np.prod(shape)) for shape in SHAPES)


def layers_of(parameters: Array) -> list[tuple[Array, Array]]:
    """Return the weights and biases of the layers of P networks, from their parameters `[P, SIZE]`.

    Each hidden unit has a mirrored twin: what a network learns to do on one side, it does in the mirror on the other.
    """
    parts = np.split(parameters.astype(np.float32), np.cumsum([np.prod(shape) for shape in SHAPES])[:-1], axis=1)
    w, b, v, c = (part.reshape(-1, *shape) for part, shape in zip(parts, SHAPES, strict=True))
    twins = np.concatenate([w, w * SEEN], axis=1), np.concatenate([b, b], axis=1)
    return [twins, (np.concatenate([v, v * DONE[:, None]], axis=2), c * (1 + DONE) / 2)]


def act(layers: list[tuple[Array, Array]], observations: Array) -> Array:
    """Return the actions `[M, 5]` of P networks, each of which flies M / P consecutive ships."""
    (w, b), (v, c) = layers
    inputs = observations.T.reshape(len(SEEN), len(w), -1).swapaxes(0, 1)
    outputs = v @ np.tanh(w @ inputs + b[..., None]) + c[..., None]
    return np.asarray(outputs.swapaxes(1, 2).reshape(-1, len(DONE)))


@cache  # each process uses its own again and again
class Matches:
    """The matches of P networks, all at once, against opponents that take turns; self is the network without noise."""

    def __init__(self, networks: int, opponents: str) -> None:
        turns = np.tile(np.resize(opponents.split(","), MATCHES), networks)
        self.rows = {str(name): (turns == name).nonzero()[0] for name in np.unique(turns)}
        self.policies = {name: policy_of(name, LAYOUT) for name in self.rows if name != "self"}
        self.envs = SpaceVectorEnv(len(turns), opponent=self.oppose, reward=damage, shots=SHOTS, record=False)

    def oppose(self, observations: Array) -> Array:
        actions = np.empty((len(observations), len(DONE)))
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
        return result.reshape(seeds.shape), harm.reshape(seeds.shape)


def play(opponents: str, parameters: Array, rival: Array, seeds: Array, ticks: int) -> tuple[Array, Array]:
    return Matches(len(parameters), opponents).play(parameters, rival, seeds, ticks)


class Strategy:
    """An evolution strategy: the parameters of the present network, and how they improve."""

    def __init__(self, options: argparse.Namespace, workers: pool.Pool) -> None:
        self.options, self.workers, self.rng = options, workers, np.random.default_rng(options.seed)
        _ = [policy_of(name, LAYOUT) for name in options.opponents.split(",") if name != "self"]  # each has to exist
        self.mean = self.rng.normal(0, 0.3, SIZE)
        self.mean[-5:] = 0.3, 0, 0.2, -0.2, 0  # at first it thrusts, fires, and keeps its shield down
        if options.start:
            network = Network.load(options.start)
            if network.widths != (len(SEEN), 2 * HIDDEN, len(DONE)):
                raise ValueError(f"{options.start}: {network!r} is not one that this program wrote")
            (w, b), (v, c) = ((n.weight / 2.0**n.shift, n.bias / 2.0 ** (n.shift + 12)) for n in network.layers)
            self.mean = np.concatenate([part.ravel() for part in (w[:HIDDEN], b[:HIDDEN], v[:, :HIDDEN], c)])
        self.moment, self.square, self.generation = np.zeros(SIZE), np.zeros(SIZE), 0

    def play(self, parameters: Array, seeds: Array, ticks: int) -> tuple[Array, Array]:
        """Return what `Matches.play` does; each process plays the matches of its share of the networks."""
        shares = zip(*(np.array_split(each, self.options.processes) for each in (parameters, seeds)), strict=True)
        jobs = [(self.options.opponents, share, self.mean[None], starts, ticks) for share, starts in shares]
        results, harms = zip(*self.workers.starmap(play, jobs, chunksize=1), strict=True)
        return np.concatenate(results), np.concatenate(harms)

    def step(self) -> None:
        """Improve the network by one generation."""
        noise = self.rng.normal(0, 1, (self.options.pairs, SIZE))
        seeds = self.rng.integers(2**31, size=(self.options.pairs, MATCHES)).repeat(2, axis=0)
        population = self.mean + SIGMA * np.stack([noise, -noise], axis=1).reshape(-1, SIZE)
        result, harm = self.play(population, seeds, TICKS)
        fitness = (result + harm * FADE / (FADE + self.generation)).mean(axis=1)
        difference = fitness[0::2] - fitness[1::2]
        rank = 1 + np.abs(difference).argsort(kind="stable").argsort()
        gradient = np.sign(difference) * rank @ noise / self.options.pairs**2
        self.generation += 1
        self.moment = 0.9 * self.moment + 0.1 * gradient
        self.square = 0.99 * self.square + 0.01 * gradient**2
        unbiased = self.moment / (1 - 0.9**self.generation), self.square / (1 - 0.99**self.generation)
        self.mean = self.mean + RATE * unbiased[0] / (np.sqrt(unbiased[1]) + 1e-8)

    def check(self) -> dict[str, float]:
        """Return the shares of matches that the network without noise wins, over other seeds, by opponent."""
        seeds = 2**31 + np.arange(2 * self.options.pairs * MATCHES).reshape(-1, MATCHES)
        won = self.play(np.tile(self.mean, (len(seeds), 1)), seeds, 1800)[0] > 0
        turns = np.resize(self.options.opponents.split(","), MATCHES)
        return {str(name): float(won[:, turns == name].mean()) for name in np.unique(turns) if name != "self"}

    def save(self, out: Path) -> None:
        Network.from_layers(LAYOUT, [(w[0], b[0]) for w, b in layers_of(self.mean[None])]).save(out)


def train(strategy: Strategy, options: argparse.Namespace, progress: Progress) -> None:
    """Train until the time is up or the generations are over; at checks, write the network and its learning curve."""
    strategy.save(options.out)  # to know now whether that works
    curve = read_curve(options.start)  # which this run continues
    before = curve[-1] if curve else {"generation": 0, "seconds": 0}
    began = time.monotonic() - before["seconds"]
    total = options.generations or 60 * options.minutes
    bar, done, shown = progress.add_task("", total=total), 0.0, ""
    while True:
        if done >= total or strategy.generation % CHECK == 0:
            won = strategy.check()
            number = before["generation"] + strategy.generation
            curve.append({"generation": number, "seconds": round(time.monotonic() - began), **won})
            strategy.save(options.out)
            write_curve(curve, options.out)
            shown = ", ".join(f"{share:.0%} against {name}" for name, share in won.items())
        progress.update(bar, completed=done, description=f"generation {strategy.generation}, wins {shown}")
        if done >= total:
            return
        strategy.step()
        done = strategy.generation if options.generations else time.monotonic() - began - before["seconds"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a network to win duels, and write it with its learning curve.")
    add = parser.add_argument
    add("--minutes", type=float, default=10, help="train for so many minutes (default 10)")
    add("--generations", type=int, help="train for so many generations instead")
    add("--opponents", default="first,hunter,hunter,self", help="opponents, in turn (default %(default)s)")
    add("--start", type=Path, help="network to continue from, which this program wrote")
    add("--pairs", type=int, default=64, help="antithetic pairs in a generation (default 64)")
    add("--seed", type=int, default=1, help="seed of the noise and of the matches (default 1)")
    add("--processes", type=int, default=2, help="processes, which share the matches (default 2)")
    add("--out", type=Path, default=Path("policy.json"), help="file to write (default policy.json)")
    options = parser.parse_args()
    limit = options.minutes if options.generations is None else options.generations
    if not all(0 < number < float("inf") for number in (limit, options.pairs, options.processes, options.seed + 1)):
        parser.error("minutes, generations, pairs and processes must be positive, and the seed not negative")
    # Workers ignore Ctrl-C, which is for the main process.
    with get_context("spawn").Pool(options.processes, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as workers:
        try:
            strategy = Strategy(options, workers)
            with Progress(console=Console(stderr=True)) as progress:
                train(strategy, options, progress)
        except KeyboardInterrupt:
            strategy.save(options.out)
            parser.exit(130, f"interrupted after {strategy.generation} generations: wrote {options.out}\n")
        except (OSError, ValueError) as error:  # of a file, or of an opponent's name
            parser.error(str(error))


if __name__ == "__main__":
    main()
