"""Pages that play matches: their bytes, the CPU time that they take to make, and how fast a browser draws them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time

from benchmarks.chromium import Chromium, find_chromium
from benchmarks.report import Measurement
from engine.log import MatchLog, read_log
from league.bots.roster import read_entry
from league.match.agents import LocalAgent
from league.match.manager import MatchSession, Seat, play
from sandbox.identity import texts_of
from systems.replay.trace import Trace, trace, traces
from systems.setup import Setup
from viewer.model.recording import Recording
from viewer.web.pack import pack
from viewer.web.page import match_page, player_files

CASES = {  # the setup of a match, without its seed, and the bots that play it
    "duel": (Setup("duel", 0), ("hunter", "aggressive")),
    "duel in belt": (Setup("duel", 0, "belt"), ("hunter", "evasive")),
    "duel in well": (Setup("duel", 0, "well"), ("hunter", "evasive")),
    "sumo": (Setup("sumo", 0), ("bulldozer", "matador")),
    "melee of 8": (
        Setup("melee", 0, sides=8),
        ("hunter", "aggressive", "evasive", "mathematical", "circle", "brawler", "vulture", "first"),
    ),
    "fleet of 20": (Setup("fleet", 0, ships=10), ("phalanx", "wolfpack")),
}
SIZES = {"1280 x 720": (1280, 720, 1.0, False), "390 x 844 at scale 2": (390, 844, 2.0, True)}
EXAMPLES = Path(__file__).parents[2] / "examples"
TOGETHER = 8  # games of each case, whose pages are made at once
SECONDS = 5  # of play that are measured
_PLAY = """new Promise((done) => {
  replay.player.playing = true;
  replay.changed();
  const frames = replay.frames, start = performance.now();
  setTimeout(() => done((1000 * (replay.frames - frames)) / (performance.now() - start)), %d);
})"""


def pages() -> Iterator[Measurement]:
    """Measure bytes and CPU time of the pages of each mode, and frames a second of the lightest and the heaviest."""
    logs = {name: _played(*case) for name, case in CASES.items()}
    for name, own in logs.items():
        yield from _made(name, own)
    shared = sum(len(text.encode()) for text in player_files().values())
    yield Measurement("script and style that pages share", shared / 1000, "kB")
    for size, shape in SIZES.items() if find_chromium() else ():
        for name in ("duel", "fleet of 20"):
            yield Measurement(f"page of a {name}, {size}", _frames(logs[name][0], shape), "frames/s in Chromium")


def _played(setup: Setup, names: Sequence[str]) -> list[MatchLog]:
    """Play examples against each other, outside the sandbox, and return the logs."""
    paths = {path.stem: path for path in EXAMPLES.glob("*/*.py")}
    seats = [Seat(name, read_entry(paths[name]).files) for name in names]
    matches = []
    for seed in range(TOGETHER):
        own = setup.with_seed(seed)
        agents = [
            LocalAgent(seat.name, texts_of(seat.files), own.bot_seed(side), f"{seat.name}.py")
            for side, seat in enumerate(seats)
        ]
        matches.append(MatchSession(own, seats, agents, {}))
    return [read_log(outcome.log) for outcome in play(matches)]


def _made(name: str, logs: list[MatchLog]) -> Iterator[Measurement]:
    """Measure the pages of matches that are made at once."""
    start = process_time()
    Recording(logs[0])
    alone = (process_time() - start) / len(logs[0].inputs)
    start, size = process_time(), 0
    for _, found in traces(dict(enumerate(logs))):
        assert isinstance(found, Trace)
        size += len(match_page(pack(found), name, ".."))
    spent, ticks = process_time() - start, sum(len(log.inputs) for log in logs)
    yield Measurement(f"page of a {name}, {ticks / len(logs):,.0f} ticks", size / len(logs) / 1000, "kB")
    yield Measurement(
        "CPU time of its making",
        spent / len(logs) * 1000,
        "ms",
        "simulating one log for the window",
        alone * ticks / spent,
    )


def _frames(log: MatchLog, shape: tuple[int, int, float, bool]) -> float:
    """Return the frames per second at which Chromium plays a match."""
    with tempfile.TemporaryDirectory(prefix="spacecode-") as folder, Chromium(*shape) as browser:
        page = Path(folder, "match.html")
        page.write_text(match_page(pack(trace(log)), "benchmark"), encoding="utf-8")
        browser.open(page, "#t=60")
        while not browser.evaluate("typeof replay !== 'undefined'"):
            time.sleep(0.05)
        frames: float = browser.evaluate(_PLAY % (1000 * SECONDS))
        return frames
