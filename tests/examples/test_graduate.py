"""The trained bot that is kept with the trainer."""

from __future__ import annotations

from pathlib import Path

from botkit.network import Network
from botkit.network.python import bot_of
from league.bots.roster import read_entry
from league.match.batch import Job, play_batch
from league.match.manager import Seat
from systems.setup import Setup

EXAMPLES = Path(__file__).parents[2] / "examples"
LEARNING = EXAMPLES / "learning"


def test_the_bot_is_what_export_makes_of_the_network():
    files = bot_of(Network.load(LEARNING / "graduate.json"), "graduate")
    kept = {path.name: path.read_text(encoding="utf-8") for path in (LEARNING / "graduate").iterdir() if path.is_file()}
    assert kept == files


def test_it_beats_first_in_the_sandbox():
    bot, first = (
        Seat(entry.name, entry.files)
        for entry in (read_entry(LEARNING / "graduate"), read_entry(EXAMPLES / "bots" / "first.py"))
    )
    jobs = [
        Job(number, Setup("duel", 100 + number // 2), (bot, first) if number % 2 == 0 else (first, bot))
        for number in range(6)
    ]
    won = 0
    for outcome, job in zip(play_batch(jobs), jobs, strict=True):
        seat = job.number % 2
        mine = outcome.result["seats"][seat]
        assert mine["faults"] == [] and mine["fuel_max"] < 10_000_000  # a tenth of the limit
        won += outcome.result["winner"] == seat
    assert won >= 5
