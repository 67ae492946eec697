"""A batch is a pure function of its jobs and the guest."""

from __future__ import annotations

import threading
from pathlib import Path

from engine.log import read_log
from league.bots.roster import read_entry
from league.match.batch import Job, play_batch
from league.match.manager import Seat
from league.workers.pool import Pool
from systems.setup import Setup

LANCER = Path(__file__).parents[3] / "examples" / "languages" / "lancer.wasm"
BOTS = {
    "dice": "import random\ndef tick(ship):\n    ship.thrust(random.random())\n    ship.log({'a', 'b'}, id(ship))\n",
    "spins": "def tick(ship):\n    while ship.tick % 16 == 15:\n        pass\n    ship.turn(1)\n",
    "hoards": "kept = []\ndef tick(ship):\n    kept.append(bytearray(9_000_000))\n",
}


def jobs() -> list[Job]:
    seats = [Seat(name, (("main.py", text),)) for name, text in BOTS.items()]
    seats.append(Seat("lancer", read_entry(LANCER).files))
    pairs = [(a, b) for a in range(4) for b in range(4) if a != b]
    return [Job(i, Setup("duel", i, max_ticks=20), (seats[a], seats[b])) for i, (a, b) in enumerate(pairs)]


def test_one_worker_or_two_or_none_the_logs_are_the_same() -> None:
    alone = {job.number: outcome for job, outcome in zip(jobs(), play_batch(jobs()), strict=True)}
    seats = [seat for outcome in alone.values() for seat in outcome.result["seats"]]
    assert {fault["kind"] for seat in seats for fault in seat["faults"]} == {"fuel", "memory"}
    for workers in (1, 2):
        pool = Pool(workers, play_batch)
        played = [result for results in pool.results(jobs(), threading.Event()) for result in results]
        assert len(played) == len(alone)
        for result in played:
            assert result.outcome is not None, result.reason
            assert result.outcome == alone[result.job.number]


def test_the_header_says_what_the_programs_ran_in() -> None:
    header = read_log(play_batch(jobs()[:1])[0].log).header
    assert len(header["guest"]) == len(header["behaviour"]) == 64
    assert header["limits"]["module_tick_fuel"] == 10_000_000
