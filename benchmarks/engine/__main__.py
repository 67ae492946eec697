"""Simulation speed of matches: `python -m benchmarks.engine [--json] [--quick]`.

The baselines are the same duel in plain Python (benchmarks/engine/plain_duel.py), and its motion and hits in esper and
pymunk (benchmarks/engine/baselines.py), measured alternately with the engine. Then the time of a tick by system.
"""

from __future__ import annotations

import argparse

from benchmarks.engine.cases import DUEL
from benchmarks.engine.parts import around, by_system
from benchmarks.engine.speeds import others, speeds
from benchmarks.report import report


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under 30 s")
    options = parser.parse_args()
    rounds = 1 if options.quick else 5
    rows = [*speeds(rounds), *others(rounds), *around(rounds)]
    for worlds in (1, 256):
        rows += by_system(DUEL, worlds)
    report("engine", rows, options.json)


if __name__ == "__main__":
    main()
