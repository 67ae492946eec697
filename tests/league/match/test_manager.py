"""The match manager: real matches in the real sandbox."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest

import league
from engine.log import read_log
from league.match.agents import LocalAgent
from league.match.batch import Job, about, play_batch, sandboxed_match
from league.match.manager import LONGEST_READ, MatchOutcome, MatchSession, Seat, play
from league.match.sidecar import SeatLog, pack, unpack
from sandbox.fault import Fault
from sandbox.limits import Limits
from sandbox.names import skeleton
from sandbox.runtime.guest import Guest
from systems.protocol.orders import read_action
from systems.replay.batch import check
from systems.setup import Setup

GUNNER = "def tick(ship):\n    ship.turn(0.1)\n    ship.fire()\n"
DICE = (
    "import random\n\ndef tick(ship):\n    ship.thrust(random.uniform(-1, 1))\n    ship.turn(random.uniform(-1, 1))\n"
)
HOSTILE = {
    "loops": ("def tick(ship):\n    while True:\n        pass\n", "fuel", "endless loop"),
    "eats": (
        "def tick(ship):\n    hoard = []\n    while True:\n        hoard.append(bytearray(1 << 20))\n",
        "memory",
        "64 MB",
    ),
    "raises": ("def tick(ship):\n    return {}['beacon']\n", "raised", "KeyError: 'beacon' (a.py line 2)"),
    "nonsense": ("def bot_main(seen):\n    return {'ships': {'0': {'thrust': 'full'}, '1': 7}}\n", "output", "ship "),
    "opens": ("def tick(ship):\n    open('/etc/passwd')\n", "raised", "FileNotFoundError"),
    "floods": ("import os\n\ndef tick(ship):\n    while True:\n        os.urandom(1024)\n", "fuel", "random bytes"),
}


def seat(name: str, text: str) -> Seat:
    return Seat(name, (("main.py", text),))


def job(first: str, second: str, seed: int = 1, ticks: int = 40) -> Job:
    return Job(0, Setup("duel", seed, max_ticks=ticks), (seat("a", first), seat("b", second)))


def one(first: str, second: str = GUNNER, seed: int = 1, ticks: int = 40) -> MatchOutcome:
    return play_batch([job(first, second, seed, ticks)])[0]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_program_costs_only_its_own_ticks(name: str) -> None:
    text, kind, words = HOSTILE[name]
    here, peaceful = play_batch([job(text, DICE, ticks=20), job(GUNNER, DICE, ticks=20)])
    faults = here.result["seats"][0]["faults"]
    assert [fault["tick"] for fault in faults] == list(range(3 if kind in ("fuel", "memory") else 10))
    assert {fault["kind"] for fault in faults} == {kind}
    assert all(words in fault["message"] for fault in faults)
    assert here.result["how"] == "forfeit"
    assert here.result["winner"] == 1
    assert here.result["ticks"] == len(faults)
    assert here.result["seats"][1]["faults"] == []
    assert peaceful == one(GUNNER, DICE, ticks=20)  # the others are not affected


def test_a_program_that_fails_twice_plays_on_with_its_globals_lost() -> None:
    text = (
        "count = 0\n\ndef tick(ship):\n    global count\n    count += 1\n    ship.log(count)\n    ship.thrust(1)\n"
        "    if ship.tick in (3, 5):\n        while True:\n            pass\n"
    )
    outcome = one(text)
    assert [fault["tick"] for fault in outcome.result["seats"][0]["faults"]] == [3, 5]
    assert outcome.result["how"] == "time"
    lines = unpack(outcome.debug)[0]
    assert [line.get("log") for line in lines[:8]] == ["1", "2", "3", None, "1", None, "1", "2"]
    inputs = read_log(outcome.log).inputs
    assert inputs[:8, 0].tolist() == [100, 100, 100, 0, 100, 0, 100, 100]  # it coasts where it fails
    assert inputs[:8, -2].tolist() == [0, 0, 0, 2, 0, 2, 0, 0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def tick(ship)\n    pass\n", "SyntaxError"),
        ("import nothing_of_the_kind\n", "ModuleNotFoundError"),
        ("x = 1\n", "neither tick(ship) nor bot_main"),
        ("while True:\n    pass\n", "fuel"),
        ("def start(match):\n    raise ValueError('not today')\n\ndef tick(ship):\n    pass\n", "not today"),
    ],
)
def test_a_program_that_does_not_start_forfeits_at_once(text: str, words: str) -> None:
    result = one(text).result
    assert (result["how"], result["winner"], result["ticks"]) == ("forfeit", 1, 1)
    (fault,) = result["seats"][0]["faults"]
    assert (fault["tick"], fault["kind"]) == (0, "start")
    assert words in fault["message"]


def test_when_both_fail_to_start_nobody_wins() -> None:
    result = one("x = 1\n", "x = 1\n").result
    assert (result["how"], result["winner"], result["ranks"]) == ("forfeit", None, [1, 1])


def test_the_wall_clock_forfeits_at_once_and_the_log_says_so() -> None:
    quick = Limits(call_wall=0.2, tick_fuel=6_000_000_000)
    slow = "def tick(ship):\n    while ship.tick == 2:\n        pass\n"
    outcome = play_batch([Job(0, Setup("duel", 1, max_ticks=20), (seat("slow", slow), seat("b", GUNNER)), quick)])[0]
    assert (outcome.result["how"], outcome.result["ticks"]) == ("forfeit", 3)
    assert outcome.result["seats"][0]["faults"][0]["kind"] == "wall"
    assert read_log(outcome.log).inputs[2, -2] == 3


def test_a_match_is_the_same_in_any_company() -> None:
    jobs = [job(DICE, GUNNER, seed, ticks) for seed, ticks in [(1, 30), (2, 30), (3, 50), (4, 30)]]
    together = play_batch(jobs)
    assert play_batch(jobs[::-1])[::-1] == together
    assert [play_batch([alone])[0] for alone in jobs] == together


def test_twenty_seeds_give_twenty_matches() -> None:
    outcomes = play_batch([job(GUNNER, GUNNER, seed, 60) for seed in range(20)])
    assert len({outcome.result["digest"] for outcome in outcomes}) == 20


def test_a_match_in_this_process_is_the_match_in_the_sandbox() -> None:
    setup = Setup("duel", 5, max_ticks=50)
    seats = [seat("a", DICE), seat("b", DICE)]
    agents = [LocalAgent(s.name, s.files, setup.bot_seed(side), s.name) for side, s in enumerate(seats)]
    local = play([MatchSession(setup, seats, agents, {})])[0]
    guest = Guest.load()
    boxed = play([sandboxed_match(Job(0, setup, tuple(seats)))])[0]
    assert local.result["digest"] == boxed.result["digest"]
    assert read_log(boxed.log).header["guest"] == about(guest, Limits())["guest"]
    assert local.result["seats"][0]["fuel_max"] is None
    assert boxed.result["seats"][0]["fuel_max"] > 0


def test_the_log_replays_to_the_recorded_result_and_names_the_bots() -> None:
    outcome = play_batch(
        [Job(0, Setup("duel", 9, max_ticks=600), (seat("a", 'NAME = "Ace"\n' + GUNNER), seat("b", DICE)))]
    )[0]
    log = read_log(outcome.log)
    found = check(log)
    assert (found.ok, found.complete, found.digest) == (True, True, outcome.result["digest"])
    assert log.header["release"] == league.__version__
    assert log.header["seats"][0]["bot"] == "a"
    assert log.header["seats"][0]["name"] == "Ace"
    assert log.footer == {"result": outcome.result}
    assert "time" not in str(log.header).replace("timeout", "")


def test_the_log_has_only_names_that_are_nobody_elses() -> None:
    def names(first: str, second: str, *reserved: str) -> list[str | None]:
        named = [f"NAME = {name!r}\n\ndef tick(ship):\n    pass\n" for name in (first, second)]
        seats = tuple(
            Seat(bot, (("main.py", text),), reserved=frozenset(map(skeleton, reserved)))
            for bot, text in zip(("spoof", "hunter"), named, strict=True)
        )
        (outcome,) = play_batch([Job(0, Setup("duel", 1, max_ticks=1), seats)])
        return [told.get("name") for told in read_log(outcome.log).header["seats"]]

    assert names("Hunter", "The Hunter") == [None, "The Hunter"]
    assert names("Spo Of", "\u3164") == ["Spo Of", None]
    assert names("Ace", "Hunter", "ace", "spoof", "hunter") == [None, "Hunter"]
    assert names("Ace", "Hunter") == ["Ace", "Hunter"]


def test_the_sidecar_has_a_line_a_tick_with_what_was_sent() -> None:
    lines = ("print('hello')", "ship.plot('x', ship.x)", "ship.draw.circle(ship.pos, 5)", "ship.fire()")
    text = "def tick(ship):\n    " + "\n    ".join(lines) + "\n"
    first, second = unpack(one(text, "def tick(ship):\n    1 / 0\n", ticks=5).debug)
    assert [line["tick"] for line in first] == [0, 1, 2, 3, 4]
    assert first[0]["log"] == "hello"
    assert set(first[0]["plot"]) == {"x"}
    assert first[0]["draw"][0][0] == "circle"
    assert first[0]["action"] == {"0": {"fire": 1}}
    assert first[0]["fuel"] > 0
    assert "ZeroDivisionError" in second[0]["error"]


def test_what_a_local_program_prints_is_kept_as_in_the_sandbox(capsys: pytest.CaptureFixture[str]) -> None:
    text = "import sys\n\ndef tick(ship):\n    print('here', ship.tick)\n    print('there', file=sys.stderr)\n"
    setup, seats = Setup("duel", 5, max_ticks=3), [seat("a", text), seat("b", DICE)]
    agents = [LocalAgent(s.name, s.files, setup.bot_seed(side), s.name) for side, s in enumerate(seats)]
    local = play([MatchSession(setup, seats, agents, {})])[0]
    boxed = play([sandboxed_match(Job(0, setup, tuple(seats)))])[0]
    logs = [[line["log"] for line in unpack(outcome.debug)[0]] for outcome in (local, boxed)]
    assert logs[0] == logs[1] == [f"here {tick}\nthere" for tick in range(3)]
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("here 0\nhere 1\nhere 2\n", "there\n" * 3)


def test_what_a_debugger_prints_is_not_the_programs(capsys: pytest.CaptureFixture[str]) -> None:
    debug = "pdb.Pdb(stdin=io.StringIO('p 40 + 2\\nc\\n'), stdout=sys.stdout).set_trace()"
    text = f"import io, pdb, sys\n\ndef tick(ship):\n    print('mine')\n    {debug}\n    print('too')\n"
    setup, seats = Setup("duel", 5, max_ticks=1), [seat("a", text), seat("b", DICE)]
    agents = [LocalAgent(s.name, s.files, setup.bot_seed(side), s.name) for side, s in enumerate(seats)]
    outcome = play([MatchSession(setup, seats, agents, {})])[0]
    (line,) = unpack(outcome.debug)[0]
    assert line["log"].splitlines()[1:] == ["mine", "too"]  # after the warning that the sandbox has no pdb
    assert "42" in capsys.readouterr().out


def test_what_a_program_says_is_cleaned_and_cut() -> None:
    said = {
        "log": "\x1b[2Jhello\n" + "x" * 60_000,
        "draw": [["circle", 1, 2, 3, "#ff0000"], ["circle", 1], 5, ["text", 0, 0, "x", "#oooooo"]] * 40,
        "plot": {"fine": 1.5, "odd": [[[]]], "huge": 10**400, "long " * 20: 2},
        "ships": {"0": {"thrust": 5, "fire": True, "more": [1]}, "7": {"thrust": 1}},
    }
    text = f"def bot_main(seen):\n    return {said!r}\n"
    (line, *_), _ = unpack(one(text, ticks=3).debug)
    assert line["log"].startswith("?[2Jhello\nxxx")
    assert len(line["log"]) == 4096
    assert line["draw"] == [["circle", 1, 2, 3, "#ff0000"]] * 16
    assert set(line["plot"]) == {"fine", ("long " * 20)[:23] + "…"}
    assert line["action"] == {"0": {"thrust": 1, "fire": 1}}


def test_an_infinite_number_keeps_the_sidecar_readable() -> None:
    log = SeatLog()
    log.add(0, 1, read_action('{"ships": {"0": {"thrust": 1e999}}, "plot": {"x": 1e999}}', [0]), None)
    assert unpack(pack([log])) == [[{"tick": 0, "fuel": 1, "action": {"0": {"thrust": 1}}, "plot": {}}]]


def test_a_talkative_programs_sidecar_stays_within_its_share() -> None:
    noise = (
        "import random\n\ndef tick(ship):\n    print(''.join(chr(random.randrange(32, 1000)) for _ in range(4000)))\n"
    )
    debug = one(noise, ticks=120).debug
    assert len(debug) < 300_000
    assert unpack(debug)[0][-1] == {"cut": True}


@pytest.mark.parametrize(
    "harm", [lambda d: d[:40], lambda d: b"x" + d, lambda d: d[:30] + b"\xff" * 30 + d[60:], lambda d: b""]
)
def test_a_damaged_sidecar_is_refused(harm: Any) -> None:
    debug = one(GUNNER, ticks=30).debug
    with pytest.raises(ValueError, match="sidecar"):
        unpack(harm(debug))


def test_a_sidecar_of_more_lines_than_a_match_has_ticks_is_refused() -> None:
    lines = zlib.compress(b"{}\n" * 1_000_000)
    with pytest.raises(ValueError, match="damaged"):
        unpack(struct.pack("<8sHH", b"SPACEDBG", 1, 1) + struct.pack("<I", len(lines)) + lines)


def test_lines_of_a_sidecar_beyond_its_total_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("league.match.sidecar.MAX_TEXT", 90)
    seats = [SeatLog() for _ in range(4)]
    for seat in seats:
        for tick in range(3):
            seat.add(tick, 1, None)
    found = unpack(pack(seats))
    assert [len([line for line in lines if "tick" in line]) for lines in found] == [3, 1, 0, 0]
    assert [{"cut": True} in lines for lines in found] == [False, True, True, True]


class Leaver:
    """An agent that thrusts until it forfeits at a certain tick, and records when it was asked."""

    fuel_used = None

    def __init__(self, leaves: int) -> None:
        self.leaves = leaves
        self.charged: list[float] = []
        self.asked: list[int] = []

    def start(self, briefing: str) -> str:
        return "{}"

    def tick(self, observation: bytes, time_ns: int) -> str:
        self.asked.append(len(self.asked))
        if len(self.asked) > self.leaves:
            raise Fault("wall", "leaves")
        return '{"ships": {"0": {"thrust": 0.5}, "1": {"turn": 0.5}}}'

    def charge(self, seconds: float) -> None:
        self.charged.append(seconds)

    def close(self) -> None:
        pass


def test_matches_of_one_batch_end_at_their_own_ticks_and_nobody_is_asked_after_the_end() -> None:
    ends = [5, 300, 31, 5, 90]
    seats = (seat("leaver", ""), seat("stays", ""))

    def match(number: int) -> tuple[MatchSession, list[Leaver]]:
        agents = [Leaver(ends[number]), Leaver(10_000)]
        return MatchSession(Setup("duel", number, max_ticks=280), seats, agents, {}), agents

    together = [match(number) for number in range(len(ends))]
    outcomes = play([one for one, _ in together])
    for number, ((_, agents), outcome) in enumerate(zip(together, outcomes, strict=True)):
        ticks = min(ends[number] + 1, 280)
        assert outcome.result["ticks"] == ticks
        assert outcome.result["how"] == ("forfeit" if ticks < 280 else "time")
        assert [len(agent.asked) for agent in agents] == [ticks, ticks]
        assert [len(agent.charged) for agent in agents] == [ticks, ticks]
        assert all(0 < seconds <= LONGEST_READ for agent in agents for seconds in agent.charged)
        log = read_log(outcome.log)
        found = check(log)
        assert (found.ok, found.complete, found.ticks, found.digest) == (True, True, ticks, outcome.result["digest"])
        assert play([match(number)[0]])[0].log == outcome.log
