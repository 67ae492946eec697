"""Speed of the viewer: `python -m benchmarks.viewer [--json] [--quick]`.

Frames at 1280 x 720 are drawn through EGL (by software GL without a GPU). The baseline of drawing is the same map with
arcade's own shapes, one call each; that of opening and seeking is simulation from the start; that of clips is drawing
their frames; that of making pages is opening one log. Pages are drawn by a headless Chromium. The heavy scene exceeds
what the rules allow, as a worst case.
"""

from __future__ import annotations

import argparse

from benchmarks.report import Measurement, report
from benchmarks.viewer.drawing import clips, drawn
from benchmarks.viewer.opening import opening
from benchmarks.viewer.pages import pages
from benchmarks.viewer.scenes import Crowd, random_match
from systems.setup import Setup
from viewer.model.recording import Recording


def rows(rounds: int) -> list[Measurement]:
    log = random_match(Setup("duel", 1))
    recording = Recording(log)
    fleet, sixteen = (Recording(random_match(Setup("fleet", 1, ships=ships, max_ticks=400))) for ships in (10, 8))
    opened = [*opening(log, recording, rounds)]  # before anything is drawn
    return [
        *drawn("duel", recording, rounds),
        *drawn("fleet of 20", fleet, rounds),
        *drawn("heavy scene", sixteen, rounds, Crowd),
        *opened,
        *clips(recording),
        *pages(),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.viewer", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under 30 s")
    options = parser.parse_args()
    report("viewer", rows(rounds=3 if options.quick else 9), options.json)


if __name__ == "__main__":
    main()
