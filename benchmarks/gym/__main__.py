"""Speed of the environments for learners: `python -m benchmarks.gym [--json] [--quick]`.

Agent-steps per second of CPU time, observations and rewards included, beside the bare engine, Gymnasium's CartPole,
PettingZoo's simple_tag and the duel in plain Python, measured alternately. Then the fuel of bots that `botkit export`
writes.
"""

from __future__ import annotations

import argparse

from benchmarks.gym.exports import exports
from benchmarks.gym.speeds import speeds
from benchmarks.report import report


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gym", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under 30 s")
    options = parser.parse_args()
    report("gym", [*speeds(1 if options.quick else 5), *exports()], options.json)


if __name__ == "__main__":
    main()
