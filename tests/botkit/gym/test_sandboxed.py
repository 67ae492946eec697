"""Bots in the sandbox as opponents: they fly as in a league, tick by tick, faults and forfeits included."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from flown import names, played, same
from gymnasium.error import ResetNeeded
from gymnasium.vector import AutoresetMode

from botkit.gym import OpponentPool, SpaceEnv, SpaceVectorEnv
from botkit.gym.opponents.sandboxed import Sandboxed
from engine.log import MatchLog, read_log
from league.bots.roster import read_entry
from league.match.manager import MatchSession, Seat, play
from sandbox.limits import Limits
from sandbox.program import Program
from sandbox.runtime.guest import Guest
from systems.replay.batch import check
from systems.setup import Setup

BOTS = Path(__file__).parents[3] / "examples" / "bots"
LANCER = BOTS.parent / "languages" / "lancer.wasm"
SAME = AutoresetMode.SAME_STEP
SOMETIMES = """import random
seen = []
def tick(ship):
    seen.append(ship.tick)
    ship.thrust(random.random())
    ship.turn(len(seen) % 7 - 3)
    ship.fire()
    if random.random() < 0.05:
        ship.mark("!")
        raise RuntimeError(len(seen))
"""
NEVER = "def tick(ship):\n    return 1 / 0\n"


class Recorded:
    """An agent that gives the orders of a log."""

    fuel_used: int | None = None

    def __init__(self, log: MatchLog, ships: Sequence[int]) -> None:
        self._log, self._ships, self._tick = log, ships, 0

    def start(self, briefing: str) -> str:
        return "{}"

    def tick(self, observation: bytes, time_ns: int) -> str:
        tick = json.loads(observation)["tick"]
        fleet = (self._log.inputs.shape[1] - len(self._log.header["seats"])) // 5
        orders = self._log.inputs[tick, : 5 * fleet].reshape(5, fleet).T.tolist()
        ships = {
            str(ship): {
                "thrust": thrust / 100,
                "turn": turn / 100,
                "fire": fire,
                "shield": bool(shield),
                "strafe": strafe / 100,
            }
            for ship, (thrust, turn, fire, shield, strafe) in enumerate(orders)
            if ship in self._ships
        }
        return json.dumps({"ships": ships})

    def charge(self, seconds: float) -> None:
        pass

    def close(self) -> None:
        pass


def replayed(log: MatchLog, paths: Sequence[Path], seat: int = 0) -> MatchLog:
    """Return the log of the match that the match manager plays with the learner's orders and these bots."""
    setup = Setup.from_dict(log.header["setup"])
    entries = [read_entry(path) for path in paths]
    seats, agents = [], []
    for side in range(setup.sides):
        if side == seat:
            seats.append(Seat("learner", ()))
            agents.append(Recorded(log, range(side * setup.ships, (side + 1) * setup.ships)))
        else:
            entry = entries[(side - (side > seat)) % len(entries)]
            seats.append(Seat(entry.name, entry.files))
            agents.append(Program(Guest.load(), entry.name, entry.files, setup.bot_seed(side)))  # type: ignore[arg-type]
    (outcome,) = play([MatchSession(setup, seats, agents, {})])
    return read_log(outcome.log)


@pytest.fixture
def bot(tmp_path: Path) -> Any:
    """Return a function that writes a bot and returns its path."""

    def write(text: str, name: str = "bot") -> Path:
        path = tmp_path / f"{name}.py"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("mode", "bots", "seat", "arena"),
    [
        ("duel", ["hunter"], 0, "belt"),
        ("duel", ["sometimes"], 1, "open"),
        ("melee", ["first", "sometimes", "lancer"], 2, "open"),
        ("fleet", ["aggressive"], 1, "well"),
        ("sumo", ["circle"], 0, "open"),
    ],
)
def test_episodes_are_what_the_match_manager_plays(mode: str, bots: list[str], seat: int, arena: str, bot: Any) -> None:
    known = {"sometimes": bot(SOMETIMES, "sometimes"), "lancer": LANCER}
    paths = [known.get(name, BOTS / f"{name}.py") for name in bots]
    options: Any = {"sides": 4} if mode == "melee" else {"ships": 3} if mode == "fleet" else {}
    envs = SpaceVectorEnv(3, mode, arena, seat=seat, max_ticks=60, opponent=Sandboxed(*paths), **options)
    envs.reset(seed=1)
    found: dict[int, MatchLog] = {}
    for _ in range(13):
        played(envs, 10)
        for w in range(3):
            log = read_log(envs.export(w))
            if log.footer is not None:
                found[log.header["setup"]["seed"]] = log
    assert len(found) == 6  # two episodes of each
    faults = []
    for log in found.values():
        league = replayed(log, paths, seat)
        assert (league.inputs == log.inputs).all() and (league.digests == log.digests).all()
        assert check(log).ok and log.footer is not None and league.footer is not None
        ours, theirs = log.footer["result"], league.footer["result"]
        assert ours["digest"] == theirs["digest"] and ours["how"] == theirs["how"]
        for one, other in zip(ours["seats"], theirs["seats"], strict=True):
            kinds = [[(fault["tick"], fault["kind"]) for fault in side["faults"]] for side in (one, other)]
            assert kinds[0] == kinds[1]
            faults += kinds[0]
    assert bool(faults) == ("sometimes" in bots)
    envs.close()


def test_a_bot_that_always_faults_forfeits(bot: Any) -> None:
    envs = SpaceVectorEnv(2, opponent=f"bot:{bot(NEVER)}", autoreset_mode=SAME)
    envs.reset(seed=1)
    *_, ended, _, info = played(envs, 10)[-1]
    assert ended.all() and info["final_info"]["ends"].tolist() == ["forfeit", "forfeit"]
    assert info["final_info"]["result"].tolist() == [1.0, 1.0] and info["final_info"]["ticks"].tolist() == [10, 10]
    log = read_log(envs.export(0))
    assert check(log).ok and log.footer is not None
    assert [fault["kind"] for fault in log.footer["result"]["seats"][1]["faults"]] == ["raised"] * 10
    played(envs, 3)  # the next matches have begun


def test_a_bot_that_faults_once_coasts_in_that_tick(bot: Any) -> None:
    text = "def tick(ship):\n    ship.thrust(1)\n    ship.turn(1)\n    if ship.tick == 3:\n        raise ValueError\n"
    envs = SpaceVectorEnv(1, opponent=f"bot:{bot(text)}")
    envs.reset(seed=1)
    played(envs, 6)
    inputs = read_log(envs.export(0)).inputs
    assert inputs[:, 1].tolist() == [100, 100, 100, 0, 100, 100] and inputs[:, 11].tolist() == [0, 0, 0, 1, 0, 0]


def test_a_bot_that_does_not_start_in_a_mode_forfeits_there(bot: Any) -> None:
    text = "def start(arena):\n    assert arena.mode == 'duel'\n\ndef tick(ship):\n    pass\n"
    envs = SpaceEnv("sumo", opponent=f"bot:{bot(text)}")
    envs.reset(seed=1)
    *_, ended, _, info = envs.step(np.zeros(5))
    assert ended and info["ends"] == "forfeit" and info["result"] == 1.0


def test_a_match_depends_on_its_seed_alone(bot: Any) -> None:
    path = f"bot:{bot(SOMETIMES)}"
    many, one = SpaceVectorEnv(4, max_ticks=15, opponent=path), SpaceVectorEnv(1, max_ticks=15, opponent=path)
    many.reset(seed=1)
    one.reset(seed=3)
    for _ in range(40):
        every, alone = many.step(np.ones((4, 5))), one.step(np.ones((1, 5)))
        assert all((a[2] == b[0]).all() for a, b in zip(every[:3], alone[:3], strict=True))
    again = SpaceVectorEnv(4, max_ticks=15, opponent=path)
    first, _ = again.reset(seed=1)
    played(again, 20)
    assert (again.reset(seed=1)[0] == first).all()
    single = gymnasium.make("botkit.gym:SpaceDuel-v1", opponent=path, max_ticks=15)
    assert (single.reset(seed=2)[0] == again.reset(seed=2)[0][0]).all()
    for _ in range(14):
        assert (single.step(np.ones(5))[0] == again.step(np.ones((4, 5)))[0][0]).all()


def test_bots_fly_in_a_pool_with_policies() -> None:
    pool = OpponentPool({"real": "bot:hunter", "imitated": "hunter", "idle": "idle"})
    envs = SpaceVectorEnv(6, max_ticks=12, opponent=pool)
    envs.reset(seed=1)
    drawn = [names(envs, w)[1] for w in range(6)]
    assert set(drawn) == {"hunter", "imitated", "idle"}
    flying = envs._flier._bound["real"]._flying  # type: ignore[attr-defined]
    assert {w for w, _ in flying} == {w for w in range(6) if drawn[w] == "hunter"}
    played(envs, 12)
    assert pool.games == {
        "real": drawn.count("hunter"),
        "imitated": drawn.count("imitated"),
        "idle": drawn.count("idle"),
    }
    assert not flying
    for w in range(6):
        log = read_log(envs.export(w))
        if drawn[w] == "hunter":
            assert (replayed(log, [BOTS / "hunter.py"]).inputs == log.inputs).all()
    played(envs, 1)
    with pytest.raises(ValueError, match="sandboxed bots cannot be copied"):
        envs.snapshot()


def test_league_verify_runs_the_bots_of_an_episode_again(tmp_path: Path) -> None:
    envs = SpaceVectorEnv(1, max_ticks=30, opponent=f"bot:{BOTS / 'first.py'}", autoreset_mode=SAME)
    envs.reset(seed=1)
    played(envs, 30)
    path = tmp_path / "log.bin"
    envs.export(0, path)
    command = [sys.executable, "-m", "league", "verify", str(path), "--bots", str(BOTS), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    (verified,) = json.loads(done.stdout)
    audits = {audit["seat"]: audit["ok"] for audit in verified["bots"]}
    assert audits == {0: None, 1: True}


def test_bots_cannot_be_copied_and_nothing_happens(bot: Any) -> None:
    path = f"bot:{bot(SOMETIMES)}"
    envs, twin = (SpaceVectorEnv(2, max_ticks=40, opponent=path) for _ in range(2))
    for one in (envs, twin):
        one.reset(seed=1)
        played(one, 5)
    plain = SpaceVectorEnv(2, max_ticks=40)
    plain.reset(seed=9)
    for copied in (envs.snapshot, lambda: copy.deepcopy(envs), lambda: pickle.dumps(envs)):
        with pytest.raises(ValueError, match="matches with sandboxed bots cannot be copied"):
            copied()
    with pytest.raises(ValueError, match="another kind of opponent"):
        envs.restore(plain.snapshot())
    assert same(played(envs, 50), played(twin, 50))


def test_bots_fly_from_the_start_of_a_match(bot: Any) -> None:
    envs = SpaceVectorEnv(3, max_ticks=20)
    envs.reset(seed=1)
    played(envs, 5)
    envs.opponent = f"bot:{bot(SOMETIMES)}"
    before = envs._episodes.world.memory.copy()
    with pytest.raises(ResetNeeded, match="the bots of environment 0 fly matches from their start: call reset"):
        played(envs, 1)
    assert (envs._episodes.world.memory == before).all()
    envs.reset(options={"reset_mask": np.array([True, False, True])})
    with pytest.raises(ResetNeeded, match="the bots of environment 1"):
        played(envs, 1)
    envs.reset(options={"reset_mask": np.array([False, True, False])})
    played(envs, 30)
    envs.opponent = "first"  # takes over from them
    played(envs, 1)
    assert names(envs) == ["learner", "several"]


def test_bots_that_are_interrupted_fly_again_after_a_reset(bot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    envs = SpaceVectorEnv(3, max_ticks=20, opponent=f"bot:{bot(SOMETIMES)}")
    envs.reset(seed=1)
    played(envs, 5)
    before, tick, calls = envs._episodes.world.memory.copy(), Program.tick, []

    def interrupted(self: Program, observation: bytes, time_ns: int) -> str:
        calls.append(self)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return tick(self, observation, time_ns)

    monkeypatch.setattr(Program, "tick", interrupted)
    with pytest.raises(KeyboardInterrupt):
        played(envs, 1)
    assert (envs._episodes.world.memory == before).all()
    with pytest.raises(ResetNeeded):
        played(envs, 1)
    envs.reset()
    played(envs, 25)


def test_instances_are_released(bot: Any) -> None:
    envs = SpaceVectorEnv(3, max_ticks=20, opponent=f"bot:{bot(SOMETIMES)}", autoreset_mode=AutoresetMode.DISABLED)
    envs.reset(seed=1)
    played(envs, 5)
    programs = [state.agent for state in envs._flier._flying.values()]  # type: ignore[attr-defined]
    assert len(programs) == 3
    envs.reset()
    assert [program._instance for program in programs] == [None] * 3
    programs = [state.agent for state in envs._flier._flying.values()]  # type: ignore[attr-defined]
    assert None not in [program._instance for program in programs]
    envs.opponent = f"bot:{bot(SOMETIMES)}"
    assert [program._instance for program in programs] == [None] * 3
    envs.reset()
    programs = [state.agent for state in envs._flier._flying.values()]  # type: ignore[attr-defined]
    envs.close()
    assert len(programs) == 3 and [program._instance for program in programs] == [None] * 3


def test_what_is_no_bot_is_an_error(bot: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for given, message in [
        ("bot:", r"bot '' is not a file, a folder or one of: "),
        ("bot:missing.py", "bot 'missing.py' is not a file, a folder or one of: "),
        (f"bot:{tmp_path / 'empty'}", "main.py"),
        (f"bot:{bot('def tick(ship:', 'broken')}", "does not start: SyntaxError"),
        (f"bot:{bot('import numpy', 'imports')}", "does not start: .*numpy"),
        (f"bot:{bot('while True: pass', 'loops')}", "does not start: "),
    ]:
        with pytest.raises(ValueError, match=message):
            SpaceVectorEnv(1, opponent=given)
    with pytest.raises(ValueError, match="give the path or the name of a bot"):
        Sandboxed()
    small = Sandboxed(BOTS / "hunter.py", limits=Limits(tick_fuel=1000))
    envs = SpaceVectorEnv(1, opponent=small, autoreset_mode=SAME)
    envs.reset(seed=1)
    assert played(envs, 3)[-1][4]["final_info"]["ends"][0] == "forfeit"
    assert read_log(envs.export(0)).header["limits"]["tick_fuel"] == 1000
