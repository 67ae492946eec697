"""Checks of claims: what a simulation of the log finds, and what only playing again does."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.log import LogWriter, MatchLog, read_log
from league.match.batch import Debug, Job, play_batch
from league.match.manager import MatchOutcome, Seat
from league.match.sidecar import SeatLog, pack, packed
from league.volunteers.checking import Agreement, compare, examine, with_sidecars
from league.volunteers.protocol import Claim
from systems.setup import Setup

SOURCE = """
NAME = "Ann the 1st"

def tick(ship):
    ship.thrust(1)
    ship.log("hm")
    if ship.tick == 9:
        1 / 0
"""
FILES = (("main.py", SOURCE),)
OTHER = (("main.py", "def tick(ship):\n    ship.turn(1)\n"),)
QUITS = (("main.py", "def tick(ship):\n    1 / 0\n"),)
JOB = Job(0, Setup("duel", 5, max_ticks=300), (Seat("ann", FILES), Seat("bob", OTHER, 2)))


@pytest.fixture(scope="module")
def honest() -> MatchOutcome:
    return play_batch([JOB])[0]


def claim_of(outcome: MatchOutcome) -> Claim:
    return Claim(outcome.log, outcome.debug)


def written(
    log: MatchLog, header: Mapping[str, object] | None = None, footer: Mapping[str, object] | None = None
) -> bytes:
    data = bytearray()
    writer = LogWriter(data.extend, header or log.header, log.inputs.shape[1])
    for start in range(0, len(log.inputs), 100):  # blocks of another size than the league's
        writer.block(log.inputs[start : start + 100], log.digests[start : start + 100])
    writer.close(footer or log.footer or {})
    return bytes(data)


def test_an_honest_claim_becomes_what_the_host_would_have_written(honest: MatchOutcome) -> None:
    (found,) = examine([JOB], [Claim(written(read_log(honest.log)), honest.debug)])
    assert found.problem is None
    assert (found.log, found.result, found.forfeited) == (honest.log, honest.result, honest.forfeited)
    assert not found.by_machine


def test_claims_of_several_setups_are_examined_together(honest: MatchOutcome) -> None:
    jobs = [JOB, replace(JOB, setup=JOB.setup.with_seed(6)), replace(JOB, seats=(Seat("quits", QUITS), JOB.seats[1]))]
    jobs.append(Job(3, Setup("duel", 5, "belt", max_ticks=40), JOB.seats))
    played = play_batch(jobs)
    found = examine(jobs, list(map(claim_of, played)))
    assert [one.problem for one in found] == [None] * 4
    assert [one.log for one in found] == [one.log for one in played]
    assert [one.forfeited for one in found] == [one.forfeited for one in played]
    assert played[2].forfeited == (True, False)


def other_winner(header: Any, result: Any) -> None:
    result["winner"], result["ranks"] = 1, [2, 1]


def set_in(*path: Any, value: object, footer: bool = False) -> Callable[[Any, Any], None]:
    def change(header: Any, result: Any) -> None:
        place = result if footer else header
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (other_winner, "does not simulate"),
        (set_in("digest", value="0" * 64, footer=True), "does not simulate: the recorded result has another digest"),
        (set_in("seats", 0, "points", value=9.0, footer=True), "points of a seat"),
        (set_in("seats", 0, "fuel_max", value=-1, footer=True), "fuel that none can use"),
        (set_in("seats", 0, "fuel_max", value="1", footer=True), "fuel that none can use"),
        (set_in("seats", 0, "more", value=1, footer=True), "not in the form"),
        (set_in("more", value=1, footer=True), "not in the form"),
        (set_in("seats", 0, "faults", 0, "message", value="\x1b[31m", footer=True), "a message that none can have"),
        (set_in("seats", 0, "faults", value=[], footer=True), "faults of a seat"),
        (set_in("ticks", value=300.0, footer=True), "not in the form"),
        (set_in("setup", "seed", value=6), "another setup"),
        (set_in("setup", "max_ticks", value=299), "another setup"),
        (set_in("setup", "ships", value=True), "another setup"),
        (set_in("guest", value="0" * 64), "another guest"),
        (set_in("limits", "tick_fuel", value=1), "another limits"),
        (set_in("release", value="9"), "another release"),
        (set_in("more", value=1), "another more"),
        (set_in("seats", 0, "identity", value="0" * 64), "another seats"),
        (set_in("seats", 0, "version", value=7), "another seats"),
        (set_in("seats", 1, "bot", value="eve"), "another seats"),
        (set_in("seats", value=[]), "other seats"),
        (set_in("seats", 0, value=5), "other seats"),
        (set_in("seats", 1, "author", value="x" * 25), "describes itself as none can"),
        (set_in("seats", 1, "color", value="url(//x)"), "a color that none can have"),
        (set_in("seats", 1, "color", value=""), "a color that none can have"),
        (set_in("seats", 1, "name", value=5), "describes itself as none can"),
        (set_in("seats", 1, "name", value="ann"), "a name that it may not show"),
    ],
)
def test_a_log_that_was_changed_is_found_without_playing(honest: MatchOutcome, change: Any, problem: str) -> None:
    log = read_log(honest.log)
    assert log.footer
    change(log.header, log.footer["result"])
    (found,) = examine([JOB], [Claim(written(log), honest.debug)])
    assert found.problem is not None
    assert problem in found.problem
    assert not found.log


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "cannot be read"),
        (b"x" * 100, "cannot be read"),
        (b"SPACELOG\x01\x00H" + (20_000).to_bytes(4, "little") + zlib.compress(b"0" * (20 << 20)), "cannot be read"),
        ("cut", "not complete"),
    ],
)
def test_bytes_that_are_no_complete_log_are_refused(honest: MatchOutcome, data: bytes | str, problem: str) -> None:
    (found,) = examine([JOB], [Claim(honest.log[:-5] if isinstance(data, str) else data, honest.debug)])
    assert found.problem is not None
    assert problem in found.problem


@pytest.mark.parametrize("debug", [b"", b"x" * 50, pack([SeatLog()])])
def test_a_sidecar_that_is_none_is_refused(honest: MatchOutcome, debug: bytes) -> None:
    (found,) = examine([JOB], [Claim(honest.log, debug)])
    assert "sidecar" in str(found.problem)


def test_orders_that_make_another_state_are_found(honest: MatchOutcome) -> None:
    log = read_log(honest.log)
    log.inputs[50, 0] = np.int8(-100)
    (found,) = examine([JOB], [Claim(written(log), honest.debug)])
    assert "makes another state" in str(found.problem)


def verdict(outcome: MatchOutcome, claim: Claim) -> tuple[Agreement, str]:
    (found,) = compare([JOB], [claim_of(outcome)], [claim])
    return found.verdict, found.reason


def test_playing_again_finds_another_bot_in_a_seat(honest: MatchOutcome) -> None:
    forged = play_batch([replace(JOB, seats=(JOB.seats[0], Seat("bob", FILES, 2)))])[0]
    log = read_log(forged.log)
    log.header["seats"] = read_log(honest.log).header["seats"]
    claim = Claim(written(log), forged.debug)
    (examined,) = examine([JOB], [claim])
    assert examined.problem is None  # it is consistent
    assert verdict(honest, claim) == (Agreement.FALSE, "played again, the bots act otherwise at tick 0")


def test_playing_again_finds_what_the_simulation_does_not_know(honest: MatchOutcome) -> None:
    assert verdict(honest, claim_of(honest)) == (Agreement.SAME, "")
    log = read_log(honest.log)
    assert log.footer
    log.footer["result"]["seats"][0]["fuel_max"] += 1
    assert "other fuel" in verdict(honest, Claim(written(log), honest.debug))[1]
    log = read_log(honest.log)
    log.header["seats"][0]["author"] = "eve"
    assert "describes itself" in verdict(honest, Claim(written(log), honest.debug))[1]
    silent = pack([SeatLog(), SeatLog()])
    assert verdict(honest, Claim(honest.log, silent)) == (
        Agreement.FALSE,
        "played again, the bot in seat 0 logs or draws otherwise",
    )


def test_a_sidecar_that_is_cut_before_it_is_large_is_false(honest: MatchOutcome) -> None:
    cut = packed([zlib.compress(b'{"cut":true}\n')] * 2)
    found, reason = verdict(honest, Claim(honest.log, cut))
    assert found is Agreement.FALSE
    assert "the output of the bot in seat 0 is cut too early" in reason


def test_a_fault_that_depends_on_the_machine_proves_nothing(honest: MatchOutcome) -> None:
    endless = "import sys\nsys.setrecursionlimit(10**6)\ndef f(n):\n    return f(n + 1)\ndef tick(ship):\n    f(0)\n"
    failing = Job(0, JOB.setup, (Seat("ann", (("main.py", endless + "1 / 0\n"),)), JOB.seats[1]))
    outcome = play_batch([failing])[0]  # it does not start
    (found,) = examine([failing], [claim_of(outcome)])
    assert found.problem is None
    assert found.by_machine
    (compared,) = compare([failing], [claim_of(honest)], [claim_of(outcome)])
    assert compared.verdict is Agreement.UNDECIDED


@pytest.mark.parametrize("debug", [Debug.COMPACT, Debug.NONE])
def test_the_sidecar_is_kept_as_the_job_asks_for_it(honest: MatchOutcome, debug: Debug) -> None:
    job = replace(JOB, debug=debug)
    (found,) = examine([job], [claim_of(honest)])
    (played,) = play_batch([job])
    assert (found.log, found.debug) == (played.log, played.debug)
    assert with_sidecars([job], [honest]) == [played]
